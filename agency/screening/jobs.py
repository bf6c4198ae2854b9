"""Everybody is screened once a month and after a list was loaded; who changed, within the hour.

Lists that were handed in are taken up, what is left of them is removed, and old screenings are
folded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from agency.audit.actors import Actor
from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule
from agency.screening.actions.folding import fold_screenings
from agency.screening.actions.handing import forget_copies, load_stored, note_died
from agency.screening.actions.screening import store_run
from agency.screening.gathering import screened
from agency.screening.kinds import FOLD, LOAD, SCREEN, SCREEN_CHANGED, SWEEP
from agency.screening.queries import changed_since_screened, loads_in_force
from agency.settings import settings, today

MONTHLY = "monthly"
CHANGED = "her name or ZIP code is new"
# Of more than this everybody is screened, which takes hardly longer.
MOST_CHANGED = 20_000


def register_kinds() -> None:
    """Make the jobs of screening known to the ledger, and when they are due."""
    register(
        Kind(SCREEN, screen_all, alone=True),
        Kind(SCREEN_CHANGED, screen_changed, alone=True),
        Kind(LOAD, load_handed, died=handed_died, alone=True),
        Kind(FOLD, fold_old, alone=True, patient=True),
        Kind(SWEEP, sweep_copies, patient=True),
    )
    register_schedule(SCREEN, months)
    register_schedule(SCREEN_CHANGED, hours)
    register_schedule(FOLD, days)


def months(now: datetime) -> Iterator[Wanted]:
    """Once for each month where the agency is, from its first day on."""
    month = f"{now.astimezone(ZoneInfo(settings().timezone)):%Y-%m}"
    yield Wanted(SCREEN, f"{SCREEN}:{month}", {"why": MONTHLY})


def hours(now: datetime) -> Iterator[Wanted]:
    """Once for each hour."""
    hour = f"{now.astimezone(UTC):%Y-%m-%dT%H}"
    yield Wanted(SCREEN_CHANGED, f"{SCREEN_CHANGED}:{hour}", {})


def days(now: datetime) -> Iterator[Wanted]:
    """Once for each date in UTC."""
    for kind in (FOLD, SWEEP):
        yield Wanted(kind, f"{kind}:{now.astimezone(UTC).date()}", {})


def screen_all(args: Args) -> Store:
    """Compare everybody with the lists and write down what is found, in transactions of its own.

    Where no list was loaded nobody is screened: the load adds a job of its own.
    """
    return _stored(SCREEN, args.get("why", MONTHLY), None)


def screen_changed(_args: Args) -> Store:
    """The same for those who were not screened as what they are called now."""
    ids = changed_since_screened(MOST_CHANGED) if loads_in_force() else []
    if not ids:
        return lambda: None
    return _stored(SCREEN_CHANGED, CHANGED, ids if len(ids) < MOST_CHANGED else None)


def load_handed(args: Args) -> Store:
    """Take up a file that was handed in, in transactions of its own."""
    load_stored(args["file"])
    return lambda: None


def handed_died(args: Args) -> None:
    """Have the file that was handed in say so."""
    note_died(args["file"])


def sweep_copies(_args: Args) -> Store:
    """Remove copies of files that were handed in, where nobody waits for them any more."""
    forget_copies()
    return lambda: None


def fold_old(_args: Args) -> Store:
    """Fold screenings of months that are longer over than `screening_months`, bit by bit."""
    fold_screenings(month_before(today(), settings().screening_months))
    return lambda: None


def month_before(day: date, months: int) -> str:
    """The month, YYYY-MM, so many before that of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return f"{year:04}-{month + 1:02}"


def _stored(kind: str, why: str, ids: Collection[int] | None) -> Store:
    if not loads_in_force():
        return lambda: None
    store_run(screened(today(), why, ids), Actor("job", kind))
    return lambda: None
