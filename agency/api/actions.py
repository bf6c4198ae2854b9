"""Keeping answers for requests that come twice, and forgetting them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import delete

from agency import clock
from agency.api.models import KeptAnswer
from agency.api.queries import forgotten_before
from agency.errors import Taken
from agency.extensions import db
from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule
from agency.upserting import upsert

FORGET = "forget_answers"


def keep_answer(
    asked_by: str, key: str, request: str, status: int, headers: Mapping[str, str], body: str
) -> None:
    """Keep an answer, in the transaction of what it tells, in the place of one that counts no more.

    Raises Taken where another request has been answered under the key meanwhile.
    """
    row = {
        "asked_by": asked_by,
        "key": key,
        "request": request,
        "status": status,
        "headers": dict(headers),
        "body": body,
        "kept_at": clock.now(),
    }
    first = upsert(KeptAnswer).values(row)
    kept = first.on_conflict_do_update(
        index_elements=[KeptAnswer.asked_by, KeptAnswer.key],
        set_={name: first.excluded[name] for name in row},
        where=KeptAnswer.kept_at < forgotten_before(),
    )
    if db.session.scalar(kept.returning(KeptAnswer.id)) is None:
        raise Taken("request", key)


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
