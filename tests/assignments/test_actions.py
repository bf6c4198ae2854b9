"""Assignments are taken up and changed with the trail and the work of it, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.actions import change_assignment, create_assignment
from agency.assignments.described import described_assignment, whole_assignments
from agency.assignments.models import Assignment
from agency.assignments.schemas import AssignmentInput
from agency.errors import NotFound, Refused, Stale, Taken
from agency.extensions import db
from tests.builders import make_assignment, make_facility
from tests.counting import counted
from tests.trail import ANN, all_rows, do_at_once, noted, work_left

WORK: dict[str, Any] = {
    "ref": "A-1",
    "facility": "Alder Clinic",
    "starts_on": "2027-01-04",
    "ends_on": "2027-03-31",
    "openings": 2,
    "pay_rate": "25.00",
    "accepted_certifications": ["CMA-AAMA"],
    "tasks": ["general", "venipuncture"],
    "client_requirements": ["BLS"],
    "hours_per_week": "37.5",
}


def values(**said: Any) -> dict[str, Any]:
    return AssignmentInput().accept(WORK | said)


@pytest.fixture
def alder(database: SQLAlchemy) -> int:
    """A clinic in Texas with an assignment, beside one that says no state; the id of the first."""
    id = make_facility("Alder Clinic").id
    make_facility("Birch Clinic", state=None)
    make_assignment("A-8")
    database.session.commit()
    return id


@pytest.fixture
def work(alder: int) -> Assignment:
    """An assignment at Alder Clinic that was taken up a moment ago, with nothing noted of it."""
    site = make_facility("Cedar Clinic", state="WA", zip="98101")
    row = make_assignment("A-1", site)
    db.session.commit()
    return row


def stored(ref: str = "A-1") -> dict[str, Any]:
    db.session.rollback()
    row = db.session.scalars(whole_assignments().where(Assignment.ref == ref)).one()
    return described_assignment(row)


@pytest.mark.usefixtures("alder")
def test_what_was_taken_up_is_described_as_it_was_told() -> None:
    said = described_assignment(create_assignment(values(), ANN))
    assert said == stored()
    assert {name: said[name] for name in WORK} == WORK
    assert (said["state"], said["status"], said["priority"]) == (None, "open", "normal")
    assert list(said) == [*AssignmentInput().fields, "changed_at"]


@pytest.mark.usefixtures("alder")
def test_a_description_can_be_taken_up_again() -> None:
    said = described_assignment(create_assignment(values(), ANN))
    told = AssignmentInput().accept(said | {"ref": "A-9"})
    again = described_assignment(create_assignment(told, ANN))
    assert {name for name in said if said[name] != again[name]} == {"ref", "changed_at"}


@pytest.mark.usefixtures("alder")
def test_what_is_taken_up_is_noted_and_matched() -> None:
    row = create_assignment(values(), ANN)
    assert work_left() == ([("assignment", row.id)], ["match_delta"])
    defaults = {"status": "open", "priority": "normal"}
    assert noted() == [("created", "assignment:A-1", None, WORK | defaults, "")]


def test_only_what_is_named_changes(work: Assignment) -> None:
    before, other = stored(), stored("A-8")
    change_assignment("A-1", {"pay_rate": Decimal("31.5"), "facility": "Alder Clinic"}, ANN)
    after = stored()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"pay_rate", "facility", "changed_at"}
    assert stored("A-8") == other
    assert work_left() == ([("assignment", work.id)], ["match_delta"])
    assert noted() == [
        (
            "changed",
            "assignment:A-1",
            {"pay_rate": "25.00", "facility": "Cedar Clinic"},
            {"pay_rate": "31.50", "facility": "Alder Clinic"},
            "",
        )
    ]


def test_what_is_so_already_is_no_change(work: Assignment) -> None:
    before = all_rows()
    change_assignment("A-1", {"pay_rate": Decimal(25), "facility": "Cedar Clinic"}, ANN)
    assert all_rows() == before


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"facility": "Elder"}, "facility: 'Elder': expected the name of a facility on file"),
        ({"facility": None}, "state: '': expected a state whose rules are recorded: .* names one"),
        ({"facility": "Birch Clinic"}, "state: '': expected a state whose rules are recorded"),
        ({"ends_on": date(2027, 1, 3)}, "ends_on: '2027-01-03': expected a day not before start"),
        ({"starts_on": date(2027, 4, 1)}, "ends_on: '2027-03-31': expected a day not before start"),
        ({"ref": "A-2"}, "ref: 'A-2': expected A-1, which cannot be changed"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_by_the_field(
    work: Assignment, said: dict[str, Any], problem: str
) -> None:
    before = all_rows()
    with pytest.raises(Refused, match=problem):
        change_assignment("A-1", said, ANN)
    assert all_rows() == before


def test_an_assignment_with_a_state_of_its_own_needs_none_of_its_facility(work: Assignment) -> None:
    change_assignment("A-1", {"facility": "Birch Clinic", "state": "TX"}, ANN)
    assert (stored()["facility"], stored()["state"]) == ("Birch Clinic", "TX")
    before = all_rows()
    with pytest.raises(Refused, match="neither it nor its facility names one"):
        change_assignment("A-1", {"state": None}, ANN)
    assert all_rows() == before


@pytest.mark.usefixtures("alder")
@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"facility": "Elder"}, "facility: 'Elder'"),
        ({"facility": "Birch Clinic"}, "state: ''"),
        ({"facility": None}, "state: ''"),
    ],
)
def test_an_assignment_must_be_somewhere(said: dict[str, Any], problem: str) -> None:
    before = all_rows()
    with pytest.raises(Refused, match=problem):
        create_assignment(values(**said), ANN)
    assert all_rows() == before


def test_a_reference_is_not_given_twice(work: Assignment) -> None:
    before = all_rows()
    with pytest.raises(Taken, match="assignment 'A-1'"):
        create_assignment(values(), ANN)
    assert all_rows() == before


def test_what_is_not_there_cannot_be_changed(work: Assignment) -> None:
    with pytest.raises(NotFound, match="there is no assignment 'A-7'"):
        change_assignment("A-7", {"openings": 3}, ANN)


def refuse(_row: Assignment) -> None:
    raise Stale("it has changed")


@pytest.mark.parametrize(
    "act",
    [
        lambda: create_assignment(values(ref="A-3"), ANN, also=refuse),
        lambda: change_assignment("A-1", {"openings": 3}, ANN, also=refuse),
        lambda: change_assignment("A-1", {"openings": 3}, ANN, expects=refuse),
    ],
    ids=["create", "change", "lost race"],
)
def test_where_what_belongs_to_it_fails_nothing_is_done(
    work: Assignment, act: Callable[[], object]
) -> None:
    before = all_rows()
    with pytest.raises(Stale):
        act()
    assert all_rows() == before


@pytest.mark.usefixtures("alder")
def test_of_many_who_take_one_reference_one_gets_it(app: Flask) -> None:
    outcomes: list[str] = []

    def take(openings: int) -> None:
        with app.app_context():
            try:
                create_assignment(values(openings=openings), ANN)
                outcomes.append("made")
            except Taken:
                outcomes.append("taken")

    do_at_once([partial(take, number) for number in range(1, 6)])
    assert sorted(outcomes) == ["made", *["taken"] * 4]
    assert len(db.session.scalars(select(Assignment).where(Assignment.ref == "A-1")).all()) == 1


@pytest.mark.usefixtures("alder")
def test_either_takes_few_queries() -> None:
    with counted(db) as statements:
        create_assignment(values(), ANN)
    assert len(statements) <= 10
    with counted(db) as statements:
        change_assignment("A-1", {"facility": "Birch Clinic", "state": "TX"}, ANN)
    assert len(statements) <= 10
