"""The pieces of work of a size that is too large for the bench's databases.

Like those of `agency.bench.pieces` each is meant for a process of its own; those that match map
the same files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from shutil import rmtree

from agency.bench.engine_pieces import (
    LARGE,
    all_matched,
    compiled_engine,
    judged_pair_by_pair,
)
from agency.bench.large.mapped import join, mapped_pool, opening_of, openings_in, store
from agency.bench.large.market import made_up
from agency.bench.large.sampled import sampled
from agency.bench.pieces import Done, done
from agency.bench.report import GREEDY, PRICES
from agency.bench.sizes import DAY, SEED
from agency.bench.usage import Meter
from agency.matching.allocation.greedy import greedy
from agency.matching.allocation.lagrange import best_by_prices
from agency.matching.allocation.proof import proven
from agency.matching.engine import Engine
from agency.matching.snapshot import Opening
from agency.rules.ranking import load_scale
from agency.rules.rulebook import load_rulebook
from agency.sampling.world import world_of
from config import RANKING_FILE

ALL = "all"


def make_part(folder: str, number: int, candidates: int, assignments: int) -> Done:
    """Make up one part of an agency, as columns in files."""
    meter = Meter()
    people = [f"C-{number:03}-{one:06}" for one in range(1, candidates + 1)]
    work = [f"A-{number:03}-{one:06}" for one in range(1, assignments + 1)]
    snapshot = sampled(world_of(SEED + number, DAY), people, work, f" ({number})")
    store(snapshot, part_in(folder, number))
    meter.lap("make")
    return done(meter, {"candidates": len(snapshot.pool), "openings": len(snapshot.openings)})


def part_in(folder: str, number: int) -> Path:
    return Path(folder) / f"part-{number:03}"


def join_parts(folder: str, parts: int) -> Done:
    """Make one agency of so many parts, which are removed."""
    meter = Meter()
    folders = [part_in(folder, number) for number in range(parts)]
    unfinished = Path(folder) / "unfinished"
    rmtree(unfinished, ignore_errors=True)
    join(folders, unfinished)
    unfinished.rename(Path(folder) / ALL)
    for one in folders:
        rmtree(one)
    meter.lap("join")
    return done(meter, {})


def match_share(folder: str, engine: str, every: int, process: int, processes: int) -> Done:
    """Match every n-th assignment, or of those the part of one process among several.

    A share of the assignments is matched twice, to tell what the building of columns took.
    """
    meter = Meter()
    matcher, ruled = _ready(folder, engine)
    chosen = ruled[::every]
    each = -(-len(chosen) // processes)
    openings = [*map(opening_of, chosen[process * each : (process + 1) * each])]
    meter.lap("load")
    eligible = _matched(matcher, openings)
    meter.lap("first")
    if every > 1:
        _matched(matcher, openings)
        meter.lap("again")
    counts = {"candidates": len(matcher.pool), "all": len(ruled), "chosen": len(chosen)}
    return done(meter, counts | {"eligible": eligible})


def _matched(engine: Engine, openings: Sequence[Opening]) -> int:
    """How many pairs are eligible; what each assignment comes to is not kept."""
    return sum(one.eligible for one in all_matched(engine, openings))


def judge_share(folder: str, every: int) -> Done:
    """Put every n-th assignment to everybody, one after the other, by compiled code."""
    engine, ruled = _ready(folder, "compiled")
    return judged_pair_by_pair(engine, [*map(opening_of, ruled[::every])], len(ruled))


def _ready(folder: str, engine: str) -> tuple[Engine, list[str]]:
    """An engine over everybody, compiled before if need be, and all openings by state."""
    book, scale = load_rulebook(), load_scale(RANKING_FILE)
    everybody = mapped_pool(Path(folder) / ALL)
    openings = openings_in(Path(folder) / ALL, book.states)
    if engine != "compiled":
        return Engine(everybody, book, scale, DAY), openings
    from agency.matching.warming import warm  # the compiler takes a second to import

    warm(book, scale, DAY)
    return compiled_engine(everybody, book, scale), openings


def choose_made_up(openings: int) -> Done:
    """Choose people for so many made-up openings, greedily and by prices."""
    problem = made_up(openings)
    best_by_prices(made_up(10), LARGE)  # compiles it
    meter = Meter()
    chosen, prices = best_by_prices(problem, LARGE)
    meter.lap(PRICES)
    first = greedy(problem)
    meter.lap(GREEDY)
    proofs = {PRICES: proven(problem, chosen, prices), GREEDY: proven(problem, first, prices)}
    told = {
        f"{way} {name}": value
        for way, proof in proofs.items()
        for name, value in asdict(proof).items()
    }
    return done(meter, {"edges": len(problem), **told})


PIECES: dict[str, Callable[..., Done]] = {
    piece.__name__: piece
    for piece in (make_part, join_parts, match_share, judge_share, choose_made_up)
}
