"""Keeping answers for requests that come twice, and what only the API does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime

from sqlalchemy import delete, select

from agency import clock
from agency.api.models import KeptAnswer
from agency.api.queries import forgotten_before
from agency.audit.actions import note, nothing, writing
from agency.audit.actors import Actor
from agency.extensions import db
from agency.jobs.actions import add
from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule
from agency.jobs.models import Job
from agency.matching.starting import MATCH_NIGHT

FORGET = "forget_answers"


def keep_answer(
    asked_by: str, key: str, request: str, status: int, headers: Mapping[str, str], body: str
) -> None:
    """Keep an answer, in the transaction of what it tells.

    Raises IntegrityError where another request has been answered under the key meanwhile.
    """
    mine = (KeptAnswer.asked_by == asked_by) & (KeptAnswer.key == key)
    db.session.execute(delete(KeptAnswer).where(mine, KeptAnswer.kept_at < forgotten_before()))
    db.session.add(
        KeptAnswer(
            asked_by=asked_by,
            key=key,
            request=request,
            status=status,
            headers=dict(headers),
            body=body,
            kept_at=clock.now(),
        )
    )
    db.session.flush()


def match_now(as_of: date, by: Actor, also: Callable[[Job], object] = nothing) -> Job:
    """Have everybody matched as of a day, as soon as somebody is free; the job that does it.

    One that waits already for the same day is the one. ``also`` is done in the same transaction.
    """
    unique_key = f"match_now:{as_of}"
    with writing():
        add(MATCH_NIGHT, {"as_of": as_of.isoformat()}, unique_key=unique_key)
        waiting = select(Job).where(Job.unique_key == unique_key, Job.state == "pending")
        job = db.session.scalars(waiting.execution_options(populate_existing=True)).one()
        also(job)
        note(by, "ordered a match", f"job:{job.id}", after={"as_of": as_of.isoformat()})
    return job


def register_kinds() -> None:
    """Make it known to the ledger that answers are forgotten once a day."""
    register(Kind(FORGET, _forget))
    register_schedule(FORGET, _days)


def _days(now: datetime) -> Iterator[Wanted]:
    day = now.astimezone(UTC).date()
    yield Wanted(FORGET, f"{FORGET}:{day}", {})


def _forget(_args: Args) -> Store:
    return _delete_old


def _delete_old() -> None:
    db.session.execute(delete(KeptAnswer).where(KeptAnswer.kept_at < forgotten_before()))
