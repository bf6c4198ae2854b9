"""A sample is the same for the same order, fictional, whole, and accepted by every schema."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.credentials.models import EVIDENCE
from agency.errors import Refused
from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.exchange.kinds.kind import FileMemory
from agency.placements.models import STAGES
from agency.places import point_of
from agency.rules.rulebook import load_rulebook
from agency.sampling.person import Person
from agency.sampling.sample import Order, refs, write_sample
from agency.sampling.writing import FILES
from tests.processes import environment
from tests.sampling.paper import Paper, read_paper

SMALL = Order(40, 8, 7, date(2026, 11, 24))
BOOK = load_rulebook()
MOST_ODD_DATES = 8
MANY_STATES = 15


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES.values()}


def written(order: Order, folder: Path) -> dict[str, bytes]:
    write_sample(order, folder)
    return bytes_of(folder)


# The same for the same order


def test_equal_orders_give_equal_bytes(tmp_path: Path) -> None:
    assert written(SMALL, tmp_path / "one") == written(SMALL, tmp_path / "other")


def test_another_seed_gives_another_agency(tmp_path: Path) -> None:
    before = written(SMALL, tmp_path / "one")
    after = written(replace(SMALL, seed=8), tmp_path / "other")
    assert all(before[name] != after[name] for name in FILES.values())


def test_another_day_gives_other_days(tmp_path: Path) -> None:
    before = written(SMALL, tmp_path / "one")
    after = written(replace(SMALL, as_of=date(2026, 11, 25)), tmp_path / "other")
    dated = ("assignments.csv", "candidates.csv", "credentials.csv", "trainings.csv")
    assert all(before[name] != after[name] for name in dated)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_order_in_which_python_keeps_sets_does_not_matter(
    hash_seed: str, tmp_path: Path
) -> None:
    program = (
        "import sys; from pathlib import Path; from datetime import date;"
        "from agency.sampling.sample import Order, write_sample;"
        "write_sample(Order(40, 8, 7, date(2026, 11, 24)), Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", program, tmp_path / "other"],
        env=environment({"PYTHONHASHSEED": hash_seed}),
        check=True,
    )
    assert bytes_of(tmp_path / "other") == written(SMALL, tmp_path / "one")


def test_candidates_do_not_depend_on_how_many_follow(tmp_path: Path) -> None:
    few = written(SMALL, tmp_path / "few")["candidates.csv"]
    more = written(replace(SMALL, candidates=60), tmp_path / "more")["candidates.csv"]
    assert more.startswith(few)


# As many as were asked for, and of any size


def test_the_rows_are_as_many_as_asked_for_and_as_counted(tmp_path: Path) -> None:
    counts = write_sample(SMALL, tmp_path)
    lines = {kind: (tmp_path / name).read_text().count("\n") for kind, name in FILES.items()}
    assert (counts["candidates"], counts["assignments"]) == (40, 8)
    assert lines == {kind: count + 1 for kind, count in counts.items()}


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(-(10**20), 10**20),
    st.dates(date(1970, 1, 1), date(2200, 12, 31)),
)
def test_an_agency_of_any_size_seed_and_day_is_accepted(
    tmp_path_factory: pytest.TempPathFactory,
    candidates: int,
    assignments: int,
    seed: int,
    as_of: date,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    write_sample(Order(candidates, assignments, seed, as_of), folder)
    paper = read_paper(folder, as_of)
    assert len(paper.rows["candidates"]) == candidates
    assert_refers_to_what_is_there(paper)


@pytest.mark.parametrize("count", [1, 9_999, 10_000, 10_001])
def test_references_sort_as_their_numbers_do(count: int) -> None:
    made = list(refs("C", count))
    assert made[0] in ("C-0001", "C-00001")
    assert len(made) == len(set(made)) == count
    assert made == sorted(made)


def test_people_are_written_and_forgotten(tmp_path: Path) -> None:
    alive = []

    def count(done: int, total: int) -> None:
        alive.append(sum(isinstance(one, Person) for one in gc.get_objects()))

    write_sample(replace(SMALL, candidates=300), tmp_path, progress=count)
    assert alive == [0, 0, 0]


def test_progress_is_told_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_sample(replace(SMALL, candidates=250), tmp_path, progress=lambda *done: told.append(done))
    assert told == [(100, 250), (200, 250)]


# Out of bounds


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"candidates": 0}, "candidates: '0': expected a number from 1 to 2000000"),
        ({"candidates": 2_000_001}, "candidates: '2000001': expected a number from 1 to"),
        ({"assignments": -3}, "assignments: '-3': expected a number from 1 to 200000"),
        ({"assignments": 200_001}, "assignments: '200001': expected a number from 1 to"),
        ({"as_of": date(1969, 12, 31)}, "as_of: '1969-12-31': expected a day from 1970-01-01"),
        ({"as_of": date(9999, 12, 31)}, "as_of: '9999-12-31': expected a day from 1970-01-01"),
    ],
)
def test_an_order_out_of_bounds_is_refused_and_nothing_written(
    change: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=re.escape(said)):
        write_sample(replace(SMALL, **change), tmp_path / "new")
    assert not (tmp_path / "new").exists()


# Fictional


def test_nobody_can_be_reached(paper: Paper) -> None:
    people = paper.rows["candidates"]
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\.\d+@example\.org", one["email"]) for one in people)
    assert len({one["email"] for one in people}) == len(people)
    phones = [one["phone"] for one in people if one["phone"]]
    assert all(re.fullmatch(r"\d{3}-555-01\d\d", phone) for phone in phones)
    assert len(phones) > len(people) / 2


def test_names_are_of_many_origins(paper: Paper) -> None:
    people = paper.rows["candidates"]
    assert len({one["last_name"] for one in people}) > 100
    assert any(not one["last_name"].isascii() for one in people)


# Coherent


def test_rows_refer_to_what_is_there(paper: Paper) -> None:
    assert_refers_to_what_is_there(paper)


def assert_refers_to_what_is_there(paper: Paper) -> None:
    people = {one["ref"] for one in paper.rows["candidates"]}
    for kind in ("credentials", "trainings", "ce_credits", "placements"):
        assert {one["candidate_ref"] for one in paper.rows[kind]} <= people
    assert {one["assignment_ref"] for one in paper.rows["placements"]} <= set(paper.assignments)
    named = {one["facility"] for one in paper.rows["assignments"] if one["facility"]}
    assert named <= set(paper.facilities)
    assert len(paper.facilities) == len(paper.rows["facilities"])
    refused = {ref for one in paper.rows["facilities"] for ref in one["do_not_return"]}
    assert refused <= people


def test_no_row_is_written_twice(paper: Paper) -> None:
    credentials = Counter(
        (one["candidate_ref"], one["code"], one["number"], one["issued_on"])
        for one in paper.rows["credentials"]
    )
    placements = Counter(
        (one["candidate_ref"], one["assignment_ref"], paper.days(one)[0])
        for one in paper.rows["placements"]
    )
    assert max(credentials.values()) == max(placements.values()) == 1


def test_assignments_are_only_where_rules_are_recorded(paper: Paper) -> None:
    states = {paper.facts_of(one).state for one in paper.rows["assignments"]}
    assert states <= set(BOOK.states)
    assert len(states) >= MANY_STATES


def test_zip_codes_are_real_and_lie_in_their_states(paper: Paper) -> None:
    homes = [one["home_zip"] for one in paper.rows["candidates"]]
    assert all(point_of(home) for home in homes if home)
    assert 0 < sum(home is None for home in homes) < 40
    sites = paper.rows["facilities"]
    assert all(point_of(one["zip"]) for one in sites)


def test_bills_are_above_pay(paper: Paper) -> None:
    paid = [one for one in paper.rows["assignments"] if one["pay_rate"]]
    assert all(one["pay_rate"] < one["bill_rate"] < 2 * one["pay_rate"] for one in paid)
    assert all(one["guaranteed_hours"] is None or one["hours_per_week"] for one in paid)


def test_nobody_is_busy_in_two_places_at_once(paper: Paper) -> None:
    busy: dict[str, list[tuple[date, date]]] = {}
    for one in paper.rows["placements"]:
        if one["stage"] in ("confirmed", "working"):
            busy.setdefault(one["candidate_ref"], []).append(paper.days(one))
    assert busy
    assert all(not overlapping(sorted(days)) for days in busy.values())


def overlapping(days: list[tuple[date, date]]) -> bool:
    return any(later[0] <= earlier[1] for earlier, later in pairwise(days))


def test_stages_fit_the_days(paper: Paper) -> None:
    for one in paper.rows["placements"]:
        first, last = paper.days(one)
        assignment = paper.assignments[one["assignment_ref"]]
        assert assignment["starts_on"] <= first <= last <= assignment["ends_on"]
        if one["stage"] == "working":
            assert first <= paper.as_of <= last
        if one["stage"] == "confirmed":
            assert first > paper.as_of
        if one["stage"] == "completed":
            assert last < paper.as_of


def test_filled_assignments_have_all_their_people_and_open_ones_room(paper: Paper) -> None:
    for one in paper.rows["assignments"]:
        placed = len(paper.placed_on(one["ref"]))
        if one["status"] == "filled":
            assert placed == one["openings"]
        elif one["status"] == "open":
            assert placed < one["openings"]
        else:
            assert placed == 0


def test_nothing_has_been_learned_or_earned_in_the_future(paper: Paper) -> None:
    learned = (one["completed_on"] for one in paper.rows["trainings"])
    earned = (one["earned_on"] for one in paper.rows["ce_credits"])
    assert max(*learned, *earned) <= paper.as_of


def test_certificates_come_after_the_program(paper: Paper) -> None:
    programs: dict[str, date] = {}
    for one in paper.rows["trainings"]:
        if one["kind"] == "program":
            programs[one["candidate_ref"]] = one["completed_on"]
    certified = [
        (one["candidate_ref"], one["issued_on"])
        for one in paper.rows["credentials"]
        if one["code"] in BOOK.catalogue.default_accepted["medical_assistant"]
    ]
    assert all(day is None or day > programs.get(ref, date.min) for ref, day in certified)


# Everything occurs


def values_of(paper: Paper, kind: str, column: str) -> Iterator[Any]:
    return (one[column] for one in paper.rows[kind])


@pytest.mark.parametrize(
    ("kind", "column", "expected"),
    [
        ("candidates", "status", {"active", "inactive", "do_not_contact", "archived"}),
        ("candidates", "adult", {True, None}),
        ("credentials", "evidence", set(EVIDENCE)),
        (
            "credentials",
            "status",
            {"active", "rejected", "revoked", "superseded", "withdrawn"},
        ),
        (
            "trainings",
            "kind",
            {"program", "training", "performances", "education", "document", "exam"},
        ),
        ("trainings", "evidence", set(EVIDENCE)),
        (
            "assignments",
            "status",
            {"open", "draft", "on_hold", "filled", "closed", "cancelled"},
        ),
        ("assignments", "priority", {"normal", "high", "urgent"}),
        ("assignments", "delegator", {"physician", "pa", "aprn", None}),
        ("placements", "stage", set(STAGES)),
    ],
)
def test_every_value_occurs(
    paper: Paper, kind: str, column: str, expected: set[str | None]
) -> None:
    assert expected <= set(values_of(paper, kind, column))


def test_credentials_of_every_kind_occur(paper: Paper) -> None:
    held = {BOOK.catalogue[one["code"]].category for one in paper.rows["credentials"]}
    assert held == {kind.category for kind in BOOK.catalogue.types.values()}


def test_the_credentials_of_washington_and_north_dakota_occur(paper: Paper) -> None:
    held = set(values_of(paper, "credentials", "code"))
    assert {"WA-MA-C", "ND-UAP"} <= held


def test_some_cells_are_blank_and_some_work_is_other_work(paper: Paper) -> None:
    assert None in values_of(paper, "credentials", "issued_on")
    assert None in values_of(paper, "assignments", "shift")
    roles = set(values_of(paper, "assignments", "role"))
    assert {"medical_assistant", None} < roles
    assert any(values_of(paper, "facilities", "do_not_return"))


def test_most_assignments_are_open_and_soon(paper: Paper) -> None:
    assignments = paper.rows["assignments"]
    is_open = [one for one in assignments if one["status"] == "open"]
    soon = [one for one in is_open if 0 <= (one["starts_on"] - paper.as_of).days <= 150]
    over = [one for one in is_open if one["ends_on"] < paper.as_of]
    running = [one for one in is_open if one["starts_on"] <= paper.as_of <= one["ends_on"]]
    assert len(is_open) > len(assignments) * 2 / 3
    assert len(soon) > len(is_open) / 2
    assert over
    assert running


def test_most_work_lasts_between_four_and_twenty_six_weeks(paper: Paper) -> None:
    lengths = [(one["ends_on"] - one["starts_on"]).days + 1 for one in paper.rows["assignments"]]
    usual = sum(4 * 7 - 3 <= days <= 26 * 7 for days in lengths)
    assert usual > len(lengths) * 3 / 4


def test_an_import_finds_but_a_few_odd_dates(paper: Paper) -> None:
    notes = KINDS["credentials"].notes(paper.rows["credentials"], FileMemory(dry_run=True))
    assert len(notes) <= MOST_ODD_DATES


def test_an_import_refuses_nothing(database: SQLAlchemy, tmp_path: Path) -> None:
    write_sample(replace(SMALL, candidates=120, assignments=30), tmp_path)
    for kind, name in FILES.items():
        report = import_file(kind, tmp_path / name)
        assert report.refused == len(report.unknown_columns) == 0
        assert report.inserted == report.accepted > 0
