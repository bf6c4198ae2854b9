"""Old screenings are folded: of a month what says the same of somebody is kept once.

A certificate says when she was screened, and by what: both stay provable, to the byte.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from agency.audit.actions import writing
from agency.bulk_lookup import among
from agency.extensions import db
from agency.screening.models import Screening, ScreeningRun

ROWS_AT_ONCE = 1_000
# What of a row a certificate says, beside its run.
SAID = ("name", "home_zip", "her_print", "found")


def fold_screenings(before: str) -> int:
    """Fold those of months before one, YYYY-MM, in many transactions; how many rows are gone."""
    old = select(ScreeningRun.id).where(ScreeningRun.month < before, ~ScreeningRun.folded)
    runs = db.session.scalars(old.order_by(ScreeningRun.id)).all()
    return sum(_fold(run_id) for run_id in runs)


def _fold(run_id: int) -> int:
    """Of one run; earlier ones of its month were folded before it."""
    after, gone = 0, 0
    while True:
        with writing():
            rows = _some_of(run_id, after)
            gone += _fold_some(rows)
            if not rows:
                folded = update(ScreeningRun).where(ScreeningRun.id == run_id).values(folded=True)
                db.session.execute(folded)
                return gone
        after = rows[-1].candidate_id


def _some_of(run_id: int, after: int) -> Sequence[Screening]:
    some = select(Screening).where(Screening.run_id == run_id, Screening.candidate_id > after)
    return db.session.scalars(some.order_by(Screening.candidate_id).limit(ROWS_AT_ONCE)).all()


def _fold_some(rows: Sequence[Screening]) -> int:
    later = _next_of_month(rows)
    gone = []
    for row in rows:
        following = later.get(row.candidate_id)
        if following is not None and _says(following) == _says(row):
            following.also_in = [*row.also_in, row.run_id, *following.also_in]
            gone.append(row.id)
    db.session.flush()
    removed = delete(Screening).where(among(Screening.id, gone))
    db.session.execute(removed, execution_options={"synchronize_session": False})
    return len(gone)


def _next_of_month(rows: Sequence[Screening]) -> dict[int, Screening]:
    """By candidate what the next run of the same month says of her."""
    if not rows:
        return {}
    run_id = rows[0].run_id
    month = select(ScreeningRun.month).where(ScreeningRun.id == run_id).scalar_subquery()
    later = (
        select(Screening)
        .join(ScreeningRun, ScreeningRun.id == Screening.run_id)
        .where(
            ScreeningRun.month == month,
            Screening.run_id > run_id,
            among(Screening.candidate_id, {row.candidate_id for row in rows}),
        )
    )
    found: dict[int, Screening] = {}
    for one in db.session.scalars(later.order_by(Screening.run_id)):
        found.setdefault(one.candidate_id, one)
    return found


def _says(row: Screening) -> list[object]:
    return [getattr(row, name) for name in SAID]
