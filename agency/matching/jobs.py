"""The kinds of job of the match, and the night that must be in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule
from agency.matching.board_making import BOARD, make_board
from agency.matching.deltas import MATCH_DELTA, match_delta
from agency.matching.finishing import match_finish, run_died
from agency.matching.nights import last_night
from agency.matching.retaining import FORGET, days, forget_snapshots
from agency.matching.shards import match_shard
from agency.matching.starting import (
    MATCH_FINISH,
    MATCH_NIGHT,
    MATCH_SHARD,
    MATCH_VALUE,
    Inputs,
    read_inputs,
    start,
)
from agency.matching.telling import tell_decision
from agency.matching.valuation import match_value
from agency.settings import settings
from agency.verification.telling import TELL_DECISION


def register_kinds() -> None:
    """Make the jobs of the match known to the ledger."""
    register(
        Kind(MATCH_NIGHT, match_night),
        Kind(MATCH_SHARD, match_shard, died=run_died),
        Kind(MATCH_FINISH, match_finish, died=run_died),
        Kind(MATCH_VALUE, match_value, alone=True),
        Kind(MATCH_DELTA, match_delta, alone=True),
        Kind(BOARD, make_board, alone=True),
        Kind(TELL_DECISION, tell_decision),
        Kind(FORGET, forget_snapshots),
    )
    register_schedule(MATCH_NIGHT, nights)
    register_schedule(FORGET, days)


def nights(now: datetime) -> Iterator[Wanted]:
    """The night that was due last by ``now``; nights missed before it are over for good."""
    night = last_night(now, settings().timezone, settings().nightly_at_utc)
    yield Wanted(MATCH_NIGHT, f"{MATCH_NIGHT}:{night}", {"as_of": night.isoformat()})


def match_night(args: Args) -> Store:
    """Read everything as of ``as_of``; what it returns begins the run of these inputs."""
    inputs = read_inputs(date.fromisoformat(args["as_of"]), settings())
    return lambda: _begin(inputs)


def _begin(inputs: Inputs) -> None:
    start(inputs)
