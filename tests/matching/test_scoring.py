"""Scores and ties of many at once are those of one at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.matching.scoring import measures, scores, ties
from agency.rules.distance import Point, threshold
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import (
    NOT_SAID,
    Scale,
    load_scale,
    measures_of,
    prefix64,
    score,
    score_parts,
    tie,
)
from config import RANKING_FILE
from tests.examples import examples
from tests.matching.pools import REFS, pool
from tests.strategies import SKILLS, SPECIALTIES, some

SCALE = load_scale(RANKING_FILE)
HERE = Point.at(47.61, -122.33)
THERE = Point(-HERE.x, -HERE.y, -HERE.z)
WORK = AssignmentFacts("A-0001", "WA", date(2027, 1, 4), date(2027, 2, 28), place=HERE)


def points() -> SearchStrategy[Point | None]:
    """Anywhere on earth, most often here, at the other end, or nowhere."""
    anywhere = st.builds(Point.at, st.floats(-90, 90), st.floats(-180, 180))
    return st.sampled_from((None, HERE, THERE)) | anywhere


def candidates(ref: str) -> SearchStrategy[CandidateFacts]:
    return st.builds(
        CandidateFacts,
        ref=st.just(ref),
        home=points(),
        min_pay_cents=st.none() | st.integers(0, 9_999_999),
        skills=some(*SKILLS, "epic"),
        specialties=some(*SPECIALTIES),
        completed_placements=st.integers(0, 5) | st.just(100_000),
    )


def pools() -> SearchStrategy[list[CandidateFacts]]:
    return st.integers(0, 5).flatmap(
        lambda size: st.tuples(*(candidates(ref) for ref in REFS[:size])).map(list)
    )


def assignments() -> SearchStrategy[AssignmentFacts]:
    return st.builds(
        lambda place, pay, specialty, skills: replace(
            WORK, place=place, pay_cents=pay, specialty=specialty, preferred_skills=skills
        ),
        points(),
        st.none() | st.integers(0, 9_999_999),
        st.sampled_from((None, *SPECIALTIES)),
        some(*SKILLS, "epic", "scribing"),
    )


def scales() -> SearchStrategy[Scale]:
    """Any weights that sum to 100, any caps."""
    cuts = st.lists(st.integers(0, 100), min_size=5, max_size=5).map(sorted)
    weights = cuts.map(lambda at: [b - a for a, b in zip([0, *at], [*at, 100], strict=True)])
    names = [part for part, _ in SCALE.weights]
    return st.builds(
        Scale,
        weights=weights.map(lambda each: tuple(zip(names, each, strict=True))),
        far_tenths=st.sampled_from((10, 1500, 200_000)),
        days_left_cap=st.integers(1, 400),
        margin_cents_cap=st.sampled_from((100, 1000, 9_999_900)),
        placements_cap=st.integers(1, 10),
    )


@given(pools(), assignments(), scales() | st.just(SCALE), st.data())
@settings(max_examples=examples(200), deadline=None)
def test_measures_and_scores_are_those_of_each_pair(
    people: list[CandidateFacts], work: AssignmentFacts, scale: Scale, data: st.DataObject
) -> None:
    of = data.draw(st.lists(st.sampled_from(range(len(people))))) if people else []
    left = [data.draw(st.integers(0, 500) | st.just(3_000_000)) for _ in of]
    chosen, days_left = np.array(of, np.int64), np.array(left, np.int64)
    measured = measures(pool(people), chosen, work, days_left, scale)
    asked = list(zip((people[one] for one in of), left, strict=True))
    assert [tuple(row) for row in measured.tolist()] == [
        measures_of(person, work, days, scale) for person, days in asked
    ]
    assert scores(measured, len(work.preferred_skills), scale).tolist() == [
        score(score_parts(person, work, days, scale)) for person, days in asked
    ]


@given(
    st.integers(1, date.max.toordinal()),
    st.text(min_size=1, max_size=9),
    st.lists(st.text(min_size=1, max_size=9), max_size=5),
)
def test_ties_are_broken_for_many_as_for_one(day: int, work: str, refs: list[str]) -> None:
    prefixes = np.array([prefix64(ref) for ref in refs], np.uint64)
    assert ties(day, work, prefixes).tolist() == [tie(day, work, ref) for ref in refs]


@pytest.mark.parametrize(("home", "tenths"), [(HERE, 0), (THERE, 124_369), (None, NOT_SAID)])
def test_here_the_other_end_of_the_earth_and_nowhere_are_told_apart(
    home: Point | None, tenths: int
) -> None:
    people = pool([CandidateFacts("C-0001", home=home)])
    measured = measures(people, np.array([0]), WORK, np.array([0]), SCALE)
    assert measured[0, 0] == tenths


@pytest.mark.parametrize("tenths", [0, 1, 254, 1499, 1500, 62_000])
def test_a_distance_turns_into_the_next_tenth_at_the_threshold(tenths: int) -> None:
    """A chord of just less and one of just that much, laid along an axis of our own."""
    origin = replace(WORK, place=Point(0.0, 0.0, 0.0))
    edge = threshold(tenths) ** 0.5
    homes = [Point(edge * stretch, 0.0, 0.0) for stretch in (1 - 1e-12, 1 + 1e-12)]
    people = [CandidateFacts(ref, home=home) for ref, home in zip(REFS, homes, strict=False)]
    both, none = np.array([0, 1]), np.array([0, 0])
    assert measures(pool(people), both, origin, none, SCALE)[:, 0].tolist() == [tenths, tenths + 1]
