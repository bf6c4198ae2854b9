"""The score: its parts, that better is never worse, and how ties are broken."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import (
    FULL,
    PARTS,
    Scale,
    Wishes,
    load_scale,
    parts_of,
    points_text,
    prefix64,
    score,
    score_parts,
    splitmix64,
    tie,
)
from agency.rules.reading import RuleBookError
from config import RANKING_FILE
from tests.strategies import NEW_YORK, SEATTLE, TACOMA, assignments, candidates

SCALE = Scale(
    weights=tuple(zip(PARTS, (30, 20, 20, 10, 10, 10), strict=True)),
    far_tenths=1000,
    days_left_cap=180,
    margin_cents_cap=500,
    placements_cap=4,
)
days_left = st.integers(-10, 400)


def score_of(candidate: CandidateFacts, assignment: AssignmentFacts, days_left: int) -> int:
    return score(score_parts(candidate, assignment, days_left, SCALE))


@given(candidates(), assignments(), days_left)
def test_a_score_is_its_weighted_parts_and_lies_between_0_and_100(
    candidate: CandidateFacts, assignment: AssignmentFacts, days_left: int
) -> None:
    parts = score_parts(candidate, assignment, days_left, SCALE)
    assert tuple(part.name for part in parts) == PARTS
    assert all(0 <= part.value <= FULL and part.reason for part in parts)
    assert score(parts) == sum(part.value * SCALE.weight(part.name) for part in parts)
    assert 0 <= score(parts) <= 100_000


# Better is never worse


@given(candidates(), assignments(), days_left)
def test_nearer_is_never_worse(
    candidate: CandidateFacts, assignment: AssignmentFacts, days_left: int
) -> None:
    here = replace(assignment, place=SEATTLE)
    farther = [
        score_of(replace(candidate, home=home), here, days_left)
        for home in (None, NEW_YORK, TACOMA, SEATTLE)
    ]
    assert farther == sorted(farther)


@given(candidates(), assignments(), days_left, st.integers(0, 100))
def test_cover_that_lasts_longer_is_never_worse(
    candidate: CandidateFacts, assignment: AssignmentFacts, days_left: int, more: int
) -> None:
    longer = score_of(candidate, assignment, days_left + more)
    assert longer >= score_of(candidate, assignment, days_left)


@given(candidates(), assignments(), days_left, st.sampled_from(("ekg", "phlebotomy", "triage")))
def test_another_skill_is_never_worse(
    candidate: CandidateFacts, assignment: AssignmentFacts, days_left: int, skill: str
) -> None:
    skilled = replace(candidate, skills=candidate.skills | {skill})
    assert score_of(skilled, assignment, days_left) >= score_of(candidate, assignment, days_left)


@given(candidates(), assignments(), days_left, st.integers(0, 1000))
def test_asking_less_pay_and_having_worked_here_more_is_never_worse(
    candidate: CandidateFacts, assignment: AssignmentFacts, days_left: int, more: int
) -> None:
    before = score_of(candidate, assignment, days_left)
    assert candidate.min_pay_cents is not None
    cheaper = replace(candidate, min_pay_cents=candidate.min_pay_cents - more)
    known = replace(candidate, completed_placements=candidate.completed_placements + more)
    assert score_of(cheaper, assignment, days_left) >= before
    assert score_of(known, assignment, days_left) >= before


@given(candidates(), assignments(), days_left)
def test_what_is_no_part_of_a_score_does_not_change_it(
    candidate: CandidateFacts, assignment: AssignmentFacts, days_left: int
) -> None:
    other = replace(
        candidate,
        ref="C-9999",
        status="archived",
        adult=None,
        willing_states=frozenset(),
        credentials=(),
        trainings=(),
        shifts=frozenset(),
    )
    assert score_of(other, assignment, days_left) == score_of(candidate, assignment, days_left)


# Reasons


@pytest.mark.parametrize(
    ("measures", "wishes", "values", "reasons"),
    [
        (
            (254, 1, 180, 250, 1, 4),
            Wishes(3, "urgent_care"),
            (746, 333, 1000, 500, 1000, 1000),
            (
                "25.4 miles away",
                "1 of 3 preferred skills",
                "180 or more days of cover beyond the end",
                "pays $2.50 above the minimum",
                "knows urgent care",
                "4 completed placements with this agency",
            ),
        ),
        (
            (-1, 0, 0, -1, -1, 0),
            Wishes(0, None),
            (0, 1000, 0, 1000, 1000, 0),
            (
                "distance not known",
                "no preferred skills asked",
                "0 days of cover beyond the end",
                "no minimum to compare",
                "no specialty asked",
                "0 completed placements with this agency",
            ),
        ),
        (
            (1000, 0, 1, 5, 0, 9),
            Wishes(1, "cardiology"),
            (0, 0, 5, 10, 0, 1000),
            (
                "100 miles away",
                "0 of 1 preferred skills",
                "1 days of cover beyond the end",
                "pays $0.05 above the minimum",
                "has not named cardiology",
                "9 completed placements with this agency",
            ),
        ),
    ],
    ids=["all that is asked", "nothing to measure", "nothing that is asked"],
)
def test_each_part_says_what_it_rests_on(
    measures: tuple[int, ...],
    wishes: Wishes,
    values: tuple[int, ...],
    reasons: tuple[str, ...],
) -> None:
    parts = parts_of(measures, wishes, SCALE)
    assert tuple(part.measure for part in parts) == measures
    assert tuple(part.value for part in parts) == values
    assert tuple(part.reason for part in parts) == reasons


@pytest.mark.parametrize(
    ("thousandths", "points"), [(0, "0.000"), (87_250, "87.250"), (100_000, "100.000")]
)
def test_a_score_is_written_in_points(thousandths: int, points: str) -> None:
    assert points_text(thousandths) == points


# The scale


def test_the_agencys_weights_can_be_read() -> None:
    scale = load_scale(RANKING_FILE)
    assert tuple(part for part, _ in scale.weights) == PARTS
    assert sum(weight for _, weight in scale.weights) == 100


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ("distance = 35", "distance = 36", "weights", "expected weights that sum to 100"),
        ("distance = 35", "distance = 35.0", "weights.distance", "expected a whole number"),
        ("distance = 35", "", "weights.distance", "is missing"),
        ("distance = 35", "distance = 35\nluck = 0", "weights.luck", "is not a known key"),
        ("far_miles = 150", "far_miles = 0", "far_miles", "expected a number not below 1"),
        ("days_left_cap = 180", "days_left_cap = 0", "days_left_cap", "not below 1"),
        ("pay_margin_cap_usd = 10", "pay_margin_cap_usd = 0", "pay_margin_cap_usd", "not below 1"),
        ("placements_cap = 3", "placements_cap = 0", "placements_cap", "not below 1"),
        ('source = "agency policy"', "", "source", "is missing"),
    ],
    ids=lambda text: text.splitlines()[0] if text else "nothing",
)
def test_a_wrong_scale_is_refused(
    tmp_path: Path, old: str, new: str, key: str, problem: str
) -> None:
    text = RANKING_FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "ranking.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleBookError) as refused:
        load_scale(file)
    assert (refused.value.file, refused.value.key) == ("ranking.toml", key)
    assert problem in refused.value.problem


# Ties


@pytest.mark.parametrize(
    ("seed", "outputs"),
    [
        (0, (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F)),
        (1234567, (6457827717110365317, 3203168211198807973, 9817491932198370423)),
    ],
)
def test_splitmix64_gives_the_published_numbers(seed: int, outputs: tuple[int, ...]) -> None:
    golden_gamma = 0x9E3779B97F4A7C15
    states = [(seed + step * golden_gamma) % 2**64 for step in range(len(outputs))]
    assert tuple(splitmix64(state) for state in states) == outputs


def test_a_reference_is_known_by_the_first_bits_of_its_sha_256() -> None:
    assert prefix64("abc") == 0xBA7816BF8F01CFEA
    assert prefix64("Zoë") == int(hashlib.sha256("Zoë".encode()).hexdigest()[:16], 16)


def test_a_tie_depends_on_the_day_and_on_both_references() -> None:
    ties = {
        tie(day, assignment, candidate)
        for day in (739_000, 739_001)
        for assignment in ("A-0001", "A-0002")
        for candidate in ("C-0001", "C-0002")
    }
    assert len(ties) == 8
    assert tie(739_000, "A-0001", "C-0001") == splitmix64(
        splitmix64(splitmix64(739_000) ^ prefix64("A-0001")) ^ prefix64("C-0001")
    )
    assert tie(739_000, "A-0001", "C-0001") != tie(739_000, "C-0001", "A-0001")
