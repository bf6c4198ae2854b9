"""Everybody is screened once a month and after a list was loaded; who changed, within the hour."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from agency.audit.actors import Actor
from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule
from agency.screening.actions.screening import store_run
from agency.screening.gathering import screened
from agency.screening.kinds import SCREEN, SCREEN_CHANGED
from agency.screening.queries import changed_since_screened, loads_in_force
from agency.settings import settings, today

MONTHLY = "monthly"
CHANGED = "her name or ZIP code is new"
# Of more than this everybody is screened, which takes hardly longer.
MOST_CHANGED = 20_000


def register_kinds() -> None:
    """Make the jobs of screening known to the ledger, and when they are due."""
    register(Kind(SCREEN, screen_all, alone=True), Kind(SCREEN_CHANGED, screen_changed, alone=True))
    register_schedule(SCREEN, months)
    register_schedule(SCREEN_CHANGED, hours)


def months(now: datetime) -> Iterator[Wanted]:
    """Once for each month where the agency is, from its first day on."""
    month = f"{now.astimezone(ZoneInfo(settings().timezone)):%Y-%m}"
    yield Wanted(SCREEN, f"{SCREEN}:{month}", {"why": MONTHLY})


def hours(now: datetime) -> Iterator[Wanted]:
    """Once for each hour."""
    hour = f"{now.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H}"
    yield Wanted(SCREEN_CHANGED, f"{SCREEN_CHANGED}:{hour}", {})


def screen_all(args: Args) -> Store:
    """Compare everybody with the lists; what it returns writes down what was found.

    Where no list was loaded nobody is screened: the load adds a job of its own.
    """
    return _stored(SCREEN, args.get("why", MONTHLY), None)


def screen_changed(_args: Args) -> Store:
    """The same for those who were not screened as what they are called now."""
    ids = changed_since_screened(MOST_CHANGED) if loads_in_force() else []
    if not ids:
        return lambda: None
    return _stored(SCREEN_CHANGED, CHANGED, ids if len(ids) < MOST_CHANGED else None)


def _stored(kind: str, why: str, ids: Collection[int] | None) -> Store:
    if not loads_in_force():
        return lambda: None
    found = screened(today(), why, ids)

    def store() -> None:
        store_run(found, Actor("job", kind))

    return store
