"""Renewals: by when she files for what, step by step, what counts towards it, and her calendar."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from agency.access.principal import actor
from agency.dashboard.form_values import problem_words
from agency.errors import Refused
from agency.fields.days import day_of
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.portal.mine import Mine, mine
from agency.portal.paper_kinds import CREDENTIAL
from agency.portal.papers import Ledger, own_ids
from agency.renewals.actions import make_calendar, revoke_calendar, say_filed
from agency.renewals.plans import plans
from agency.renewals.queries import Owner, calendar_of, filed_for
from agency.settings import settings, today

LABELS = {"filed_on": "Day you filed"}
NO_DAY = "Choose the day on which you filed it."


@portal.get("/renewals")
def renewals() -> ResponseReturnValue:
    """All that is to be renewed, the first to file for first."""
    return _page(mine())


@portal.post("/renewals/<int:id>/filing")
def say_it_is_filed(id: int) -> ResponseReturnValue:
    """She has filed a renewal, and waits for the new one."""
    CREDENTIAL.held.row(my_ref(), id)  # what is not hers is not there
    written = request.form.get("filed_on", "").strip()
    try:
        say_filed(my_ref(), id, day_of(written), today(), actor())
    except ValidationError:
        return _page(mine(), {id: NO_DAY}, 422)
    except Refused as error:
        return _page(mine(), {id: problem_words(error.problems[0], LABELS)}, 422)
    flash("Noted. Send us the new one when you have it.", "met")
    return redirect(url_for("portal.renewals", _anchor=f"plan-{id}"))


@portal.post("/renewals/calendar")
def make_my_calendar() -> ResponseReturnValue:
    """Give her calendar a new address, which is shown this once; the old one ends."""
    me = mine()
    secret = make_calendar(_me(me), actor())
    return _page(me, address=f"{settings().public_url}/calendar/{secret}.ics")


@portal.post("/renewals/calendar/revocation")
def revoke_my_calendar() -> ResponseReturnValue:
    """End the address of her calendar."""
    revoke_calendar(_me(mine()), actor())
    flash("The address of your calendar leads nowhere any more.", "met")
    return redirect(url_for("portal.renewals", _anchor="calendar"))


def _me(me: Mine) -> Owner:
    return Owner(candidate_id=me.row["id"])


def _page(
    me: Mine, errors: dict[int, str] | None = None, status: int = 200, address: str = ""
) -> Response:
    filed = filed_for([row["id"] for row in me.dossier.credentials])
    found = plans(me.dossier, me.standings, filed, me.day, me.catalogue_book)
    page = render_template(
        "portal/renewals.html",
        me=me,
        plans=found,
        ledger=Ledger(me),
        own_credits=own_ids("ce_credit", [row["id"] for row in me.dossier.ce_credits]),
        errors=errors or {},
        calendar=calendar_of(_me(me)),
        address=address,
    )
    answer = make_response(page, status)
    if address:
        answer.headers["Cache-Control"] = "no-store"
    return answer
