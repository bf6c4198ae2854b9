"""A run done again from what was stored of it: equal facts, rules and settings, equal bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from agency.errors import Unready
from agency.extensions import db
from agency.matching.engine import Limits, Matched
from agency.matching.engines import engine_for
from agency.matching.keeping import Forgotten
from agency.matching.lines import Lines, as_lines
from agency.matching.merging import Ranking
from agency.matching.models import MatchRun
from agency.matching.rechoosing import choice_again
from agency.matching.results import NOT_OPEN, Result, ids_of, result_of
from agency.matching.run_queries import run_with_id
from agency.matching.shards import book_of, limits_of
from agency.matching.snapshot_queries import sizes_of
from agency.matching.states import State, state_of
from agency.matching.stored_results import StoredResult, stored_results
from agency.matching.storing import scale_from_json
from agency.matching.tables import Ints

AT_ONCE = 500
MOST_TOLD = 20

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Replay:
    """What became of a run that was done again: SHA-256 over all that is stored of it, as it is
    stored and as it comes out now, and the assignments of which they differ. ``allocation`` is
    whether its choice is the same, by the pins and exclusions of then; None of a run without one.

    ``snapshot_bytes`` is what is stored under its own fingerprint: of a delta, what it changed.
    """

    run: int
    as_of: str
    snapshot: str
    snapshot_bytes: int | None
    rulebook: str
    settings: str
    assignments: int
    stored: str
    replayed: str
    differing: tuple[str, ...]
    allocation: bool | None = None

    @property
    def same(self) -> bool:
        return self.stored == self.replayed

    def as_json(self) -> dict[str, Any]:
        """``differing`` are the first of them."""
        told = list(self.differing[:MOST_TOLD])
        return {**asdict(self), "same": self.same, "differing": told}


def _silent(_done: int, _total: int) -> None:
    return


def replay(run_id: int, progress: Progress = _silent) -> Replay:
    """Do a run again from its snapshot, by its rulebook, weights and day; nothing is written.

    Raises NotFound, Unready for one that is not complete or whose facts are not stored any more,
    and RulesChanged where its rules cannot be had.
    """
    run = run_with_id(run_id)
    if run.state != "complete":
        raise Unready(f"run {run.id} is {run.state}; only a complete run can be done again")
    book, scale = book_of(run), scale_from_json(run.scale)
    state = _facts_of(run)
    engine, limits = engine_for(state.pool, book, scale, run.as_of), limits_of(run)
    ids, refs = ids_of(state.pool), sorted(state.openings)
    stored, again = hashlib.sha256(), hashlib.sha256()
    differing: list[str] = []
    edges: dict[str, tuple[Ints, Ints]] = {}
    done = 0
    for some in (refs[start : start + AT_ONCE] for start in range(0, len(refs), AT_ONCE)):
        kept = stored_results(run, some)
        db.session.rollback()
        works = [state.openings[ref] for ref in some]
        for ref, outcome in zip(some, engine.match_all(works, limits), strict=True):
            before, after = _as_stored(kept.get(ref), limits), _said(result_of(outcome, ids))
            if isinstance(outcome, Matched):
                people, scores = outcome.all_eligible, outcome.all_scores
                edges[ref] = people.astype(np.int32), scores.astype(np.int32)
            stored.update(before)
            again.update(after)
            differing += [ref] if before != after else []
        done += len(some)
        progress(done, len(refs))
    choice = choice_again(run, edges)
    for digest, part in zip((stored, again), choice or (), strict=False):
        digest.update(part)
    same = choice and choice[0] == choice[1]
    size = sizes_of([run.snapshot]).get(run.snapshot)
    said = run.as_of.isoformat(), run.snapshot, size, run.rulebook, run.settings, len(refs)
    return Replay(run.id, *said, stored.hexdigest(), again.hexdigest(), tuple(differing), same)


def _facts_of(run: MatchRun) -> State:
    try:
        return state_of(run)
    except Forgotten as gone:
        raise Unready(f"run {run.id} cannot be done again: {gone}") from gone


def _as_stored(kept: StoredResult | None, most: Limits) -> bytes:
    if kept is None:
        return _said(NOT_OPEN)
    best, nearest = _lines(kept.best, most.eligible), _lines(kept.nearest, most.near_misses)
    return _said(replace(kept.result, best=best, nearest=nearest))


def _lines(rankings: Sequence[Ranking], most: int | None) -> Lines:
    """What is served of a list: a run may keep more, for those that follow it."""
    return as_lines(one.line for one in rankings[:most])


def _said(result: Result) -> bytes:
    """All that a result says, in one way of writing it."""
    return json.dumps(dict(_plain(result)), sort_keys=True).encode() + b"\n"


def _plain(result: Result) -> Iterator[tuple[str, Any]]:
    for name, value in vars(result).items():
        if isinstance(value, bytes):
            yield name, value.hex()
        elif name == "counted":
            # Where nobody is put to the work there is nobody to count.
            yield name, value.as_json() if value and result.outcome == "matched" else None
        else:
            yield name, [*value] if isinstance(value, Lines) else value
