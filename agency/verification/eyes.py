"""Four eyes: who may not decide on a credential, because it is partly her own work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, cast, column, exists, literal, select, table

from agency.accounts.models import User
from agency.audit.actors import Actor
from agency.audit.models import AuditEntry
from agency.candidates.models import Candidate
from agency.credentials.actions.credentials import locked_with
from agency.credentials.models import Credential
from agency.errors import NotAllowed
from agency.extensions import db
from agency.settings import settings
from agency.verification.models import CLAIMS, Verification
from agency.verification.proofs import waiting_proof

# By the name of its table: placements are built upon this, and not the other way.
PLACEMENTS = table("placements", column("id"), column("candidate_id"))
OWN = "It is your own: somebody else decides on it."
WROTE = "You wrote what is claimed here: somebody else decides on it."
BROUGHT = "You brought this candidate in: somebody else decides on what she holds."
PLACED = "You placed this candidate: somebody else decides on what she holds."


# Whoever is no user of ours, somebody at the command line for instance, has a part in nothing.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Parts:
    """Why somebody may not decide, if so, and the newest document that waits with what she would
    decide.
    """

    why_not: str | None
    proof_id: int | None

    def require_other_eyes(self) -> None:
        """Refuse whoever has a part in what is to be decided; raises NotAllowed."""
        if self.why_not:
            raise NotAllowed(self.why_not)


def locked_with_parts(id: int, by: Actor) -> tuple[Credential, Parts]:
    """A credential, locked, and what part somebody has in it; raises NotFound."""
    own = parts_in(by.user_id or NOBODY, id)
    columns: tuple[ColumnElement[Any], ...] = (*own, waiting_proof(id))
    named = (column.label(f"part_{number}") for number, column in enumerate(columns))
    row, (*parts, proof_id) = locked_with(id, *named)
    return row, Parts(why_not(parts), proof_id)


def parts_in(user_id: int, credential_id: int) -> tuple[ColumnElement[bool], ...]:
    """Which parts a user has in a credential, for `why_not`: columns of any statement."""
    of_hers = Credential.id == credential_id
    holder = select(Credential.candidate_id).where(of_hers).scalar_subquery()
    ref = select(Candidate.ref).where(Candidate.id == holder).scalar_subquery()
    own = exists().where(User.id == user_id, User.candidate_ref == ref)
    return own, _wrote(user_id, credential_id), _brought(user_id, ref), _placed(user_id, holder)


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
    told = [*zip(parts, (OWN, WROTE, BROUGHT, PLACED), strict=True)]
    told = told[:1] if settings().single_specialist else told
    return next((words for part, words in told if part), None)


def _wrote(user_id: int, credential_id: int) -> ColumnElement[bool]:
    """Whether the last who wrote what is claimed was she."""
    claims = select(Verification.user_id).where(
        Verification.credential_id == credential_id, Verification.result.in_(CLAIMS)
    )
    last = claims.order_by(Verification.id.desc()).limit(1).scalar_subquery()
    return last == user_id


def _brought(user_id: int, ref: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether she took the candidate up, or invited her to sign in."""
    account = select(User.id).where(User.candidate_ref == ref).scalar_subquery()
    subjects = literal("candidate:") + ref, literal("user:") + cast(account, String)
    actions = ("created", "add user", "invite")
    return exists().where(
        AuditEntry.subject.in_(subjects),
        AuditEntry.actor_user_id == user_id,
        AuditEntry.action.in_(actions),
    )


def _placed(user_id: int, holder: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether she put the candidate forward for any work, or moved her on."""
    numbers = select(literal("placement:") + cast(PLACEMENTS.c.id, String)).where(
        PLACEMENTS.c.candidate_id == holder
    )
    return exists().where(AuditEntry.subject.in_(numbers), AuditEntry.actor_user_id == user_id)
