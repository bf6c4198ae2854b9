"""What is asked of the log."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from agency.extensions import db
from agency.verification.models import FOUND, REJECTED, VERIFIED, ReviewHold, Verification

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


def is_undone(verification_id: int) -> bool:
    """Whether somebody has taken it back."""
    taken_back = select(Verification.id).where(Verification.undoes_id == verification_id)
    return db.session.scalar(taken_back) is not None


def hold_on(credential_id: int) -> ReviewHold | None:
    """Who has a credential before her, or had it last."""
    held = select(ReviewHold).where(ReviewHold.credential_id == credential_id)
    return db.session.scalars(held.execution_options(populate_existing=True)).one_or_none()
