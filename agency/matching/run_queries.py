"""What is asked about runs as such: how they stand, and what they have not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, or_, select

from agency.column_types import UTCDateTime
from agency.edits.models import Edit
from agency.edits.ranges import holes
from agency.errors import NotFound
from agency.extensions import db
from agency.jobs.database_clock import now
from agency.jobs.models import Job
from agency.jobs.queries import at_work, heartbeat_age, moment_now
from agency.jobs.signs import last_sign, unfinished
from agency.matching.models import MatchRun
from agency.matching.snapshot_queries import sizes_of
from agency.settings import settings

# Nobody is taken for gone before this many leases without a sign: one is what a worker may be
# silent for, the other leaves time to take its work up.
LEASES_OF_PATIENCE = 2
# Edits missing from what a run has seen are few, or old and of transactions long rolled back.
MOST_HOLES = 100


@dataclass(frozen=True)
class RunStanding:
    """A full run and how it stands.

    ``deltas`` is how many runs have worked in changes since, ``last_delta`` the last of them.
    ``silent_for`` is for how long nobody has worked on it, where somebody should; ``dead`` are its
    jobs that failed for good. ``facts_bytes`` is how much its facts take, compressed, where they
    are stored; None when they are not any more.
    """

    run: MatchRun
    deltas: int
    last_delta: MatchRun | None
    silent_for: timedelta | None
    dead: tuple[Job, ...]
    facts_bytes: int | None

    @property
    def took(self) -> timedelta | None:
        """From its beginning to its result; None while there is none."""
        run = self.run
        return run.finished_at - run.started_at if run.finished_at else None

    @property
    def well(self) -> bool:
        return self.run.state != "incomplete" and self.silent_for is None


def run_with_id(run_id: int) -> MatchRun:
    """Raises NotFound."""
    run = db.session.get(MatchRun, run_id, populate_existing=True)
    if run is None:
        raise NotFound("run", str(run_id))
    return run


def full_run_of(run: MatchRun) -> MatchRun:
    """The full run that ``run`` rests on; itself, if it is one."""
    return run if run.base_id is None else run_with_id(run.base_id)


def full_runs(limit: int | None = None) -> list[RunStanding]:
    """Full runs, the one begun last first."""
    begun_last = select(MatchRun).where(MatchRun.parent_id.is_(None)).order_by(MatchRun.id.desc())
    return standings(begun_last.limit(limit))


def unfinished_runs(today: date) -> list[RunStanding]:
    """Full runs that are not complete, and that no later one has completed in their place.

    A trial of the future stands in for none.
    """
    complete = select(func.max(MatchRun.id)).where(
        MatchRun.parent_id.is_(None), MatchRun.state == "complete", MatchRun.as_of <= today
    )
    left = select(MatchRun).where(MatchRun.parent_id.is_(None), MatchRun.state != "complete")
    newer = MatchRun.id > func.coalesce(complete.scalar_subquery(), 0)
    return standings(left.where(newer).order_by(MatchRun.id.desc()))


def stopped_run(today: date) -> MatchRun | None:
    """The last full run that is incomplete, if no later one has been completed in its place."""
    complete = select(func.max(MatchRun.id)).where(
        MatchRun.parent_id.is_(None), MatchRun.state == "complete", MatchRun.as_of <= today
    )
    newer = MatchRun.id > func.coalesce(complete.scalar_subquery(), 0)
    incomplete = (MatchRun.state == "incomplete") & MatchRun.parent_id.is_(None)
    newest = select(MatchRun).where(incomplete, newer).order_by(MatchRun.id.desc()).limit(1)
    return db.session.scalars(newest).one_or_none()


def standing_of(run: MatchRun) -> RunStanding:
    """How the full run that ``run`` rests on stands."""
    (standing,) = standings(select(MatchRun).where(MatchRun.id == (run.base_id or run.id)))
    return standing


def standings(statement: Select[MatchRun]) -> list[RunStanding]:
    """How each of some full runs stands, in their order."""
    found = db.session.scalars(statement.execution_options(populate_existing=True)).all()
    deltas, dead = _deltas([run.id for run in found]), _dead(found)
    sizes = sizes_of([run.snapshot for run in found]) if found else {}
    return [
        RunStanding(
            run,
            *deltas.get(run.id, (0, None)),
            silent_for(run),
            dead[run.subject],
            sizes.get(run.snapshot),
        )
        for run in found
    ]


def _deltas(base_ids: Sequence[int]) -> dict[int | None, tuple[int, MatchRun | None]]:
    """How many deltas there are of each of these runs, and the last of them."""
    if not base_ids:
        return {}
    counted = (
        select(func.count().label("deltas"), func.max(MatchRun.id).label("last"))
        .where(MatchRun.base_id.in_(base_ids))
        .group_by(MatchRun.base_id)
        .subquery()
    )
    rows = db.session.execute(
        select(MatchRun, counted.c.deltas).join(counted, counted.c.last == MatchRun.id)
    )
    return {last.base_id: (number, last) for last, number in rows}


def deltas_of(run: MatchRun) -> list[MatchRun]:
    """The runs that have worked in changes since the full run ``run``, in their order."""
    since = select(MatchRun).where(MatchRun.base_id == run.id, MatchRun.state == "complete")
    return list(db.session.scalars(since.order_by(MatchRun.id)))


def _dead(runs: Sequence[MatchRun]) -> Mapping[str, tuple[Job, ...]]:
    """The dead jobs of each run by its subject, the newest first; none of a complete one."""
    found: dict[str, tuple[Job, ...]] = {run.subject: () for run in runs}
    under_way = [run.subject for run in runs if run.state != "complete"]
    if under_way:
        wanted = (Job.state == "dead") & Job.subject.in_(under_way)
        dead = select(Job).where(wanted).order_by(Job.id.desc())
        for job in db.session.scalars(dead.execution_options(populate_existing=True)):
            found[job.subject or ""] += (job,)
    return found


def silent_for(run: MatchRun) -> timedelta | None:
    """For how long nobody has worked on a run that is under way; None while somebody may be.

    It may be that nobody hands out work, or that none is left of a run that is not finished.
    """
    if run.state != "running" or at_work(run.subject):
        return None
    patience = timedelta(seconds=LEASES_OF_PATIENCE * settings().lease_seconds)
    sign, beat = last_sign(run.subject), heartbeat_age()
    silence = moment_now() - max(run.started_at, sign or run.started_at)
    handed_out = beat is not None and beat <= patience and unfinished(run.subject)
    return silence if silence > patience and not handed_out else None


# What has not been seen


@dataclass(frozen=True)
class Unworked:
    """Edits that a run does not know of yet."""

    edits: int
    oldest: timedelta


def unworked(run: MatchRun) -> Unworked | None:
    """How many edits the facts of ``run`` do not include, and the age of the oldest; one query."""
    end = run.seen[-1][1] if run.seen else 0
    missed = [Edit.id.between(first, last) for first, last in holes(run.seen)[-MOST_HOLES:]]
    moment = db.type_coerce(now(), UTCDateTime())
    number, oldest, at = db.session.execute(
        select(func.count(), func.min(Edit.edited_at), moment).where(or_(Edit.id > end, *missed))
    ).one()
    return Unworked(number, at - oldest) if number else None
