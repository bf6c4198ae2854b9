"""What is asked of the log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from agency.bulk_lookup import among
from agency.credentials.evidence import WITHDRAWN
from agency.extensions import db
from agency.verification.models import (
    ASKED,
    CLAIMS,
    DIFFERS,
    FOUND,
    NOT_FOUND,
    REGISTER,
    REJECTED,
    REVIEW,
    VERIFIED,
    ReviewHold,
    Verification,
)

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
    """The last decision on a credential or its document, unless it was taken back; one query.

    What a register said once more has decided nothing, even with evidence of the answer.
    """
    undone = select(Verification.undoes_id).where(
        Verification.credential_id == credential_id, Verification.undoes_id.is_not(None)
    )
    decided = entries_about(credential_id).where(Verification.result.in_(DECISIONS))
    newest = decided.where(Verification.id.not_in(undone)).order_by(Verification.id.desc())
    found = db.session.scalars(newest)
    return next((one for one in found if one.before or one.source == REVIEW), None)


def last_found(credential_id: int) -> Verification | None:
    """The last entry by which a source had it as filed, unless it was taken back; one query."""
    undone = select(Verification.undoes_id).where(
        Verification.credential_id == credential_id, Verification.undoes_id.is_not(None)
    )
    found = entries_about(credential_id).where(
        Verification.source == REGISTER,
        Verification.result == FOUND,
        Verification.id.not_in(undone),
    )
    return db.session.scalars(found.order_by(Verification.id.desc()).limit(1)).one_or_none()


def told_by_source(credential_id: int) -> ColumnElement[bool]:
    """Whether a source has it, as filed or otherwise, as a column of any statement.

    By what a source said last: neither one that has it no more, nor one that took back what it had
    confirmed, has anything to show.
    """
    said, undoes = aliased(Verification), aliased(Verification)
    newest = (
        select(func.max(said.id))
        .where(
            said.credential_id == credential_id,
            said.source == REGISTER,
            ~exists().where(undoes.undoes_id == said.id),
            said.result.in_((FOUND, NOT_FOUND, DIFFERS)),
        )
        .scalar_subquery()
    )
    stands = Verification.evidence_before == Verification.evidence_after
    has_it = (Verification.result == FOUND) | ((Verification.result == DIFFERS) & stands)
    return exists().where(Verification.id == newest, has_it)


def is_undone(verification_id: int) -> bool:
    """Whether somebody has taken it back."""
    taken_back = select(Verification.id).where(Verification.undoes_id == verification_id)
    return db.session.scalar(taken_back) is not None


# After these a question is answered, or needs no answer any more.
ANSWERS = (*CLAIMS, *DECISIONS)


def open_questions(credential_id: ColumnElement[int] | int) -> Select[Verification]:
    """What was asked of a candidate about a credential and she has not answered yet.

    ``credential_id`` may be a column of a statement that this one is a part of.
    """
    later, undoes = aliased(Verification), aliased(Verification)
    same = later.credential_id == Verification.credential_id
    answered = exists().where(same, later.id > Verification.id, later.result.in_(ANSWERS))
    undone = exists().where(undoes.undoes_id == Verification.id)
    asked = Verification.credential_id == credential_id, Verification.result == ASKED
    return select(Verification).where(*asked, ~answered, ~undone)


def questions_about(credential_id: int, before: datetime) -> Sequence[Verification]:
    """Those asked ``before`` a moment that she has not answered, the newest first; one query."""
    asked = open_questions(credential_id).where(Verification.at <= before)
    return db.session.scalars(asked.order_by(Verification.id.desc())).all()


def last_question(credential_id: int) -> Verification | None:
    """The newest that is open; one query."""
    newest = open_questions(credential_id).order_by(Verification.id.desc()).limit(1)
    return db.session.scalars(newest).one_or_none()


def hold_on(credential_id: int) -> ReviewHold | None:
    """Who has a credential before her, or had it last."""
    held = select(ReviewHold).where(ReviewHold.credential_id == credential_id)
    return db.session.scalars(held.execution_options(populate_existing=True)).one_or_none()


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
