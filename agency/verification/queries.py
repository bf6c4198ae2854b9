"""What is asked of the log."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select

from agency.bulk_lookup import among
from agency.credentials.evidence import WITHDRAWN
from agency.extensions import db
from agency.verification.models import FOUND, REJECTED, VERIFIED, Verification

# What can be taken back for a while.
DECISIONS = (VERIFIED, REJECTED, FOUND)


def entries_about(credential_id: int) -> Select[Verification]:
    """All entries about a credential, to be ordered as needed."""
    return select(Verification).where(Verification.credential_id == credential_id)


def log_of(credential_id: int, limit: int = 50) -> Sequence[Verification]:
    """What is known of a credential and how it came to be, the newest first; one query."""
    newest = entries_about(credential_id).order_by(Verification.id.desc()).limit(limit)
    return db.session.scalars(newest).all()


def decision_of(credential_id: int) -> Verification | None:
    """The last decision that changed a credential, unless it was taken back; one query."""
    undone = select(Verification.undoes_id).where(
        Verification.credential_id == credential_id, Verification.undoes_id.is_not(None)
    )
    decided = entries_about(credential_id).where(Verification.result.in_(DECISIONS))
    newest = decided.where(Verification.id.not_in(undone)).order_by(Verification.id.desc())
    return next((one for one in db.session.scalars(newest) if one.before), None)


def verdicts_of(ids: Collection[int]) -> dict[int, str]:
    """The last status of each of some credentials that was no withdrawal, as the log has it.

    One of which the log tells no status is not there. One query.
    """
    told = Verification.credential_id, Verification.after, Verification.before
    newest = select(*told).where(among(Verification.credential_id, ids))
    found: dict[int, str] = {}
    for id, *sides in db.session.execute(newest.order_by(Verification.id.desc())):
        statuses = (side.get("status") for side in sides)
        status = next((one for one in statuses if one not in (None, WITHDRAWN)), None)
        if status is not None:
            found.setdefault(id, status)
    return found
