"""What the issuer's register said is written down, and raises evidence only where it agrees."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.models import Document
from agency.documents.queries import shown_of
from agency.documents.uploads import Upload
from agency.errors import Refused
from agency.extensions import db
from agency.settings import today
from agency.verification.actions import (
    attach_check,
    attach_document,
    check_source,
    review_credential,
    take_source_back,
    withdraw_document,
)
from agency.verification.queries import log_of, told_by_source
from tests.builders import make_candidate, make_credential, make_document
from tests.documents.hostile import pdf
from tests.signing_in import TESTER
from tests.trail import ANN, all_rows, noted, work_left


@pytest.fixture
def amara(database: SQLAlchemy) -> Candidate:
    person = make_candidate("C-1", email="amara@example.org")
    database.session.commit()
    return person


def held(person: Candidate, code: str = "BLS-AHA", **said: Any) -> int:
    row = make_credential(person, code, **{"evidence": "documented", **said})
    db.session.commit()
    return row.id


def evidence(id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Credential, id).evidence


@pytest.mark.parametrize("before", ["claimed", "documented", "reviewed"])
def test_what_is_found_is_known_by_its_source(amara: Candidate, before: str) -> None:
    id = held(amara, evidence=before)
    check_source(id, "found", ANN, today(), confirmation="Q-9")
    assert evidence(id) == "primary_source"
    entry = log_of(id)[0]
    assert (entry.source, entry.result, entry.confirmation) == ("register", "found", "Q-9")
    assert entry.checked_on == today()
    assert work_left() == ([("candidate", amara.id)], ["match_delta", "tell_decision"])


@pytest.mark.parametrize("answer", ["not_found", "differs"])
def test_what_does_not_agree_changes_the_log_and_nothing_else(
    amara: Candidate, answer: str
) -> None:
    id = held(amara)
    check_source(id, answer, ANN, today(), remark="ends in May")
    assert evidence(id) == "documented"
    assert log_of(id)[0].result == answer
    assert work_left() == ([], [])
    why = f"{answer.replace('_', ' ')}: ends in May"
    assert noted() == [("asked at source", f"credential:{id}", None, None, why)]


@pytest.mark.parametrize(
    ("said", "has_it"),
    [
        ([], False),
        (["found"], True),
        (["differs"], True),
        (["not_found"], False),
        (["not_found", "differs"], True),
        (["found", "not_found"], False),
        (["not_found", "found"], True),
        (["found", "taken back"], False),
        (["found", "taken back", "found"], True),
    ],
)
def test_a_source_has_it_by_what_it_said_last(
    amara: Candidate, said: list[str], has_it: bool
) -> None:
    id, other = held(amara), held(make_candidate("C-2"))
    for answer in said:
        if answer == "taken back":
            assert take_source_back(id, ANN, "it is revoked", lambda _: True)
            assert evidence(id) == "documented"
        else:
            check_source(id, answer, ANN, today(), remark="by phone")
    check_source(other, "differs" if not has_it else "not_found", ANN, today(), remark="by phone")
    assert db.session.scalar(select(told_by_source(id))) == has_it


def test_nothing_is_taken_back_from_what_rests_on_something_else(amara: Candidate) -> None:
    id, new = held(amara), held(amara, "CMA-AAMA", evidence="claimed")
    check_source(id, "found", ANN, today(), confirmation="Q-9")
    before = all_rows()
    assert not take_source_back(id, ANN, "revoked", lambda one: one.confirmation != "Q-9")
    assert not take_source_back(new, ANN, "revoked", lambda _: True)
    assert all_rows() == before


def test_what_was_taken_back_is_matched_anew_and_the_trail_says_why(amara: Candidate) -> None:
    id = held(amara, evidence="reviewed")
    check_source(id, "found", ANN, today(), confirmation="Q-9")
    take_source_back(id, ANN, "it is revoked", lambda _: True)
    moved = {"evidence": "primary_source"}, {"evidence": "documented"}
    assert noted()[-1] == ("source contradicts", f"credential:{id}", *moved, "it is revoked")
    assert work_left()[0] == [("candidate", amara.id), ("candidate", amara.id)]
    entry = log_of(id)[0]
    assert (entry.result, entry.remark, entry.confirmation) == ("differs", "it is revoked", "Q-9")


def test_it_can_be_asked_again(amara: Candidate) -> None:
    id = held(amara)
    check_source(id, "found", ANN, today())
    check_source(id, "found", ANN, today())
    assert [one.result for one in log_of(id)] == ["found", "found"]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"answer": "perhaps"}, "answer: 'perhaps': expected one of found, not_found, differs"),
        ({"answer": "differs"}, "remark: '': expected what the register says otherwise"),
        ({"days": 1}, "checked_on: .* a day that is not in the future"),
        ({"code": "TB-SCREEN"}, "remark: '': expected where it was asked"),
        ({"status": "withdrawn"}, "this one is withdrawn"),
    ],
)
def test_what_says_too_little_is_refused(
    amara: Candidate, said: dict[str, Any], problem: str
) -> None:
    id = held(amara, said.get("code", "BLS-AHA"), status=said.get("status", "active"))
    before = all_rows()
    day = today() + timedelta(days=said.get("days", 0))
    with pytest.raises(Refused, match=problem):
        check_source(id, said.get("answer", "found"), ANN, day)
    assert all_rows() == before


def answer_of_the_register(id: int) -> Document:
    return attach_check(id, [Upload("answer.pdf", BytesIO(pdf()))], TESTER)


def test_the_log_names_the_evidence_of_the_answer(amara: Candidate) -> None:
    id = held(amara, evidence="claimed")
    document = answer_of_the_register(id)
    assert (document.kind, document.version, document.state) == ("check", 1, "accepted")
    assert evidence(id) == "claimed"
    check_source(id, "differs", ANN, today(), remark="ends in May", document=document.id)
    assert log_of(id)[0].document_id == document.id
    paper = attach_document(id, [Upload("card.pdf", BytesIO(pdf()))], TESTER)
    assert (paper.kind, paper.version) == ("proof", 1)
    assert [one.document.id for one in shown_of(id)] == [paper.id]
    review_credential(id, "verify", ANN)
    assert log_of(id)[0].document_id == paper.id


def test_evidence_of_a_check_stays_and_is_of_its_credential_alone(amara: Candidate) -> None:
    id, other = held(amara), held(amara, "CPT-NHA")
    document = answer_of_the_register(other).id
    paper = make_document(db.session.get_one(Credential, id)).id
    db.session.commit()
    for wrong in (document, paper, 999_999):
        with pytest.raises(Refused, match=r"document: .* evidence of a check of this credential"):
            check_source(id, "found", ANN, today(), document=wrong)
    with pytest.raises(Refused, match="kind: 'check': expected a proof"):
        withdraw_document(document, TESTER, may_verify=True)
