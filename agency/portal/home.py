"""Home: the one thing to do first, what is coming up, and what she holds."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import render_template

from agency import clock
from agency.portal.blueprint import portal
from agency.portal.completeness import completeness
from agency.portal.first_thing import first_thing, number_of_things
from agency.portal.mine import mine
from agency.portal.papers import Held, held_of
from agency.portal.placements import SENT, WORK
from agency.portal.work import jobs_of
from agency.settings import settings

MOST_COMING, MOST_HELD = 5, 6
YEAR = timedelta(days=365)
GREETINGS = ((12, "Good morning"), (18, "Good afternoon"), (24, "Good evening"))


@portal.get("/")
def home() -> str:
    """What matters today, in the order in which it matters."""
    me = mine()
    jobs = jobs_of(me)
    done = completeness(me.row, me.dossier)
    held = [one for one in held_of(me) if one.counts]
    return render_template(
        "portal/home.html",
        me=me,
        greeting=greeting(),
        first=(first := first_thing(me, jobs, done)),
        things=number_of_things(me, first),
        coming=coming(held, me.day)[:MOST_COMING],
        ledgers=[one for one in me.ledgers if one.to_go],
        held=held,
        most_held=MOST_HELD,
        done=done,
        number_of_jobs=sum(one.eligible and not one.placed for one in jobs),
        lacking=done.hindrance,
        work=[one for one in me.dossier.placements if one.stage in WORK],
        sent=sum(one.stage in SENT for one in me.dossier.placements),
    )


def greeting() -> str:
    """By the hour where the agency is."""
    hour = clock.now().astimezone(ZoneInfo(settings().timezone)).hour
    return next(words for before, words in GREETINGS if hour < before)


def coming(held: list[Held], day: date) -> list[Held]:
    """What she is to renew within a year of ``day``, the last safe day first."""
    last = (day + YEAR).toordinal()
    planned = [one for one in held if one.to_renew_herself and not one.standing.ended]
    return sorted((one for one in planned if _renew_by(one) <= last), key=_renew_by)


def _renew_by(one: Held) -> int:
    plan = one.standing.plan
    return plan.renew_by.toordinal() if plan else 0
