"""What is asked about assignments."""

from datetime import date

from flask_sqlalchemy import SQLAlchemy

from agency.assignments.queries import assignments_by_status, facility_states, open_and_over
from tests.builders import make_assignment, make_facility


def test_assignments_are_counted_by_status(database: SQLAlchemy) -> None:
    for status in ("open", "filled", "open"):
        make_assignment(status=status)
    assert assignments_by_status() == {"open": 2, "filled": 1}


def test_of_no_work_there_is_nothing_to_count(database: SQLAlchemy) -> None:
    assert assignments_by_status() == {}


def test_the_state_of_a_facility_is_known_by_its_name(database: SQLAlchemy) -> None:
    make_facility("Alder Clinic", state="TX")
    make_facility("Birch Hospital", state=None)
    assert facility_states() == {"Alder Clinic": "TX", "Birch Hospital": None}


def test_open_and_over_is_what_ended_and_was_not_closed(database: SQLAlchemy) -> None:
    first, last = date(2026, 11, 1), date(2026, 11, 23)
    make_assignment(starts_on=first, ends_on=last)
    make_assignment(starts_on=first, ends_on=last, status="filled")
    make_assignment(starts_on=first, ends_on=date(2026, 11, 24))
    assert open_and_over(date(2026, 11, 24)) == 1
    assert open_and_over(date(2026, 11, 25)) == 2
