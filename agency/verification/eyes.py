"""Four eyes: who may not decide on a credential, because it is partly her own work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    String,
    cast,
    column,
    exists,
    func,
    literal,
    select,
    table,
)

from agency import clock
from agency.accounts.models import User
from agency.audit.actors import Actor
from agency.audit.models import AuditEntry
from agency.candidates.models import Candidate
from agency.credentials.actions.credentials import locked_with
from agency.credentials.models import Credential
from agency.credentials.numbers import folded_number
from agency.documents.models import Document
from agency.errors import Busy, NotAllowed
from agency.extensions import db
from agency.settings import settings
from agency.verification.models import CLAIMS, ReviewHold, Verification
from agency.verification.proofs import WAITING, newest_proof
from agency.verification.queries import told_by_source
from agency.verification.settling import used_by

# By the name of its table: placements are built upon this, and not the other way.
PLACEMENTS = table("placements", column("id"), column("candidate_id"))
OWN = "It is your own: somebody else decides on it."
WROTE = "You wrote what is claimed here: somebody else decides on it."
BROUGHT = "You brought this candidate in: somebody else decides on what she holds."
PLACED = "You placed this candidate: somebody else decides on what she holds."
SENT = "You sent this document: somebody else decides on it."
# By which entries of the trail somebody has brought a candidate in.
BROUGHT_BY = ("created", "add user", "invited")

# Whoever is no user of ours, somebody at the command line for instance, has a part in nothing.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Parts:
    """Why somebody may not decide, if so, and the newest document of what is to be decided.

    ``proof_waits`` is whether that document waits, so that it is decided on, whatever else is.
    ``holder`` is who else has it before her, ``holds`` whether she has herself. ``used_by`` is the
    reference of somebody else who has one of that type and number, as it is to be;
    ``told_by_source`` whether its source has it, by what it said last.
    """

    why_not: str | None
    proof_id: int | None
    proof_waits: bool
    holder: str | None
    holds: bool
    used_by: str | None
    told_by_source: bool

    def require_other_eyes(self) -> None:
        """Refuse whoever has a part in what is to be decided; raises NotAllowed."""
        if self.why_not:
            raise NotAllowed(self.why_not)

    def require_free(self) -> None:
        """Raises Busy where another specialist has it before her."""
        if self.holder:
            raise Busy(f"{self.holder} is looking at this; nothing was decided")


def locked_with_parts(
    id: int, by: Actor, corrected: Mapping[str, Any] | None = None
) -> tuple[Credential, Parts]:
    """A credential, locked, and what part somebody has in it; raises NotFound.

    ``corrected`` are values by column that it is to have.
    """
    me, new = by.user_id or NOBODY, corrected or {}
    code = new.get("code", Credential.code)
    number = folded_number(new["number"]) if "number" in new else Credential.number_folded
    columns: tuple[ColumnElement[Any], ...] = (
        *parts_in(me, id),
        newest_proof(id),
        exists().where(Document.id == newest_proof(id), Document.state == WAITING),
        _holder(me, id),
        exists().where(ReviewHold.credential_id == id, ReviewHold.user_id == me),
        used_by(code, number, Credential.candidate_id),
        told_by_source(id),
    )
    named = (column.label(f"part_{number}") for number, column in enumerate(columns))
    row, (*parts, proof_id, waits, holder, holds, other, told) = locked_with(id, *named)
    return row, Parts(why_not(parts), proof_id, waits, holder, holds, other, told)


def _holder(user_id: int, credential_id: int) -> ColumnElement[str]:
    """Who else has it before her, by name."""
    holds = select(func.coalesce(func.nullif(User.name, ""), User.email)).join(
        ReviewHold, ReviewHold.user_id == User.id
    )
    elses = (ReviewHold.user_id != user_id) & (ReviewHold.until > clock.now())
    return holds.where(ReviewHold.credential_id == credential_id, elses).scalar_subquery()


def parts_in(user_id: int, credential_id: int) -> tuple[ColumnElement[bool], ...]:
    """Which parts a user has in a credential, for `why_not`: columns of any statement."""
    files = _files_of_the_holder(credential_id)
    own = exists().where(User.id == user_id, User.candidate_ref.in_(select(files.c.ref)))
    return (
        own,
        _wrote(user_id, credential_id),
        _sent(user_id, credential_id),
        _brought(user_id, files),
        _placed(user_id, files),
    )


def _files_of_the_holder(credential_id: int) -> CTE:
    """Her file, and all that were made a part of it: ``id`` and ``ref`` of each."""
    holder = select(Credential.candidate_id).where(Credential.id == credential_id)
    hers = select(Candidate.id, Candidate.ref).where(Candidate.id == holder.scalar_subquery())
    files = hers.cte("files_of_hers", recursive=True)
    merged = select(Candidate.id, Candidate.ref).join(files, Candidate.merged_into == files.c.ref)
    return files.union(merged)


def may_vouch(by: Actor, credential_id: int) -> bool:
    """Whether somebody who verifies may do so for one on file by writing to it; one query."""
    parts = parts_in(by.user_id or NOBODY, credential_id)
    return why_not(db.session.execute(select(*parts)).one()) is None


def may_vouch_for_new(by: Actor) -> bool:
    """The same of what she enters herself; whoever is no user of ours has no part in it."""
    return by.user_id is None or settings().single_specialist


def why_not(parts: Sequence[bool | None]) -> str | None:
    """Why she may not decide, in words; None if she may. ``parts`` are those of `parts_in`.

    Where the agency has one specialist alone, only what is her own is not hers to decide.
    """
    told = [*zip(parts, (OWN, WROTE, SENT, BROUGHT, PLACED), strict=True)]
    told = told[:1] if settings().single_specialist else told
    return next((words for part, words in told if part), None)


def _wrote(user_id: int, credential_id: int) -> ColumnElement[bool]:
    """Whether the last who wrote what is claimed was she."""
    claims = select(Verification.user_id).where(
        Verification.credential_id == credential_id, Verification.result.in_(CLAIMS)
    )
    last = claims.order_by(Verification.id.desc()).limit(1).scalar_subquery()
    return last == user_id


def _sent(user_id: int, credential_id: int) -> ColumnElement[bool]:
    """Whether she sent the document that is to be decided on."""
    seen = Document.id == newest_proof(credential_id)
    return exists().where(seen, Document.uploader_id == user_id)


def _brought(user_id: int, files: CTE) -> ColumnElement[bool]:
    """Whether she took the candidate up, in whichever file, or invited her to sign in."""
    accounts = select(literal("user:") + cast(User.id, String)).where(
        User.candidate_ref.in_(select(files.c.ref))
    )
    subjects = select(literal("candidate:") + files.c.ref).union_all(accounts)
    return exists().where(
        AuditEntry.subject.in_(subjects),
        AuditEntry.actor_user_id == user_id,
        AuditEntry.action.in_(BROUGHT_BY),
    )


def _placed(user_id: int, files: CTE) -> ColumnElement[bool]:
    """Whether she put the candidate forward for any work, or moved her on."""
    numbers = select(literal("placement:") + cast(PLACEMENTS.c.id, String)).where(
        PLACEMENTS.c.candidate_id.in_(select(files.c.id))
    )
    return exists().where(AuditEntry.subject.in_(numbers), AuditEntry.actor_user_id == user_id)
