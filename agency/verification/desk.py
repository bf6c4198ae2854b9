"""One credential as the review desk shows it: what is filed, who may decide, what else it touches.

All that its holder holds comes with it, so that what follows from a decision can be judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from agency.accounts.models import User
from agency.candidates.models import Candidate
from agency.credentials.evidence import is_accepted
from agency.credentials.models import Credential
from agency.documents.readings.joining import NOT_READ, DocumentRead
from agency.errors import NotFound
from agency.extensions import db
from agency.plain_rows import Values
from agency.verification.eyes import parts_in, why_not
from agency.verification.models import OPEN_TO_REVIEW, ReviewHold
from agency.verification.proofs import Proof, proof_of
from agency.verification.queries import told_by_source
from agency.verification.settling import used_by

PARTS = ("own", "wrote", "sent", "brought", "placed")


@dataclass(frozen=True)
class OnDesk:
    """A credential with its holder, by column, and all credentials of hers, itself among them.

    ``why_not`` is why who asks may not decide on it, in words; ``used_by`` the reference of
    somebody else who has one of the same type and number, ``told_by_source`` whether its source
    has it, by what it said last. ``holder`` is the name of whoever else
    has it before her, ``until`` a moment. ``hidden`` is whether the document is not for who asks
    to see.
    """

    credential: Values
    candidate: Values
    held: Sequence[Values]
    why_not: str | None
    used_by: str | None
    told_by_source: bool
    holder: str | None
    until: datetime | None
    hidden: bool = False

    @cached_property
    def proof(self) -> Proof | None:
        """The document to be looked at, as it was when first asked for; one query."""
        return proof_of(self.id)

    @property
    def read(self) -> DocumentRead:
        """What that is read to say, where it is not hidden."""
        return NOT_READ if self.hidden or self.proof is None else self.proof.read

    @property
    def id(self) -> int:
        return int(self.credential["id"])

    @property
    def name(self) -> str:
        return f"{self.candidate['first_name']} {self.candidate['last_name']}".strip()

    @property
    def counts(self) -> bool:
        """Whether it was accepted, and still is."""
        return self.credential["status"] == "active" and is_accepted(self.credential["evidence"])

    @property
    def open(self) -> bool:
        """Whether somebody can decide on it."""
        return self.credential["status"] in OPEN_TO_REVIEW


def on_desk(credential_id: int, user_id: int, now: datetime) -> OnDesk:
    """One credential as ``user_id`` finds it, in one query; raises NotFound."""
    mine, theirs = Credential.__table__.c, Candidate.__table__.c
    asked = aliased(Credential)
    live = (ReviewHold.credential_id == credential_id) & (ReviewHold.until > now)
    parts = parts_in(user_id, credential_id)
    rows = db.session.execute(
        select(
            *(column.label(f"credential_{column.key}") for column in mine),
            *(column.label(f"candidate_{column.key}") for column in theirs),
            *(part.label(name) for name, part in zip(PARTS, parts, strict=True)),
            used_by(asked.code, asked.number_folded, asked.candidate_id).label("used_by"),
            told_by_source(credential_id).label("told_by_source"),
            ReviewHold.until,
            ReviewHold.user_id.label("holder_id"),
            User.name.label("holder_name"),
            User.email.label("holder_email"),
        )
        .select_from(asked)
        .join(Credential, Credential.candidate_id == asked.candidate_id)
        .join(Candidate, Candidate.id == asked.candidate_id)
        .outerjoin(ReviewHold, live)
        .outerjoin(User, User.id == ReviewHold.user_id)
        .where(asked.id == credential_id)
        .order_by(Credential.id)
    ).all()
    if not rows:
        raise NotFound("credential", str(credential_id))
    held = [_with_prefix("credential_", row._mapping) for row in rows]
    first = rows[0]
    elses = first.holder_id is not None and first.holder_id != user_id
    return OnDesk(
        credential=next(one for one in held if one["id"] == credential_id),
        candidate=_with_prefix("candidate_", first._mapping),
        held=held,
        why_not=why_not([getattr(first, name) for name in PARTS]),
        used_by=first.used_by,
        told_by_source=first.told_by_source,
        holder=(first.holder_name or first.holder_email) if elses else None,
        until=first.until if elses else None,
    )


def _with_prefix(prefix: str, row: Mapping[Any, Any]) -> Values:
    """The columns of one of the tables; ``candidate_id`` of a credential is no candidate's own."""
    return {
        name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)
    }
