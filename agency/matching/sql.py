"""Days as whole numbers in SQL, so that a bulk read brings no objects to be taken apart again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, SQLColumnExpression, func, type_coerce
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
