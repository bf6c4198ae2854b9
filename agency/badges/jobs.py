"""Judging a badge once it is taken up, and again at night where its answers may have changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from agency import clock
from agency.badges.actions import act_on_badge, judged_now
from agency.badges.actions.judging import ACT, JUDGE, have_judged
from agency.badges.queries import to_judge_again
from agency.extensions import db
from agency.jobs.kinds import Args, Kind, Store, Wanted, register, register_schedule

NIGHTLY = "judge_badges"


def register_kinds() -> None:
    """Make it known to the ledger that badges are judged, and what follows from it."""
    register(Kind(JUDGE, _judge), Kind(ACT, _act), Kind(NIGHTLY, _judge_all))
    register_schedule(NIGHTLY, _nights)


def _nights(now: datetime) -> Iterator[Wanted]:
    day = f"{now.astimezone(UTC):%Y-%m-%d}"
    yield Wanted(NIGHTLY, f"{NIGHTLY}:{day}", {})


def _judge(args: Args) -> Store:
    return judged_now(int(args["badge"]))


def _act(args: Args) -> Store:
    """Outside of the finishing transaction: it is an action with one of its own."""
    act_on_badge(int(args["badge"]))
    return lambda: None


def _judge_all(_args: Args) -> Store:
    """One job for each badge whose issuer may have taken it back, or that began or ended."""
    ids = list(db.session.scalars(to_judge_again(clock.now())))
    return lambda: have_judged(ids)
