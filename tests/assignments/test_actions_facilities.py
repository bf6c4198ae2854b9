"""Facilities are taken up and changed; a name that is referred to stays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.actions import change_facility, create_facility
from agency.assignments.described import described_facility, whole_facilities
from agency.assignments.models import DoNotReturn, Facility
from agency.assignments.schemas import FacilityInput
from agency.errors import NotFound, Refused, Stale, Taken
from agency.extensions import db
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_training,
)
from tests.counting import counted
from tests.standards.entries import AT_ALDER, saved
from tests.trail import ANN, all_rows, do_at_once, noted, work_left

CLINIC: dict[str, Any] = {
    "name": "Alder Clinic",
    "zip": "75201",
    "state": "TX",
    "setting": "clinic",
    "do_not_return": ["C-2", "C-1"],
}


def values(**said: Any) -> dict[str, Any]:
    return FacilityInput().accept(CLINIC | said)


@pytest.fixture
def alder(database: SQLAlchemy) -> int:
    """Alder Clinic, beside another that does not want somebody back; the id of the first."""
    make_facility("Birch Clinic", do_not_return=["C-5"])
    id = make_facility("Alder Clinic", do_not_return=["C-1", "C-2"]).id
    database.session.commit()
    return id


def stored(id: int) -> dict[str, Any]:
    db.session.rollback()
    row = db.session.scalars(whole_facilities().where(Facility.id == id)).one()
    return described_facility(row)


def test_what_was_taken_up_is_described_as_it_was_told(database: SQLAlchemy) -> None:
    row = create_facility(values(), ANN)
    said = described_facility(row)
    assert said == stored(row.id)
    assert {name: said[name] for name in CLINIC} == CLINIC | {"do_not_return": ["C-1", "C-2"]}
    assert list(said) == ["id", *FacilityInput().fields, "changed_at"]
    told = FacilityInput().accept(said | {"name": "Cedar Clinic"})
    again = described_facility(create_facility(told, ANN))
    assert {name for name in said if said[name] != again[name]} == {"id", "name", "changed_at"}


def test_what_is_taken_up_is_noted_and_matched(database: SQLAlchemy) -> None:
    row = create_facility(values(), ANN)
    assert work_left() == ([("facility", row.id)], ["match_delta"])
    said = CLINIC | {"do_not_return": ["C-1", "C-2"]}
    assert noted() == [("created", f"facility:{row.id}", None, said, "")]


def test_whom_a_facility_does_not_want_back_is_replaced_as_a_whole(alder: int) -> None:
    row = change_facility(alder, {"do_not_return": ("C-3", "C-2")}, ANN)
    assert described_facility(row) == stored(alder)
    assert stored(alder)["do_not_return"] == ["C-2", "C-3"]
    assert len(db.session.scalars(select(DoNotReturn)).all()) == 3
    assert work_left() == ([("facility", alder)], ["match_delta"])
    lists = {"do_not_return": ["C-1", "C-2"]}, {"do_not_return": ["C-2", "C-3"]}
    assert noted() == [("changed", f"facility:{alder}", *lists, "")]
    change_facility(alder, {"do_not_return": ()}, ANN)
    assert stored(alder)["do_not_return"] == []


@pytest.mark.parametrize("same", [{}, {"do_not_return": ("C-2", "C-1")}, {"name": "Alder Clinic"}])
def test_what_is_so_already_is_no_change(alder: int, same: dict[str, Any]) -> None:
    before = all_rows()
    change_facility(alder, same, ANN)
    assert all_rows() == before


def test_a_facility_can_be_renamed_while_nothing_names_it(alder: int) -> None:
    make_credential(make_candidate(), "WA-MA-R", bound_to="Birch Clinic")
    make_assignment("A-1", db.session.get(Facility, alder))
    db.session.commit()
    change_facility(alder, {"name": "Elder Clinic"}, ANN)
    assert stored(alder)["name"] == "Elder Clinic"


def bound() -> None:
    make_credential(make_candidate(), "WA-MA-R", bound_to="Alder Clinic")
    db.session.commit()


def on_file() -> None:
    make_training(make_candidate(), "document", topic="protocol", provider="Alder Clinic")
    db.session.commit()


def asked() -> None:
    saved(AT_ALDER)


@pytest.mark.parametrize(
    ("naming", "counts"),
    [
        (bound, "1 credentials, 0 documents, 0 standards"),
        (on_file, "0 credentials, 1 documents, 0 standards"),
        (asked, "0 credentials, 0 documents, 1 standards"),
    ],
)
def test_a_name_that_is_referred_to_stays(
    alder: int, naming: Callable[[], None], counts: str
) -> None:
    naming()
    before = all_rows()
    with pytest.raises(Refused, match=f"name: 'Elder Clinic': expected .* refers to it: {counts}"):
        change_facility(alder, {"name": "Elder Clinic"}, ANN)
    assert all_rows() == before


@pytest.mark.parametrize("state", [None, "PR"])
def test_a_state_that_an_assignment_leans_on_stays(alder: int, state: str | None) -> None:
    site = db.session.get(Facility, alder)
    make_assignment("A-1", site, state="TX")
    db.session.commit()
    change_facility(alder, {"state": "WA"}, ANN)
    make_assignment("A-2", site)
    db.session.commit()
    before = all_rows()
    with pytest.raises(Refused, match=r"state: .* assignment A-2 takes its state from here"):
        change_facility(alder, {"state": state}, ANN)
    assert all_rows() == before
    change_facility(alder, {"state": "TX"}, ANN)
    assert stored(alder)["state"] == "TX"


def test_a_name_is_not_given_twice(alder: int) -> None:
    before = all_rows()
    with pytest.raises(Taken, match="facility 'Alder Clinic'"):
        create_facility(values(), ANN)
    with pytest.raises(Taken, match="facility 'Birch Clinic'"):
        change_facility(alder, {"name": "Birch Clinic"}, ANN)
    assert all_rows() == before


def test_what_is_not_there_cannot_be_changed(alder: int) -> None:
    with pytest.raises(NotFound, match="there is no facility '999999'"):
        change_facility(999_999, {"zip": None}, ANN)


def refuse(_row: Facility) -> None:
    raise Stale("it has changed")


@pytest.mark.parametrize("hook", ["expects", "also"])
def test_where_what_belongs_to_it_fails_nothing_is_done(alder: int, hook: str) -> None:
    before = all_rows()
    with pytest.raises(Stale):
        change_facility(alder, {"do_not_return": ()}, ANN, **{hook: refuse})
    with pytest.raises(Stale):
        create_facility(values(name="Cedar Clinic"), ANN, also=refuse)
    assert all_rows() == before


def test_of_many_who_take_one_name_one_gets_it(app: Flask, database: SQLAlchemy) -> None:
    outcomes: list[str] = []

    def take(zip_code: str) -> None:
        with app.app_context():
            try:
                create_facility(values(zip=zip_code), ANN)
                outcomes.append("made")
            except Taken:
                outcomes.append("taken")

    do_at_once([partial(take, f"7520{number}") for number in range(5)])
    assert sorted(outcomes) == ["made", *["taken"] * 4]


def test_the_number_of_queries_is_the_same_however_many_are_unwanted(alder: int) -> None:
    sent = []
    for refs in (["C-9"], [f"D-{number}" for number in range(30)]):
        with counted(db) as statements:
            change_facility(alder, {"do_not_return": tuple(refs)}, ANN)
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 12
