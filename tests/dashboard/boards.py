"""An agency with people at work and starts ahead, for tests of the board's pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agency.extensions import db
from agency.placements.models import Placement
from agency.settings import today
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
)

DAY = timedelta(days=1)


def placed(name: str, first: int, last: int, stage: str = "confirmed", **paper: Any) -> Placement:
    """Somebody called ``name`` from so many days from now on; her certification is ``paper``."""
    now = today()
    site = make_facility(f"{name} Clinic", state="TX", zip="75201")
    work = make_assignment(
        f"A-{name}", site, starts_on=now + first * DAY, ends_on=now + last * DAY, openings=2
    )
    person = make_candidate(f"C-{name}", first_name=name, last_name="Lee")
    make_credential(person, **({"expires_on": now + 400 * DAY} | paper))
    return make_placement(person, work, stage)


def lively() -> None:
    """One who is covered, one who lapses, one who cannot be told; two starts, one not clear;
    a submittal and an offer; committed."""
    placed("Covered", -10, 30, "working")
    placed("Lapses", -10, 30, "working", expires_on=today() + 5 * DAY)
    placed("Claims", -1, 30, "working", evidence="claimed")
    placed("Clear", 3, 30)
    placed("Starts", 5, 30, expires_on=today() + 10 * DAY)
    for name, stage in (("Sent", "submitted"), ("Offer", "offered"), ("Gone", "declined")):
        placed(name, 40, 60, stage)
    db.session.commit()
