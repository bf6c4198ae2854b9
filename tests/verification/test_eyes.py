"""Four eyes: nobody decides on what she wrote, on whom she brought in or placed, or on herself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.accounts.actions.users import add_user
from agency.assignments.models import Assignment
from agency.audit.actors import Actor
from agency.candidates.actions import create_candidate
from agency.candidates.models import Candidate
from agency.candidates.schemas import CandidateInput
from agency.credentials.schemas import CredentialInput
from agency.errors import NotAllowed, Refused
from agency.extensions import db
from agency.placements.actions import create_placement
from agency.placements.schemas import PlacementInput
from agency.settings import today
from agency.verification.actions import (
    change_credential,
    check_source,
    create_credential,
    review_credential,
)
from agency.verification.eyes import BROUGHT, OWN, PLACED, WROTE, why_not
from tests.builders import make_assignment, make_candidate, make_credential
from tests.trail import ANN

BEA = Actor("user", "bea@example.org", 8)
COMMAND = Actor("command", "agency import")


@pytest.fixture
def amara(database: SQLAlchemy) -> Candidate:
    person = make_candidate("C-1")
    database.session.commit()
    return person


def claimed(person: Candidate, **said: Any) -> int:
    row = make_credential(person, evidence="documented", **said)
    db.session.commit()
    return row.id


def written(by: Actor) -> int:
    said = {"candidate_ref": "C-1", "code": "BLS-AHA", "number": "1", "evidence": "claimed"}
    return create_credential(CredentialInput().accept(said), by).id


def refused(id: int, by: Actor) -> str:
    with pytest.raises(NotAllowed) as review:
        review_credential(id, "verify", by)
    with pytest.raises(NotAllowed) as source:
        check_source(id, "not_found", by, today())
    assert str(review.value) == str(source.value)
    return str(review.value)


def test_whoever_wrote_the_claim_does_not_decide_on_it(amara: Candidate) -> None:
    id = written(ANN)
    assert refused(id, ANN) == WROTE
    review_credential(id, "verify", BEA)


def test_whoever_wrote_it_last_counts(amara: Candidate) -> None:
    id = written(ANN)
    change_credential(id, {"number": "2"}, BEA)
    assert refused(id, BEA) == WROTE
    review_credential(id, "verify", ANN)


def test_whoever_brought_her_in_does_not_decide(database: SQLAlchemy) -> None:
    said = {"ref": "C-7", "first_name": "Ines", "last_name": "Brook"}
    create_candidate(CandidateInput().accept(said), ANN)
    person = db.session.scalars(db.select(Candidate)).one()
    assert refused(claimed(person), ANN) == BROUGHT


def test_whoever_invited_her_does_not_decide(amara: Candidate) -> None:
    values = {"email": "a@x.org", "name": "A", "role": "candidate", "candidate_ref": "C-1"}
    add_user(values, ANN)
    assert refused(claimed(amara), ANN) == BROUGHT


def test_whoever_placed_her_does_not_decide(amara: Candidate) -> None:
    work: Assignment = make_assignment("A-1")
    db.session.commit()
    said = {
        "candidate_ref": "C-1",
        "assignment_ref": "A-1",
        "stage": "shortlisted",
        "starts_on": work.starts_on.isoformat(),
        "ends_on": work.ends_on.isoformat(),
    }
    create_placement(PlacementInput().accept(said), ANN)
    assert refused(claimed(amara), ANN) == PLACED


def test_nobody_decides_on_her_own(amara: Candidate) -> None:
    values = {"email": "a@x.org", "name": "A", "role": "candidate", "candidate_ref": "C-1"}
    made = add_user(values, BEA)
    assert refused(claimed(amara), Actor("user", made.email, made.id)) == OWN


def test_a_command_has_no_part_in_anything(amara: Candidate) -> None:
    review_credential(written(COMMAND), "verify", COMMAND)


def test_nobody_vouches_for_what_she_enters_or_has_a_part_in(amara: Candidate) -> None:
    said = {"candidate_ref": "C-1", "code": "BLS-AHA", "number": "1", "evidence": "reviewed"}
    with pytest.raises(Refused, match="has no part in it"):
        create_credential(CredentialInput().accept(said), ANN, may_verify=True)
    id = written(ANN)
    with pytest.raises(Refused, match="has no part in it"):
        change_credential(id, {"evidence": "reviewed"}, ANN, may_verify=True)
    row = change_credential(id, {"evidence": "reviewed"}, BEA, may_verify=True)
    assert row.evidence == "reviewed"


def test_where_there_is_one_specialist_alone_only_her_own_is_not_hers_to_decide(
    app: Flask, amara: Candidate
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], single_specialist=True)
    id = written(ANN)
    review_credential(id, "verify", ANN)
    assert why_not([True, False, False, False]) == OWN
    assert why_not([False, True, True, True]) is None
