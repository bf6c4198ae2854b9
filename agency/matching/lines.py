"""The lines of a list as columns: who stands where on it, with what score, and what she lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from agency.matching.engine import Matched, Ranked
from agency.matching.rows import BLANK
from agency.matching.tables import Bools, Ints, Longs
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN
from agency.rules.ranking import PARTS

# Verdicts are kept as their numbers here.
VERDICTS = (ELIGIBLE, UNKNOWN, INELIGIBLE)


class Listed(NamedTuple):
    """One line of a list; ``gap`` is the id of the one requirement a near miss lacks."""

    candidate_id: int
    verdict: str
    score: int
    measures: tuple[int, ...]
    gap: str | None
    renewable: bool


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of one list, best first, with row ids; iterated, one `Listed` after the other.

    ``verdict`` counts in `VERDICTS`, and ``gap`` in ``gaps``, ids of requirements; BLANK is none.
    ``measures`` has a row for each line.
    """

    candidate_id: Longs
    verdict: Ints
    score: Longs
    measures: Longs
    gap: Ints
    renewable: Bools
    gaps: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.candidate_id)

    def __iter__(self) -> Iterator[Listed]:
        columns = (
            self.candidate_id.tolist(),
            (VERDICTS[number] for number in self.verdict.tolist()),
            self.score.tolist(),
            map(tuple, self.measures.tolist()),
            (None if number == BLANK else self.gaps[number] for number in self.gap.tolist()),
            self.renewable.tolist(),
        )
        yield from map(Listed, *columns)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Lines) or len(self) != len(other):
            return False
        if self.gaps != other.gaps:  # gaps are numbered otherwise
            return [*self] == [*other]
        columns = ("candidate_id", "verdict", "score", "measures", "gap", "renewable")
        return all(np.array_equal(getattr(self, one), getattr(other, one)) for one in columns)

    def __hash__(self) -> int:
        return hash(tuple(self.candidate_id.tolist()))


def lines_of(matched: Matched, ranked: Ranked, ids: Longs) -> Lines:
    """Those of one list of an outcome; ``ids`` are the row ids of the pool."""
    gaps = ranked.gaps
    requirements = matched.requirements if bool((gaps.number >= 0).any()) else ()
    verdict = np.where(gaps.number < 0, 0, np.where(gaps.unmet, 2, 1))
    return Lines(
        candidate_id=ids[ranked.candidate],
        verdict=verdict.astype(np.int32),
        score=ranked.score,
        measures=ranked.measures,
        gap=np.maximum(gaps.number, BLANK).astype(np.int32),
        renewable=gaps.renewable,
        gaps=tuple(one.id for one in requirements),
    )


def as_lines(listed: Iterable[Listed]) -> Lines:
    """The same lines as columns."""
    lines = list(listed)
    gaps = tuple({line.gap: None for line in lines if line.gap is not None})
    return Lines(
        candidate_id=np.array([line.candidate_id for line in lines], np.int64),
        verdict=np.array([VERDICTS.index(line.verdict) for line in lines], np.int32),
        score=np.array([line.score for line in lines], np.int64),
        measures=np.array([line.measures for line in lines], np.int64).reshape(-1, len(PARTS)),
        gap=np.array([_place(line.gap, gaps) for line in lines], np.int32),
        renewable=np.array([line.renewable for line in lines], np.bool_),
        gaps=gaps,
    )


def _place(gap: str | None, gaps: Sequence[str]) -> int:
    return BLANK if gap is None else gaps.index(gap)


NO_LINES = as_lines(())
