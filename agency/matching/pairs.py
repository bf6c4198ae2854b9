"""All pairs with a verdict, not only the best that a run keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from heapq import merge
from typing import NamedTuple

from agency.extensions import begin_snapshot, db
from agency.matching.engine import Engine
from agency.matching.snapshot import Opening, read_snapshot
from agency.rules.ranking import Scale
from agency.rules.rulebook import NoRules, RuleBook


class PairVerdict(NamedTuple):
    """One pair; the score in thousandths of a point."""

    assignment_ref: str
    candidate_ref: str
    verdict: str
    score: int


def pairs(
    as_of: date, verdicts: Collection[str], book: RuleBook, scale: Scale
) -> Iterator[PairVerdict]:
    """Every pair of an assignment open on ``as_of`` with one of ``verdicts``, by references.

    Present facts are judged anew, an assignment at a time. Blocked assignments, and those in a
    state without recorded rules, have no pairs.
    """
    begin_snapshot()
    snapshot = read_snapshot(as_of)
    db.session.rollback()
    engine = Engine(snapshot.pool, book, scale, as_of)
    for opening in snapshot.openings:
        try:
            yield from merge(*(_of_one(engine, opening, verdict) for verdict in verdicts))
        except NoRules:
            continue


def _of_one(engine: Engine, opening: Opening, verdict: str) -> Iterator[PairVerdict]:
    of, scores = engine.pairs(opening.assignment, opening.placed, verdict)
    for candidate, score in zip(of.tolist(), scores.tolist(), strict=True):
        yield PairVerdict(opening.assignment.ref, engine.pool.refs[candidate], verdict, score)
