"""The rows of the program of a choice in which some edges are for takers alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agency.matching.allocation.problem import Problem
from agency.matching.tables import Bools, Index, Ints
from agency.matching.value.prices import Floats


@dataclass(frozen=True)
class Rows:
    """All entries, row by row: ``starts`` says where each begins, ``room`` its upper limit.

    First the openings; then the turns in which two or more edges are, ``used`` of ``turns``; then
    what takers need; the last row counts them. Their columns stand after those of the edges, in
    the order of ``takers``, which are candidates.
    """

    starts: Ints
    columns: Ints
    values: Floats
    room: Floats
    takers: Index
    openings: int
    used: Index
    turns: int

    def __len__(self) -> int:
        return len(self.room)

    def of_turns(self, duals: Floats) -> Floats:
        """What is said of the turns among what is said of all rows; 0 of those without a row."""
        prices = np.zeros(self.turns)
        prices[self.used] = duals[self.openings : self.openings + len(self.used)]
        return prices


def rows_of(part: Problem, tied: Bools) -> Rows:
    """The rows of a problem; edges that are ``tied`` are their candidate's if she is a taker."""
    openings, edges = len(part.room), np.arange(len(part))
    used = np.flatnonzero(part.turns.sizes(edges) > 1)
    held = np.flatnonzero(tied)
    needs = part.of(held)
    takers = np.unique(needs.candidate)
    need, needed = _in_turns(needs, np.arange(len(needs.turns)))
    turn, turned = _in_turns(part, used)
    first, last = openings + len(used), openings + len(used) + len(needs.turns)
    columns = len(part) + np.arange(len(takers))
    taker = len(part) + np.searchsorted(takers, needs.turns.candidate)
    entries = [
        (part.opening, edges, 1.0),
        (openings + turn, turned, 1.0),
        (first + need, held[needed], 1.0),
        (first + np.arange(len(needs.turns)), taker, -1.0),
        (np.full(len(takers), last), columns, 1.0),
    ]
    room = [part.room, np.ones(len(used)), np.zeros(len(needs.turns) + 1)]
    return Rows(
        *_by_rows(entries, last + 1),
        room=np.concatenate(room).astype(np.float64),
        takers=takers,
        openings=openings,
        used=used,
        turns=len(part.turns),
    )


def _in_turns(problem: Problem, used: Index) -> tuple[Index, Index]:
    """Each of the ``used`` turns, by its place among them, with each of its edges."""
    before = np.searchsorted(used, np.arange(len(problem.turns) + 1))
    begin, end = before[problem.turns.begin], before[problem.turns.end]
    count = end - begin
    edge = np.repeat(np.arange(len(problem)), count)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    return begin[edge] + step, edge


def _by_rows(
    entries: list[tuple[Index, Index, float]], rows: int
) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    row = np.concatenate([one for one, _, _ in entries])
    column = np.concatenate([one for _, one, _ in entries])
    value = np.concatenate([np.full(len(one), said) for one, _, said in entries])
    order = np.lexsort((column, row))
    starts = np.searchsorted(row[order], np.arange(rows + 1))
    return starts.astype(np.int32), column[order].astype(np.int32), value[order]
