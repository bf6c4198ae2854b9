"""Candidates are taken up and changed together with the trail and the work of it, or not at all."""

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

from agency.candidates.actions import change_candidate, create_candidate
from agency.candidates.described import described_candidate, whole_candidates
from agency.candidates.models import Absence, Candidate
from agency.candidates.schemas import CandidateInput
from agency.errors import NotFound, Refused, Stale, Taken
from agency.extensions import db
from tests.builders import A_MOMENT, make_candidate, make_facility
from tests.counting import counted
from tests.trail import ANN, all_rows, do_at_once, noted, work_left

AMARA: dict[str, Any] = {
    "ref": "C-1",
    "first_name": "Amara",
    "last_name": "Lindqvist",
    "email": "amara@example.org",
    "home_zip": "75201",
    "willing_states": ["TX", "WA"],
    "max_travel_miles": "25.5",
    "available_from": "2027-01-04",
    "unavailable": ["2027-02-01/2027-02-07", "2027-01-10/2027-01-11"],
    "min_pay_rate": "24.50",
    "skills": ["ekg"],
    "adult": True,
    "roles": ["medical_assistant"],
}
AWAY = (date(2027, 2, 1), date(2027, 2, 7))


def values(**said: Any) -> dict[str, Any]:
    return CandidateInput().accept(AMARA | said)


@pytest.fixture
def amara(database: SQLAlchemy) -> Candidate:
    """Somebody on file, beside somebody else."""
    make_candidate("C-2", unavailable=[AWAY])
    person = make_candidate("C-1", unavailable=[AWAY])
    database.session.commit()
    return person


def stored(ref: str = "C-1") -> dict[str, Any]:
    db.session.rollback()
    row = db.session.scalars(whole_candidates().where(Candidate.ref == ref)).one()
    return described_candidate(row)


def test_what_was_taken_up_is_described_as_it_was_told(database: SQLAlchemy) -> None:
    row = create_candidate(values(), ANN)
    said = described_candidate(row)
    assert said == stored()
    assert said["changed_at"] == row.changed_at.isoformat()
    assert said["min_pay_rate"] == "24.50"
    assert said["max_travel_miles"] == "25.5"
    assert said["unavailable"] == ["2027-01-10/2027-01-11", "2027-02-01/2027-02-07"]
    assert (said["adult"], said["phone"], said["status"]) == (True, None, "active")
    assert list(said) == [*CandidateInput().fields, "changed_at"]


def test_a_description_can_be_taken_up_again(database: SQLAlchemy) -> None:
    said = described_candidate(create_candidate(values(), ANN))
    again = described_candidate(
        create_candidate(CandidateInput().accept(said | {"ref": "C-9", "email": None}), ANN)
    )
    differing = {name for name in said if said[name] != again[name]}
    assert differing == {"ref", "email", "changed_at"}


def test_who_is_taken_up_is_noted_and_matched(database: SQLAlchemy) -> None:
    row = create_candidate(values(), ANN)
    assert work_left() == ([("candidate", row.id)], ["match_delta"])
    [(action, subject, before, after, reason)] = noted()
    assert (action, subject, before, reason) == ("created", "candidate:C-1", None, "")
    assert after == AMARA | {"status": "active", "unavailable": sorted(AMARA["unavailable"])}


def test_only_what_is_named_changes(amara: Candidate) -> None:
    before = stored()
    change_candidate("C-1", {"last_name": "Moreau", "min_pay_rate": Decimal(26)}, ANN)
    after = stored()
    assert after["changed_at"] > before["changed_at"] == A_MOMENT.isoformat()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"last_name", "min_pay_rate", "changed_at"}
    assert stored("C-2")["last_name"] == "Lindqvist"
    assert work_left() == ([("candidate", amara.id)], ["match_delta"])
    assert noted() == [
        (
            "changed",
            "candidate:C-1",
            {"last_name": "Lindqvist", "min_pay_rate": None},
            {"last_name": "Moreau", "min_pay_rate": "26.00"},
            "",
        )
    ]


def test_absences_are_replaced_as_a_whole(amara: Candidate) -> None:
    day = date(2027, 3, 1)
    row = change_candidate("C-1", {"unavailable": ((day, day),)}, ANN)
    assert described_candidate(row) == stored()
    assert stored()["unavailable"] == ["2027-03-01/2027-03-01"]
    assert stored("C-2")["unavailable"] == ["2027-02-01/2027-02-07"]
    change_candidate("C-1", {"unavailable": ()}, ANN)
    assert stored()["unavailable"] == []
    assert len(db.session.scalars(select(Absence)).all()) == 1


