"""An upload that is not taken leaves a word in the trail, and none of its content."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency import clock
from agency.audit.actors import Actor
from agency.audit.models import AuditEntry
from agency.documents import refusals
from agency.documents.uploads import Upload
from agency.errors import Refused
from agency.verification.actions import attach_document
from tests.builders import make_candidate, make_credential

BEA = Actor("user", "bea@example.org", 900_001)


@pytest.fixture
def card(database: SQLAlchemy) -> int:
    id = make_credential(make_candidate("C-1"), "BLS-AHA", evidence="claimed").id
    database.session.commit()
    return id


def send(id: int, by: Actor = BEA, name: str = "x.pdf") -> None:
    with pytest.raises(Refused):
        attach_document(id, [Upload(name, io.BytesIO(b"MZ a program with a SECRET"))], by)


def noted(database: SQLAlchemy) -> list[AuditEntry]:
    database.session.rollback()
    refused = select(AuditEntry).where(AuditEntry.action == refusals.REFUSED)
    return list(database.session.scalars(refused.order_by(AuditEntry.id)))


def test_a_refused_upload_is_noted_with_who_sent_what_and_why(
    database: SQLAlchemy, card: int
) -> None:
    send(card, name="../../payslip.pdf")
    (entry,) = noted(database)
    assert (entry.actor_name, entry.subject) == (BEA.name, f"credential:{card}")
    assert entry.after is not None
    assert entry.after["files"] == 1
    assert entry.after["because"][0]["name"] == "../../payslip.pdf"
    assert "a PDF, a JPEG or a PNG" in entry.after["because"][0]["expected"]
    assert "SECRET" not in json.dumps(entry.after)


def test_whoever_sends_without_end_does_not_fill_the_trail(
    database: SQLAlchemy, card: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MOST", 2)
    for _ in range(4):
        send(card)
    assert len(noted(database)) == 2
    send(card, Actor("user", "rita@example.org", 900_002))
    assert len(noted(database)) == 3
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    send(card)
    assert len(noted(database)) == 4
