"""The rows of some people as plain JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from agency.matching.rows import (
    AwayRow,
    CandidateRow,
    CompletedRow,
    CredentialRow,
    CreditRow,
    PoolRows,
    TrainingRow,
)
from agency.rules.distance import Point

KINDS: Mapping[str, Any] = {
    "candidates": CandidateRow,
    "away": AwayRow,
    "credentials": CredentialRow,
    "trainings": TrainingRow,
    "credits": CreditRow,
    "completed": CompletedRow,
}


def rows_as_json(rows: PoolRows) -> dict[str, list[list[Any]]]:
    """A list of values per row, by the name of its kind; what is only iterable is used up."""
    return {one.name: [_row(row) for row in getattr(rows, one.name)] for one in fields(rows)}


def rows_from_json(said: Mapping[str, list[list[Any]]]) -> PoolRows:
    """What `rows_as_json` wrote."""
    read = {name: [_read(kind, values) for values in said[name]] for name, kind in KINDS.items()}
    return PoolRows(**read)


def _row(row: tuple[Any, ...]) -> list[Any]:
    return [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    """A place as hexadecimal, which no database rounds; any other sequence as a list."""
    if isinstance(value, Point):
        return [part.hex() for part in (value.x, value.y, value.z)]
    return list(value) if isinstance(value, (tuple, list)) else value


def _read(kind: Any, values: list[Any]) -> Any:
    row = kind._make(tuple(value) if isinstance(value, list) else value for value in values)
    if isinstance(row, CandidateRow) and row.home is not None:
        x, y, z = map(float.fromhex, values[row._fields.index("home")])
        return row._replace(home=Point(x, y, z))
    return row
