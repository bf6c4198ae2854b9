"""Columns → pool: the same, and so of the same fingerprint, in whatever order rows were read."""

from __future__ import annotations

from typing import Any

import numpy as np

from agency.matching.gathering import Columns, Places, distinct, gathered
from agency.matching.pool import (
    CredentialColumns,
    CreditColumns,
    PerformanceColumns,
    Pool,
    TrainingColumns,
    WordLists,
)
from agency.matching.pool_columns import PoolColumns
from agency.matching.row_columns import columns_of_rows
from agency.matching.rows import PoolRows
from agency.matching.tables import Ints, rows
from agency.matching.wording import texts_of


def pool_of(rows_read: PoolRows) -> Pool:
    """The pool of ``rows_read``; rows of candidates that are not in it are left out."""
    return assembled(columns_of_rows(rows_read))


def assembled(read: PoolColumns) -> Pool:
    """The pool of these columns; what is of nobody among its people is left out."""
    refs = texts_of(read.people["ref"])
    order = np.array(sorted(range(len(refs)), key=refs.__getitem__), np.int64)
    people = {name: column[order] for name, column in read.people.items() if name != "ref"}
    places = Places(people["id"])
    return Pool(
        refs=tuple(refs[number] for number in order.tolist()),
        active=people["active"].astype(np.bool_),
        adult=people["adult"],
        home=read.homes[order],
        max_travel=people["max_travel"].astype(np.int32),
        available_from=people["available_from"],
        min_pay=people["min_pay"],
        completed=_completed(read.completed, places, len(refs)),
        away=rows(**gathered(read.away, places), size=len(refs)),
        credentials=CredentialColumns(**gathered(read.credentials, places)),
        trainings=TrainingColumns(**gathered(read.trainings, places)),
        performances=PerformanceColumns(**gathered(read.performances, places)),
        credits=CreditColumns(**gathered(read.credits, places)),
        **_lists(read, places),
    )


def _completed(completed: Columns, places: Places, size: int) -> Ints:
    """How many placements each has completed."""
    people = places.of(completed["candidate"])
    total = np.zeros(size + 1, np.int32)  # the last is of strangers
    np.add.at(total, people, completed["placements"])
    return total[:size]


def _lists(read: PoolColumns, places: Places) -> dict[str, Any]:
    """Each word once for whoever has it."""
    lists: dict[str, Any] = {}
    for name, (of, words) in read.lists.items():
        columns = gathered({"candidate": read.people["id"][of], "word": words}, places)
        lists[name] = WordLists(**distinct(columns), size=len(read.homes))
    return lists
