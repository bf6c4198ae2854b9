"""My placements: what was sent where, how far it has come since when, and where she works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import render_template
from sqlalchemy import select

from agency.extensions import db
from agency.page_filters import here
from agency.placements.dossier import PlacementShown
from agency.placements.models import Placement
from agency.places import town_of
from agency.portal.blueprint import portal
from agency.portal.mine import Mine, mine

# A shortlist is the agency's own thought; she is told from the day on which she is put forward.
SENT, WORK = ("submitted", "interview", "offered"), ("confirmed", "working")
PAST = ("completed", "withdrawn", "declined", "cancelled")
STAGES: Mapping[str, tuple[str, str]] = {
    "submitted": ("in_review", "Sent, the clinic decides"),
    "interview": ("in_review", "Interview"),
    "offered": ("soon", "Offered, we wait for your word"),
    "confirmed": ("met", "Confirmed"),
    "working": ("met", "You work here"),
    "completed": ("met", "Completed"),
    "withdrawn": ("", "Taken back"),
    "declined": ("", "Not this time"),
    "cancelled": ("", "Cancelled"),
}


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """One placement in her words; ``since`` is the day from which it stands so, where the agency
    is: of work the first day of it, of what is completed the last."""

    placement: PlacementShown
    place: str
    kind: str
    words: str
    since: date

    @property
    def name(self) -> str:
        return self.placement.facility or self.placement.assignment_ref


@portal.get("/placements")
def placements() -> str:
    """Where she was put forward, where she works, and what is over."""
    me = mine()
    rows = rows_of(me)
    groups = [
        ("Where you work", [one for one in rows if one.placement.stage in WORK]),
        ("Sent for you", [one for one in rows if one.placement.stage in SENT]),
        ("Before", [one for one in rows if one.placement.stage in PAST]),
    ]
    return render_template("portal/placements.html", me=me, groups=groups)


def rows_of(me: Mine) -> list[PlacementRow]:
    """Her placements, the newest first; one query for since when each is so."""
    changed = select(Placement.id, Placement.changed_at)
    found = db.session.execute(changed.where(Placement.candidate_id == me.row["id"]))
    since = dict(found.all())
    return [_row(one, since[one.id]) for one in me.dossier.placements if one.stage in STAGES]


def _row(one: PlacementShown, since: datetime) -> PlacementRow:
    place = town_of(one.zip) or one.state or ""
    days = {"working": one.starts_on, "completed": one.ends_on}
    return PlacementRow(one, place, *STAGES[one.stage], days.get(one.stage, here(since)))
