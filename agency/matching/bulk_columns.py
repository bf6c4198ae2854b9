"""A statement's rows as columns, put together by the database: no row is ever an object of ours.

Numbers travel as the bytes they are (PostgreSQL) or as digits (SQLite), texts as one long text with
a mark between them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    cast,
    func,
    literal_column,
)

from agency.errors import AgencyError
from agency.extensions import db
from agency.matching.pool import Words
from agency.matching.tables import Ints, Longs
from agency.matching.wording import numbered, pieces

Statement = Select[*tuple[Any, ...]]

# Two control characters, of which no text that we take in holds any.
MARK = "\x1f\x1e"


class StrangeText(AgencyError):
    """A text in the database holds what no text that we took in can hold."""

    def __init__(self, column: str) -> None:
        super().__init__(
            f"a text of {column} in the database holds the control characters U+001F and U+001E"
        )


def columns_of(statement: Statement) -> dict[str, Any]:
    """The columns of ``statement`` by their names; no number may be null.

    One of integers is int32, one of big integers int64, and one of texts `Words`, which are known
    in the order in which they came; a null is the blank text. Raises StrangeText.
    """
    columns = list(statement.selected_columns)
    on_postgresql = db.engine.dialect.name == "postgresql"
    aggregate, numbers = (_sent, _of_bytes) if on_postgresql else (_listed, _of_digits)
    # The aggregates of one statement see its rows in one order, whichever that is.
    whole = statement.with_only_columns(func.count(), *map(aggregate, columns))
    count, *found = db.session.execute(whole).one()
    return {
        str(column.key): _words(column, values, count)
        if _is_text(column)
        else numbers(values, _dtype(column))
        for column, values in zip(columns, found, strict=True)
    }


def _is_text(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, String)


def _dtype(column: ColumnElement[Any]) -> np.dtype[np.signedinteger[Any]]:
    return np.dtype(np.int64 if isinstance(column.type, BigInteger) else np.int32)


def _sent(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """All values of a column as bytes."""
    if _is_text(column):
        return func.string_agg(func.coalesce(column, ""), MARK)
    is_long = _dtype(column) == np.int64
    sent = func.int8send(column) if is_long else func.int4send(cast(column, Integer))
    return func.string_agg(sent, literal_column("''::bytea"))


def _of_bytes(sent: bytes | None, dtype: np.dtype[Any]) -> Ints | Longs:
    return np.frombuffer(sent or b"", dtype.newbyteorder(">")).astype(dtype)


def _listed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """All values of a column as text."""
    if _is_text(column):
        return func.group_concat(func.coalesce(column, ""), MARK)
    return func.group_concat(column)


def _of_digits(listed: str | None, dtype: np.dtype[Any]) -> Ints | Longs:
    if not listed:
        return np.empty(0, dtype)
    return np.fromstring(listed, np.int64, sep=",").astype(dtype)


def _words(column: ColumnElement[Any], joined: str, count: int) -> Words:
    if not count:
        return numbered(())
    texts = pieces(joined, MARK)
    words = numbered(texts, count)
    if next(texts, None) is not None:
        raise StrangeText(str(column.key))
    return words
