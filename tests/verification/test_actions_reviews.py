"""A specialist agrees with a credential, or rejects it and says why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.candidates.models import Candidate
from agency.credentials.described import described_credential, whole_credentials
from agency.credentials.models import Credential
from agency.errors import NotFound, Refused, Stale
from agency.extensions import db
from agency.verification.actions import review_credential
from agency.verification.reasons import REASONS
from tests.builders import make_candidate, make_credential
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


def test_what_is_not_there_is_not_reviewed(amara: Candidate) -> None:
    with pytest.raises(NotFound, match="there is no credential '999999'"):
        review_credential(999_999, "verify", ANN)
