"""Whom a requirement keeps out is whoever fails it by the pure rules, the nearest first."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.errors import NotFound
from agency.matching.actions import match
from agency.matching.kept_out import KeptOut, kept_out
from agency.matching.previews import wait_until_ready
from agency.matching.requirement_counts import requirement_counts
from agency.placements.people import people_put_to
from agency.placements.work import work_of
from agency.rules.eligibility import assess
from agency.rules.rulebook import load_rulebook
from tests.matching.lively_agency import LivelyAgency
from tests.matching.recorded import AS_OF, tip
from tests.matching.working import work_off

ALL = slice(0, None)


@pytest.fixture
def lively(database: SQLAlchemy, app: Flask) -> SQLAlchemy:
    LivelyAgency(5)
    match(AS_OF)
    work_off(app)
    return database


def asked(row: Assignment, requirement: str, page: slice = ALL) -> KeptOut:
    work = work_of(Assignment.id == row.id)[row.id]
    if kept_out(row.id, work, requirement, tip(), page) is None:
        wait_until_ready()
    found = kept_out(row.id, work, requirement, tip(), page)
    assert found is not None
    return found


def test_it_is_whoever_fails_it_and_the_nearest_come_first(lively: SQLAlchemy) -> None:
    book, refs = load_rulebook(), lively.session.scalars(select(Candidate.ref)).all()
    looked_at = 0
    for row in lively.session.scalars(select(Assignment).where(Assignment.status == "open")):
        counted = requirement_counts(tip(), row.id)
        if counted is None:
            continue
        work = work_of(Assignment.id == row.id)[row.id]
        judged = {
            ref: [one.requirement.id for one in assess(she.facts, work, book, AS_OF).not_met]
            for ref, she in people_put_to(row.id, refs).items()
            if not she.placed
        }
        for requirement, alone in counted.alone.items():
            found = asked(row, requirement)
            fail = {ref for ref, lacks in judged.items() if requirement in lacks}
            assert set(found.refs) == fail
            assert (found.number, found.alone) == (len(fail), alone)
            lacking = [len(judged[ref]) for ref in found.refs]
            assert lacking == sorted(lacking)
            assert asked(row, requirement, slice(1, 3)).refs == found.refs[1:3]
            looked_at += len(fail)
    assert looked_at > 50


def test_what_is_not_asked_keeps_nobody_out_and_is_told(lively: SQLAlchemy) -> None:
    row = lively.session.scalars(select(Assignment).where(Assignment.status == "open")).first()
    assert row is not None
    with pytest.raises(NotFound, match="requirement 'no-such-rule'"):
        asked(row, "no-such-rule")
