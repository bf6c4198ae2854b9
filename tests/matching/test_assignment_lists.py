"""What a list says of each assignment is what the run says of it, whatever it is kept to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.assignments.list_queries import AssignmentFilters
from agency.errors import Unready
from agency.matching.actions import match
from agency.matching.assignment_lists import (
    NEEDS,
    ORDERS,
    Line,
    MatchedFilters,
    number_of_matched,
    numbers_without,
    page_of_matched,
)
from agency.matching.queries import matches_of
from agency.placements.models import Placement
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
)
from tests.counting import counted
from tests.matching.lively_agency import LivelyAgency
from tests.matching.recorded import AS_OF, tip
from tests.matching.working import work_off

EVERYTHING = MatchedFilters()


@pytest.fixture
def lively(database: SQLAlchemy, app: Flask) -> None:
    """An agency matched once, then changed a dozen times with a delta after each."""
    agency = LivelyAgency(11)
    make_assignment("A-GU", state="GU", zip=None)
    make_assignment(
        "A-BLOCKED", state="NJ", zip="07030", setting="clinic", tasks=("general", "chemotherapy")
    )
    database.session.commit()
    make_assignment("A-DRAFT", status="draft")
    database.session.commit()
    match(AS_OF)
    work_off(app)
    for _ in range(12):
        agency.change()
        work_off(app)


def everything(
    filters: MatchedFilters = EVERYTHING, sort: str = "ref", limit: int = 50
) -> list[Line]:
    """All pages of a list, one after the other."""
    found: list[Line] = []
    after = None
    while True:
        page = page_of_matched(tip(), filters, sort, after, limit)
        found += page.items
        after = page.next
        if after is None:
            return found


def told(line: Line) -> tuple[str | None, int, int, bool]:
    return line.outcome, line.eligible, line.near_misses, line.to_confirm


def told_by_itself(ref: str) -> tuple[str | None, int, int, bool]:
    """The same, asked of one assignment alone."""
    try:
        said = matches_of(ref, tip()).shortlist
    except Unready:
        return None, 0, 0, False
    asked = said.outcome == "matched" and bool(said.to_confirm)
    return said.outcome, said.eligible, said.near_misses, asked


def test_each_line_tells_what_the_run_tells_of_that_assignment_alone(lively: None) -> None:
    lines = everything()
    assert {one.outcome for one in lines} >= {"matched", "blocked", "no_rules", None}
    assert any(one.eligible for one in lines)
    for line in lines:
        assert told(line) == told_by_itself(line.assignment.ref)


@pytest.mark.parametrize("sort", [sign + name for name in ORDERS for sign in ("", "-")])
def test_pages_tell_every_assignment_once_in_whatever_order(lively: None, sort: str) -> None:
    found = everything(sort=sort, limit=3)
    assert sorted(one.assignment.id for one in found) == sorted(
        one.assignment.id for one in everything()
    )
    if sort.removeprefix("-") == "eligible":
        keys = [(one.eligible if one.outcome == "matched" else -1) for one in found]
        assert keys == sorted(keys, reverse=sort.startswith("-"))


@pytest.mark.parametrize(
    ("needs", "holds"),
    [
        ("blocked", lambda one: one.outcome == "blocked"),
        ("no_rules", lambda one: one.outcome == "no_rules"),
        ("to_confirm", lambda one: one.to_confirm),
        ("nobody", lambda one: one.outcome == "matched" and not one.eligible),
    ],
)
def test_what_needs_something_is_found_and_nothing_else(
    lively: None, needs: str, holds: Callable[[Line], bool]
) -> None:
    expected = {one.assignment.ref for one in everything() if holds(one)}
    filters = MatchedFilters(needs=needs)
    assert {one.assignment.ref for one in everything(filters)} == expected
    assert number_of_matched(tip(), filters, AS_OF)[0] == len(expected)


def test_every_need_has_its_case() -> None:
    assert NEEDS.keys() == {"blocked", "no_rules", "to_confirm", "nobody"}


def test_openings_are_left_that_nobody_is_on_or_has_filled(database: SQLAlchemy) -> None:
    work = make_assignment("A-1", openings=4)
    other = make_assignment("A-2")
    stages = ("confirmed", "working", "completed", "offered", "cancelled")
    for stage in stages:
        make_placement(make_candidate(), work, stage)
    make_placement(make_candidate(), other, "confirmed")
    (line,) = page_of_matched(
        None, MatchedFilters(AssignmentFilters(text="A-1")), "ref", None, 5
    ).items
    assert (line.taken, line.left) == (3, 1)
    assert database.session.query(Placement).count() == 6


def test_without_a_run_every_assignment_is_told_without_a_word_of_it(
    database: SQLAlchemy,
) -> None:
    make_assignment("A-1")
    (line,) = page_of_matched(None, EVERYTHING, "eligible", None, 5).items
    assert told(line) == (None, 0, 0, False)
    assert page_of_matched(None, MatchedFilters(needs="nobody"), "ref", None, 5).items == ()


def test_it_is_told_how_many_there_would_be_without_each_filter(
    database: SQLAlchemy, app: Flask
) -> None:
    site = make_facility("Alder")
    for number in range(3):
        make_assignment(f"A-{number}", site, status="open", pay_rate=Decimal(20))
    make_assignment("A-9", status="filled")
    make_credential(make_candidate("C-1"))
    database.session.commit()
    match(AS_OF)
    work_off(app)
    filters = MatchedFilters(
        AssignmentFilters(status="filled", facility="Alder", starts_from=date(2027, 1, 1)), "nobody"
    )
    names = ["status", "facility", "needs", "starts_from"]
    assert numbers_without(tip(), filters, names) == {
        None: 0,
        "facility": 0,
        "needs": 0,
        "starts_from": 0,
        "status": 0,
    }
    both = MatchedFilters(AssignmentFilters(status="filled", facility="Alder"))
    assert numbers_without(tip(), both, ["status", "facility"]) == {
        None: 0,
        "status": 3,
        "facility": 1,
    }


def test_a_page_is_one_query_however_many_rows(lively: None, database: SQLAlchemy) -> None:
    run = tip()
    for limit in (2, 50):
        database.session.expire_all()
        database.session.refresh(run)
        with counted(database) as statements:
            page = page_of_matched(run, EVERYTHING, "eligible", None, limit)
            assert [one.assignment.facility and one.assignment.facility.name for one in page.items]
        assert len(statements) == 1
