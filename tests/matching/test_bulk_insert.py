"""Rows go in as they are, or with the error of any other statement."""

from __future__ import annotations

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from agency.matching.allocation_models import Allocation, MatchEdges
from agency.matching.bulk_insert import bulk_insert
from agency.matching.models import RequirementCounts, Shortlist
from tests.builders import make_assignment
from tests.matching.run_rows import make_run

EDGES = ("run_id", "assignment_id", "data")


def test_values_of_every_kind_come_back(database: SQLAlchemy) -> None:
    run_id, work = make_run().id, make_assignment().id
    said = ("run_id", "assignment_id", "outcome", "eligible", "specialty", "reasons", "to_confirm")
    rest = ("unknown", "ineligible", "near_misses", "renewable", "preferred_skills")
    people = ("eligible_people", "renewable_people")
    row: tuple[Any, ...] = (run_id, work, "matched", 2**31 - 1, None, [{"é": [1.5, None]}], [])
    bulk_insert(Shortlist, (*said, *rest, *people), [(*row, *[0] * 5, b"\0\xff", b"")])
    kept = database.session.scalars(select(Shortlist)).one()
    assert tuple(getattr(kept, name) for name in said) == row
    assert (kept.eligible_people, kept.renewable_people) == (b"\0\xff", b"")


def test_numbers_of_eight_bytes_come_back(database: SQLAlchemy) -> None:
    said = ("run_id", "objective", "bound", "method", "milliseconds", "openings", "proposed")
    row = (make_run().id, 2**62, -1, "flow", 1, 2, 3)
    bulk_insert(Allocation, (*said, "worth", "one_each"), [(*row, {"normal": 1}, True)])
    kept = database.session.scalars(select(Allocation)).one()
    assert tuple(getattr(kept, name) for name in said) == row
    assert (kept.worth, kept.one_each) == ({"normal": 1}, True)


def test_no_rows_are_no_work(database: SQLAlchemy) -> None:
    bulk_insert(MatchEdges, EDGES, [])
    assert database.session.scalars(select(MatchEdges.data)).all() == []


def test_rows_may_come_one_by_one(database: SQLAlchemy) -> None:
    run_id, ids = make_run().id, [make_assignment().id for _ in range(3)]
    bulk_insert(MatchEdges, EDGES, ((run_id, id, b"e") for id in ids))
    found = database.session.scalars(select(MatchEdges.assignment_id)).all()
    assert sorted(found) == sorted(ids)


def test_a_row_twice_is_refused_as_by_any_statement(database: SQLAlchemy) -> None:
    row = (make_run().id, make_assignment().id, {"available": 1})
    with pytest.raises(IntegrityError):
        bulk_insert(RequirementCounts, ("run_id", "assignment_id", "counts"), [row, row])
    database.session.rollback()


def test_a_column_that_is_not_there_is_an_error(database: SQLAlchemy) -> None:
    with pytest.raises(KeyError, match="elsewhere"):
        bulk_insert(MatchEdges, ("run_id", "elsewhere"), [])
