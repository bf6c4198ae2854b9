"""What the candidate is told of decisions on her credentials, and when: once they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from agency.credentials.models import Credential
from agency.documents.models import Document
from agency.extensions import db
from agency.settings import settings
from agency.verification.models import REJECTED, Verification
from agency.verification.proofs import WAITING
from agency.verification.queries import DECISIONS
from agency.verification.reasons import advice_on


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a credential was not accepted and what to do, in sentences; blank where nobody said.

    ``again`` is whether something newer was sent since, which waits.
    """

    says: str
    again: bool


def not_standing_yet(candidate_id: int, now: datetime) -> frozenset[int]:
    """The ids of her credentials of which a decision can still be taken back; one query."""
    since = now - timedelta(minutes=settings().undo_minutes)
    undone = select(Verification.undoes_id).where(Verification.undoes_id.is_not(None))
    rows = db.session.execute(
        select(Verification.credential_id, Verification.before)
        .join(Credential, Credential.id == Verification.credential_id)
        .where(
            Credential.candidate_id == candidate_id,
            Verification.at > since,
            Verification.result.in_(DECISIONS),
            Verification.id.not_in(undone.where(Verification.at > since)),
        )
    )
    return frozenset(id for id, before in rows if before)


def rejections_of(candidate_id: int) -> Mapping[int, Rejection]:
    """Her credentials that were not accepted, by their ids; one query."""
    waiting = select(Document.id).where(
        Document.credential_id == Credential.id, Document.state == WAITING
    )
    rows = db.session.execute(
        select(Credential.id, Verification.reason, Verification.remark, waiting.exists())
        .outerjoin(
            Verification,
            (Verification.credential_id == Credential.id) & (Verification.result == REJECTED),
        )
        .where(Credential.candidate_id == candidate_id, Credential.status == "rejected")
        .order_by(Credential.id, Verification.id)
    )
    # The last entry about each is the one that counts.
    return {
        id: Rejection(advice_on(reason or "", remark or ""), again)
        for id, reason, remark, again in rows
    }
