"""Writing with a trail: the transaction of an action, and the entry that says what it did."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from agency import clock
from agency.audit.actors import Actor
from agency.audit.chain import hash_of, storable
from agency.audit.models import NOTHING_BEFORE, AuditEntry, AuditHead
from agency.errors import Taken
from agency.extensions import begin_write, db
from agency.upserting import upsert

UNIQUE_VIOLATION = "23505"  # of PostgreSQL
REPEATED_KEYS = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)


def anything(*_: Any) -> None:
    """What an action expects of a row where whatever it finds is right."""


def nothing(*_: Any) -> None:
    """What else belongs to the transaction of an action where nothing does."""


@contextmanager
def writing() -> Iterator[None]:
    """One transaction of somebody who writes; whatever the session had begun before is given up.

    What was written can be read afterwards as it was committed, without asking the database again.
    """
    db.session.rollback()
    begin_write()
    try:
        yield
        _commit()
    except BaseException:
        db.session.rollback()
        raise


def _commit() -> None:
    session = db.session()
    usual, session.expire_on_commit = session.expire_on_commit, False
    try:
        session.commit()
    finally:
        session.expire_on_commit = usual


def flush_new(taken: Taken) -> None:
    """Write what the session holds back; raises ``taken`` where somebody has used its key."""
    try:
        db.session.flush()
    except IntegrityError as error:
        if _repeats_a_key(error):
            raise taken from error
        raise


def _repeats_a_key(error: IntegrityError) -> bool:
    if isinstance(error.orig, sqlite3.IntegrityError):
        return error.orig.sqlite_errorcode in REPEATED_KEYS
    return getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION


@dataclass(frozen=True, slots=True)
class Deed:
    """What an entry of the trail says, apart from whose doing it was.

    ``before`` and ``after`` are the values that changed, by name, nothing secret among them.
    """

    action: str
    subject: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str = ""


def note(
    by: Actor,
    action: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """`note_all` of one deed."""
    note_all(by, [Deed(action, subject, before, after, reason)])


def note_all(by: Actor, deeds: Sequence[Deed]) -> None:
    """Add an entry to the trail for each, in the caller's transaction; three statements.

    Until the caller commits nobody else can add one: so call it once all else is written, and have
    only `agency.edits.actions.record` behind it.
    """
    db.session.flush()
    first, last = _next_in_turn()
    for number, deed in enumerate(deeds, first):
        entry = _entry(number, last, by, deed)
        last = entry.hash
        db.session.add(entry)
    db.session.flush()
    entries = first + len(deeds) - 1
    db.session.execute(update(AuditHead).values(entries=entries, hash=last))


def _entry(number: int, previous: str, by: Actor, deed: Deed) -> AuditEntry:
    entry = AuditEntry(
        id=number,
        at=clock.now(),
        actor_kind=by.kind,
        actor_name=storable(by.name),
        actor_user_id=by.user_id,
        action=deed.action,
        subject=storable(deed.subject),
        before=None if deed.before is None else storable(deed.before),
        after=None if deed.after is None else storable(deed.after),
        reason=storable(deed.reason),
        previous=previous,
    )
    entry.hash = hash_of(entry)
    return entry


def _next_in_turn() -> tuple[int, str]:
    """The number of the next entry and the hash of the last, locked until the transaction ends."""
    first = upsert(AuditHead).values(id=1, entries=0, hash=NOTHING_BEFORE)
    locked = first.on_conflict_do_update(
        index_elements=[AuditHead.id], set_={"id": first.excluded.id}
    ).returning(AuditHead.entries, AuditHead.hash)
    entries, last = db.session.execute(locked).one()
    return entries + 1, last
