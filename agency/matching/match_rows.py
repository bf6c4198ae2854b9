"""The lines of many lists as the rows of one table, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from agency.matching.binary_copy import copy_of_fields, flags, lists_of_numbers, numbers, words
from agency.matching.bulk_insert import copy_in, insert_in, on_postgresql
from agency.matching.lines import NO_LINES, VERDICTS
from agency.matching.models import TIERS, Match
from agency.matching.results import Result
from agency.matching.rows import BLANK
from agency.matching.tables import Bools, Ints, Longs
from agency.matching.wording import Numbering


@dataclass(frozen=True)
class MatchRows:
    """A column each; ``tier``, ``verdict``, ``gap`` are places in `TIERS`, `VERDICTS`, ``gaps``."""

    shortlist_id: Longs
    tier: Longs
    position: Longs
    candidate_id: Longs
    verdict: Ints
    score: Longs
    measures: Longs
    gap: Ints
    renewable: Bools
    gaps: Sequence[str]

    def __len__(self) -> int:
        return len(self.shortlist_id)

    def of(self, rows: Bools) -> MatchRows:
        """Some of the rows."""
        return MatchRows(**{name: getattr(self, name)[rows] for name in COLUMNS}, gaps=self.gaps)


COLUMNS = tuple(one.name for one in fields(MatchRows) if one.name != "gaps")
# What a line says of itself.
OWN = ("candidate_id", "verdict", "score", "measures", "renewable")


def match_rows(results: Sequence[tuple[int, Result]]) -> MatchRows:
    """Those of shortlists, given by row id."""
    lists = [lines for _, result in results for lines in (result.best, result.nearest)]
    counts = [len(lines) for lines in lists]
    ids = [id for id, _ in results]
    before = np.cumsum(counts, dtype=np.int64) - counts
    numbering = Numbering()
    gaps = [np.array([*map(numbering.__getitem__, one.gaps), BLANK], np.int32) for one in lists]
    return MatchRows(
        shortlist_id=np.repeat(np.repeat(np.array(ids, np.int64), len(TIERS)), counts),
        tier=np.repeat(np.tile(np.arange(len(TIERS)), len(ids)), counts),
        position=np.arange(sum(counts)) - np.repeat(before, counts) + 1,
        **{name: _joined([getattr(lines, name) for lines in lists], name) for name in OWN},
        gap=_joined([of[lines.gap] for of, lines in zip(gaps, lists, strict=True)], "gap"),
        gaps=tuple(numbering),
    )


def _joined(columns: Sequence[Any], name: str) -> Any:
    return np.concatenate([getattr(NO_LINES, name), *columns])


def insert_matches(rows: MatchRows) -> None:
    """Into the table, in the session's transaction."""
    if on_postgresql():
        copy_in(Match, COLUMNS, _copy(rows))
    else:
        insert_in(Match, COLUMNS, _plain(rows))


def _copy(rows: MatchRows) -> bytes:
    return copy_of_fields(
        [
            numbers(rows.shortlist_id),
            words(rows.tier, TIERS),
            numbers(rows.position),
            numbers(rows.candidate_id),
            words(rows.verdict, VERDICTS),
            numbers(rows.score),
            lists_of_numbers(rows.measures),
            words(rows.gap, rows.gaps),
            flags(rows.renewable),
        ]
    )


def _plain(rows: MatchRows) -> Iterator[tuple[Any, ...]]:
    """As SQLite keeps them."""
    parts = rows.measures.T.tolist()
    written = f"[{', '.join(['%d'] * len(parts))}]"  # as JSON writes a list
    return zip(
        rows.shortlist_id.tolist(),
        map(TIERS.__getitem__, rows.tier.tolist()),
        rows.position.tolist(),
        rows.candidate_id.tolist(),
        map(VERDICTS.__getitem__, rows.verdict.tolist()),
        rows.score.tolist(),
        map(written.__mod__, zip(*parts, strict=True)),
        map((*rows.gaps, None).__getitem__, rows.gap.tolist()),  # BLANK leads to the last
        rows.renewable.tolist(),
        strict=True,
    )
