"""The remedies of stored near misses, by the facts as they are now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.matching.actions import match
from agency.matching.near_misses import remedies_of
from agency.matching.queries import AssignmentMatches, matches_of, newest_run
from agency.placements.queries import facts_of_pair
from agency.rules.remedies import remedies
from agency.rules.rulebook import load_rulebook
from tests.builders import known_by, make_assignment, make_candidate, make_credential
from tests.counting import counted
from tests.samples import agencies

DAY = date(2026, 11, 24)
BOOK, KEEPS = load_rulebook(), 75


def keep(database: SQLAlchemy, near_misses: int = 1) -> Assignment:
    """Work for which one is eligible and some have a certification that is only claimed."""
    work = make_assignment("A-1")
    make_credential(make_candidate("C-good"))
    for number in range(near_misses):
        make_credential(make_candidate(f"C-{number}"), evidence="claimed")
    make_assignment("A-2", required_skills=("welding",))
    database.session.commit()
    return work


def found(ref: str = "A-1") -> AssignmentMatches:
    return matches_of(ref, newest_run())


def steps(of: AssignmentMatches) -> dict[str, list[list[str]]]:
    return {
        ref: [[step.kind for step in one.steps] for one in some]
        for ref, some in remedies_of(of, BOOK, KEEPS).items()
    }


def test_near_misses_have_remedies_and_the_eligible_have_none(database: SQLAlchemy) -> None:
    keep(database)
    match(DAY)
    assert {one.candidate_ref for one in found().matches} == {"C-good", "C-0"}
    assert steps(found()) == {"C-0": [["verify"], ["obtain"]]}


def test_they_are_the_remedies_of_each_pair(database: SQLAlchemy) -> None:
    agencies.keep(agencies.SMALL)
    match(DAY)
    counts = []
    for ref in ("W-1", "W-2", "W-3", "W-4", "W-7", "W-8"):
        listed = found(ref)
        near = {one.candidate_ref for one in listed.matches if one.tier == "near_miss"}
        pairs = {ref: facts_of_pair(ref, listed.assignment.ref) for ref in near}
        assert remedies_of(listed, BOOK, KEEPS) == {
            ref: remedies(pair.candidate, pair.assignment, BOOK, DAY, KEEPS)
            for ref, pair in pairs.items()
        }
        counts.append(len(near))
    assert sum(counts) == 26


def test_whoever_has_become_eligible_since_needs_none(database: SQLAlchemy) -> None:
    keep(database)
    match(DAY)
    listed = found()
    make_credential(make_candidate("C-other"))  # that of somebody else changes nothing
    assert remedies_of(listed, BOOK, KEEPS)["C-0"]
    hers = select(Candidate.id).where(Candidate.ref == "C-0").scalar_subquery()
    paper = database.session.scalars(
        select(Credential).where(Credential.candidate_id == hers)
    ).one()
    known_by(paper, "reviewed")
    assert remedies_of(listed, BOOK, KEEPS) == {"C-0": ()}


@pytest.mark.parametrize("status", ["filled", "closed", "on_hold"])
def test_work_that_is_not_open_any_more_has_none(database: SQLAlchemy, status: str) -> None:
    work = keep(database)
    match(DAY)
    listed = found()
    work.status = status
    database.session.commit()
    assert remedies_of(listed, BOOK, KEEPS) == {}


def test_work_in_a_state_without_rules_has_none(database: SQLAlchemy) -> None:
    keep(database)
    match(DAY)
    assert remedies_of(found(), replace(BOOK, states={}), KEEPS) == {}


def test_where_nobody_nearly_fits_nothing_is_read(database: SQLAlchemy) -> None:
    keep(database)
    match(DAY)
    listed = matches_of("A-1", newest_run(), "eligible")
    assert listed.matches
    with counted(database) as statements:
        assert remedies_of(listed, BOOK, KEEPS) == {}
    assert statements == []


def test_the_number_of_queries_does_not_grow_with_the_near_misses(database: SQLAlchemy) -> None:
    keep(database, near_misses=20)
    match(DAY)
    listed = found()
    one = replace(listed, matches=listed.matches[-1:])
    numbers = []
    for some, many in ((one, 1), (listed, 20)):
        with counted(database) as statements:
            assert len(remedies_of(some, BOOK, KEEPS)) == many
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 12
