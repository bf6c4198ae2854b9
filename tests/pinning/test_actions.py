"""Pins and exclusions are made and taken back with a trail, and matched."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.errors import NotFound, Refused, Stale, Taken
from agency.extensions import db
from agency.pinning.actions import create_pin, take_back
from agency.pinning.models import Pin
from agency.pinning.queries import pin_of, pins_of_candidate
from agency.pinning.schemas import PinInput, described_pin
from tests.builders import make_assignment, make_candidate
from tests.trail import ANN, all_rows, do_at_once, noted, work_left

SENT: dict[str, Any] = {
    "candidate_ref": "C-1",
    "assignment_ref": "A-1",
    "kind": "pin",
    "reason": "The client asked for her",
}


def values(**said: Any) -> dict[str, Any]:
    return PinInput().accept(SENT | said)


@pytest.fixture(autouse=True)
def pair(database: SQLAlchemy) -> tuple[Candidate, Assignment]:
    found = make_candidate("C-1"), make_assignment("A-1")
    make_candidate("C-2", merged_into="C-1", status="archived")
    database.session.commit()
    return found


def test_what_is_wanted_is_described_noted_and_matched(pair: tuple[Candidate, Assignment]) -> None:
    row = create_pin(values(), ANN)
    said = described_pin(row)
    assert {name: said[name] for name in SENT} == SENT
    assert said["made_by"] == ANN.name
    assert noted() == [("created", f"pin:{row.id}", None, SENT, SENT["reason"])]
    assert work_left() == ([("assignment", row.assignment_id)], ["match_delta"])
    found = pin_of("C-1", "A-1")
    assert found is not None
    assert described_pin(found) == said
    assert [one.id for one in pins_of_candidate(pair[0].id)] == [row.id]


def test_what_is_taken_back_is_noted_and_matched() -> None:
    row = create_pin(values(kind="exclusion", reason=None), ANN)
    take_back(row.id, ANN)
    assert pin_of("C-1", "A-1") is None
    without = {name: said for name, said in SENT.items() if name != "reason"}
    assert noted()[1:] == [
        ("taken back", f"pin:{row.id}", without | {"kind": "exclusion"}, None, "")
    ]
    assert work_left() == ([("assignment", row.assignment_id)] * 2, ["match_delta"])
    with pytest.raises(NotFound):
        take_back(row.id, ANN)


def test_a_pair_is_pinned_or_excluded_and_not_both() -> None:
    create_pin(values(), ANN)
    before = all_rows()
    with pytest.raises(Taken, match="C-1 on A-1"):
        create_pin(values(kind="exclusion"), ANN)
    assert all_rows() == before


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"candidate_ref": "C-7"}, "candidate_ref: 'C-7': expected the reference of a candidate"),
        ({"assignment_ref": "A-7"}, "assignment_ref: 'A-7': expected the reference of an assign"),
    ],
)
def test_who_or_what_is_not_on_file_is_refused(said: dict[str, str], problem: str) -> None:
    before = all_rows()
    with pytest.raises(Refused, match=problem):
        create_pin(values(**said), ANN)
    assert all_rows() == before


def test_a_file_that_is_a_part_of_another_is_not_pinned() -> None:
    with pytest.raises(NotFound, match="merged into C-1"):
        create_pin(values(candidate_ref="C-2"), ANN)


def test_what_is_expected_otherwise_stays() -> None:
    row = create_pin(values(), ANN)

    def stale(_: Pin) -> None:
        raise Stale("it has changed")

    before = all_rows()
    with pytest.raises(Stale):
        take_back(row.id, ANN, expects=stale)
    assert all_rows() == before


def test_of_two_at_once_one_is_made(app: Flask) -> None:
    outcomes: list[str] = []

    def make() -> None:
        with app.app_context():
            try:
                create_pin(values(), ANN)
                outcomes.append("made")
            except Taken:
                outcomes.append("taken")

    do_at_once([make, make])
    assert sorted(outcomes) == ["made", "taken"]


def test_it_goes_with_the_candidate_or_the_assignment() -> None:
    create_pin(values(), ANN)
    db.session.execute(delete(Assignment).where(Assignment.ref == "A-1"))
    assert db.session.scalars(select(Pin)).all() == []
    db.session.rollback()
