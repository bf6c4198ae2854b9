"""Whether what was compared is older than what somebody else has loaded or written down."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from agency.bulk_lookup import among
from agency.errors import Stale
from agency.extensions import db
from agency.screening.gathering import Screened
from agency.screening.models import ListLoad, Screening, ScreeningRun
from agency.screening.queries import described_lists

MEANWHILE = "a list was loaded meanwhile, after which everybody is screened by a job"


def require_same_lists(done: Screened) -> None:
    """Raises Stale where a list is another than was compared.

    The caller's transaction is in turn with whoever loads or screens: neither ends before it.
    """
    loads = select(ListLoad.id).order_by(ListLoad.id).with_for_update(key_share=True)
    db.session.execute(loads)
    if described_lists(done.day) != done.lists:
        raise Stale(MEANWHILE)


def screened_since(run: ScreeningRun, after: int, ids: Collection[int]) -> set[int]:
    """Who of them is in a run that has begun since, unless its day is over: of each month there
    must be one."""
    later = (
        select(Screening.candidate_id)
        .join(ScreeningRun, ScreeningRun.id == Screening.run_id)
        .where(
            among(Screening.candidate_id, ids),
            Screening.run_id > after,
            Screening.run_id != run.id,
            ScreeningRun.day >= run.day,
        )
    )
    return set(db.session.scalars(later))
