"""What is asked about candidates."""

from flask_sqlalchemy import SQLAlchemy

from agency.candidates.queries import candidates_by_status
from tests.builders import make_candidate


def test_candidates_are_counted_by_status(database: SQLAlchemy) -> None:
    for status in ("active", "archived", "active"):
        make_candidate(status=status)
    assert candidates_by_status() == {"active": 2, "archived": 1}


def test_of_nobody_there_is_nothing_to_count(database: SQLAlchemy) -> None:
    assert candidates_by_status() == {}
