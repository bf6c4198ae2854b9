"""Writing down what was written to."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, func, insert, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from agency.edits.models import Edit, Subject
from agency.extensions import db
from agency.jobs.actions import Addition, add, add_all
from agency.jobs.database_clock import now

MATCHING = "match_delta"


def record(subject: Subject, ids: Collection[int], also: Sequence[Addition] = ()) -> None:
    """`record_all` for one subject."""
    record_all({subject: ids}, also)


def record_all(edited: Mapping[Subject, Collection[int]], also: Sequence[Addition] = ()) -> None:
    """Note in the caller's transaction what it wrote to, by subject, and have it matched anew.

    To be called last, right before the commit: the job's row is locked until then, and whoever
    holds it must not wait for anything else. No ids are no work. ``also`` are jobs that are added
    with it, which takes no statement more.
    """
    if not any(edited.values()):
        return
    db.session.flush()
    _insert({subject: sorted(set(ids)) for subject, ids in edited.items()})
    add_all([*also, Addition(MATCHING, unique_key=MATCHING)])


def match_soon() -> None:
    """Have what has changed matched anew; part of the caller's transaction, and the last of it."""
    add(MATCHING, unique_key=MATCHING)


def _insert(edited: Mapping[Subject, list[int]]) -> None:
    """One statement however many subjects and ids there are."""
    rows = (select(literal(one), _one_row_each(ids), now()) for one, ids in edited.items())
    columns = [Edit.subject, Edit.subject_id, Edit.edited_at]
    db.session.execute(insert(Edit).from_select(columns, union_all(*rows)))


def _one_row_each(ids: list[int]) -> ColumnElement[Any]:
    if db.engine.dialect.name == "postgresql":
        return func.unnest(literal(ids, ARRAY(Integer))).column_valued("edited_id")
    return func.json_each(json.dumps(ids)).table_valued("value").c.value
