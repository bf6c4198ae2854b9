"""What a run of screening reads and finds; nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from agency.errors import Unready
from agency.extensions import begin_snapshot, db
from agency.screening.blocking import Records
from agency.screening.comparing import Alike, alike, listed_on
from agency.screening.models import ScreeningRun
from agency.screening.people import Person, people
from agency.screening.queries import described_lists

NO_LIST = "no exclusion list was loaded yet; `agency screening load leie FILE` loads one"


@dataclass(frozen=True, slots=True)
class Screened:
    """Who was compared on a day with what, and which pairs are alike.

    ``after`` is the row id of the newest run that was there, 0 of none.
    """

    day: date
    why: str
    lists: list[dict[str, Any]]
    records: int
    people: Sequence[Person]
    found: Sequence[Alike]
    after: int


def screened(day: date, why: str, ids: Collection[int] | None = None) -> Screened:
    """Compare candidates, all or those of some row ids, with all that is on the lists.

    What the session had begun before is given up. Raises Unready where no list was loaded.
    """
    begin_snapshot()
    lists = described_lists(day)
    if not lists:
        raise Unready(NO_LIST)
    after = db.session.scalar(select(func.max(ScreeningRun.id))) or 0
    records, who = Records(listed_on(day)), list(people(ids))
    return Screened(day, why, lists, len(records.all), who, list(alike(who, records)), after)
