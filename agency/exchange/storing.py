"""A batch into its tables: a few statements for many rows, without an object per row."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update

from agency import clock
from agency.audit.actions import note_all
from agency.audit.actors import Actor
from agency.edits.models import Subject
from agency.exchange.bulk import insert_for_ids, table_of
from agency.exchange.kinds import Kind
from agency.exchange.kinds.kind import Values
from agency.exchange.planning import Plan
from agency.extensions import db

REFERENCES = ("candidate_id", "assignment_id", "content", "occurrence")

IMPORTER = Actor("command", "agency import")


def store(kind: Kind, changes: Plan) -> dict[Subject, set[int]]:
    """Write what ``changes`` asks for, children included; the ids of whom that is about."""
    columns = table_of(kind.model).c.keys()
    given = {*kind.columns, *kind.compared, *REFERENCES}
    names = [name for name in columns if name in given]
    at = clock.now()
    stamp = {"changed_at": at} if "changed_at" in columns else {}

    def row(record: Values) -> Values:
        return {name: record[name] for name in names} | stamp | kind.derived(record)

    inserted = insert_for_ids(kind.model, [row(record) for record in changes.inserts.values()])
    kind.after_inserts(inserted, at)
    deeds = kind.before_updates(dict(changes.updates.values()), at)
    updates = [row(record) | {"id": id} for id, record in changes.updates.values()]
    if updates:
        db.session.execute(update(kind.model), updates)
    if kind.children:
        kind.replace_children(_with_children(kind, kind.children, changes))
    if deeds:
        note_all(IMPORTER, deeds)
    return {subject: _ids(column, inserted, changes) for subject, column in kind.edits}


def _with_children(kind: Kind, children: str, changes: Plan) -> Mapping[int, Values]:
    """By id, the new rows that have absences or the like, and all rows that were changed."""
    records = dict(changes.updates.values())
    new = [record for record in changes.inserts.values() if record[children]]
    for key, stored in (kind.stored(new) if new else {}).items():
        records[stored.id] = changes.inserts[key]
    return records


def _ids(column: str, inserted: set[int], changes: Plan) -> set[int]:
    """What all rows that were written have in ``column``."""
    if column == "id":
        return inserted.union(id for id, _ in changes.updates.values())
    records = *changes.inserts.values(), *(record for _, record in changes.updates.values())
    return {record[column] for record in records}
