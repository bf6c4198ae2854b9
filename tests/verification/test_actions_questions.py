"""A specialist asks the candidate about a paper, and nothing is decided by that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency import clock
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.errors import NotAllowed, NotFound, Refused
from agency.extensions import db
from agency.verification.actions import (
    ask_candidate,
    change_credential,
    review_credential,
    take_back_question,
)
from agency.verification.actions.undoing import TooLate
from agency.verification.queries import log_of, questions_about
from tests.builders import make_candidate, make_credential, make_document
from tests.trail import ANN, all_rows, noted, work_left

BEA = Actor("user", "bea@example.org", 8)
SAYS = "Is the last digit a 0 or an O?"


@pytest.fixture
def amara(database: SQLAlchemy) -> Candidate:
    return make_candidate("C-1", email="amara@example.org")


def held(person: Candidate, **said: Any) -> int:
    row = make_credential(person, **{"evidence": "documented", **said})
    make_document(row)
    db.session.commit()
    return row.id


def asked(id: int) -> list[str]:
    db.session.rollback()
    return [one.remark for one in questions_about(id, clock.now())]


def test_a_question_is_told_logged_and_changes_nothing(amara: Candidate) -> None:
    id = held(amara)
    before = db.session.get_one(Credential, id).changed_at
    row = ask_candidate(id, SAYS, ANN)
    assert (row.status, row.evidence, row.changed_at) == ("active", "documented", before)
    (entry,) = log_of(id)
    assert (entry.result, entry.remark, entry.by) == ("asked", SAYS, ANN.name)
    assert entry.document_id is not None
    assert noted() == [("asked", f"credential:{id}", None, None, SAYS)]
    assert work_left() == ([], ["tell_decision"])
    assert asked(id) == [SAYS]


def test_who_wrote_it_may_ask_too(amara: Candidate) -> None:
    id = held(amara)
    change_credential(id, {"number": "7"}, ANN)
    ask_candidate(id, SAYS, ANN)
    assert asked(id) == [SAYS]


@pytest.mark.parametrize("answer", ["change", "verify", "reject"])
def test_what_is_answered_or_decided_is_asked_no_more(amara: Candidate, answer: str) -> None:
    id = held(amara)
    ask_candidate(id, SAYS, ANN)
    if answer == "change":
        change_credential(id, {"number": "7"}, BEA)
    else:
        review_credential(id, answer, ANN, "altered" if answer == "reject" else "")
    assert asked(id) == []


def test_a_question_is_taken_back_by_who_asked_it(amara: Candidate) -> None:
    id = held(amara)
    ask_candidate(id, SAYS, ANN)
    with pytest.raises(NotAllowed):
        take_back_question(id, BEA)
    take_back_question(id, ANN)
    assert asked(id) == []
    with pytest.raises(NotFound):
        take_back_question(id, ANN)


def test_once_she_was_told_it_stands(amara: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    id = held(amara)
    ask_candidate(id, SAYS, ANN)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(TooLate, match="she was told"):
        take_back_question(id, ANN)


def test_a_decision_before_it_is_still_taken_back_as_one(amara: Candidate) -> None:
    id = held(amara)
    ask_candidate(id, SAYS, ANN)
    review_credential(id, "verify", ANN)
    with pytest.raises(NotFound):
        take_back_question(id, ANN)


@pytest.mark.parametrize(
    ("said", "message", "words"),
    [
        ({}, "", "what she is asked"),
        ({"status": "revoked"}, SAYS, "a credential that counts"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    amara: Candidate, said: dict[str, Any], message: str, words: str
) -> None:
    id = held(amara, **said)
    before = all_rows()
    with pytest.raises(Refused, match=words):
        ask_candidate(id, message, ANN)
    assert all_rows() == before


def test_whom_nothing_reaches_is_not_asked(database: SQLAlchemy) -> None:
    id = held(make_candidate("C-2", email=None))
    with pytest.raises(Refused, match="has an address"):
        ask_candidate(id, SAYS, ANN)
