"""The database itself keeps candidates and their absences sound."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from agency.candidates.models import ROLES, STATUSES, Absence, Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.placements.models import Placement
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_placement,
    make_training,
)

WEEK = (date(2027, 2, 1), date(2027, 2, 7))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ref", ""),
        ("status", "busy"),
        ("status", "Active"),
        ("career_goal", "astronaut"),
        ("home_zip", "1234"),
        ("max_travel_miles", Decimal("-0.1")),
        ("min_pay_rate", Decimal("-0.01")),
        ("years_experience", Decimal(-1)),
    ],
)
def test_a_value_out_of_bounds_is_refused(database: SQLAlchemy, column: str, value: Any) -> None:
    person = make_candidate("C-1")
    setattr(person, column, value)
    with pytest.raises(IntegrityError, match=f"ck_candidates_{column}"):
        database.session.flush()
    database.session.rollback()


@pytest.mark.usefixtures("database")
def test_every_status_and_career_goal_is_taken() -> None:
    assert all(make_candidate(status=status).id for status in STATUSES)
    assert all(make_candidate(career_goal=goal).id for goal in (None, *ROLES))


def test_a_candidate_may_be_no_more_than_a_reference(database: SQLAlchemy) -> None:
    blank = {"home_zip": None, "adult": None, "willing_states": ()}
    made = make_candidate("C-1", first_name="", last_name="", **blank)
    database.session.expire_all()
    assert (made.status, made.adult, made.home_zip, made.skills) == ("active", None, None, ())


def test_two_candidates_of_one_reference_are_refused(database: SQLAlchemy) -> None:
    make_candidate("C-1")
    make_candidate("c-1")
    with pytest.raises(IntegrityError):
        make_candidate("C-1")
    database.session.rollback()


def test_an_absence_that_ends_before_it_begins_is_refused(database: SQLAlchemy) -> None:
    with pytest.raises(IntegrityError, match="ck_absences_days"):
        make_candidate(unavailable=[WEEK[::-1]])
    database.session.rollback()


def test_the_same_absence_twice_is_refused(database: SQLAlchemy) -> None:
    make_candidate(unavailable=[WEEK])
    with pytest.raises(IntegrityError):
        make_candidate(unavailable=[WEEK, WEEK])
    database.session.rollback()


def test_a_candidate_takes_all_that_is_hers_along(database: SQLAlchemy) -> None:
    work = make_assignment()
    for ref in ("C-1", "C-2"):
        person = make_candidate(ref, unavailable=[WEEK])
        make_credential(person)
        make_training(person)
        make_ce_credit(person)
        make_placement(person, work)
    database.session.execute(delete(Candidate).where(Candidate.ref == "C-1"))
    stays = database.session.scalars(select(Candidate.id)).one()
    hers: list[Any] = [Absence, Credential, Training, CECredit, Placement]
    for table in hers:
        assert database.session.scalars(select(table.candidate_id)).all() == [stays]
