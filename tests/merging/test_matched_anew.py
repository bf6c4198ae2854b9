"""A merge and its undoing are matched by the next delta, as a full run would have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.matching.actions import match
from agency.matching.queries import last_run, matches_of
from agency.merging.actions import merge, undo_merge
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
)
from tests.matching.lively_agency import AS_OF
from tests.matching.test_deltas import full_results, served_results
from tests.matching.working import work_off
from tests.signing_in import TESTER


@pytest.fixture
def eligible(database: SQLAlchemy, app: Flask) -> Callable[[str], list[str]]:
    """Who is eligible for an assignment by the last run, which says what a full run would.

    C-1 has no paper, C-2 has one and is booked in January; Cedar Flats does not want C-2 back.
    """
    site = make_facility(name="Cedar Flats", do_not_return=["C-2"])
    make_assignment("A-1")
    booked = make_assignment("A-2", facility=site, status="closed")
    spring = {"starts_on": date(2027, 4, 2), "ends_on": date(2027, 5, 31)}
    make_assignment("A-3", facility=site, **spring)
    make_candidate("C-1")
    make_placement(worker := make_candidate("C-2"), booked)
    make_credential(worker)
    make_credential(make_candidate("C-3"))
    database.session.commit()
    match(AS_OF)

    def found(assignment: str) -> list[str]:
        work_off(app)
        run = last_run(AS_OF)
        assert run is not None
        assert served_results(run) == full_results()
        return sorted(one.candidate_ref for one in matches_of(assignment, run, "eligible").matches)

    return found


def test_what_was_joined_counts_and_what_is_gone_does_not(
    eligible: Callable[[str], list[str]],
) -> None:
    assert (eligible("A-1"), eligible("A-3")) == (["C-3"], ["C-3"])
    made = merge("C-1", "C-2", {}, TESTER, lambda *_: None)
    # Her paper would do, but she is booked; and Cedar Flats wants neither name.
    assert (eligible("A-1"), eligible("A-3")) == (["C-3"], ["C-3"])
    undo_merge(made.id, TESTER)
    assert (eligible("A-1"), eligible("A-3")) == (["C-3"], ["C-3"])


def test_a_paper_that_comes_with_a_merge_makes_her_eligible(
    database: SQLAlchemy, eligible: Callable[[str], list[str]]
) -> None:
    make_candidate("C-4")
    make_credential(make_candidate("C-5"), number="P-5")
    database.session.commit()
    match(AS_OF)
    assert eligible("A-1") == ["C-3", "C-5"]
    made = merge("C-4", "C-5", {}, TESTER, lambda *_: None)
    assert eligible("A-1") == ["C-3", "C-4"]
    undo_merge(made.id, TESTER)
    assert eligible("A-1") == ["C-3", "C-5"]
