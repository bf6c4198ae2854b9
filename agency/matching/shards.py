"""One shard of a full run: its assignments put to everybody, and the results written."""

from __future__ import annotations

import resource
from datetime import date
from functools import lru_cache

from sqlalchemy import update

from agency import clock
from agency.errors import NotFound
from agency.extensions import db
from agency.jobs.kinds import Args, Store
from agency.matching.edges import edges_of, store_edges
from agency.matching.engine import Engine, Limits
from agency.matching.engines import engine_for
from agency.matching.keeping import snapshot_of
from agency.matching.models import MatchRun, MatchShard
from agency.matching.results import ids_of, result_of
from agency.matching.snapshot import Opening, Snapshot
from agency.matching.starting import add_finish, settings_fingerprint
from agency.matching.storing import scale_from_json, store
from agency.rules.ranking import Scale, load_scale
from agency.rules.rulebook import RuleBook
from agency.settings import settings
from agency.standards.queries import entries_of, rulebook_of

KB_PER_MB = 1024


class RulesChanged(Exception):
    """The rules or settings of this version are not those that the run was begun with."""

    def __init__(self, run: MatchRun) -> None:
        super().__init__(
            f"run {run.id} was begun with other rules or settings; match again to use the new ones"
        )


def match_shard(args: Args) -> Store:
    """Compute a shard, given as ``run`` and ``shard``; what it returns writes the results."""
    run = run_with(args["run"])
    shard = db.session.get(MatchShard, (run.id, args["shard"]))
    if shard is None:
        raise NotFound("shard", str(args["shard"]))
    number, refs = shard.number, shard.refs
    watch = clock.Stopwatch()
    snapshot, engine, limits = snapshot_of(run.snapshot), engine_of(run), limits_of_settings()
    openings, ids = opening_by_ref(snapshot), ids_of(snapshot.pool)
    db.session.rollback()  # nothing is held open while we compute
    watch.lap("load")
    results, edges = [], []
    works = [openings[ref] for ref in refs]
    for ref, outcome in zip(refs, engine.match_all(works, limits), strict=True):
        results.append((ref, result_of(outcome, ids)))
        edges.append((ref, edges_of(outcome)))
    watch.lap("match")

    def store_results() -> None:
        written = store(args["run"], results)
        store_edges(args["run"], [(written[ref], one) for ref, one in edges if ref in written])
        watch.lap("write")
        usage = {name: round(taken, 3) for name, taken in watch.seconds.items()}
        _count(args["run"], number, usage | {"peak_mb": peak_mb()})

    return store_results


def run_with(run_id: int) -> MatchRun:
    """A run that can be gone on with: by the rules it was begun with, whatever was recorded since.

    Raises NotFound, and RulesChanged where those cannot be had or the settings are others.
    """
    run = db.session.get(MatchRun, run_id, populate_existing=True)
    if run is None:
        raise NotFound("run", str(run_id))
    scale = load_scale(settings().ranking_file)
    book_of(run)
    if settings_fingerprint(settings(), scale) != run.settings:
        raise RulesChanged(run)
    return run


def book_of(run: MatchRun) -> RuleBook:
    """The rulebook that a run was begun with; raises RulesChanged where it cannot be had."""
    book = rulebook_of(run.rulebook)
    if book is None:
        raise RulesChanged(run)
    return book


def limits_of(run: MatchRun) -> Limits:
    """How long the lists of a run are; where that was not kept yet, as long as they are now."""
    return Limits(**run.lists) if run.lists else limits_of_settings()


def limits_of_settings() -> Limits:
    return Limits(settings().shortlist_size, settings().near_miss_size)


def opening_by_ref(snapshot: Snapshot) -> dict[str, Opening]:
    return {opening.assignment.ref: opening for opening in snapshot.openings}


def engine_of(run: MatchRun) -> Engine:
    """The engine of a full run; shards that one process does share what was answered before."""
    entries = tuple(row.id for row in entries_of(run.rulebook))
    return _engine(run.snapshot, run.as_of, run.rulebook, entries, scale_from_json(run.scale))


@lru_cache(maxsize=1)
def _engine(
    snapshot: str, as_of: date, fingerprint: str, entries: tuple[int, ...], scale: Scale
) -> Engine:
    """``entries`` are those it was made of: equal rulebooks may name others who asked for them."""
    book = rulebook_of(fingerprint)
    assert book is not None  # whoever asks has just seen that it can be had
    return engine_for(snapshot_of(snapshot).pool, book, scale, as_of)


def peak_mb() -> float:
    """The most memory this process has had at once."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB, 1)


def _count(run_id: int, number: int, usage: dict[str, float]) -> None:
    """Count the shard; whoever counts the last one has the run finished."""
    db.session.execute(
        update(MatchShard)
        .where(MatchShard.run_id == run_id, MatchShard.number == number)
        .values(usage=usage)
    )
    done = db.session.execute(
        update(MatchRun)
        .where(MatchRun.id == run_id)
        .values(shards_done=MatchRun.shards_done + 1)
        .returning(MatchRun.shards_done, MatchRun.shards)
    ).one_or_none()
    if done and done.shards_done == done.shards:
        add_finish(run_id)
