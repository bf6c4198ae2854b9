"""Many rows into one table by one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Dialect, Table, insert, text
from sqlalchemy.types import TypeDecorator

from agency.extensions import db


def insert_rows(table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns; none is no work.

    PostgreSQL takes them as one JSON value, which is more than twice as fast as one by one.
    """
    if rows and db.engine.dialect.name == "postgresql":
        names = ", ".join(rows[0])
        statement = text(
            f"INSERT INTO {table.name} ({names})"
            f" SELECT {names} FROM json_populate_recordset(NULL::{table.name}, CAST(:rows AS json))"
        )
        db.session.execute(statement, {"rows": _as_json(table, rows, db.engine.dialect)})
    elif rows:
        db.session.execute(insert(table), rows)


def _as_json(table: Table, rows: Sequence[dict[str, Any]], dialect: Dialect) -> str:
    """The rows as the database keeps them; days and moments in ISO form."""
    types = {name: table.c[name].type for name in rows[0]}
    ours = {
        name: kind.process_bind_param
        for name, kind in types.items()
        if isinstance(kind, TypeDecorator)
    }
    kept = [row | {name: bind(row[name], dialect) for name, bind in ours.items()} for row in rows]
    return json.dumps(kept, default=str)
