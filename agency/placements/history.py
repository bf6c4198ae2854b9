"""What was done to one candidate's file: to her, to what she holds, and to her placements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from agency.audit.models import AuditEntry
from agency.bulk_lookup import among
from agency.extensions import db
from agency.paging import Page, Position, SortKey, beyond, cut
from agency.placements.dossier import Dossier

NEWEST_FIRST = (SortKey(AuditEntry.id, descending=True),)
REMOVED = "removed"


def history_of(
    dossier: Dossier, refs: Sequence[str], after: Position | None, limit: int
) -> Page[AuditEntry]:
    """A page of the trail, the newest first; one query. ``refs`` as for `about`."""
    statement = (
        select(AuditEntry)
        .where(about(dossier, refs))
        .where(beyond(NEWEST_FIRST, after))
        .order_by(*(key.order for key in NEWEST_FIRST))
        .limit(limit + 1)
    )
    return cut([(entry, [entry.id]) for entry in db.session.scalars(statement)], limit)


def about(dossier: Dossier, refs: Sequence[str], more: Iterable[str] = ()) -> ColumnElement[bool]:
    """Whether an entry of the trail is about her file.

    ``refs`` are hers and those of all files that became a part of hers, ``more`` are subjects
    besides. What was removed is found by the reference that its entry keeps.
    """
    removed = and_(
        AuditEntry.action == REMOVED,
        AuditEntry.before["candidate_ref"].as_string().in_(refs),
    )
    return or_(among(AuditEntry.subject, [*_subjects(dossier, refs), *more]), removed)


def _subjects(dossier: Dossier, refs: Sequence[str]) -> list[str]:
    return [
        *(f"candidate:{ref}" for ref in refs),
        *(f"credential:{row['id']}" for row in dossier.credentials),
        *(f"training:{row['id']}" for row in dossier.trainings),
        *(f"ce_credit:{row['id']}" for row in dossier.ce_credits),
        *(f"placement:{one.id}" for one in dossier.placements),
    ]
