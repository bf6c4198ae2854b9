"""Renewals: by when she files for what, step by step, what counts towards it, and her calendar."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from agency.access.principal import actor
from agency.dashboard.calendar_address import address_to_show, key_of_form, make_address
from agency.dashboard.form_values import problem_words
from agency.errors import NotFound, Refused
from agency.fields.days import day_of
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.portal.mine import Mine, mine
from agency.portal.paper_kinds import CREDENTIAL
from agency.portal.papers import Ledger, own_ids
from agency.renewals.actions import revoke_calendar, say_filed, take_back_filed
from agency.renewals.plans import Planned, plans
from agency.renewals.queries import Owner, calendar_of, filed_for
from agency.settings import today

LABELS = {"filed_on": "Day you filed"}
NO_DAY = "Choose the day on which you filed it."
ANYWAY = "anyway"
NOT_ALL = "Not noted yet: tick that you filed it all the same, or add first what is missing."


@portal.get("/renewals")
def renewals() -> ResponseReturnValue:
    """All that is to be renewed, the first to file for first."""
    return _page(mine(), address=address_to_show())


@portal.post("/renewals/<int:id>/filing")
def say_it_is_filed(id: int) -> ResponseReturnValue:
    """She has filed a renewal, and waits for the new one."""
    CREDENTIAL.held.row(my_ref(), id)  # what is not hers is not there
    written, me = request.form.get("filed_on", "").strip(), mine()
    if ANYWAY not in request.form and any(one.lacks for one in _plans(me) if one.id == id):
        return _page(me, {id: NOT_ALL}, 422)
    try:
        say_filed(my_ref(), id, day_of(written), today(), actor())
    except ValidationError:
        return _page(mine(), {id: NO_DAY}, 422)
    except Refused as error:
        return _page(mine(), {id: problem_words(error.problems[0], LABELS)}, 422)
    flash("Noted. Send us the new one when you have it.", "met")
    return redirect(url_for("portal.renewals", _anchor=f"plan-{id}"))


@portal.post("/renewals/<int:id>/filing/withdrawal")
def take_back_filing(id: int) -> ResponseReturnValue:
    """She has not filed it after all."""
    CREDENTIAL.held.row(my_ref(), id)
    try:
        take_back_filed(my_ref(), id, actor())
    except NotFound:
        flash("Nothing was noted as filed.", "soon")  # a second tap, or an older page
    else:
        flash("Taken back: it is noted as not filed.", "met")
    return redirect(url_for("portal.renewals", _anchor=f"plan-{id}"), 303)


@portal.post("/renewals/calendar")
def make_my_calendar() -> ResponseReturnValue:
    """Give her calendar a new address, which the page shows this once; the old one ends."""
    make_address(_me(mine()))
    return redirect(url_for("portal.renewals", _anchor="calendar"), 303)


@portal.post("/renewals/calendar/revocation")
def revoke_my_calendar() -> ResponseReturnValue:
    """End the address of her calendar."""
    revoke_calendar(_me(mine()), actor())
    flash("The address of your calendar leads nowhere any more.", "met")
    return redirect(url_for("portal.renewals", _anchor="calendar"))


def _me(me: Mine) -> Owner:
    return Owner(candidate_id=me.row["id"])


def _plans(me: Mine) -> list[Planned]:
    """Of all that she is to renew: what the agency looks up itself is not asked of her."""
    filed = filed_for([row["id"] for row in me.dossier.credentials])
    found = plans(me.dossier, me.standings, filed, me.day, me.catalogue_book)
    return [one for one in found if not one.standing.kind.by_agency]


def _page(
    me: Mine, errors: dict[int, str] | None = None, status: int = 200, address: str = ""
) -> Response:
    page = render_template(
        "portal/renewals.html",
        me=me,
        plans=_plans(me),
        typed=request.form.get("filed_on", ""),
        ledger=Ledger(me),
        own_credits=own_ids("ce_credit", [row["id"] for row in me.dossier.ce_credits]),
        errors=errors or {},
        calendar=(calendar := calendar_of(_me(me))),
        once=key_of_form(_me(me), calendar),
        address=address,
    )
    answer = make_response(page, status)
    if address:
        answer.headers["Cache-Control"] = "no-store"
    return answer
