"""Who did what to her file, and how her papers came to be known as they are.

Others are told by what they are, not by name; nobody else's file is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select

from agency.audit.models import AuditEntry
from agency.documents.models import Document
from agency.extensions import db
from agency.merging.queries import references_of
from agency.placements.history import about
from agency.portal.archive import File, as_json
from agency.portal.mine import Mine
from agency.portal.personal_account import user_of
from agency.verification.models import Verification
from agency.verification.schemas import described_verification

# What these say is of two files, and the other may be somebody else's.
OF_TWO_FILES = (
    *("told apart", "merged", "merged away", "merge undone"),
    *("moved to another candidate", "shut by a merge"),
)
SAYS = ("before", "after", "reason")


def trail(me: Mine) -> Iterator[File]:
    """Who did what to her file, her documents and her account, and what she did herself."""
    user_id = user_of(me).id
    own = select(Document.id).where(Document.candidate_id == me.row["id"])
    more = [f"user:{user_id}", *(f"document:{id}" for id in db.session.scalars(own))]
    about_her = about(me.dossier, references_of(me.ref), more)
    hers = or_(about_her, AuditEntry.actor_user_id == user_id)
    entries = db.session.scalars(select(AuditEntry).where(hers).order_by(AuditEntry.id))
    yield "history.json", as_json([_entry(one, user_id) for one in entries])


def _entry(one: AuditEntry, user_id: int) -> dict[str, Any]:
    named = one.action in OF_TWO_FILES
    return {
        "at": one.at.isoformat(),
        "by": "you" if one.actor_user_id == user_id else f"the agency ({one.actor_kind})",
        "action": one.action,
        "about": one.subject,
        **{name: None if named else getattr(one, name) for name in SAYS},
    }


def verifications(me: Mine) -> Iterator[File]:
    """From which source each of her credentials is known, when, and what it came to."""
    user_id = user_of(me).id
    ids = [row["id"] for row in me.dossier.credentials]
    log = select(Verification).where(Verification.credential_id.in_(ids))
    told = [
        described_verification(one)
        | {"by": "you" if one.user_id == user_id else "the agency"}
        | {"before": one.before, "after": one.after}
        for one in db.session.scalars(log.order_by(Verification.id))
    ]
    yield "verifications.json", as_json(told)
