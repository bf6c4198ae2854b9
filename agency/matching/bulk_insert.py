"""Rows into a table in bulk, in the session's transaction: by binary COPY where there is one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Any

import psycopg
from sqlalchemy import JSON, BigInteger, Boolean, Integer, LargeBinary, String, Table
from sqlalchemy.exc import DBAPIError

from agency.extensions import Model, db
from agency.matching.binary_copy import JSONB, copy_of_rows


@dataclass(frozen=True)
class _Kind:
    """How a value that is not null is sent to PostgreSQL, and what it is to SQLite."""

    sent: Callable[[Any], bytes]
    plain: Callable[[Any], Any] = lambda value: value


def _as_jsonb(value: Any) -> bytes:
    return JSONB + json.dumps(value).encode()


# By type of column; the first that fits.
KINDS: dict[Any, _Kind] = {
    Boolean: _Kind(Struct(">?").pack),
    JSON: _Kind(_as_jsonb, json.dumps),
    BigInteger: _Kind(Struct(">q").pack),
    Integer: _Kind(Struct(">i").pack),
    String: _Kind(str.encode),
    LargeBinary: _Kind(bytes),
}


def bulk_insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of plain values, which for a column of JSON may be nested.

    Raises what SQLAlchemy raises for every other statement.
    """
    table: Table = model.metadata.tables[model.__tablename__]
    kinds = [_kind(table.c[name].type) for name in columns]
    if on_postgresql():
        copy_in(model, columns, copy_of_rows(_converted(rows, [kind.sent for kind in kinds])))
    else:
        insert_in(model, columns, _converted(rows, [kind.plain for kind in kinds]))


def on_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def _kind(of: Any) -> _Kind:
    return next(kind for known, kind in KINDS.items() if isinstance(of, known))


def _converted(
    rows: Iterable[Sequence[Any]], ways: Sequence[Callable[[Any], Any]]
) -> Iterable[list[Any]]:
    for row in rows:
        yield [None if value is None else way(value) for way, value in zip(ways, row, strict=True)]


def insert_in(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as SQLite keeps them, each asked for when the one before it is written."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    statement = f"INSERT INTO {model.__tablename__} ({names}) VALUES ({marks})"
    try:
        _driver().executemany(statement, rows)
    except sqlite3.Error as error:
        raise DBAPIError.instance(statement, None, error, sqlite3.Error) from error


def copy_in(model: type[Model], columns: Sequence[str], data: bytes) -> None:
    """What `agency.matching.binary_copy` has made of rows with these columns."""
    statement = f"COPY {model.__tablename__} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    try:
        with _driver().cursor().copy(statement) as copy:
            copy.write(data)
    except psycopg.Error as error:
        raise DBAPIError.instance(statement, None, error, psycopg.Error) from error


def _driver() -> Any:
    """The driver's own connection, in whose transaction the session is."""
    return db.session.connection().connection.driver_connection