@pytest.mark.parametrize(
    "same",
    [{}, {"first_name": "Amara"}, {"unavailable": (AWAY,)}, {"ref": "C-1"}, {"phone": ""}],
)
def test_what_is_so_already_is_no_change(amara: Candidate, same: dict[str, Any]) -> None:
    before = all_rows()
    seen = []
    row = change_candidate("C-1", same, ANN, also=lambda row: seen.append(row.ref))
    assert described_candidate(row) == stored()
    assert all_rows() == before
    assert seen == ["C-1"]


def test_absences_in_another_order_are_the_same(database: SQLAlchemy) -> None:
    create_candidate(values(), ANN)
    before = all_rows()
    spans = values()["unavailable"]
    change_candidate("C-1", {"unavailable": spans[::-1]}, ANN)
    assert all_rows() == before


def test_a_reference_is_not_given_twice(amara: Candidate) -> None:
    before = all_rows()
    with pytest.raises(Taken, match="'C-1'"):
        create_candidate(values(), ANN)
    assert all_rows() == before


def test_a_reference_does_not_change(amara: Candidate) -> None:
    before = all_rows()
    with pytest.raises(Refused, match="ref: 'C-7': expected C-1, which cannot be changed"):
        change_candidate("C-1", {"ref": "C-7", "first_name": "Ana"}, ANN)
    assert all_rows() == before


def test_who_is_not_there_cannot_be_changed(amara: Candidate) -> None:
    with pytest.raises(NotFound, match="there is no candidate 'C-7'"):
        change_candidate("C-7", {"first_name": "Ana"}, ANN)


def refuse(_row: Candidate) -> None:
    raise Stale("it has changed")


def test_a_change_that_lost_its_race_leaves_nothing(amara: Candidate) -> None:
    before = all_rows()
    with pytest.raises(Stale):
        change_candidate("C-1", {"first_name": "Ana", "unavailable": ()}, ANN, expects=refuse)
    assert all_rows() == before


def test_what_is_expected_sees_the_row_as_it_was(amara: Candidate) -> None:
    seen = []
    change_candidate(
        "C-1", {"first_name": "Ana"}, ANN, expects=lambda row: seen.append(row.first_name)
    )
    assert seen == ["Amara"]


@pytest.mark.parametrize(
    "act",
    [
        lambda: create_candidate(values(ref="C-3"), ANN, also=refuse),
        lambda: change_candidate("C-1", {"first_name": "Ana", "unavailable": ()}, ANN, also=refuse),
    ],
    ids=["create", "change"],
)
def test_where_what_belongs_to_it_fails_nothing_is_done(
    amara: Candidate, act: Callable[[], object]
) -> None:
    before = all_rows()
    with pytest.raises(Stale):
        act()
    assert all_rows() == before


def test_what_belongs_to_it_is_kept_with_it(amara: Candidate) -> None:
    def also(row: Candidate) -> None:
        make_facility(f"Clinic of {row.ref}", state=row.willing_states[0])

    create_candidate(values(ref="C-3"), ANN, also=also)
    db.session.rollback()
    assert "Clinic of C-3" in str(all_rows()["facilities"])


def test_of_many_who_take_one_reference_one_gets_it(app: Flask, database: SQLAlchemy) -> None:
    outcomes: list[str] = []

    def take(name: str) -> None:
        with app.app_context():
            try:
                create_candidate(values(first_name=name), ANN)
                outcomes.append("made")
            except Taken:
                outcomes.append("taken")

    do_at_once([partial(take, f"Ana {number}") for number in range(6)])
    assert sorted(outcomes) == ["made", *["taken"] * 5]
    assert len(db.session.scalars(select(Candidate)).all()) == 1
    assert len(noted()) == 1


def test_of_many_changes_that_expect_the_row_as_it_was_one_is_made(
    app: Flask, amara: Candidate
) -> None:
    outcomes: list[str] = []

    def unchanged(row: Candidate) -> None:
        if row.changed_at != A_MOMENT:
            raise Stale("it has changed")

    def learn(skill: str) -> None:
        with app.app_context():
            try:
                change_candidate("C-1", {"skills": (skill,)}, ANN, expects=unchanged)
                outcomes.append(skill)
            except Stale:
                outcomes.append("stale")

    do_at_once([partial(learn, f"skill {number}") for number in range(5)])
    assert sorted(outcomes)[1:] == ["stale"] * 4
    assert stored()["skills"] == sorted(outcomes)[:1]
    assert len(noted()) == 1


def test_the_number_of_queries_is_the_same_however_much_is_said(amara: Candidate) -> None:
    spans = tuple((date(2027, month, 1), date(2027, month, 2)) for month in range(1, 13))
    sent = []
    for said in (spans[:1], spans):
        with counted(db) as statements:
            change_candidate("C-1", {"unavailable": said}, ANN)
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 12
