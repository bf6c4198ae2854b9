"""A new document of what counts already is accepted or not, and the credential counts as before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.accounts.actions.users import add_user
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.models import Document
from agency.errors import Busy, NotAllowed, NotFound, Stale
from agency.extensions import db
from agency.settings import today
from agency.verification.actions import check_source, review_credential, take, undo_decision
from agency.verification.log import NO_CHANGE, Entry, Learned
from agency.verification.models import ReviewHold, Verification
from agency.verification.proofs import proof_of
from tests.builders import A_MOMENT, make_candidate, make_credential, make_document
from tests.trail import ANN, noted, work_left

DECISIONS = [("verify", "", "accepted"), ("reject", "illegible", "rejected")]
BEA = Actor("user", "bea@example.org", 8)


@pytest.fixture
def amara(database: SQLAlchemy) -> Candidate:
    return make_candidate("C-1", email="amara@example.org")


def proved_anew(person: Candidate, **said: Any) -> tuple[int, int]:
    """The ids of an accepted credential and of its second document, which waits."""
    row = make_credential(person, **{"evidence": "primary_source", **said})
    make_document(row, state="accepted")
    second = make_document(row, version=2).id
    Entry(BEA, Learned("document", "seen"))(row, NO_CHANGE, A_MOMENT)
    db.session.commit()
    return row.id, second


def standing(id: int, document: int) -> tuple[str, str, str]:
    db.session.rollback()
    row = db.session.get_one(Credential, id, populate_existing=True)
    paper = db.session.get_one(Document, document, populate_existing=True)
    return row.status, row.evidence, paper.state


def newest() -> Verification:
    found = db.session.scalars(select(Verification).order_by(Verification.id.desc())).first()
    assert found is not None
    return found


@pytest.mark.parametrize(("decision", "reason", "state"), DECISIONS)
@pytest.mark.parametrize("evidence", ["reviewed", "primary_source"])
def test_the_document_is_decided_on_and_the_credential_stays(
    amara: Candidate, evidence: str, decision: str, reason: str, state: str
) -> None:
    id, second = proved_anew(amara, evidence=evidence)
    review_credential(id, decision, ANN, reason)
    assert standing(id, second) == ("active", evidence, state)
    entry = newest()
    assert (entry.document_id, entry.reason, entry.evidence_after) == (second, reason, evidence)
    said = "document accepted" if decision == "verify" else "document not accepted"
    assert noted() == [(said, f"credential:{id}", None, None, reason)]
    assert work_left() == ([], ["tell_decision"])


@pytest.mark.parametrize(("decision", "reason", "state"), DECISIONS)
def test_that_is_taken_back_too(amara: Candidate, decision: str, reason: str, state: str) -> None:
    id, second = proved_anew(amara)
    review_credential(id, decision, ANN, reason)
    undo_decision(id, ANN)
    assert standing(id, second) == ("active", "primary_source", "waiting")
    assert newest().result == "undone"
    review_credential(id, decision, ANN, reason)
    assert standing(id, second) == ("active", "primary_source", state)


def test_once_it_is_decided_a_rejection_is_of_the_credential(amara: Candidate) -> None:
    id, second = proved_anew(amara)
    review_credential(id, "verify", ANN)
    review_credential(id, "reject", ANN, "altered")
    assert standing(id, second) == ("rejected", "primary_source", "accepted")


def test_what_the_issuer_confirmed_is_only_reviewed_where_it_is_corrected(
    amara: Candidate,
) -> None:
    id, second = proved_anew(amara)
    review_credential(id, "verify", ANN, corrected={"expires_on": date(2029, 12, 31)})
    assert standing(id, second) == ("active", "reviewed", "accepted")


def test_who_sent_it_does_not_decide_on_it(amara: Candidate) -> None:
    id, second = proved_anew(amara)
    with pytest.raises(NotAllowed, match="somebody else decides"):
        review_credential(id, "verify", BEA)
    assert standing(id, second) == ("active", "primary_source", "waiting")


def test_a_better_proof_that_is_not_better_is_rejected_again(amara: Candidate) -> None:
    id, second = proved_anew(amara, status="rejected", evidence="documented")
    review_credential(id, "reject", ANN, "illegible")
    assert standing(id, second) == ("rejected", "documented", "rejected")


def test_where_no_mail_reaches_her_it_is_decided_all_the_same(database: SQLAlchemy) -> None:
    id, second = proved_anew(make_candidate("C-2", email=None))
    review_credential(id, "verify", ANN)
    assert standing(id, second) == ("active", "primary_source", "accepted")
    assert work_left() == ([], [])


def test_versions_before_it_wait_no_more(amara: Candidate) -> None:
    id, second = proved_anew(amara, evidence="documented")
    third = make_document(db.session.get_one(Credential, id), version=3).id
    db.session.commit()
    review_credential(id, "verify", ANN)
    assert (standing(id, second)[2], standing(id, third)[2]) == ("replaced", "accepted")
    undo_decision(id, ANN)
    assert standing(id, second)[2] == standing(id, third)[2] == "waiting"


def test_what_was_sent_after_she_looked_is_not_decided_on(amara: Candidate) -> None:
    id, second = proved_anew(amara)
    third = make_document(db.session.get_one(Credential, id), version=3).id
    db.session.commit()

    def expect(newest: int | None) -> None:
        if newest != second:
            raise Stale("another document has come in")

    with pytest.raises(Stale, match="another document has come in"):
        review_credential(id, "verify", ANN, sees=expect)
    assert standing(id, third) == ("active", "primary_source", "waiting")


def test_an_older_document_that_waits_is_looked_at_before_what_was_decided(
    amara: Candidate,
) -> None:
    row = make_credential(amara, evidence="reviewed")
    older = make_document(row).id
    newer = make_document(row, version=2, state="accepted").id
    db.session.commit()
    proof = proof_of(row.id)
    assert proof is not None
    assert proof.id == older
    review_credential(row.id, "reject", ANN, "illegible")
    assert standing(row.id, older) == ("active", "reviewed", "rejected")
    proof = proof_of(row.id)
    assert proof is not None
    assert proof.id == newer


def test_a_register_that_says_the_same_once_more_is_no_decision(amara: Candidate) -> None:
    id, second = proved_anew(amara)
    check = make_document(db.session.get_one(Credential, id), kind="check", state="accepted").id
    db.session.commit()
    check_source(id, "found", ANN, today(), document=check)
    assert standing(id, second) == ("active", "primary_source", "waiting")
    with pytest.raises(NotFound):
        undo_decision(id, ANN)


def test_whoever_decides_on_a_new_document_lets_go_of_it(amara: Candidate) -> None:
    id, _ = proved_anew(amara)
    ruth = add_user({"email": "r@example.org", "name": "Ruth", "role": "compliance"}, BEA)
    take(id, ruth.id)
    with pytest.raises(Busy, match="Ruth is looking at this"):
        review_credential(id, "verify", ANN)
    review_credential(id, "verify", Actor("user", ruth.email, ruth.id))
    assert db.session.get(ReviewHold, id) is None
