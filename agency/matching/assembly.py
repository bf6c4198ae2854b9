"""Rows → pool: the same columns, and so the same fingerprint, in whatever order rows were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from agency.matching.pool import (
    CredentialColumns,
    CreditColumns,
    Floats,
    PerformanceColumns,
    Pool,
    TrainingColumns,
    WordLists,
    Words,
)
from agency.matching.rows import BLANK, CandidateRow, PoolRows
from agency.matching.tables import Ints, Longs, Table, rows
from agency.rules.distance import Point


def pool_of(rows_read: PoolRows) -> Pool:
    """The columns of ``rows_read``; rows of candidates that are not in it are left out."""
    people = sorted(rows_read.candidates, key=lambda row: row.ref)
    number = {row.id: index for index, row in enumerate(people)}
    return Pool(
        refs=tuple(row.ref for row in people),
        ids=_longs(row.id for row in people),
        active=np.array([row.active for row in people], np.bool_),
        adult=_ints(row.adult for row in people),
        home=_homes([row.home for row in people]),
        max_travel=_ints(row.max_travel for row in people),
        available_from=_ints(row.available_from for row in people),
        min_pay=_longs(row.min_pay for row in people),
        completed=_completed(rows_read, number),
        **_lists(people),
        away=_away(rows_read, number),
        credentials=_credentials(rows_read, number),
        trainings=_trainings(rows_read, number),
        performances=_performances(rows_read, number),
        credits=_credits(rows_read, number),
    )


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int32)


def _longs(values: Iterable[int]) -> Longs:
    return np.array(list(values), np.int64)


def _homes(points: list[Point | None]) -> Floats:
    """One row of x, y and z each; not a number where the home is not known."""
    nowhere = (np.nan, np.nan, np.nan)
    table = [(point.x, point.y, point.z) if point else nowhere for point in points]
    return np.array(table, np.float64).reshape(len(points), 3)


def _lists(people: Sequence[CandidateRow]) -> dict[str, WordLists]:
    names = ("states", "skills", "specialties", "shifts", "roles")
    return {name: WordLists([getattr(row, name) for row in people]) for name in names}


def _completed(rows_read: PoolRows, number: dict[int, int]) -> Ints:
    completed = np.zeros(len(number), np.int32)
    for row in rows_read.completed:
        if row.candidate_id in number:
            completed[number[row.candidate_id]] = row.placements
    return completed


def _away(rows_read: PoolRows, number: dict[int, int]) -> Table:
    candidate, firsts, lasts = _columns(rows_read.away, 3, number)
    ordered = _ordered({"candidate": candidate, "first": _ints(firsts), "last": _ints(lasts)})
    return rows(**ordered, size=len(number))


def _columns(read: Sequence[Sequence[Any]], width: int, number: dict[int, int]) -> list[Any]:
    """The rows of known candidates as columns; the first is the candidate's number."""
    kept = [row for row in read if row[0] in number]
    columns: list[Any] = list(zip(*kept, strict=True)) if kept else [()] * width
    columns[0] = _ints(number[id] for id in columns[0])
    return columns


def _words(column: Sequence[str]) -> Words:
    known = sorted(set(column) - {""})
    numbers = {word: number for number, word in enumerate(known)}
    return Words(_ints(numbers.get(word, BLANK) for word in column), tuple(known))


def _ordered(columns: dict[str, Any]) -> dict[str, Any]:
    """The rows sorted by all they say, the candidate first."""
    keys = [column.number if isinstance(column, Words) else column for column in columns.values()]
    order = np.lexsort(keys[::-1])
    return {
        name: Words(column.number[order], column.known)
        if isinstance(column, Words)
        else column[order]
        for name, column in columns.items()
    }


def _credentials(rows_read: PoolRows, number: dict[int, int]) -> CredentialColumns:
    candidate, code, issued, expires, evidence, bound_to = _columns(
        rows_read.credentials, 6, number
    )
    columns = {
        "candidate": candidate,
        "code": _words(code),
        "issued": _ints(issued),
        "expires": _ints(expires),
        "evidence": _ints(evidence),
        "bound_to": _words(bound_to),
    }
    return CredentialColumns(**_ordered(columns))


def _trainings(rows_read: PoolRows, number: dict[int, int]) -> TrainingColumns:
    candidate, kind, topic, provider, accreditor, *numbers = _columns(
        rows_read.trainings, 13, number
    )
    hours, classroom, clinical, externship, in_person, completed, evidence, _acts = numbers
    columns = {
        "candidate": candidate,
        "kind": _words(kind),
        "topic": _words(topic),
        "provider": _words(provider),
        "accreditor": _words(accreditor),
        "hours": _longs(hours),
        "classroom_hours": _longs(classroom),
        "clinical_hours": _longs(clinical),
        "externship_hours": _longs(externship),
        "in_person": _ints(in_person),
        "completed": _ints(completed),
        "evidence": _ints(evidence),
    }
    return TrainingColumns(**_ordered(columns))


def _performances(rows_read: PoolRows, number: dict[int, int]) -> PerformanceColumns:
    done = [
        (number[record.candidate_id], *act.split(":"), record.completed, record.evidence)
        for record in rows_read.trainings
        if record.kind == "performances" and record.candidate_id in number
        for act in record.performances
    ]
    columns: list[Any] = list(zip(*done, strict=True)) if done else [()] * 5
    candidate, act, count, completed, evidence = columns
    ordered = _ordered(
        {
            "candidate": _ints(candidate),
            "act": _words(act),
            "count": _longs(int(number) for number in count),
            "completed": _ints(completed),
            "evidence": _ints(evidence),
        }
    )
    return PerformanceColumns(**ordered)


def _credits(rows_read: PoolRows, number: dict[int, int]) -> CreditColumns:
    candidate, code, category, units, earned, approved = _columns(rows_read.credits, 6, number)
    columns = {
        "candidate": candidate,
        "code": _words(code),
        "category": _words(category),
        "units": _longs(units),
        "earned": _ints(earned),
        "approved": _ints(approved),
    }
    return CreditColumns(**_ordered(columns))
