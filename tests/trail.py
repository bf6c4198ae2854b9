"""The trail as tests need it: who acts, what was noted, and how to get rid of it between tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Any

from sqlalchemy import Connection, exists, select, text

from agency.audit.actors import Actor
from agency.audit.models import AuditEntry
from agency.edits.models import Edit
from agency.extensions import Model, db
from agency.jobs.models import Job
from agency.verification.models import Verification

GUARDED: tuple[Any, ...] = (AuditEntry, Verification)
ANN = Actor("user", "ann@example.org", 7)


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """A transaction in which trail and log can be changed: by who owns the tables, nobody else."""
    if connection.dialect.name == "sqlite":
        yield from _without_triggers(connection)
        return
    written = [one for one in GUARDED if connection.scalar(select(exists(select(one.id))))]
    _turn(connection, "DISABLE", written)
    yield
    _turn(connection, "ENABLE", written)


def _turn(connection: Connection, how: str, guarded: list[Any]) -> None:
    for one in guarded:
        connection.execute(text(f"ALTER TABLE {one.__tablename__} {how} TRIGGER USER"))


def _without_triggers(connection: Connection) -> Iterator[None]:
    made = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = connection.execute(made).all()
    for name, _ in triggers:
        connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, statement in triggers:
        connection.execute(text(statement))


def noted() -> list[tuple[str, str, Any, Any, str]]:
    """Action, subject, before, after and reason of every entry, in order."""
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    found = [(one.action, one.subject, one.before, one.after, one.reason) for one in entries]
    db.session.rollback()
    return found


def work_left() -> tuple[list[tuple[str, int]], list[str]]:
    """What was written to, and the kinds of the jobs that are waiting for it, by the alphabet."""
    edits = db.session.execute(select(Edit.subject, Edit.subject_id).order_by(Edit.id)).all()
    jobs = sorted(db.session.scalars(select(Job.kind)))
    db.session.rollback()
    return [(subject, id) for subject, id in edits], jobs


def all_rows() -> dict[str, list[Any]]:
    """Everything in every table: where it is equal before and after, nothing was done."""
    tables = Model.metadata.sorted_tables
    found = {table.name: db.session.execute(table.select()).all() for table in tables}
    db.session.rollback()
    return {name: sorted(map(tuple, rows), key=str) for name, rows in found.items()}


def do_at_once(acts: Sequence[Callable[[], object]]) -> None:
    """Each act in a thread of its own; all have ended afterwards."""
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
