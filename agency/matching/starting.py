"""Beginning a full run: the facts are read once, and its assignments divided into shards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import insert

from agency import clock
from agency.edits.queries import visible
from agency.extensions import begin_snapshot, db
from agency.jobs.actions import add
from agency.matching.allocation.worth import load_worth
from agency.matching.keeping import keep, lay_out
from agency.matching.models import MatchRun, MatchShard, subject_of
from agency.matching.packing import packed
from agency.matching.queries import equal_run, still_stands
from agency.matching.snapshot import Opening, Snapshot, read_snapshot
from agency.matching.storing import scale_as_json
from agency.rules.ranking import Scale, load_scale
from agency.rules.rulebook import RuleBook
from agency.standards.keeping import keep_rulebook
from agency.standards.queries import rulebook
from config import Config

MATCH_NIGHT, MATCH_SHARD, MATCH_FINISH = "match_night", "match_shard", "match_finish"
MATCH_VALUE = "match_value"
# Part of the settings of a run: results of another engine are another run.
ENGINE = "numpy-2"
MOST_IN_SHARD = 500


@dataclass(frozen=True)
class Inputs:
    """What a full run rests on, and when it began to be read; ``seconds`` that took, by stage."""

    as_of: date
    book: RuleBook
    settings: str
    scale: Scale
    lists: dict[str, int]
    seen: list[list[int]]
    read_at: datetime
    snapshot: Snapshot = field(repr=False)
    data: bytes = field(repr=False)
    seconds: dict[str, float]


def read_inputs(as_of: date, settings: Config) -> Inputs:
    """Everything there is at this moment; no transaction is left open."""
    watch, read_at = clock.Stopwatch(), clock.now()
    scale = load_scale(settings.ranking_file)
    begin_snapshot()
    book = rulebook()
    watch.lap("rules")
    seen = visible()
    snapshot = read_snapshot(as_of)
    db.session.rollback()  # the reading is over; nothing is held open while we compute
    watch.lap("read")
    data = packed(snapshot)
    watch.lap("pack")
    lay_out(snapshot)
    watch.lap("file")
    fingerprint = settings_fingerprint(settings, scale)
    return Inputs(
        as_of=as_of,
        book=book,
        settings=fingerprint,
        scale=scale,
        lists={"eligible": settings.shortlist_size, "near_misses": settings.near_miss_size},
        seen=seen,
        read_at=read_at,
        snapshot=snapshot,
        data=data,
        seconds=watch.seconds,
    )


def settings_fingerprint(settings: Config, scale: Scale) -> str:
    """SHA-256 over all that is set besides facts and rules and changes what is stored."""
    worth = asdict(load_worth(settings.allocation_file))
    sizes = settings.shortlist_size, settings.near_miss_size
    said = [ENGINE, scale_as_json(scale), *sizes, worth, settings.one_each]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def start(inputs: Inputs) -> tuple[MatchRun, bool]:
    """The run of these inputs: the one there is, else a new one with a job for each shard.

    One that others have followed since is not taken up again: what is shown are those others.
    With the run, whether it was there. Part of the caller's transaction. Raises IntegrityError if
    another process has just begun it.
    """
    run = run_of(inputs)
    before = equal_run(run)
    if before and still_stands(before):
        before.seen = inputs.seen
        return before, True
    run.again = before.again + 1 if before else 0
    shards = list(_shards(inputs.snapshot.openings))
    run.shards = len(shards)
    db.session.add(run)
    db.session.flush()  # the shards need the run's id
    keep(run.snapshot, inputs.data)
    keep_rulebook(inputs.book)
    if shards:
        _add_shards(run, shards)
    else:
        add_finish(run.id)
    return run, False


def run_of(inputs: Inputs) -> MatchRun:
    """A new run of these inputs, not in the database yet."""
    return MatchRun(
        as_of=inputs.as_of,
        rulebook=inputs.book.fingerprint,
        snapshot=inputs.snapshot.fingerprint,
        settings=inputs.settings,
        seen=inputs.seen,
        state="running",
        shards_done=0,
        started_at=inputs.read_at,
        scale=scale_as_json(inputs.scale),
        lists=inputs.lists,
        candidates=len(inputs.snapshot.pool),
        counts={"candidates": len(inputs.snapshot.pool), "seconds": inputs.seconds},
    )


def _shards(openings: Sequence[Opening]) -> Iterator[tuple[str, list[str]]]:
    """Assignments of one state together, those that ask alike next to each other."""
    ordered = sorted(openings, key=lambda opening: opening.likeness)
    for state, of_state in groupby(ordered, key=lambda opening: opening.assignment.state):
        refs = [opening.assignment.ref for opening in of_state]
        for start in range(0, len(refs), MOST_IN_SHARD):
            yield state, refs[start : start + MOST_IN_SHARD]


def _add_shards(run: MatchRun, shards: Sequence[tuple[str, list[str]]]) -> None:
    rows = [
        {"run_id": run.id, "number": number, "state": state, "refs": refs, "usage": None}
        for number, (state, refs) in enumerate(shards, start=1)
    ]
    db.session.execute(insert(MatchShard), rows)
    for row in rows:
        args = {"run": run.id, "shard": row["number"]}
        key = f"{MATCH_SHARD}:{run.id}:{row['number']}"
        add(MATCH_SHARD, args, unique_key=key, subject=run.subject)


def add_finish(run_id: int) -> None:
    """Have a run finished whose shards are all done."""
    key, subject = f"{MATCH_FINISH}:{run_id}", subject_of(run_id)
    add(MATCH_FINISH, {"run": run_id}, unique_key=key, subject=subject)


def add_value(run_id: int) -> None:
    """Have a complete run valued: it is shown before that is done."""
    key, subject = f"{MATCH_VALUE}:{run_id}", subject_of(run_id)
    add(MATCH_VALUE, {"run": run_id}, unique_key=key, subject=subject)
