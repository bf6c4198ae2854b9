"""The pieces of work that take the engine apart: columns and kernel, pairs one after the other,
the choice of people for openings in several ways, and the explanation of single pairs.

Like those of `agency.bench.pieces` each is meant for a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict

import numpy as np

from agency.bench.pieces import Disagreement, Done, database, done, facts, some_pairs, warmed
from agency.bench.report import GREEDY, PRICES, PROGRAM
from agency.bench.sizes import DAY
from agency.bench.usage import Meter
from agency.matching.allocating import problem_of
from agency.matching.allocation.greedy import greedy
from agency.matching.allocation.lagrange import best_by_prices
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.proof import proven
from agency.matching.allocation.solving import allocate
from agency.matching.allocation.worth import Large, load_worth
from agency.matching.engine import Engine, Limits, Matched
from agency.matching.explaining import explain_pair
from agency.matching.pool import Pool
from agency.matching.snapshot import Opening
from agency.matching.tables import Ints
from agency.rules.ranking import Scale, load_scale
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.settings import settings

LIMITS = Limits()
# Where the agency's own file says nothing of large choices.
LARGE = Large(edges=1, rounds=300, enough_per_million=100)


def match_in_memory(folder: str, url: str) -> Done:
    """Match all assignments twice with one compiled engine, then choose who should go where.

    The second time all columns are there already, so that what it takes is the kernel's; what the
    first took more is the building of the columns.
    """
    with database(url, folder, "compiled"):
        book, snapshot = warmed(), facts()
        worth, one_each = load_worth(settings().allocation_file), settings().one_each
        engine = compiled_engine(snapshot.pool, book, load_scale(settings().ranking_file))
        openings = ruled(snapshot.openings, book)
        meter = Meter()
        for lap in ("first", "again"):
            matched = list(all_matched(engine, openings))
            meter.lap(lap)
    edges = {one.assignment.ref: edges_of(one) for one in matched}
    problem = problem_of(openings, edges, DAY, worth, one_each)
    meter.lap("edges")
    counts = {"pairs": len(snapshot.pool) * len(openings), "edges": len(problem)}
    return done(meter, counts | choices(problem, worth.large or LARGE, meter))


def choices(problem: Problem, large: Large, meter: Meter) -> dict[str, int]:
    """Choose in three ways, each a step: what each comes to, and the bound it proves."""
    found = allocate(problem)
    meter.lap(PROGRAM)
    first = greedy(problem)
    meter.lap(GREEDY)
    chosen, prices = best_by_prices(problem, large)
    meter.lap(PRICES)
    proofs = {
        PROGRAM: found.proof,
        GREEDY: proven(problem, first, found.prices),
        PRICES: proven(problem, chosen, prices),
    }
    return {
        f"{way} {name}": value
        for way, proof in proofs.items()
        for name, value in asdict(proof).items()
    }


def edges_of(matched: Matched) -> tuple[Ints, Ints]:
    """Everybody who is eligible, as they are kept in a run."""
    return matched.all_eligible.astype(np.int32), matched.all_scores.astype(np.int32)


def match_pair_by_pair(folder: str, url: str, every: int) -> Done:
    """Put every n-th assignment to everybody, one after the other, by compiled code.

    Raises Disagreement if it finds others than the engine does.
    """
    with database(url, folder, "compiled"):
        book, snapshot = warmed(), facts()
        engine = compiled_engine(snapshot.pool, book, load_scale(settings().ranking_file))
    openings = ruled(snapshot.openings, book)
    chosen = openings[::every]
    return judged_pair_by_pair(engine, chosen, len(openings))


def judged_pair_by_pair(engine: Engine, chosen: Sequence[Opening], of: int) -> Done:
    """The same of those ``chosen`` out of so many."""
    from agency.bench.pair_by_pair import PairByPair  # needs the compiler

    pairs = PairByPair(engine, chosen)
    pairs.judged(Limits(1, 1))  # compiles it
    meter = Meter()
    found = pairs.judged(LIMITS)
    meter.lap("pairs")
    for one, matched in zip(found, all_matched(engine, chosen), strict=True):
        if (one.eligible, one.near_misses, one.best, one.nearest) != _said(matched):
            raise Disagreement(f"{matched.assignment.ref}: pair by pair is not as the engine")
    return done(meter, {"chosen": len(chosen), "all": of, "candidates": len(engine.pool)})


def _said(matched: Matched) -> tuple[int, int, list[int], list[int]]:
    lists = matched.best.candidate.tolist(), matched.nearest.candidate.tolist()
    return matched.eligible, matched.near_misses, *lists


def explain_pairs(folder: str, url: str, pairs: int) -> Done:
    """Explain so many pairs, each a step, first without and then with what would turn them."""
    with database(url, folder):
        book, scale = load_rulebook(), load_scale(settings().ranking_file)
        refs = [(one.candidate.ref, one.assignment.ref) for one in some_pairs(pairs, pairs)]
        keeps = settings().shorten_keeps_percent
        explain_pair(*refs[0], book, scale, DAY, keeps)  # reads what is read once
        meter = Meter()
        for kind, percent in (("pair", None), ("remedied", keeps)):
            for number, pair in enumerate(refs):
                explain_pair(*pair, book, scale, DAY, percent)
                meter.lap(f"{kind} {number}")
    return done(meter, {"explained": len(refs)})


def compiled_engine(pool: Pool, book: RuleBook, scale: Scale) -> Engine:
    """The compiled engine over a pool, on the day of the bench."""
    from agency.matching.compiled import CompiledEngine  # the compiler takes a second to import

    return CompiledEngine(pool, book, scale, DAY)


def all_matched(engine: Engine, openings: Iterable[Opening]) -> Iterator[Matched]:
    """What each opening in a state with rules comes to."""
    for outcome in engine.match_all(openings, LIMITS):
        assert isinstance(outcome, Matched)  # the state has rules
        yield outcome


def ruled(openings: Sequence[Opening], book: RuleBook) -> list[Opening]:
    """Those in states whose rules are recorded."""
    return [one for one in openings if one.assignment.state in book.states]


PIECES: dict[str, Callable[..., Done]] = {
    piece.__name__: piece for piece in (match_in_memory, match_pair_by_pair, explain_pairs)
}
