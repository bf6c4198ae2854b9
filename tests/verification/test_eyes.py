"""Four eyes: nobody decides on what she wrote, on whom she brought in or placed, or on herself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.accounts.actions.users import add_user
from agency.assignments.models import Assignment
from agency.audit.actions import anything
from agency.audit.actors import Actor
from agency.candidates.actions import create_candidate
from agency.candidates.models import Candidate
from agency.candidates.schemas import CandidateInput
from agency.credentials.models import Credential
from agency.credentials.schemas import CredentialInput
from agency.errors import NotAllowed, Refused
from agency.extensions import db
from agency.joining.actions import invite_candidate
from agency.joining.models import Invitation
from agency.merging.actions import merge
from agency.notices.actions import Draft
from agency.placements.actions import create_placement
from agency.placements.schemas import PlacementInput
from agency.settings import today
from agency.verification.actions import (
    change_credential,
    check_source,
    create_credential,
    review_credential,
)
from agency.verification.eyes import BROUGHT, OWN, PLACED, SENT, WROTE, why_not
from tests.builders import make_assignment, make_candidate, make_credential, make_document
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
    said = {"candidate_ref": "C-1", "code": "BLS-AHA", "number": "1", "expires_on": "2028-01-31"}
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


def letter(_link: Invitation, candidate: Candidate, _secret: str) -> Draft:
    return Draft(candidate.email, "Come in", "By this link.")


def test_whoever_invited_her_does_not_decide(database: SQLAlchemy) -> None:
    person = make_candidate("C-1", email="a@x.org")
    database.session.commit()
    invite_candidate("C-1", ANN, letter)
    assert refused(claimed(person), ANN) == BROUGHT


def test_whoever_made_her_account_does_not_decide(amara: Candidate) -> None:
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


def specialist(name: str) -> Actor:
    values = {"email": f"{name}@x.org", "name": name, "role": "compliance"}
    made = add_user(values, COMMAND)
    return Actor("user", made.email, made.id)


def test_whoever_sent_the_document_does_not_decide_on_it(amara: Candidate) -> None:
    cora, dee = specialist("cora"), specialist("dee")
    id = claimed(amara)
    make_document(db.session.get_one(Credential, id), uploader_id=cora.user_id)
    db.session.commit()
    change_credential(id, {"number": "2"}, COMMAND)
    assert refused(id, cora) == SENT
    review_credential(id, "verify", dee)


def test_a_document_that_is_not_to_be_decided_on_any_more_is_no_part(amara: Candidate) -> None:
    cora = specialist("cora")
    id = claimed(amara)
    row = db.session.get_one(Credential, id)
    make_document(row, uploader_id=cora.user_id)
    make_document(row, version=2)
    make_document(row, version=3, state="withdrawn", uploader_id=cora.user_id)
    db.session.commit()
    review_credential(id, "verify", cora)


def test_a_merge_lifts_nobodys_part(database: SQLAlchemy) -> None:
    for ref, by in (("C-1", COMMAND), ("C-2", BEA), ("C-3", ANN)):
        said = {"ref": ref, "first_name": "Ines", "last_name": "Brook"}
        create_candidate(CandidateInput().accept(said), by)
    person = db.session.scalars(db.select(Candidate).where(Candidate.ref == "C-3")).one()
    id = claimed(person)
    merge("C-2", "C-3", {}, COMMAND, anything)
    merge("C-1", "C-2", {}, COMMAND, anything)
    assert (refused(id, ANN), refused(id, BEA)) == (BROUGHT, BROUGHT)


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
    assert why_not([True, False, False, False, False]) == OWN
    assert why_not([False, True, True, True, True]) is None
