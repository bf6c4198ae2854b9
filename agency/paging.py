"""Pages of a list by the keys of its rows, so that no row is lost or told twice between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from agency.errors import BadCursor
from agency.settings import settings

Item = TypeVar("Item")
Position = list[Any]
"""The values of the sort keys of one row, as plain JSON values."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some rows of a list, and the position of the last of them if there are more."""

    items: tuple[Item, ...]
    next: Position | None


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column to sort by, or an expression; it must not be null. The last one must be unique."""

    column: ColumnElement[Any] | InstrumentedAttribute[Any]
    descending: bool = False

    @property
    def order(self) -> ColumnElement[Any]:
        return self.column.desc() if self.descending else self.column.asc()

    def beyond(self, value: Any) -> ColumnElement[bool]:
        after: ColumnElement[bool] = self.column < value if self.descending else self.column > value
        return after


def beyond(keys: Sequence[SortKey], position: Sequence[Any] | None) -> ColumnElement[bool]:
    """Which rows come after ``position`` in the order of ``keys``; all where it is None.

    Raises BadCursor where the position has not one value for each key.
    """
    if position is None:
        return ~false()
    if len(position) != len(keys):
        raise BadCursor("this place belongs to another list")
    alternatives = []
    for at, key in enumerate(keys):
        same = [one.column == value for one, value in zip(keys[:at], position, strict=False)]
        alternatives.append(and_(*same, key.beyond(position[at])))
    return or_(*alternatives)


def cut(rows: Sequence[tuple[Item, Position]], limit: int) -> Page[Item]:
    """A page of ``limit`` rows out of up to one more, each with its position."""
    kept = rows[:limit]
    more = len(rows) > limit
    return Page(tuple(item for item, _ in kept), kept[-1][1] if more else None)


def cursor(position: Position | None, of: Mapping[str, Any]) -> str | None:
    """A position as an address carries it, good only for the list and the reader that ``of`` names.

    ``of`` says what makes the list another one: its name, filters, order, and who reads it.
    """
    return None if position is None else _signer(of).dumps(position)


def position_of(text: str | None, of: Mapping[str, Any]) -> Position | None:
    """What `cursor` wrote; raises BadCursor for anything else."""
    if not text:
        return None
    try:
        position = _signer(of).loads(text)
    except BadData as error:
        raise BadCursor("this place in the list cannot be found: ask for the first page") from error
    if not isinstance(position, list):
        raise BadCursor("this place in the list cannot be found: ask for the first page")
    return position


def _signer(of: Mapping[str, Any]) -> URLSafeSerializer:
    named = ";".join(f"{name}={of[name]}" for name in sorted(of))
    return URLSafeSerializer(settings().secret_key, salt=f"page of {named}")
