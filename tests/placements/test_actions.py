"""Placements are made and taken further with a trail; nobody is booked twice or sent back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.errors import NotFound, Refused, Stale, Taken
from agency.extensions import db
from agency.placements.actions import change_placement, create_placement
from agency.placements.described import described_placement, whole_placements
from agency.placements.models import OPEN_STAGES, STAGES, Placement
from agency.placements.schemas import PlacementInput
from tests.builders import make_assignment, make_candidate, make_facility, make_placement
from tests.counting import counted
from tests.trail import ANN, all_rows, do_at_once, noted, work_left

SENT: dict[str, Any] = {
    "candidate_ref": "C-1",
    "assignment_ref": "A-1",
    "stage": "submitted",
    "starts_on": "2027-01-04",
    "ends_on": "2027-03-31",
}


def values(**said: Any) -> dict[str, Any]:
    return PlacementInput().accept(SENT | said)


@pytest.fixture
def amara(database: SQLAlchemy) -> Candidate:
    """Somebody beside somebody else who is busy; three runs of work, one where she is unwelcome."""
    person, other = make_candidate("C-1"), make_candidate("C-2")
    work = make_assignment("A-1", make_facility("Alder Clinic", do_not_return=["C-9"]))
    make_placement(other, work)
    make_assignment("A-2", starts_on=date(2027, 3, 31), ends_on=date(2027, 6, 30))
    make_assignment("A-3", make_facility("Birch Clinic", do_not_return=["C-1"]))
    database.session.commit()
    return person


def stored(id: int) -> dict[str, Any]:
    db.session.rollback()
    row = db.session.scalars(whole_placements().where(Placement.id == id)).one()
    return described_placement(row)


def about(row: Placement) -> list[tuple[str, int]]:
    return [("candidate", row.candidate_id), ("assignment", row.assignment_id)]


@pytest.mark.usefixtures("amara")
def test_what_was_made_is_described_as_it_was_told() -> None:
    row = create_placement(values(), ANN)
    said = described_placement(row)
    assert said == stored(row.id)
    assert {name: said[name] for name in SENT} == SENT
    assert list(said) == ["id", *PlacementInput().fields, "changed_at"]
    told = PlacementInput().accept(said | {"starts_on": "2027-01-05"})
    again = described_placement(create_placement(told, ANN))
    assert {name for name in said if said[name] != again[name]} == {"id", "starts_on", "changed_at"}


@pytest.mark.usefixtures("amara")
def test_what_is_made_is_noted_and_matched() -> None:
    row = create_placement(values(), ANN)
    assert work_left() == (about(row), ["match_delta"])
    assert noted() == [("created", f"placement:{row.id}", None, SENT, "")]


@pytest.mark.usefixtures("amara")
def test_days_that_are_blank_are_those_of_the_assignment() -> None:
    row = create_placement(values(starts_on=None, ends_on="2027-02-01"), ANN)
    assert (row.starts_on, row.ends_on) == (date(2027, 1, 4), date(2027, 2, 1))
    change_placement(row.id, {"ends_on": None}, ANN)
    assert stored(row.id)["ends_on"] == "2027-03-31"
    with pytest.raises(Refused, match="starts_on: '2027-04-01': expected days that fit together"):
        create_placement(values(starts_on="2027-04-01", ends_on=None), ANN)


@pytest.mark.usefixtures("amara")
def test_only_what_is_named_changes() -> None:
    row = create_placement(values(), ANN)
    before = stored(row.id)
    change_placement(row.id, {"stage": "confirmed", "ends_on": date(2027, 2, 28)}, ANN)
    after = stored(row.id)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"stage", "ends_on", "changed_at"}
    assert work_left() == (about(row) * 2, ["match_delta"])
    was = {"stage": "submitted", "ends_on": "2027-03-31"}
    is_now = {"stage": "confirmed", "ends_on": "2027-02-28"}
    assert noted()[1:] == [("changed", f"placement:{row.id}", was, is_now, "")]


@pytest.mark.usefixtures("amara")
def test_what_is_so_already_is_no_change() -> None:
    row = create_placement(values(), ANN)
    before = all_rows()
    change_placement(row.id, {"stage": "submitted", "starts_on": None}, ANN)
    assert all_rows() == before


@pytest.mark.usefixtures("amara")
@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"candidate_ref": "C-7"}, "candidate_ref: 'C-7': expected the reference of a candidate"),
        ({"assignment_ref": "A-7"}, "assignment_ref: 'A-7': expected the reference of an assign"),
        ({"assignment_ref": "A-3"}, "candidate_ref: 'C-1': expected .* list of Birch Clinic"),
    ],
)
def test_a_placement_of_what_does_not_fit_is_refused(said: dict[str, Any], problem: str) -> None:
    before = all_rows()
    with pytest.raises(Refused, match=problem):
        create_placement(values(**said), ANN)
    assert all_rows() == before


@pytest.mark.usefixtures("amara")
@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"candidate_ref": "C-2"}, "candidate_ref: 'C-2': expected C-1, which cannot be changed"),
        ({"assignment_ref": "A-2"}, "assignment_ref: 'A-2': expected A-1, which cannot be chang"),
        ({"ends_on": date(2027, 1, 3)}, "ends_on: '2027-01-03': expected a day not before"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_by_the_field(
    said: dict[str, Any], problem: str
) -> None:
    row = create_placement(values(), ANN)
    before = all_rows()
    with pytest.raises(Refused, match=problem):
        change_placement(row.id, said, ANN)
    assert all_rows() == before


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    ("assignment", "status", "problem"),
    [
        ("A-3", "active", "not on the do-not-return list of Birch Clinic"),
        ("A-1", "archived", "somebody who is active, not archived"),
    ],
)
def test_who_may_not_be_put_forward_can_only_be_taken_back(
    amara: Candidate, stage: str, assignment: str, status: str, problem: str
) -> None:
    work = db.session.scalars(select_assignment(assignment)).one()
    id = make_placement(amara, work, stage="interview").id
    amara.status = status
    db.session.commit()
    if stage not in OPEN_STAGES:
        change_placement(id, {"stage": stage}, ANN)
        assert stored(id)["stage"] == stage
    elif stage != "interview":
        with pytest.raises(Refused, match=problem):
            change_placement(id, {"stage": stage}, ANN)
        change_placement(id, {"ends_on": date(2027, 2, 1)}, ANN)
        assert stored(id)["stage"] == "interview"


def select_assignment(ref: str) -> Any:
    return select(Assignment).where(Assignment.ref == ref)


@pytest.mark.usefixtures("amara")
def test_nobody_is_booked_on_a_day_twice() -> None:
    create_placement(values(stage="confirmed"), ANN)
    said = values(assignment_ref="A-2", stage="working", starts_on=None, ends_on=None)
    before = all_rows()
    clash = "days on which C-1 is free; A-1 has her confirmed from 2027-01-04 to 2027-03-31"
    with pytest.raises(Refused, match=f"starts_on: '2027-03-31': expected {clash}"):
        create_placement(said, ANN)
    assert all_rows() == before
    offered = create_placement(said | {"stage": "offered"}, ANN)
    with pytest.raises(Refused, match=f"stage: 'confirmed': expected {clash}"):
        change_placement(offered.id, {"stage": "confirmed"}, ANN)
    moved = {"stage": "confirmed", "starts_on": date(2027, 4, 1)}
    change_placement(offered.id, moved, ANN)
    with pytest.raises(Refused, match=f"starts_on: '2027-03-31': expected {clash}"):
        change_placement(offered.id, {"starts_on": date(2027, 3, 31)}, ANN)
    assert stored(offered.id)["starts_on"] == "2027-04-01"


def test_an_overlap_that_was_imported_hinders_no_step_that_takes_no_more_days(
    amara: Candidate,
) -> None:
    first, second = (db.session.scalars(select_assignment(ref)).one() for ref in ("A-1", "A-2"))
    make_placement(amara, first)
    id = make_placement(amara, second).id
    db.session.commit()
    change_placement(id, {"stage": "working"}, ANN)
    assert stored(id)["stage"] == "working"


@pytest.mark.usefixtures("amara")
def test_she_is_put_to_an_assignment_from_a_day_once() -> None:
    create_placement(values(stage="withdrawn"), ANN)
    other = create_placement(values(starts_on="2027-01-05"), ANN)
    before = all_rows()
    with pytest.raises(Taken, match="placement 'C-1 on A-1 from 2027-01-04'"):
        create_placement(values(), ANN)
    with pytest.raises(Taken, match="placement 'C-1 on A-1 from 2027-01-04'"):
        change_placement(other.id, {"starts_on": date(2027, 1, 4)}, ANN)
    assert all_rows() == before


@pytest.mark.usefixtures("amara")
def test_what_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(NotFound, match="there is no placement '999999'"):
        change_placement(999_999, {"stage": "working"}, ANN)


def refuse(_row: Placement) -> None:
    raise Stale("it has changed")


@pytest.mark.parametrize(
    "act",
    [
        lambda _: create_placement(values(starts_on="2027-01-05"), ANN, also=refuse),
        lambda id: change_placement(id, {"stage": "offered"}, ANN, also=refuse),
        lambda id: change_placement(id, {"stage": "offered"}, ANN, expects=refuse),
    ],
    ids=["create", "change", "lost race"],
)
@pytest.mark.usefixtures("amara")
def test_where_what_belongs_to_it_fails_nothing_is_done(act: Callable[[int], object]) -> None:
    id = create_placement(values(), ANN).id
    before = all_rows()
    with pytest.raises(Stale):
        act(id)
    assert all_rows() == before


@pytest.mark.usefixtures("amara")
def test_of_two_who_book_her_at_once_one_does(app: Flask) -> None:
    outcomes: list[str] = []

    def book(ref: str) -> None:
        with app.app_context():
            try:
                create_placement(values(assignment_ref=ref, stage="confirmed"), ANN)
                outcomes.append("booked")
            except Refused:
                outcomes.append("refused")

    do_at_once([lambda: book("A-1"), lambda: book("A-2")])
    assert sorted(outcomes) == ["booked", "refused"]


@pytest.mark.usefixtures("amara")
def test_either_takes_few_queries() -> None:
    with counted(db) as statements:
        id = create_placement(values(stage="confirmed"), ANN).id
    assert len(statements) <= 13
    with counted(db) as statements:
        change_placement(id, {"stage": "working", "ends_on": date(2027, 2, 1)}, ANN)
    assert len(statements) <= 13
