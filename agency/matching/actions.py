"""Matching everybody with every open assignment: gather, decide, store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from agency import clock
from agency.extensions import begin_snapshot, begin_write, db
from agency.matching.engine import Engine, Limits, Matched
from agency.matching.models import MatchRun
from agency.matching.queries import equal_run
from agency.matching.report import MatchReport, counted, report_of
from agency.matching.snapshot import Opening, Snapshot, read_snapshot
from agency.matching.storing import Outcome, scale_as_json, store
from agency.rules.ranking import Scale, load_scale
from agency.rules.rulebook import NoRules, load_rulebook
from config import Config

# Part of the settings of a run: results of another engine are another run.
ENGINE = "numpy-1"

Progress = Callable[[int, int], None]


def match(as_of: date, settings: Config, progress: Progress | None = None) -> MatchReport:
    """Put everybody to every assignment open on ``as_of`` and keep the result as a run.

    The same facts, rulebook, day and settings are one run, however often this is called.
    ``progress`` is told assignments done and in all.
    """
    watch = clock.Stopwatch()
    book, scale = load_rulebook(), load_scale(settings.ranking_file)
    run = MatchRun(as_of=as_of, rulebook=book.fingerprint, started_at=clock.now(), state="complete")
    begin_snapshot()
    snapshot = read_snapshot(as_of)
    run.snapshot, run.settings = snapshot.fingerprint, _fingerprint(settings, scale)
    before = equal_run(run)
    report = report_of(before, repeated=True) if before else None
    db.session.rollback()  # the reading is over; nothing is held open while we compute
    if report:
        return report
    watch.lap("read")
    engine = Engine(snapshot.pool, book, scale, as_of)
    outcomes = list(_outcomes(engine, snapshot, _limits(settings), progress))
    watch.lap("match")
    run.scale, run.counts = scale_as_json(scale), _counts(snapshot, outcomes)
    return _keep(run, snapshot, outcomes, watch)


def discard(run_id: int) -> None:
    """Remove a run with its shortlists and matches; a run that is not there is no error."""
    begin_write()
    db.session.execute(delete(MatchRun).where(MatchRun.id == run_id))
    db.session.commit()


def _keep(
    run: MatchRun,
    snapshot: Snapshot,
    outcomes: list[tuple[str, Outcome]],
    watch: clock.Stopwatch,
) -> MatchReport:
    """Write the run; if another process has just written an equal one, that one stands."""
    begin_write()
    try:
        store(run, snapshot.pool, outcomes)
        watch.lap("write")
        run.finished_at = clock.now()
        run.counts = run.counts | {"seconds": {k: round(v, 3) for k, v in watch.seconds.items()}}
        report = report_of(run, repeated=False)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        before = equal_run(run)
        if before is None:
            raise
        return report_of(before, repeated=True)
    return report


def _fingerprint(settings: Config, scale: Scale) -> str:
    """SHA-256 over all that is set besides facts and rules and changes what is stored."""
    said = [ENGINE, scale_as_json(scale), settings.shortlist_size, settings.near_miss_size]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _limits(settings: Config) -> Limits:
    return Limits(settings.shortlist_size, settings.near_miss_size)


def _outcomes(
    engine: Engine, snapshot: Snapshot, limits: Limits, progress: Progress | None
) -> Iterator[tuple[str, Outcome]]:
    """Each open assignment by its reference, with what it comes to."""
    # Those that ask alike come one after the other, while the answers are still remembered.
    openings = sorted(snapshot.openings, key=_likeness)
    for done, opening in enumerate(openings, start=1):
        yield opening.assignment.ref, _outcome(engine, opening, limits)
        if progress:
            progress(done, len(openings))


def _likeness(opening: Opening) -> tuple[str, str, date, str]:
    work = opening.assignment
    return work.state, work.facility or "", work.starts_on, work.ref


def _outcome(engine: Engine, opening: Opening, limits: Limits) -> Outcome:
    """A state without recorded rules is told, never taken for one without rules."""
    try:
        return engine.match(opening.assignment, opening.placed, limits)
    except NoRules as missing:
        return missing


def _counts(snapshot: Snapshot, outcomes: list[tuple[str, Outcome]]) -> dict[str, object]:
    matched = [outcome for _, outcome in outcomes if isinstance(outcome, Matched)]
    return counted(len(snapshot.pool), matched, len(outcomes) - len(matched))
