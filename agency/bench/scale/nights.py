"""One night after the other, done by workers of as many processes as shall be compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import sleep

from sqlalchemy import func, select

from agency.bench.scale.place import Place, have_nothing_else_to_do, processes_of, worker
from agency.bench.sizes import DAY
from agency.bench.stored_result import result_of
from agency.bench.uploads.memory import memory_mb
from agency.bench.usage import cpu_seconds_of
from agency.clock import Stopwatch
from agency.errors import AgencyError
from agency.extensions import db
from agency.jobs.actions import add
from agency.jobs.models import Job
from agency.jobs.queries import jobs
from agency.matching.actions import discard
from agency.matching.models import MatchRun, MatchShard
from agency.matching.starting import MATCH_NIGHT, MATCH_SHARD

LOOK_SECONDS = 0.02
# What takes longer has gone wrong, at any size that is measured.
PATIENCE = 1800.0
STAGES = ("load", "match", "write")


@dataclass(frozen=True)
class Night:
    """A night done by ``processes``: seconds from the first shard that was begun to the last done,
    seconds of processors meanwhile, in all and of the busiest process, seconds by stage added up
    over shards, and SHA-256 over all that is stored of it. ``own_mb`` is the memory of the worker
    with what its processes share counted once.
    """

    processes: int
    shards: int
    seconds: float
    cpu_seconds: float
    busiest_cpu_seconds: float
    stages: dict[str, float]
    own_mb: float
    result: str


class NightFailedError(AgencyError):
    """A night was not completed, so there is nothing to compare."""


def nights(
    place: Place, processes: Sequence[int], times: int, told: Callable[[str], None]
) -> list[Night]:
    """Each number of processes ``times`` times, in turns, so that a busy moment hits them all."""
    found = []
    for _ in range(times):
        for number in processes:
            told(f"A night by {number} {'process' if number == 1 else 'processes'}")
            found.append(_night(place, number))
    return found


def _night(place: Place, processes: int) -> Night:
    """The second of two nights by a worker: in the first its processes load their code."""
    with worker(place, processes) as pid:
        for day in (DAY - timedelta(days=1), DAY):
            have_nothing_else_to_do()
            seconds, spent, busiest = _done(day, pid)
            run = _run_of(day)
            memory, result, stages = memory_mb(pid), result_of(run), _stages_of(run)
            shards = run.shards
            discard(run.id)
        return Night(processes, shards, seconds, spent, busiest, stages, memory, result)


def _done(day: date, worker: int) -> tuple[float, float, float]:
    """Have a night done; the seconds of its shards, and of processors as `Night` has them."""
    add(MATCH_NIGHT, {"as_of": day.isoformat()}, unique_key=f"{MATCH_NIGHT}:scale:{day}")
    db.session.commit()
    _wait_until(_is_begun)
    watch, before = Stopwatch(), _spent(worker)
    _wait_until(lambda: _shards_are_done(day))
    watch.lap("shards")
    spent = [now - before.get(pid, 0.0) for pid, now in _spent(worker).items()]
    _wait_until(_nothing_is_left)
    return watch.seconds["shards"], sum(spent), max(spent)


def _spent(worker: int) -> dict[int, float]:
    return {pid: cpu_seconds_of(pid) for pid in processes_of(worker)}


def _wait_until(happened: Callable[[], bool]) -> None:
    """Raises NightFailedError if it does not, or if a job is dead."""
    watch = Stopwatch()
    while not happened():
        if dead := jobs(state="dead"):
            raise NightFailedError(f"job {dead[0].id} failed: {dead[0].last_error}")
        if watch.seconds.get("waited", 0.0) > PATIENCE:
            raise NightFailedError(f"a night is not done after {PATIENCE:.0f} s")
        db.session.rollback()
        sleep(LOOK_SECONDS)
        watch.lap("waited")
    db.session.rollback()


def _is_begun() -> bool:
    taken = select(Job.id).where(Job.kind == MATCH_SHARD, Job.state == "running")
    return db.session.scalar(taken.limit(1)) is not None


def _shards_are_done(day: date) -> bool:
    run = _run_of(day)
    return run.shards_done == run.shards


def _nothing_is_left() -> bool:
    """With what follows a night: the board, and changes by day of which there are none."""
    left = select(func.count()).where(Job.state.in_(("pending", "running")))
    return db.session.scalar(left) == 0


def _run_of(day: date) -> MatchRun:
    statement = select(MatchRun).where(MatchRun.as_of == day)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _stages_of(run: MatchRun) -> dict[str, float]:
    usages = db.session.scalars(select(MatchShard.usage).where(MatchShard.run_id == run.id)).all()
    return {stage: sum(usage[stage] for usage in usages if usage) for stage in STAGES}
