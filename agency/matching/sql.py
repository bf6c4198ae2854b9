"""Days as whole numbers and lists as texts in SQL: what a bulk read brings is plain already."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    SQLColumnExpression,
    Text,
    func,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from agency.matching.rows import BLANK


class ordinal(GenericFunction[int]):  # noqa: N801 - functions of SQL are written small
    """A day as ``date.toordinal`` counts it."""

    type = Integer()
    inherit_cache = True


@compiles(ordinal, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    # The Julian day of 0001-01-01, midnight, is 1721425.5.
    return f"CAST(julianday({compiler.process(element.clauses, **options)}) - 1721424.5 AS INTEGER)"


@compiles(ordinal, "postgresql")
def _on_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} - DATE '0001-01-01' + 1)"


def day(column: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """A day as a number, BLANK where it is not given."""
    return func.coalesce(ordinal(column), BLANK)


def whole(column: SQLColumnExpression[Any], blank: int = BLANK) -> ColumnElement[int]:
    """An amount as the whole number it is kept as: cents, tenths of a mile, hundredths."""
    return func.coalesce(type_coerce(column, BigInteger), blank)


class joined(GenericFunction[str]):  # noqa: N801
    """A list of words as one text, with semicolons between them on either database."""

    type = Text()
    inherit_cache = True


@compiles(joined, "sqlite")
def _joined_on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(joined, "postgresql")
def _joined_on_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return f"array_to_string({compiler.process(element.clauses, **options)}, ';')"


class scanned(GenericFunction[str]):  # noqa: N801
    """A column by which SQLite does not look for an index: to read most rows of a table by one
    takes three times as long as to read all of them in their order."""

    type = Text()
    inherit_cache = True


@compiles(scanned)
def _scanned(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(scanned, "sqlite")
def _scanned_on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"
