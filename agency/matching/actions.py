"""Matching everybody with every open assignment, now and in this process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from agency.audit.actions import note, nothing, writing
from agency.audit.actors import Actor
from agency.errors import Unready
from agency.extensions import begin_write, db
from agency.fields.schema import refused
from agency.jobs import actions as ledger
from agency.jobs.models import Job
from agency.jobs.queries import due_ids, jobs
from agency.jobs.running import run_job
from agency.jobs.signs import unfinished
from agency.matching.board_making import BOARD
from agency.matching.models import MatchRun, subject_of
from agency.matching.report import MatchReport, report_of
from agency.matching.run_queries import full_run_of
from agency.matching.starting import MATCH_NIGHT, Inputs, read_inputs, start
from agency.matching.valuation import keep_valuation, worked_out
from agency.settings import application, settings, today

# Between looks at a run that others work on.
PAUSE_SECONDS = 0.2
# What is on file tells little of a day further away, and a year that was mistyped costs a night.
FARTHEST = timedelta(days=366)

Progress = Callable[[int, int], None]


class Incomplete(Unready):
    """A part of a run has failed for good."""


def match(as_of: date, progress: Progress | None = None) -> MatchReport:
    """Put everybody to every assignment open on ``as_of`` and keep the result as a run.

    The same facts, rulebook, day and settings are one run, however often this is called. Workers
    that are about help with the shards; ``progress`` is told shards done and in all. Raises
    Incomplete when a part of the run has failed as often as it may.
    """
    run_id, repeated = _begun(read_inputs(as_of, settings()))
    if repeated:
        _revive(run_id)
    _see_through(run_id, progress or _silent)
    _make_board()
    report = report_of(_looked_up(run_id), repeated=repeated)
    db.session.rollback()
    return report


def match_now(as_of: date, by: Actor, also: Callable[[Job], object] = nothing) -> Job:
    """Have everybody matched as of a day, as soon as somebody is free; the job that does it.

    One that waits already for the same day is the one. ``also`` is done in the same transaction.
    Raises Refused for a day that is not within a year of today.
    """
    _refuse_far_away(as_of)
    key = f"match_now:{as_of}"
    with writing():
        ledger.add(MATCH_NIGHT, {"as_of": as_of.isoformat()}, unique_key=key)
        waiting = select(Job).where(Job.unique_key == key, Job.state == "pending")
        job = db.session.scalars(waiting.execution_options(populate_existing=True)).one()
        also(job)
        note(by, "ordered a match", f"job:{job.id}", after={"as_of": as_of.isoformat()})
    return job


def _refuse_far_away(as_of: date) -> None:
    first, last = today() - FARTHEST, today() + FARTHEST
    if not first <= as_of <= last:
        raise refused("as_of", as_of, f"a day within a year of today, from {first} to {last}")


def value_run(run: MatchRun) -> None:
    """Value the full run that ``run`` rests on, here and now, whoever else may be about to."""
    worked = worked_out(full_run_of(run), settings())
    begin_write()
    keep_valuation(worked)
    db.session.commit()


def discard(run_id: int) -> None:
    """Remove a run with its shortlists and matches; a run that is not there is no error."""
    begin_write()
    db.session.execute(delete(MatchRun).where(MatchRun.id == run_id))
    db.session.execute(delete(Job).where(Job.subject == subject_of(run_id)))
    db.session.commit()


def _silent(_done: int, _total: int) -> None:
    return


def _begun(inputs: Inputs) -> tuple[int, bool]:
    """The id of the run of these inputs, and whether it was there before."""
    begin_write()
    try:
        run, repeated = start(inputs)
        run_id = run.id
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        run, repeated = start(inputs)  # another process has just begun it
        run_id = run.id
        db.session.rollback()
    return run_id, repeated


def _revive(run_id: int) -> None:
    """Whoever matches again wants what failed to be tried again."""
    dead = [job.id for job in jobs(state="dead", subject=subject_of(run_id))]
    db.session.rollback()  # each retry is a transaction of its own, begun as a writer
    for job_id in dead:
        ledger.retry(job_id)


def _see_through(run_id: int, progress: Progress) -> None:
    """Do the jobs of a run, whoever else does some of them, until all are done."""
    while not _is_complete(run_id, progress):
        waiting = due_ids(subject_of(run_id))
        db.session.rollback()
        if not any(run_job(application(), job_id) for job_id in waiting[:1]):
            Event().wait(PAUSE_SECONDS)


def _make_board() -> None:
    """Do the job that the run has added for its board, unless somebody else is at it already."""
    waiting = select(Job.id).where(Job.unique_key == BOARD, Job.state == "pending")
    job_id = db.session.scalar(waiting)
    db.session.rollback()
    if job_id is not None:
        run_job(application(), job_id)


def _is_complete(run_id: int, progress: Progress) -> bool:
    """Whether the run is done; raises Incomplete if all of it is done that can be.

    No transaction is left open.
    """
    run = _looked_up(run_id)
    complete, done, total = run.state == "complete", run.shards_done, run.shards
    stuck = not complete and not unfinished(run.subject)
    dead = jobs(state="dead", subject=run.subject) if stuck else []
    told = [f"job {job.id} failed: {job.last_error}" for job in dead]
    db.session.rollback()
    if told:
        raise Incomplete(f"run {run_id} is incomplete: {told[-1]}; `agency jobs` tells more")
    progress(done, total)
    return complete


def _looked_up(run_id: int) -> MatchRun:
    statement = select(MatchRun).where(MatchRun.id == run_id)
    run = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if run is None:
        raise Unready(f"run {run_id} was removed while it was under way")
    return run
