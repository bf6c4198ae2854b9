"""Rows as columns: what is made up or was kept in rows becomes a pool as what is read does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from agency.matching.gathering import Column, Columns
from agency.matching.pool_columns import LISTS, PoolColumns, homes_of, performed
from agency.matching.rows import CandidateRow, PoolRows
from agency.matching.wording import all_lists, numbered

Made = Callable[[Sequence[Any]], Column]


def ints(values: Sequence[int]) -> Column:
    """Row ids, days, evidence, yes and no."""
    return np.array(values, np.int32)


def longs(values: Sequence[int]) -> Column:
    """Amounts."""
    return np.array(values, np.int64)


PEOPLE: Mapping[str, Made] = {
    "id": ints,
    "ref": numbered,
    "active": ints,
    "adult": ints,
    "max_travel": ints,
    "available_from": ints,
    "min_pay": longs,
}
AWAY: Mapping[str, Made] = {"candidate": ints, "first": ints, "last": ints}
CREDENTIAL: Mapping[str, Made] = {
    "candidate": ints,
    "code": numbered,
    "issued": ints,
    "expires": ints,
    "evidence": ints,
    "bound_to": numbered,
}
TRAINING: Mapping[str, Made] = {
    "candidate": ints,
    "kind": numbered,
    "topic": numbered,
    "provider": numbered,
    "accreditor": numbered,
    "hours": longs,
    "classroom_hours": longs,
    "clinical_hours": longs,
    "externship_hours": longs,
    "in_person": ints,
    "completed": ints,
    "evidence": ints,
}
CREDIT: Mapping[str, Made] = {
    "candidate": ints,
    "code": numbered,
    "category": numbered,
    "units": longs,
    "earned": ints,
    "approved": ints,
}
COMPLETED: Mapping[str, Made] = {"candidate": ints, "placements": ints}


def columns_of_rows(rows: PoolRows) -> PoolColumns:
    """The same in columns."""
    records = list(rows.trainings)
    trainings = _columns(records, TRAINING)
    return PoolColumns(
        people={name: made(_all(rows.candidates, name)) for name, made in PEOPLE.items()},
        homes=homes_of(_all(rows.candidates, "home")),
        lists={name: all_lists(_all(rows.candidates, name)).each() for name in LISTS},
        away=_columns(rows.away, AWAY),
        credentials=_columns(rows.credentials, CREDENTIAL),
        trainings=trainings,
        performances=performed(trainings, all_lists([row.performances for row in records])),
        credits=_columns(rows.credits, CREDIT),
        completed=_columns(rows.completed, COMPLETED),
    )


def _all(people: Sequence[CandidateRow], name: str) -> list[Any]:
    return [getattr(row, name) for row in people]


def _columns(rows: Iterable[Sequence[Any]], kinds: Mapping[str, Made]) -> Columns:
    """A column for each of ``kinds``; a row may have more values than there are kinds."""
    values = list(zip(*rows, strict=True)) or [()] * len(kinds)
    return {name: made(said) for (name, made), said in zip(kinds.items(), values, strict=False)}
