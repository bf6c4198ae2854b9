"""What follows if a credential is verified: told before, and come true after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.matching.actions import match
from agency.matching.consequences import MOST_JUDGED, Consequence, if_verified
from agency.matching.person_queries import matches_of_person
from agency.matching.queries import last_run
from agency.plain_rows import all_of, plain_rows
from agency.rules.rulebook import load_rulebook
from agency.settings import today
from agency.verification.actions import review_credential
from tests.builders import make_assignment, make_candidate, make_credential, make_placement
from tests.counting import counted
from tests.matching.working import work_off
from tests.trail import ANN

BOOK = load_rulebook()


def days(number: int) -> date:
    return today() + timedelta(days=number)


@pytest.fixture
def ines(database: SQLAlchemy) -> Candidate:
    """Certified, with life support that nobody has checked."""
    person = make_candidate("C-1", first_name="Ines")
    make_credential(person, issued_on=days(-300), expires_on=days(900))
    make_credential(
        person,
        "BLS-AHA",
        evidence="documented",
        issued_on=days(-20),
        expires_on=days(100),
    )
    return person


def work(ref: str, last: int = 40, **said: Any) -> Assignment:
    asked: dict[str, Any] = {"client_requirements": ("BLS",)}
    return make_assignment(ref, starts_on=days(10), ends_on=days(last), **asked, **said)


def paper(person: Candidate) -> int:
    found = db.session.scalars(
        db.select(Credential.id).where(
            Credential.candidate_id == person.id, Credential.code == "BLS-AHA"
        )
    )
    id: int = found.one()
    return id


def told(person: Candidate) -> Consequence:
    db.session.commit()
    row = plain_rows(all_of(Candidate, Candidate.id == person.id))[0]
    held = plain_rows(all_of(Credential, Credential.candidate_id == person.id))
    return if_verified(row, held, paper(person), last_run(today()), BOOK, today())


def test_she_becomes_eligible_for_what_lacked_it_alone(ines: Candidate) -> None:
    for ref in ("A-1", "A-2"):
        work(ref)
    work("A-LONG", last=200)  # goes on beyond its end
    work("A-OTHER", state="WA", zip="98101")  # lacks more than that
    db.session.commit()
    match(today())
    then = told(ines)
    assert (sorted(then.gained), then.more) == (["A-1", "A-2"], False)


def test_it_comes_true(app: Flask, ines: Candidate) -> None:
    for ref in ("A-1", "A-2", "A-3"):
        work(ref)
    db.session.commit()
    match(today())
    gained = sorted(told(ines).gained)
    id, hers = paper(ines), ines.id
    review_credential(id, "verify", ANN)
    work_off(app)
    run = last_run(today())
    assert run is not None
    found = matches_of_person(hers, "C-1", run, 50)
    assert sorted(one.assignment.ref for one in found if one.tier == "eligible") == gained


def test_a_placement_under_way_becomes_covered(ines: Candidate) -> None:
    make_placement(ines, work("A-1"))
    (one,) = told(ines).covered
    assert (one.assignment_ref, one.days, one.stage) == ("A-1", 31, "confirmed")


def test_where_it_does_not_suffice_the_days_gained_are_told(ines: Candidate) -> None:
    make_placement(ines, work("A-1", last=150))
    (one,) = told(ines).placements
    assert (one.becomes_covered, one.days_gained) == (False, 91)
    assert one.then.gap is not None


def test_without_a_run_only_placements_are_judged(ines: Candidate) -> None:
    work("A-1")
    assert told(ines).gained == []


def test_it_is_bounded_in_queries_and_in_what_is_judged(ines: Candidate) -> None:
    for number in range(MOST_JUDGED + 5):
        work(f"A-{number:02}")
    db.session.commit()
    match(today())
    row = plain_rows(all_of(Candidate, Candidate.id == ines.id))[0]
    held = plain_rows(all_of(Credential, Credential.candidate_id == ines.id))
    run, id = last_run(today()), paper(ines)
    with counted(db) as statements:
        then = if_verified(row, held, id, run, BOOK, today())
    assert len(statements) == 4
    assert (len(then.gained), then.judged, then.more) == (MOST_JUDGED, MOST_JUDGED, True)
