"""Finishing a full run whose shards are all done: counts, and what has changed since the last."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from agency import clock
from agency.extensions import db
from agency.jobs.actions import add
from agency.jobs.kinds import Args, Store
from agency.matching.allocating import proposed
from agency.matching.allocation.worth import load_worth
from agency.matching.board_making import add_board
from agency.matching.changes import changes_between, store_changes
from agency.matching.choice_rows import store_proposed
from agency.matching.deltas import MATCH_DELTA
from agency.matching.edges import edges_in
from agency.matching.keeping import snapshot_of
from agency.matching.models import MatchRun, MatchShard
from agency.matching.queries import full_run_before
from agency.matching.report import staged
from agency.matching.results import ids_of
from agency.matching.serving import counts_of
from agency.matching.shards import book_of, peak_mb, run_with
from agency.matching.sides import full_side
from agency.matching.starting import add_value
from agency.matching.storing import scale_from_json
from agency.settings import settings


def match_finish(args: Args) -> Store:
    """Compare a run, given as ``run``, with the one before; what it returns completes it."""
    run = run_with(args["run"])
    run_id = run.id
    watch = clock.Stopwatch()
    before = full_run_before(run)
    before_id = before.id if before else None
    rules = book_of(run), scale_from_json(run.scale)
    changes = changes_between(full_side(before), full_side(run), rules) if before else []
    watch.lap("compare")
    snapshot = snapshot_of(run.snapshot)
    edges, ids = edges_in(run_id), ids_of(snapshot.pool)
    worth, one_each, as_of = load_worth(settings().allocation_file), settings().one_each, run.as_of
    db.session.rollback()  # nothing is held open while we choose
    choice = proposed(snapshot, edges, as_of, worth, one_each)
    watch.lap("allocate")

    def complete() -> None:
        store_changes(run_id, changes)
        store_proposed(run_id, choice, ids)
        _complete(run_id, before_id, watch.seconds)
        add_board()
        add_value(run_id)
        # What was written while the run was under way is not in it.
        add(MATCH_DELTA, unique_key=MATCH_DELTA)

    return complete


def _complete(run_id: int, before_id: int | None, seconds: dict[str, float]) -> None:
    run = db.session.get_one(MatchRun, run_id, populate_existing=True)
    run.counts = {**run.counts, **counts_of(run), **_usage(run, seconds)}
    run.compared_with_id = before_id
    run.state = "complete"
    run.finished_at = clock.now()
    db.session.flush()


def _usage(run: MatchRun, seconds: dict[str, float]) -> dict[str, Any]:
    """What the run took in all: seconds of work by stage, and the most memory of one process."""
    shards = db.session.scalars(select(MatchShard.usage).where(MatchShard.run_id == run.id)).all()
    used = [usage for usage in shards if usage]
    peaks = [usage["peak_mb"] for usage in used]
    timed = [run.counts["seconds"], seconds, *used]
    return {"seconds": staged(timed), "peak_mb": max([peak_mb(), *peaks])}


def run_died(args: Args) -> None:
    """A part of the run is dead: it stays incomplete until somebody has that part retried.

    What waited for the run to be finished waits no longer.
    """
    db.session.execute(
        update(MatchRun)
        .where(MatchRun.id == args["run"], MatchRun.state == "running")
        .values(state="incomplete")
    )
    add(MATCH_DELTA, unique_key=MATCH_DELTA)
