"""The job that holds a file of a register against what is on file; what is left of files goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule
from agency.verification.registers.actions.asking import LOAD, SWEEP, forget_copies
from agency.verification.registers.actions.loading import load_stored


def register_kinds() -> None:
    """Make it known to the ledger; one file at a time, so that none overtakes another."""
    register(Kind(LOAD, _load, alone=True), Kind(SWEEP, _sweep, patient=True))
    register_schedule(SWEEP, _days)


def _days(now: datetime) -> Iterator[Wanted]:
    """Once for each date in UTC."""
    yield Wanted(SWEEP, f"{SWEEP}:{now.astimezone(UTC).date()}", {})


def _load(args: Args) -> Store:
    """In transactions of its own: what is held is held, also where this is cut short."""
    load_stored(args["load"])
    return lambda: None


def _sweep(_args: Args) -> Store:
    forget_copies()
    return lambda: None
