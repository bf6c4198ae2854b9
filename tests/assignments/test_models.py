"""The database itself keeps facilities and assignments sound."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from agency.assignments.models import PRIORITIES, STATUSES, Assignment, DoNotReturn, Facility
from agency.candidates.models import ROLES, SHIFTS
from tests.builders import make_assignment, make_facility


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ref", ""),
        ("zip", "123"),
        ("status", "opened"),
        ("priority", "low"),
        ("min_evidence", "hearsay"),
        ("role", "astronaut"),
        ("shift", "dawn"),
        ("openings", 0),
        ("pay_rate", Decimal("-0.01")),
        ("bill_rate", Decimal("-0.01")),
        ("hours_per_week", Decimal(-1)),
        ("guaranteed_hours", Decimal(-1)),
    ],
)
def test_a_value_out_of_bounds_is_refused(database: SQLAlchemy, column: str, value: Any) -> None:
    work = make_assignment()
    setattr(work, column, value)
    with pytest.raises(IntegrityError, match=f"ck_assignments_{column}"):
        database.session.flush()
    database.session.rollback()


@pytest.mark.usefixtures("database")
def test_every_status_priority_role_and_shift_is_taken() -> None:
    assert all(make_assignment(status=status).id for status in STATUSES)
    assert all(make_assignment(priority=priority).id for priority in PRIORITIES)
    assert all(make_assignment(role=role).id for role in (None, *ROLES))
    assert all(make_assignment(shift=shift).id for shift in (None, *SHIFTS))


def test_an_assignment_may_last_one_day_but_not_less(database: SQLAlchemy) -> None:
    day = date(2027, 1, 4)
    assert make_assignment(starts_on=day, ends_on=day).id
    with pytest.raises(IntegrityError, match="ck_assignments_days"):
        make_assignment(starts_on=day, ends_on=date(2027, 1, 3))
    database.session.rollback()


@pytest.mark.parametrize("column", ["starts_on", "ends_on"])
def test_an_assignment_has_both_its_days(database: SQLAlchemy, column: str) -> None:
    with pytest.raises(IntegrityError):
        make_assignment(**{column: None})
    database.session.rollback()


def test_two_assignments_of_one_reference_are_refused(database: SQLAlchemy) -> None:
    make_assignment("A-1")
    with pytest.raises(IntegrityError):
        make_assignment("A-1")
    database.session.rollback()


def test_two_facilities_of_one_name_are_refused(database: SQLAlchemy) -> None:
    make_facility("Alder Clinic")
    make_facility("ALDER CLINIC")
    with pytest.raises(IntegrityError):
        make_facility("Alder Clinic")
    database.session.rollback()


@pytest.mark.parametrize(("column", "value"), [("name", ""), ("zip", "98")])
def test_a_facility_out_of_bounds_is_refused(database: SQLAlchemy, column: str, value: str) -> None:
    facility = make_facility()
    setattr(facility, column, value)
    with pytest.raises(IntegrityError, match=f"ck_facilities_{column}"):
        database.session.flush()
    database.session.rollback()


def test_a_facility_that_has_assignments_stays(database: SQLAlchemy) -> None:
    make_assignment("A-1", make_facility("Alder Clinic"))
    make_facility("Birch Hospital")
    database.session.commit()
    with pytest.raises(IntegrityError):
        database.session.execute(delete(Facility).where(Facility.name == "Alder Clinic"))
    database.session.rollback()
    database.session.execute(delete(Facility).where(Facility.name == "Birch Hospital"))
    assert database.session.scalars(select(Assignment.ref)).all() == ["A-1"]


def test_whom_a_facility_does_not_want_back_need_not_be_known(database: SQLAlchemy) -> None:
    facility = make_facility(do_not_return=["C-9", "C-8"])
    make_facility(do_not_return=["C-9"])
    refs = select(DoNotReturn.candidate_ref).where(DoNotReturn.facility_id == facility.id)
    assert set(database.session.scalars(refs)) == {"C-8", "C-9"}
    with pytest.raises(IntegrityError):
        database.session.execute(
            insert(DoNotReturn).values(facility_id=facility.id, candidate_ref="C-9")
        )
    database.session.rollback()


def test_nobody_is_not_somebody_a_facility_does_not_want_back(database: SQLAlchemy) -> None:
    with pytest.raises(IntegrityError, match="ck_do_not_return_candidate_ref"):
        make_facility(do_not_return=[""])
    database.session.rollback()


def test_a_facility_takes_its_list_along(database: SQLAlchemy) -> None:
    facility = make_facility(do_not_return=["C-1"])
    make_facility(do_not_return=["C-2"])
    database.session.execute(delete(Facility).where(Facility.id == facility.id))
    assert database.session.scalars(select(DoNotReturn.candidate_ref)).all() == ["C-2"]
