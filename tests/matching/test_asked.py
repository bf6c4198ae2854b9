"""What an assignment asks, by the ids under which matches name it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.matching.asked import titles_asked
from agency.rules.rulebook import load_rulebook
from tests.builders import make_assignment

DAY = date(2026, 11, 24)


def test_each_requirement_has_its_title(database: SQLAlchemy) -> None:
    make_assignment(required_skills=("sailing",))
    work = make_assignment(required_skills=("ekg",), client_requirements=("BLS-AHA",))
    titles = titles_asked(work.id, DAY, load_rulebook())
    assert titles["skills"] == "Skills: ekg"
    assert titles["client:BLS-AHA"].startswith("Asked by the client: ")
    assert titles["location"] == "Works in TX or lives near enough"


@pytest.mark.parametrize("values", [{"status": "filled"}, {"state": "GU"}])
def test_of_what_cannot_be_matched_there_are_none(
    database: SQLAlchemy, values: dict[str, Any]
) -> None:
    make_assignment()
    assert titles_asked(make_assignment(**values).id, DAY, load_rulebook()) == {}


def test_of_what_is_over_there_are_none(database: SQLAlchemy) -> None:
    work = make_assignment()
    assert titles_asked(work.id, work.ends_on + timedelta(days=1), load_rulebook()) == {}
