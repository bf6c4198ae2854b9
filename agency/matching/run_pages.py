"""Runs as pages show them: the history, one run in full, and what is under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, or_, select

from agency.extensions import db
from agency.jobs.models import Job
from agency.matching.models import MatchRun, MatchShard, RunChange
from agency.matching.starting import MATCH_NIGHT
from agency.paging import Page, Position, SortKey, beyond, cut

MOST_DELTAS = 20


@dataclass(frozen=True, slots=True)
class RunLine:
    """A full run in the history; ``changes`` is how many it tells, ``deltas`` of later ones how
    many have worked in changes since.
    """

    run: MatchRun
    changes: int
    deltas: int

    @property
    def took(self) -> timedelta | None:
        """From its beginning to its result; None while there is none."""
        run = self.run
        return run.finished_at - run.started_at if run.finished_at else None


def page_of_runs(limit: int, after: Position | None = None) -> Page[RunLine]:
    """Full runs, the one begun last first; in one query."""
    keys = [SortKey(MatchRun.id, descending=True)]
    later = MatchRun.__table__.alias("later")
    rows = db.session.execute(
        select(
            MatchRun,
            select(func.count()).where(RunChange.run_id == MatchRun.id).scalar_subquery(),
            select(func.count()).where(later.c.base_id == MatchRun.id).scalar_subquery(),
        )
        .where(MatchRun.parent_id.is_(None), beyond(keys, after))
        .order_by(MatchRun.id.desc())
        .limit(limit + 1)
    ).all()
    return cut([(RunLine(*row), [row[0].id]) for row in rows], limit)


def match_ordered() -> bool:
    """Whether a match has been ordered, or is being read, whose run is not there yet."""
    left = Job.state.in_(("pending", "running"))
    return bool(db.session.scalar(select(Job.id).where(Job.kind == MATCH_NIGHT, left).limit(1)))


@dataclass(frozen=True, slots=True)
class ShardTime:
    """What one state took: assignments, parts of the run, and seconds by stage.

    ``done`` is how many of its parts are done.
    """

    state: str
    assignments: int
    shards: int
    done: int
    seconds: dict[str, float]
    peak_mb: float

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def times_by_state(run_id: int) -> list[ShardTime]:
    """The shards of a run put together by state, in one query."""
    shards = db.session.scalars(
        select(MatchShard).where(MatchShard.run_id == run_id).order_by(MatchShard.number)
    ).all()
    states = dict.fromkeys(shard.state for shard in shards)
    return [_time(state, [one for one in shards if one.state == state]) for state in states]


def _time(state: str, shards: Sequence[MatchShard]) -> ShardTime:
    used = [one.usage for one in shards if one.usage]
    stages = dict.fromkeys(name for one in used for name in one if name != "peak_mb")
    return ShardTime(
        state=state,
        assignments=sum(len(one.refs) for one in shards),
        shards=len(shards),
        done=len(used),
        seconds={name: round(sum(one.get(name, 0) for one in used), 3) for name in stages},
        peak_mb=max((one.get("peak_mb", 0) for one in used), default=0),
    )


@dataclass(frozen=True, slots=True)
class RunFamily:
    """The runs beside one: its parent or the one it is compared with, and the last deltas since."""

    base: MatchRun | None
    compared_with: MatchRun | None
    deltas: tuple[MatchRun, ...]


def family_of(run: MatchRun) -> RunFamily:
    """In two queries at most."""
    near = [id for id in (run.base_id, run.compared_with_id) if id]
    found = {}
    if near:
        rows = db.session.scalars(select(MatchRun).where(or_(MatchRun.id.in_(near))))
        found = {one.id: one for one in rows}
    since = select(MatchRun).where(MatchRun.base_id == run.id).order_by(MatchRun.id.desc())
    deltas = db.session.scalars(since.limit(MOST_DELTAS)).all() if run.full else ()
    return RunFamily(
        found.get(run.base_id or 0), found.get(run.compared_with_id or 0), tuple(deltas)
    )
