"""The life of a job: added, claimed, kept, and done, failed, given back or dead.

Each public function is one transaction, except `add` and `add_all`, which are part of its caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Update, case, literal, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from agency.audit.actions import note
from agency.audit.actors import Actor
from agency.errors import AgencyError, NotFound
from agency.extensions import begin_write, db
from agency.jobs.claims import MOST_ATTEMPTS, Claim, claimable, expired, held
from agency.jobs.database_clock import in_seconds, now
from agency.jobs.kinds import Args, Store, UnknownKind, kind_named, patient_kinds, wanted
from agency.jobs.models import PENDING, TICK, Heartbeat, Job
from agency.settings import settings
from agency.upserting import upsert

MOST_HINTS = 50
RETRY_SECONDS = (5, 30)  # after the first failure, and after the second
# A deadlock or a lock that was waited for too long is worth another try of the transaction.
FINISHING_TRIES = 3


class NotDead(AgencyError):
    """Only a dead job can be retried."""


def add(
    kind: str,
    args: Args | None = None,
    *,
    unique_key: str | None = None,
    subject: str | None = None,
    due_in: float = 0,
) -> None:
    """Add a job to the caller's transaction, so that it exists if and only if that commits.

    Of jobs with one ``unique_key`` one is pending at a time. One that is pending already is locked
    until the caller commits, so that nobody can begin it without what the caller has written:
    therefore add a job last. ``due_in`` is in seconds.
    """
    add_all([Addition(kind, args or {}, unique_key, subject, due_in)])


@dataclass(frozen=True, slots=True)
class Addition:
    """A job that is to be added; what each field means is told at `add`."""

    kind: str
    args: Args = field(default_factory=dict)
    unique_key: str | None = None
    subject: str | None = None
    due_in: float = 0


def add_all(additions: Sequence[Addition]) -> None:
    """`add` for several jobs, by one statement."""
    if not additions:
        return
    statement = upsert(Job).values([_added(one) for one in additions])
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[Job.unique_key],
            index_where=PENDING,
            set_={"unique_key": statement.excluded.unique_key},
        )
    )


def _added(one: Addition) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "args": dict(one.args),
        "unique_key": one.unique_key,
        "subject": one.subject,
        "state": "pending",
        "attempts": 0,
        "fence": 0,
        "due_at": in_seconds(one.due_in),
        "added_at": now(),
    }


def claim(job_id: int, worker: str) -> Claim | None:
    """Take a job for `lease_seconds`, counting the attempt; None if it is not to be had."""
    vanished = literal("attempt ") + _text(Job.attempts) + literal(": its worker vanished (")
    vanished = vanished + Job.worker + literal(")")
    begin_write()
    row = db.session.execute(
        update(Job)
        .where(Job.id == job_id, claimable())
        .values(
            state="running",
            fence=Job.fence + 1,
            attempts=Job.attempts + 1,
            lease_until=in_seconds(settings().lease_seconds),
            worker=worker,
            last_error=case((Job.worker.is_not(None), vanished), else_=Job.last_error),
        )
        .returning(Job.id, Job.kind, Job.args, Job.fence, Job.attempts),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    db.session.commit()
    return Claim(*row) if row else None


def renew(claimed: Claim) -> bool:
    """Hold a job for another `lease_seconds`; whether it was still ours to hold."""
    return _changed_held(claimed, lease_until=in_seconds(settings().lease_seconds))


def finish(claimed: Claim, store: Store) -> bool:
    """Mark a job done and write its results, both or neither.

    False, with nothing written, if somebody else has claimed it meanwhile.
    """
    for attempt in range(1, FINISHING_TRIES + 1):
        try:
            return _finish(claimed, store)
        except OperationalError:
            db.session.rollback()
            if attempt == FINISHING_TRIES:
                raise
    return False


def _finish(claimed: Claim, store: Store) -> bool:
    begin_write()
    # First of all: it locks the row, so that whoever thinks us dead waits and then finds it done.
    done = {"state": "done", "finished_at": now(), "lease_until": None, "worker": None}
    if not _rows(update(Job).where(held(claimed)).values(**done)):
        db.session.rollback()
        return False
    store()
    db.session.commit()
    return True


def fail(claimed: Claim, error: str) -> None:
    """Note why an attempt failed; the job waits for the next one, or is dead after the last."""
    error = f"attempt {claimed.attempts}: {error}"
    if claimed.attempts < MOST_ATTEMPTS:
        pause = RETRY_SECONDS[claimed.attempts - 1]
        _release(claimed, lease_until=in_seconds(pause), last_error=error)
        return
    begin_write()
    _bury(update(Job).where(held(claimed)).values(last_error=error))
    db.session.commit()


def give_back(claimed: Claim) -> None:
    """Leave a job to others at once, as if it had never been claimed."""
    _release(claimed, lease_until=now(), attempts=Job.attempts - 1)


def sweep() -> int:
    """Mark as dead what has been tried often enough and is held by nobody; how many those are."""
    begin_write()
    ids = _not_locked(select(Job.id).where(expired(), Job.attempts >= MOST_ATTEMPTS))
    vanished = literal("its worker vanished (") + Job.worker + literal(")")
    error = case((Job.worker.is_not(None), vanished), else_=Job.last_error)
    buried = _bury(update(Job).where(Job.id.in_(ids)).values(last_error=error)) if ids else 0
    db.session.commit()
    return buried


def retry(job_id: int, by: Actor | None = None) -> None:
    """Have a dead job tried again, from its first attempt; raises NotFound and NotDead.

    Whose doing it is goes into the trail, if that is said. What the session had begun before is
    given up.
    """
    db.session.rollback()
    begin_write()
    again = {
        "state": "pending",
        "attempts": 0,
        "due_at": now(),
        "hinted_at": None,
        "finished_at": None,
    }
    try:
        revived = _rows(update(Job).where(Job.id == job_id, Job.state == "dead").values(**again))
    except IntegrityError as error:
        db.session.rollback()
        raise NotDead(f"job {job_id}: the same work is waiting already") from error
    state = db.session.scalar(select(Job.state).where(Job.id == job_id))
    if revived and by:
        note(by, "had a job tried again", f"job:{job_id}")
    db.session.commit()
    if state is None:
        raise NotFound("job", str(job_id))
    if not revived:
        raise NotDead(f"job {job_id} is {state}; only a dead one can be retried")


def beat() -> datetime | None:
    """Give a sign of life and add what the schedules want; the moment it was.

    The sign's row is locked meanwhile, so that of several who do this one after the other each
    finds what those before have added. None, and nothing done, while somebody else is at it.
    """
    begin_write()
    first = upsert(Heartbeat).values(name=TICK, beat_at=now())
    db.session.execute(first.on_conflict_do_nothing())
    if not _not_locked(select(Heartbeat.name).where(Heartbeat.name == TICK)):
        db.session.rollback()
        return None
    beat_at: datetime = db.session.execute(
        update(Heartbeat)
        .where(Heartbeat.name == TICK)
        .values(beat_at=now())
        .returning(Heartbeat.beat_at)
    ).scalar_one()
    for job in wanted(beat_at):
        if not db.session.scalar(select(Job.id).where(Job.unique_key == job.unique_key).limit(1)):
            add(job.kind, job.args, unique_key=job.unique_key, subject=job.subject)
    db.session.commit()
    return beat_at


def hint(again_after: float) -> Sequence[int]:
    """The ids of jobs that may be claimed, of which nobody was told for ``again_after`` seconds.

    The longest due comes first, those of patient kinds after all others.
    """
    begin_write()
    untold = Job.hinted_at.is_(None) | (Job.hinted_at < in_seconds(-again_after))
    turns = Job.kind.in_(patient_kinds()), Job.due_at, Job.id
    due = select(Job.id).where(claimable(), untold).order_by(*turns).limit(MOST_HINTS)
    ids = _not_locked(due)
    if ids:
        _rows(update(Job).where(Job.id.in_(ids)).values(hinted_at=now()))
    db.session.commit()
    return ids


def unhint(ids: Sequence[int]) -> None:
    """Forget that somebody was told of these jobs."""
    begin_write()
    _rows(update(Job).where(Job.id.in_(ids)).values(hinted_at=None))
    db.session.commit()


def _bury(last_words: Update) -> int:
    """Mark jobs as dead, each noted by its kind as well; how many those are."""
    dead = last_words.values(state="dead", finished_at=now(), lease_until=None, worker=None)
    dead = dead.returning(Job.kind, Job.args)
    buried = db.session.execute(dead, execution_options={"synchronize_session": False}).all()
    for kind, args in buried:
        _noted(kind)(args)
    return len(buried)


def _noted(kind: str) -> Callable[[Args], None]:
    try:
        return kind_named(kind).died or (lambda _: None)
    except UnknownKind:
        return lambda _: None


def _release(claimed: Claim, **values: Any) -> None:
    """Let go of a job that is to be done yet; somebody is told as soon as it can be claimed."""
    _changed_held(claimed, worker=None, hinted_at=None, **values)


def _changed_held(claimed: Claim, **values: Any) -> bool:
    begin_write()
    changed = _rows(update(Job).where(held(claimed)).values(**values))
    db.session.commit()
    return changed > 0


def _not_locked(statement: Select[Any]) -> Sequence[Any]:
    """What a query finds, locked, less what others have locked: one may be frozen at it."""
    return db.session.scalars(statement.with_for_update(skip_locked=True)).all()


def _rows(statement: Update) -> int:
    """How many rows an update has changed; nothing of them is kept in the session."""
    result: Any = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount)


def _text(column: Any) -> Any:
    return db.cast(column, db.String)
