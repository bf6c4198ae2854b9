"""Judging a badge once it is taken up, and again where its answers may have changed: at night, and
within the hour where it may name its holder by an address that became hers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from agency import clock
from agency.badges.actions import act_on_badge, judged_now
from agency.badges.actions.judging import (
    ACT,
    JUDGE,
    JUDGE_SOME,
    have_judged_together,
    judged_together,
)
from agency.badges.queries import readdressed, to_judge_again
from agency.extensions import db
from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule

NIGHTLY, HOURLY = "judge_badges", "judge_readdressed"


def register_kinds() -> None:
    """Make it known to the ledger that badges are judged, and what follows from it."""
    register(
        Kind(JUDGE, _judge),
        Kind(JUDGE_SOME, _judge_some),
        Kind(ACT, _act),
        Kind(NIGHTLY, _judge_all),
        Kind(HOURLY, _judge_readdressed),
    )
    register_schedule(NIGHTLY, _nights)
    register_schedule(HOURLY, _hours)


def _nights(now: datetime) -> Iterator[Wanted]:
    day = f"{now.astimezone(UTC):%Y-%m-%d}"
    yield Wanted(NIGHTLY, f"{NIGHTLY}:{day}", {})


def _hours(now: datetime) -> Iterator[Wanted]:
    yield Wanted(HOURLY, f"{HOURLY}:{now.astimezone(UTC):%Y-%m-%dT%H}", {})


def _judge(args: Args) -> Store:
    return judged_now(int(args["badge"]))


def _judge_some(args: Args) -> Store:
    return judged_together(args["badges"])


def _act(args: Args) -> Store:
    """Outside of the finishing transaction: it is an action with one of its own."""
    act_on_badge(int(args["badge"]))
    return lambda: None


def _judge_all(_args: Args) -> Store:
    """Jobs for badges whose issuer may have taken them back, that began or ended, or that were
    judged by other rules than are in force.
    """
    ids = list(db.session.scalars(to_judge_again(clock.now())))
    return lambda: have_judged_together(ids)


def _judge_readdressed(_args: Args) -> Store:
    """Jobs for badges of people whose addresses have changed since they were judged."""
    ids = list(db.session.scalars(readdressed()))
    return lambda: have_judged_together(ids)
