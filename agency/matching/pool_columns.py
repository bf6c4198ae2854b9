"""All that a pool is made of as columns, before anything is put in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agency.matching.distances import Floats
from agency.matching.gathering import Columns, chosen
from agency.matching.pool import Words
from agency.matching.tables import Index
from agency.matching.wording import Lists, in_order
from agency.rules.distance import Point

LISTS = ("states", "skills", "specialties", "shifts", "roles")
PERFORMANCES = "performances"
NOWHERE = (np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class PoolColumns:
    """Columns by table, in any order.

    ``people`` have ``id``, ``ref`` and what a pool says of each, save ``homes``, a row of x, y and
    z each, and ``lists``: the words of each list, with the row of ``people`` that has the word. The
    others begin with ``candidate``, the id of one of the people or of a stranger, and are named as
    in a pool. ``completed`` are numbers of ``placements``, which add up.
    """

    people: Columns
    homes: Floats
    lists: Mapping[str, tuple[Index, Words]]
    away: Columns
    credentials: Columns
    trainings: Columns
    performances: Columns
    credits: Columns
    completed: Columns


def homes_of(points: Sequence[Point | None]) -> Floats:
    """A row of x, y and z each; not a number where the home is not known."""
    table = [(point.x, point.y, point.z) if point else NOWHERE for point in points]
    return np.array(table, np.float64).reshape(len(points), 3)


def performed(trainings: Columns, performances: Lists) -> Columns:
    """A row for each act of each record of performances; those are words like ``venipuncture:12``,
    a list for each training.
    """
    records = np.flatnonzero(trainings["kind"].among([PERFORMANCES]))
    of, acts = performances.of(records).each()
    words, rows = in_order(acts), records[of]
    told = [word.partition(":") for word in words.known]
    counts = np.array([int(count) for _, _, count in told], np.int64)
    said = chosen({name: trainings[name] for name in ("candidate", "completed", "evidence")}, rows)
    act = Words(words.number, tuple(act for act, _, _ in told))
    return {"candidate": said.pop("candidate"), "act": act, "count": counts[words.number], **said}
