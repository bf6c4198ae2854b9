"""A specialist agrees with a credential, or rejects it and says why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.credentials.described import described_credential, whole_credentials
from agency.credentials.models import Credential
from agency.documents.models import Document
from agency.errors import NotFound, Refused, Stale
from agency.extensions import db
from agency.verification.actions import review_credential, undo_decision
from agency.verification.queries import log_of
from agency.verification.reasons import REASONS
from agency.verification.settling import Unsettled
from tests.builders import make_candidate, make_credential, make_document
from tests.trail import ANN, all_rows, noted, work_left


@pytest.fixture
def amara(database: SQLAlchemy) -> Candidate:
    person = make_candidate("C-1")
    make_credential(person, "BLS-AHA", evidence="documented")
    database.session.commit()
    return person


def held(person: Candidate, **said: Any) -> int:
    row = make_credential(person, **{"evidence": "documented", **said})
    db.session.commit()
    return row.id


def stored(id: int) -> dict[str, Any]:
    db.session.rollback()
    row = db.session.scalars(whole_credentials().where(Credential.id == id)).one()
    return described_credential(row)


@pytest.mark.parametrize("evidence", ["claimed", "documented"])
def test_what_is_verified_counts_as_reviewed(amara: Candidate, evidence: str) -> None:
    id = held(amara, evidence=evidence)
    row = review_credential(id, "verify", ANN, remark="seen on paper")
    assert described_credential(row) == stored(id)
    assert stored(id)["evidence"] == "reviewed"
    assert work_left() == ([("candidate", amara.id)], ["match_delta"])
    change = {"evidence": evidence}, {"evidence": "reviewed"}
    assert noted() == [("verified", f"credential:{id}", *change, "seen on paper")]


@pytest.mark.parametrize("evidence", ["reviewed", "primary_source"])
def test_what_is_verified_already_stays(amara: Candidate, evidence: str) -> None:
    id = held(amara, evidence=evidence)
    before = all_rows()
    review_credential(id, "verify", ANN)
    assert all_rows() == before


@pytest.mark.parametrize("reason", REASONS)
def test_what_is_rejected_says_why_and_counts_no_more(amara: Candidate, reason: str) -> None:
    id = held(amara)
    review_credential(id, "reject", ANN, reason, "the second page")
    assert (stored(id)["status"], stored(id)["evidence"]) == ("rejected", "documented")
    assert work_left() == ([("candidate", amara.id)], ["match_delta"])
    change = {"status": "active"}, {"status": "rejected"}
    why = f"{reason}: the second page"
    assert noted() == [("rejected", f"credential:{id}", *change, why)]
    before = all_rows()
    review_credential(id, "reject", ANN, reason)
    assert all_rows() == before


def test_what_was_rejected_can_be_verified_after_all(amara: Candidate) -> None:
    id = held(amara, status="rejected")
    review_credential(id, "verify", ANN)
    assert (stored(id)["status"], stored(id)["evidence"]) == ("active", "reviewed")


def test_what_is_verified_supersedes_what_it_makes_needless(amara: Candidate) -> None:
    older = held(amara, issued_on=date(2022, 1, 1), expires_on=date(2027, 1, 31))
    newer = held(amara, issued_on=date(2026, 1, 1), expires_on=date(2031, 1, 31))
    review_credential(newer, "verify", ANN)
    assert [stored(id)["status"] for id in (older, newer)] == ["superseded", "active"]
    assert [action for action, *_ in noted()] == ["verified", "superseded"]


@pytest.mark.parametrize(
    ("decision", "reason", "problem"),
    [
        ("approve", "", "decision: 'approve': expected verify or reject"),
        ("reject", "", "reason: '': expected one of incomplete, illegible"),
        ("reject", "ugly", "reason: 'ugly': expected one of incomplete, illegible"),
        ("verify", "expired", "reason: 'expired': expected no reason"),
    ],
)
def test_a_decision_that_says_too_little_or_too_much_is_refused(
    amara: Candidate, decision: str, reason: str, problem: str
) -> None:
    id = held(amara)
    before = all_rows()
    with pytest.raises(Refused, match=problem):
        review_credential(id, decision, ANN, reason)
    assert all_rows() == before


@pytest.mark.parametrize("status", ["revoked", "superseded", "withdrawn"])
@pytest.mark.parametrize(("decision", "reason"), [("verify", ""), ("reject", "altered")])
def test_what_does_not_count_is_not_reviewed(
    amara: Candidate, status: str, decision: str, reason: str
) -> None:
    id = held(amara, status=status)
    before = all_rows()
    with pytest.raises(Refused, match=f"decision: .* this one is {status}"):
        review_credential(id, decision, ANN, reason)
    assert all_rows() == before


def refuse(_row: Credential) -> None:
    raise Stale("it has changed")


@pytest.mark.parametrize("hook", ["expects", "also"])
def test_where_what_belongs_to_it_fails_nothing_is_done(amara: Candidate, hook: str) -> None:
    id = held(amara)
    before = all_rows()
    hooks: dict[str, Any] = {hook: refuse}
    with pytest.raises(Stale):
        review_credential(id, "verify", ANN, **hooks)
    assert all_rows() == before


def documents(*versions: int) -> list[tuple[int, str]]:
    """Of these documents, version and state."""
    db.session.rollback()
    rows = db.session.scalars(select(Document).where(Document.id.in_(versions)))
    return sorted((row.version, row.state) for row in rows)


def sent(id: int, **said: Any) -> int:
    document = make_document(db.session.get_one(Credential, id), **said).id
    db.session.commit()
    return document


@pytest.mark.parametrize(
    ("decision", "reason", "state"),
    [("verify", "", "accepted"), ("reject", "altered", "rejected")],
)
def test_the_newest_document_is_decided_and_older_ones_wait_no_more(
    amara: Candidate, decision: str, reason: str, state: str
) -> None:
    id = held(amara)
    papers = [sent(id, version=version) for version in (1, 2)]
    review_credential(id, decision, ANN, reason)
    assert documents(*papers) == [(1, "replaced"), (2, state)]
    entry = log_of(id)[0]
    assert entry.document_id == papers[1]
    undo_decision(id, ANN)
    assert documents(*papers) == [(1, "waiting"), (2, "waiting")]


def test_what_an_earlier_decision_settled_stays_when_a_later_one_is_taken_back(
    amara: Candidate,
) -> None:
    id = held(amara)
    papers = [sent(id, version=1)]
    review_credential(id, "reject", ANN, "illegible")
    papers.append(sent(id, version=2))
    review_credential(id, "verify", ANN)
    undo_decision(id, ANN)
    assert documents(*papers) == [(1, "rejected"), (2, "waiting")]


def test_whoever_decides_is_asked_which_document_she_has_seen(amara: Candidate) -> None:
    id = held(amara)
    seen: list[int | None] = []
    review_credential(id, "reject", ANN, "illegible", sees=seen.append)
    paper = sent(id)
    review_credential(id, "reject", ANN, "altered", sees=seen.append)
    assert seen == [None, paper]


@pytest.mark.parametrize(
    ("corrected", "problem"),
    [
        ({"number": "ab-77 "}, "number: 'ab-77 ': expected it to be settled: C-9 has this number"),
        ({"expires_on": None}, "expires_on: '': expected it to be settled: This type expires"),
    ],
)
def test_what_does_not_go_together_is_settled_before_it_is_verified(
    amara: Candidate, corrected: dict[str, Any], problem: str
) -> None:
    make_credential(make_candidate("C-9"), number="AB 77")
    id = held(amara)
    before = all_rows()
    with pytest.raises(Unsettled, match=problem):
        review_credential(id, "verify", ANN, corrected=corrected)
    assert all_rows() == before
    review_credential(id, "verify", ANN, corrected=corrected, settled=tuple(corrected))
    assert stored(id)["evidence"] == "reviewed"


def test_what_is_rejected_is_not_corrected(amara: Candidate) -> None:
    id = held(amara)
    with pytest.raises(Refused, match="corrected: 'number': expected no correction"):
        review_credential(id, "reject", ANN, "altered", corrected={"number": "7"})


def test_what_is_not_there_is_not_reviewed(amara: Candidate) -> None:
    with pytest.raises(NotFound, match="there is no credential '999999'"):
        review_credential(999_999, "verify", ANN)
