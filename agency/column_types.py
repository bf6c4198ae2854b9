"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    DateTime,
    Dialect,
    Text,
    func,
    literal,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

from agency.extensions import db

# Refuses what it cannot compute exactly, whatever the precision of the thread it runs in.
EXACT = Context(prec=40, traps=[Inexact, InvalidOperation])

# Lists and mappings of plain values.
Json = JSON().with_variant(JSONB(), "postgresql")


class FixedPoint(TypeDecorator[Decimal]):
    """A decimal number kept as a whole number of its smallest part, exact on every database."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(f"{value} is not a number")
        scaled = number.scaleb(self.places, EXACT)
        whole = int(scaled)
        if whole != scaled:
            raise ValueError(f"{value} has more than {self.places} decimal places")
        return whole

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


class Money(FixedPoint):
    """Dollars as a Decimal, kept as whole cents."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(places=2)


class Words(TypeDecorator[tuple[str, ...]]):
    """A list of words: an array on PostgreSQL, text between semicolons on SQLite.

    A blank word or one with a semicolon is refused: only one of the two could give it back.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(ARRAY(Text()))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> Any:
        words = list(value or ())
        joined = ";".join(words)
        if words and (not all(words) or joined.count(";") != len(words) - 1):
            raise ValueError(f"{value} holds a blank word or a semicolon")
        return words if dialect.name == "postgresql" else joined

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        if not value:
            return ()
        return tuple(value.split(";") if isinstance(value, str) else value)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC; a naive one is refused, because SQLite would drop the offset in silence."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def days_of_the_calendar(*columns: str) -> CheckConstraint:
    """Keeps out what no program can read back: infinity, days BC, and on SQLite any other text."""
    days = " AND ".join(f"{name} BETWEEN '0001-01-01' AND '9999-12-31'" for name in columns)
    return CheckConstraint(days, name="calendar")


def has_word(column: Any, word: str) -> ColumnElement[bool]:
    """Whether a column of Words holds ``word``."""
    if db.engine.dialect.name == "postgresql":
        return literal(word) == func.any(type_coerce(column, ARRAY(Text())))
    listed = literal(";") + type_coerce(column, Text()) + literal(";")
    return func.instr(listed, f";{word};") > 0
