"""A pool → the rows of some of its people again: the inverse of `agency.matching.assembly`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np

from agency.matching.pool import Pool, Records, WordLists, Words
from agency.matching.rows import (
    AwayRow,
    CandidateRow,
    CompletedRow,
    CredentialRow,
    CreditRow,
    PoolRows,
    TrainingRow,
)
from agency.matching.splicing import only
from agency.rules.distance import Point

# A record by its candidate, day of completion and evidence: what its acts are told apart by.
Performed = dict[tuple[int, int, int], list[str]]


def rows_of(pool: Pool, refs: Iterable[str]) -> PoolRows:
    """The rows of the people with these references, ordered; a row id is a number among them.

    Absences stand merged, and acts of performances on the first record that may hold them.
    """
    some = only(pool, refs)
    return PoolRows(
        candidates=list(_candidates(some)),
        away=[AwayRow(*row) for row in _rows(some.away)],
        credentials=[CredentialRow(*row) for row in _rows(some.credentials)],
        trainings=list(_trainings(some)),
        credits=[CreditRow(*row) for row in _rows(some.credits)],
        completed=[
            CompletedRow(number, count)
            for number, count in enumerate(some.completed.tolist())
            if count
        ],
    )


def _rows(records: Records) -> Iterator[tuple[Any, ...]]:
    """Plain values, in the order of the columns; blank words are empty."""
    columns = [getattr(records, one.name) for one in fields(records) if one.name != "size"]
    return zip(*(_plain(column) for column in columns), strict=True)


def _plain(column: Any) -> list[Any]:
    if not isinstance(column, Words):
        values: list[Any] = column.tolist()
        return values
    known = (*column.known, "")
    return [known[number] for number in column.number.tolist()]


def _candidates(pool: Pool) -> Iterator[CandidateRow]:
    lists = (pool.states, pool.skills, pool.specialties, pool.shifts, pool.roles)
    columns = (
        range(len(pool)),
        pool.refs,
        pool.active.astype(np.int64).tolist(),
        pool.adult.tolist(),
        [_home(values) for values in pool.home.tolist()],
        pool.max_travel.tolist(),
        pool.available_from.tolist(),
        pool.min_pay.tolist(),
        *map(_lists, lists),
    )
    return map(CandidateRow._make, zip(*columns, strict=True))


def _home(values: list[float]) -> Point | None:
    return None if np.isnan(values[0]) else Point(*values)


def _lists(lists: WordLists) -> list[tuple[str, ...]]:
    said: list[list[str]] = [[] for _ in range(lists.size)]
    for candidate, word in _rows(lists):
        said[candidate].append(word)
    return [tuple(words) for words in said]


def _trainings(pool: Pool) -> Iterator[TrainingRow]:
    performed: Performed = defaultdict(list)
    for candidate, act, count, completed, evidence in _rows(pool.performances):
        performed[candidate, completed, evidence].append(f"{act}:{count}")
    for values in _rows(pool.trainings):
        row = TrainingRow._make((*values, ()))
        if row.kind == "performances":
            acts = performed.pop((row.candidate_id, row.completed, row.evidence), ())
            row = row._replace(performances=tuple(acts))
        yield row
