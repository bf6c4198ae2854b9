"""The store is swept once an hour: a crash leaves files to which no row points, people leave photos
that they never send, and what was read of a file outlives it until then."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

from agency.documents.actions import StoreCheck, sweep
from agency.documents.readings.actions import forget_gone
from agency.documents.unsent import forget_old
from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule

log = logging.getLogger(__name__)

SWEEP = "sweep_documents"


def register_kinds() -> None:
    """Make it known to the ledger that the store is swept."""
    register(Kind(SWEEP, _sweep))
    register_schedule(SWEEP, _hours)


def _hours(now: datetime) -> Iterator[Wanted]:
    hour = f"{now.astimezone(UTC):%Y-%m-%dT%H}"
    yield Wanted(SWEEP, f"{SWEEP}:{hour}", {})


def _sweep(_args: Args) -> Store:
    """Outside of any transaction: the store knows none."""
    forget_old()
    forget_gone()
    found = StoreCheck()
    sweep(found)
    if found.held_back:
        log.error(
            "%d files in the store have no row: `agency documents check` says more",
            found.held_back,
        )
    if found.removed:
        log.warning("%d files without a row were removed from the store", len(found.removed))
    return lambda: None
