"""When people are reminded of renewals, and one's own calendar of what lapses in placements."""

from __future__ import annotations

import re

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor, asking
from agency.dashboard.blueprint import dashboard
from agency.dashboard.calendar_address import address_to_show, key_of_form, make_address
from agency.dashboard.form_values import problem_words
from agency.errors import Problem, Refused
from agency.renewals.actions import revoke_calendar, set_days, unset_days
from agency.renewals.queries import Owner, calendar_of
from agency.renewals.reminder_settings import MOST_DAYS, reminder_settings
from agency.rules.rulebook import load_rulebook

LABELS = {"code": "Credential", "days": "Days before its last safe day to file"}
SEPARATOR = re.compile(r"[,;\s]+")
NEVER = "never"
EXPECTED = (
    f"whole numbers from 0 to {MOST_DAYS} with commas between them, such as 60, 30, 14, or {NEVER}"
)


@dashboard.get("/settings/reminders")
def reminders() -> ResponseReturnValue:
    """The days that are set, and by which rule mails go out."""
    return _page(address=address_to_show())


@dashboard.post("/settings/reminders")
def set_reminder_days() -> ResponseReturnValue:
    """Remind of one type of credential on other days."""
    code, written = request.form.get("code", ""), request.form.get("days", "").strip()
    try:
        days = _days(written)
        set_days(code, days, actor())
    except Refused as refused:
        errors = {one.field: problem_words(one, LABELS) for one in refused.problems}
        return _page(errors, 422)
    told = "come on the days you set" if days else "come no more"
    flash(f"Reminders of {code} {told}.", "met")
    return redirect(url_for("dashboard.reminders"))


@dashboard.post("/settings/reminders/removal")
def unset_reminder_days() -> ResponseReturnValue:
    """Remind of a type as of all others again."""
    code = request.form.get("code", "")
    unset_days(code, actor())
    flash(f"Reminders of {code} come on the usual days again.", "met")
    return redirect(url_for("dashboard.reminders"))


@dashboard.post("/settings/calendar")
def make_staff_calendar() -> ResponseReturnValue:
    """Give one's own calendar a new address, which the page shows this once; the old one ends."""
    make_address(_me())
    return redirect(url_for("dashboard.reminders"), 303)


@dashboard.post("/settings/calendar/revocation")
def revoke_staff_calendar() -> ResponseReturnValue:
    """End the address of one's own calendar."""
    revoke_calendar(_me(), actor())
    flash("The address of your calendar leads nowhere any more.", "met")
    return redirect(url_for("dashboard.reminders"))


def _days(written: str) -> list[int]:
    """Raises Refused."""
    if written.lower() == NEVER:
        return []
    words = [one for one in SEPARATOR.split(written) if one]
    if not words or not all(one.isascii() and one.isdecimal() and len(one) < 6 for one in words):
        raise Refused([Problem("days", written, EXPECTED)])
    return [int(one) for one in words]


def _me() -> Owner:
    return Owner(user_id=actor().user_id)


def _page(errors: dict[str, str] | None = None, status: int = 200, address: str = "") -> Response:
    how = reminder_settings()
    page = render_template(
        "dashboard/settings_reminders.html",
        how=how,
        own=sorted(how.by_type.items()),
        kinds=[one for one in load_rulebook().catalogue.types.values() if one.expires],
        catalogue=load_rulebook().catalogue,
        admin="admin" in asking().roles,
        calendar=(calendar := calendar_of(_me())),
        once=key_of_form(_me(), calendar),
        address=address,
        errors=errors or {},
    )
    answer = make_response(page, status)
    if address:
        answer.headers["Cache-Control"] = "no-store"
    return answer
