"""A decision is taken back within minutes, by who made it, and all is as it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency import clock
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.described import described_credential, whole_credentials
from agency.credentials.models import Credential
from agency.documents.models import Document
from agency.errors import NotAllowed, NotFound, Stale
from agency.extensions import db
from agency.verification.actions import (
    change_credential,
    check_source,
    review_credential,
    undo_decision,
)
from agency.verification.actions.undoing import TooLate
from agency.verification.models import Verification
from tests.builders import make_candidate, make_credential, make_document
from tests.trail import ANN, all_rows, noted

BEA = Actor("user", "bea@example.org", 8)
DAY = date(2026, 11, 20)


@pytest.fixture
def amara(database: SQLAlchemy) -> Candidate:
    person = make_candidate("C-1")
    database.session.commit()
    return person


def held(person: Candidate, **said: Any) -> int:
    row = make_credential(person, **{"evidence": "documented", **said})
    db.session.commit()
    return row.id


def stored(id: int) -> dict[str, Any]:
    db.session.rollback()
    row = db.session.scalars(whole_credentials().where(Credential.id == id)).one()
    said = described_credential(row)
    said.pop("changed_at")
    return said


@pytest.mark.parametrize("decision", ["verify", "reject", "found"])
def test_everything_is_as_it_was_before(amara: Candidate, decision: str) -> None:
    older = held(amara, number="1", issued_on=date(2022, 1, 1), expires_on=date(2027, 1, 31))
    id = held(amara, number="2", issued_on=date(2026, 1, 1), expires_on=date(2031, 1, 31))
    before = stored(older), stored(id)
    if decision == "found":
        check_source(id, "found", ANN, DAY)
    elif decision == "verify":
        review_credential(id, "verify", ANN, corrected={"number": "2002"})
    else:
        review_credential(id, "reject", ANN, "altered")
    assert (stored(older), stored(id)) != before
    undo_decision(id, ANN)
    assert (stored(older), stored(id)) == before
    entry = db.session.scalars(select(Verification).order_by(Verification.id.desc())).first()
    assert entry is not None
    assert (entry.result, entry.evidence_after) == ("undone", "documented")
    assert entry.undoes_id == entry.id - 1
    restored = [] if decision == "reject" else ["restored"]
    done = [action for action, *_ in noted()]
    assert done[-1 - len(restored) :] == ["decision undone", *restored]


@pytest.mark.parametrize(
    ("decision", "reason", "state"),
    [("verify", "", "accepted"), ("reject", "altered", "rejected")],
)
def test_the_document_is_decided_with_it_and_waits_again(
    amara: Candidate, decision: str, reason: str, state: str
) -> None:
    row = db.session.get_one(Credential, held(amara))
    paper = make_document(row).id
    db.session.commit()
    review_credential(row.id, decision, ANN, reason)
    assert db.session.get_one(Document, paper, populate_existing=True).state == state
    undo_decision(row.id, ANN)
    assert db.session.get_one(Document, paper, populate_existing=True).state == "waiting"


def test_it_is_refused_when_it_is_too_late(
    amara: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = held(amara)
    review_credential(id, "verify", ANN)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    before = all_rows()
    with pytest.raises(TooLate, match="more than 5 minutes ago"):
        undo_decision(id, ANN)
    assert all_rows() == before


def test_it_is_refused_when_it_has_changed_since(amara: Candidate) -> None:
    id = held(amara)
    review_credential(id, "reject", ANN, "altered")
    change_credential(id, {"number": "77"}, BEA)
    before = all_rows()
    with pytest.raises(Stale, match="it has changed since"):
        undo_decision(id, ANN)
    assert all_rows() == before


def test_nobody_takes_back_what_another_decided(amara: Candidate) -> None:
    id = held(amara)
    review_credential(id, "verify", ANN)
    with pytest.raises(NotAllowed, match="Only who has decided it"):
        undo_decision(id, BEA)


def test_nothing_is_taken_back_twice(amara: Candidate) -> None:
    id = held(amara)
    review_credential(id, "verify", ANN)
    undo_decision(id, ANN)
    with pytest.raises(NotFound, match="there is no decision"):
        undo_decision(id, ANN)
