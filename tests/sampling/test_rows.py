"""The rows of a sample fit together, and every value that a column may have occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from agency.credentials.models import EVIDENCE
from agency.exchange.kinds import KINDS
from agency.exchange.kinds.kind import FileMemory
from agency.placements.models import STAGES
from agency.places import point_of
from agency.rules.rulebook import load_rulebook
from agency.sampling.world import World
from tests.sampling.paper import Paper, assert_refers_to_what_is_there

BOOK = load_rulebook()
MOST_ODD_DATES = 8
MANY_STATES = 15


def test_rows_refer_to_what_is_there(paper: Paper) -> None:
    assert_refers_to_what_is_there(paper)


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


def test_assignments_are_only_where_the_agency_works(paper: Paper, world: World) -> None:
    states = {paper.facts_of(one).state for one in paper.rows["assignments"]}
    assert states <= set(world.states)
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
