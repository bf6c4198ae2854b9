"""The job that holds a file of a register against what is on file."""

from __future__ import annotations

from agency.jobs.kinds import Args, Kind, Store, register
from agency.verification.registers.actions.asking import LOAD
from agency.verification.registers.actions.loading import load_stored


def register_kinds() -> None:
    """Make it known to the ledger; one file at a time, so that none overtakes another."""
    register(Kind(LOAD, _load, alone=True))


def _load(args: Args) -> Store:
    """In transactions of its own: what is held is held, also where this is cut short."""
    load_stored(args["load"])
    return lambda: None
