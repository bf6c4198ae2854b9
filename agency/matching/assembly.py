"""Rows → pool: the same columns, and so the same fingerprint, in whatever order rows were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from agency.matching.distances import Floats
from agency.matching.gathering import (
    People,
    all_ints,
    all_longs,
    gathered,
    ints,
    listed,
    longs,
    words,
)
from agency.matching.pool import (
    CredentialColumns,
    CreditColumns,
    PerformanceColumns,
    Pool,
    TrainingColumns,
    WordLists,
)
from agency.matching.rows import CandidateRow, PoolRows, TrainingRow
from agency.matching.tables import Ints, Table, rows
from agency.rules.distance import Point

AWAY = {"first": ints, "last": ints}
CREDENTIAL = {
    "code": words,
    "issued": ints,
    "expires": ints,
    "evidence": ints,
    "bound_to": words,
}
TRAINING = {
    "kind": words,
    "topic": words,
    "provider": words,
    "accreditor": words,
    "hours": longs,
    "classroom_hours": longs,
    "clinical_hours": longs,
    "externship_hours": longs,
    "in_person": ints,
    "completed": ints,
    "evidence": ints,
}
PERFORMANCE = {"act": words, "count": longs, "completed": ints, "evidence": ints}
CREDIT = {"code": words, "category": words, "units": longs, "earned": ints, "approved": ints}


def pool_of(rows_read: PoolRows) -> Pool:
    """The columns of ``rows_read``; rows of candidates that are not in it are left out."""
    people = sorted(rows_read.candidates, key=lambda row: row.ref)
    number = {row.id: index for index, row in enumerate(people)}
    return Pool(
        refs=tuple(row.ref for row in people),
        active=np.array([row.active for row in people], np.bool_),
        adult=all_ints(row.adult for row in people),
        home=_homes([row.home for row in people]),
        max_travel=all_ints(row.max_travel for row in people),
        available_from=all_ints(row.available_from for row in people),
        min_pay=all_longs(row.min_pay for row in people),
        completed=_completed(rows_read, number),
        **_lists(people),
        **_records(rows_read, number),
    )


def _records(read: PoolRows, number: Mapping[int, int]) -> dict[str, Any]:
    """What belongs to somebody, by the name of its part of the pool."""
    performed = _performances(read.trainings)
    return {
        "away": _away(read, number),
        "credentials": CredentialColumns(**gathered(read.credentials, People(number), CREDENTIAL)),
        "trainings": TrainingColumns(**gathered(read.trainings, People(number), TRAINING)),
        "performances": PerformanceColumns(**gathered(performed, People(number), PERFORMANCE)),
        "credits": CreditColumns(**gathered(read.credits, People(number), CREDIT)),
    }


def _homes(points: list[Point | None]) -> Floats:
    """One row of x, y and z each; not a number where the home is not known."""
    nowhere = (np.nan, np.nan, np.nan)
    table = [(point.x, point.y, point.z) if point else nowhere for point in points]
    return np.array(table, np.float64).reshape(len(points), 3)


def _lists(people: Sequence[CandidateRow]) -> dict[str, Any]:
    names = ("states", "skills", "specialties", "shifts", "roles")
    size = len(people)
    return {
        name: WordLists(**listed([getattr(row, name) for row in people]), size=size)
        for name in names
    }


def _completed(rows_read: PoolRows, number: Mapping[int, int]) -> Ints:
    completed = np.zeros(len(number), np.int32)
    for row in rows_read.completed:
        if row.candidate_id in number:
            completed[number[row.candidate_id]] = row.placements
    return completed


def _away(rows_read: PoolRows, number: Mapping[int, int]) -> Table:
    away = gathered(rows_read.away, People(number), AWAY)
    return rows(**away, size=len(number))


def _performances(trainings: Sequence[TrainingRow]) -> Iterator[tuple[Any, ...]]:
    """A row for each act of each record of performances."""
    for record in trainings:
        if record.kind == "performances":
            for performance in record.performances:
                act, _, count = performance.partition(":")
                yield record.candidate_id, act, int(count), record.completed, record.evidence
