"""When she is free: from which day on, and on which days she is away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from agency.access.principal import actor
from agency.candidates.actions import Span, change_candidate
from agency.candidates.described import SCHEMA, described_candidate
from agency.candidates.models import Candidate
from agency.dashboard.candidate_forms import candidate_with
from agency.dashboard.form_values import Form, problem_words, unchanged, version_of
from agency.errors import Refused, Stale
from agency.fields.days import day_of, span_text
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.portal.mine import mine
from agency.portal.months import first_of, month_of
from agency.rules.sentences import day_text

LABELS = {"first": "First day", "last": "Last day", "available_from": "Free from"}
MEANWHILE = "Your days were changed at the same moment. Look at them and try again."


@portal.get("/days-off")
def days_off() -> ResponseReturnValue:
    """Her days as a month (``?month=2027-02``) and as a list."""
    return _page(Form({}))


@portal.post("/days-off")
def add_days_off() -> ResponseReturnValue:
    """She is away from one day through another."""
    said = {name: request.form.get(name, "").strip() for name in ("first", "last")}
    said["last"] = said["last"] or said["first"]
    text = f"{said['first']}/{said['last']}"
    try:
        (span,) = SCHEMA.accept({"ref": my_ref(), "unavailable": text})["unavailable"]
        _change(lambda days: (*days, span))
    except Refused as error:
        return _page(Form(said, errors=_wrong_days(said, error), status=422))
    return _saved("You are away on these days, and no job is offered to you then.", span[0])


@portal.post("/days-off/removal")
def remove_days_off() -> ResponseReturnValue:
    """She is not away after all."""
    gone = f"{request.form.get('first', '')}/{request.form.get('last', '')}"
    _change(lambda days: (one for one in days if span_text(one) != gone))
    return _saved("These days are free again.")


@portal.post("/days-off/free-from")
def free_from() -> ResponseReturnValue:
    """From which day on she may be offered work; blank is at once."""
    said = {"available_from": request.form.get("available_from", "")}
    ref = my_ref()
    try:
        day = SCHEMA.accept({"ref": ref, **said})["available_from"]
        change_candidate(ref, {"available_from": day}, actor())
    except Refused as error:
        errors = {"available_from": problem_words(error.problems[0], LABELS)}
        return _page(Form(said, errors=errors, status=422))
    return _saved("Saved. Your jobs are looked through again.")


def _wrong_days(said: Mapping[str, str], error: Refused) -> dict[str, str]:
    """What is wrong with two days, at the field that is to be mended."""
    first, last = (_calendar_day(said[name]) for name in ("first", "last"))
    if first is None:
        return {"first": "Choose the first day you are away."}
    if last is None:
        return {"last": "Choose a day of the calendar, or leave it blank for one day."}
    if last < first:
        return {"last": f"Choose a day not before {day_text(first)}, the first day."}
    return {"first": problem_words(error.problems[0], LABELS)}


def _calendar_day(text: str) -> date | None:
    try:
        return day_of(text)
    except ValidationError:
        return None


def _change(to: Callable[[Iterable[Span]], Iterable[Span]]) -> None:
    """Write other days; raises Refused and Stale."""
    row = candidate_with(my_ref())
    now = version_of(described_candidate(row))
    days = tuple(dict.fromkeys(to(_days(row))))
    values = {"unavailable": days}
    try:
        change_candidate(row.ref, values, actor(), unchanged(now, described_candidate))
    except Stale as error:
        raise Stale(MEANWHILE) from error


def _days(row: Candidate) -> list[Span]:
    return [(one.first_day, one.last_day) for one in row.absences]


def _saved(words: str, day: date | None = None) -> ResponseReturnValue:
    flash(words, "met")
    month = f"{day:%Y-%m}" if day else request.form.get("month")
    return redirect(url_for("portal.days_off", month=month))


def _page(form: Form) -> Response:
    me = mine()
    first = first_of(request.values.get("month", ""), me.day)
    placed = me.facts.busy
    coming = [span for span in me.dossier.absences if span[1] >= me.day]
    page = render_template(
        "portal/days_off.html",
        me=me,
        form=form,
        month=month_of(first, me.dossier.absences, placed),
        coming=coming,
    )
    return make_response(page, form.status)
