"""What is asked about assignments."""

from flask_sqlalchemy import SQLAlchemy

from agency.assignments.queries import assignments_by_status
from tests.builders import make_assignment


def test_assignments_are_counted_by_status(database: SQLAlchemy) -> None:
    for status in ("open", "filled", "open"):
        make_assignment(status=status)
    assert assignments_by_status() == {"open": 2, "filled": 1}


def test_of_no_work_there_is_nothing_to_count(database: SQLAlchemy) -> None:
    assert assignments_by_status() == {}
