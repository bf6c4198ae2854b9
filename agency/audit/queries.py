"""What is asked of the trail: who did what to whom, and whether all of it is still as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from agency.audit.actors import Kind
from agency.audit.chain import hash_of
from agency.audit.models import NOTHING_BEFORE, AuditEntry, AuditHead
from agency.extensions import begin_snapshot, db
from agency.paging import Page, Position, SortKey, beyond, cut

NEWEST_FIRST = (SortKey(AuditEntry.id, descending=True),)
PAGE = 1000


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that is not as it was noted, by its number, and what is wrong with it."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How many entries from the first on are as they were noted, and where that ends."""

    entries: int
    broken: Broken | None


def entries_of(subject: str, after: Position | None = None, limit: int = 50) -> Page[AuditEntry]:
    """What was done to a subject such as ``candidate:C-0001``, the newest first."""
    return _page(AuditEntry.subject == subject, after=after, limit=limit)


def entries_by(
    kind: Kind, name: str, after: Position | None = None, limit: int = 50
) -> Page[AuditEntry]:
    """What somebody did, the newest first."""
    whose = AuditEntry.actor_kind == kind, AuditEntry.actor_name == name
    return _page(*whose, after=after, limit=limit)


def latest_entries(after: Position | None = None, limit: int = 50) -> Page[AuditEntry]:
    """All that was done, the newest first."""
    return _page(after=after, limit=limit)


def _page(*which: ColumnElement[bool], after: Position | None, limit: int) -> Page[AuditEntry]:
    statement = select(AuditEntry).where(*which, beyond(NEWEST_FIRST, after))
    ordered = statement.order_by(*(key.order for key in NEWEST_FIRST)).limit(limit + 1)
    return cut([(entry, [entry.id]) for entry in db.session.scalars(ordered)], limit)


def verify() -> Verified:
    """Walk the whole trail, as of one moment; whatever the session had begun is given up."""
    begin_snapshot()
    last, number = NOTHING_BEFORE, 0
    for entry in _all_entries():
        if why := _fault(entry, number + 1, last):
            return Verified(number, Broken(number + 1, why))
        last, number = entry.hash, entry.id
    return Verified(number, _broken_off(number, last))


def _all_entries() -> Iterator[AuditEntry]:
    """In order, and not all of them in memory."""
    last = 0
    statement = select(AuditEntry).order_by(AuditEntry.id).limit(PAGE)
    while page := db.session.scalars(statement.where(AuditEntry.id > last)).all():
        yield from page
        last = page[-1].id


def _fault(entry: AuditEntry, number: int, last: str) -> str | None:
    if entry.id != number:
        return "is missing"
    if hash_of(entry) != entry.hash:
        return "was changed after it was noted"
    return None if entry.previous == last else "does not follow on the one before it"


def _broken_off(number: int, last: str) -> Broken | None:
    """What is wrong with the end, if the walk up to ``number`` found nothing."""
    head = db.session.execute(select(AuditHead.entries, AuditHead.hash)).one_or_none()
    entries, noted = head or (0, NOTHING_BEFORE)
    if entries > number:
        return Broken(number + 1, "is missing")
    if (entries, noted) != (number, last):
        return Broken(number, "was added past the count of entries, or noted anew")
    return None
