"""Lists of assignments equal those that a loop over all of them makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.assignments.list_queries import SORTS, AssignmentFilters, page_of_assignments
from agency.assignments.models import PRIORITIES, Assignment
from agency.errors import BadCursor
from tests.builders import make_assignment, make_facility
from tests.counting import counted

FIRST = date(2027, 1, 4)
SHOWN: dict[str, Callable[[Assignment], Any]] = {
    "starts_on": lambda one: one.starts_on,
    "ref": lambda one: one.ref,
    "facility": lambda one: one.facility.name if one.facility else "",
    "priority": lambda one: PRIORITIES.index(one.priority),
}


@pytest.fixture
def sixty(database: SQLAlchemy) -> list[Assignment]:
    """Assignments that differ in all that a list may be kept to."""
    random = Random(7)
    sites = [None, make_facility("Alder 100%"), make_facility("birch_clinic", state="WA")]
    return [
        make_assignment(
            f"A-{number:03}",
            random.choice(sites),
            state=random.choice([None, "TX", "WA"]),
            status=random.choice(["open", "open", "filled"]),
            priority=random.choice(PRIORITIES),
            role=random.choice([None, "medical_assistant", "patient_care_manager"]),
            tasks=random.choice([(), ("general",), ("general", "ekg"), ("ekg_other",)][:3]),
            accepted_certifications=random.choice([(), ("CMA-AAMA",), ("RMA-AMT", "CCMA-NHA")]),
            starts_on=FIRST + timedelta(days=random.randrange(30)),
            ends_on=FIRST + timedelta(days=60),
        )
        for number in range(60)
    ]


def everything(
    filters: AssignmentFilters, sort: str = "starts_on", limit: int = 100
) -> list[Assignment]:
    """All pages of a list, one after the other."""
    found: list[Assignment] = []
    after = None
    while True:
        page = page_of_assignments(filters, sort, after, limit)
        found += page.items
        after = page.next
        if after is None:
            return found


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        (AssignmentFilters(status="filled"), lambda one: one.status == "filled"),
        (
            AssignmentFilters(state="WA"),
            lambda one: (one.state or (one.facility and one.facility.state)) == "WA",
        ),
        (
            AssignmentFilters(facility="birch_clinic"),
            lambda one: bool(one.facility) and one.facility.name == "birch_clinic",
        ),
        (
            AssignmentFilters(role="medical_assistant"),
            lambda one: one.role in (None, "medical_assistant"),
        ),
        (AssignmentFilters(task="ekg"), lambda one: "ekg" in one.tasks),
        (AssignmentFilters(priority="urgent"), lambda one: one.priority == "urgent"),
        (
            AssignmentFilters(certification="CMA-AAMA"),
            lambda one: (
                "CMA-AAMA" in one.accepted_certifications
                or (not one.accepted_certifications and one.role != "patient_care_manager")
            ),
        ),
        (
            AssignmentFilters(certification="CCMA-NHA"),
            lambda one: (
                "CCMA-NHA" in one.accepted_certifications
                or (not one.accepted_certifications and one.role != "patient_care_manager")
            ),
        ),
        (
            AssignmentFilters(starts_from=FIRST + timedelta(5), starts_until=FIRST + timedelta(9)),
            lambda one: FIRST + timedelta(5) <= one.starts_on <= FIRST + timedelta(9),
        ),
        (AssignmentFilters(text="a-01"), lambda one: one.ref.startswith("A-01")),
        (
            AssignmentFilters(text="BIRCH_"),
            lambda one: bool(one.facility) and one.facility.name == "birch_clinic",
        ),
        (
            AssignmentFilters(text="100%"),
            lambda one: bool(one.facility) and one.facility.name == "Alder 100%",
        ),
        (
            AssignmentFilters(status="open", task="general", priority="high"),
            lambda one: one.status == "open" and "general" in one.tasks and one.priority == "high",
        ),
    ],
)
def test_a_filter_keeps_what_it_names_and_nothing_else(
    sixty: list[Assignment], filters: AssignmentFilters, holds: Callable[[Assignment], bool]
) -> None:
    expected = {one.ref for one in sixty if holds(_with_facility(one))}
    assert {one.ref for one in everything(filters)} == expected
    assert 0 < len(expected) < 60


@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
def test_pages_tell_every_row_once_in_the_order_asked_for(
    sixty: list[Assignment], sort: str
) -> None:
    found = everything(AssignmentFilters(), sort, limit=7)
    assert sorted(one.id for one in found) == sorted(one.id for one in sixty)
    keys = [(SHOWN[sort.removeprefix("-")](one), one.id) for one in found]
    assert keys == sorted(keys, reverse=sort.startswith("-"))


def test_a_row_that_comes_or_goes_between_pages_moves_no_other(
    database: SQLAlchemy, sixty: list[Assignment]
) -> None:
    first = page_of_assignments(AssignmentFilters(), "starts_on", None, 20)
    make_assignment("A-000-new", starts_on=FIRST - timedelta(days=1), ends_on=FIRST)
    database.session.delete(first.items[3])
    database.session.flush()
    rest: list[Assignment] = []
    after = first.next
    while after:
        page = page_of_assignments(AssignmentFilters(), "starts_on", after, 20)
        rest, after = [*rest, *page.items], page.next
    seen = {one.ref for one in (*first.items, *rest)}
    assert seen == {one.ref for one in sixty}


def test_a_page_is_one_query_however_many_rows(
    database: SQLAlchemy, sixty: list[Assignment]
) -> None:
    database.session.expunge_all()
    with counted(database) as statements:
        page = page_of_assignments(AssignmentFilters(), "facility", None, 50)
        assert [one.facility and one.facility.name for one in page.items]
    assert len(statements) == 1


def test_a_position_of_another_list_is_refused(sixty: list[Assignment]) -> None:
    with pytest.raises(BadCursor):
        page_of_assignments(AssignmentFilters(), "ref", ["A-001"], 10)


def _with_facility(assignment: Assignment) -> Assignment:
    found = page_of_assignments(AssignmentFilters(text=assignment.ref), "ref", None, 1)
    return found.items[0]
