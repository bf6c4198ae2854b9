"""The sites of clients: where they are, whom they do not want back, and what they ask."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor, principal
from agency.assignments.actions import change_facility, create_facility
from agency.assignments.described import described_facility, whole_facilities
from agency.assignments.facility_queries import (
    names_of,
    number_of_facilities,
    page_of_facilities,
)
from agency.assignments.models import Facility
from agency.assignments.schemas import FacilityInput
from agency.dashboard.assignment_fields import opened_of, options
from agency.dashboard.blueprint import dashboard
from agency.dashboard.form_values import problem_words, told_of_zip
from agency.dashboard.frame import Frame
from agency.dashboard.writers import may
from agency.errors import NotFound, Problem, Refused, Stale, Taken
from agency.extensions import db
from agency.fields import InputSchema, SafeText
from agency.paging import cursor, position_of
from agency.places import town_of
from agency.rules.rulebook import Entry
from agency.standards.queries import rulebook

ROWS = 50
INPUT = FacilityInput()
LABELS = {
    "name": "Name",
    "zip": "ZIP code",
    "state": "State",
    "setting": "Setting",
    "do_not_return": "Do not return",
}
SEPARATOR = re.compile(r"[,;\s]+")
# No row has a greater one, and PostgreSQL takes none.
ROW_ID = "<int(min=1, max=2147483647):id>"
NOT_ACCEPTED, OVERTAKEN = 422, 409
Json = dict[str, Any]


class ListInput(InputSchema):
    """What the address of the list may say."""

    text = SafeText(200, load_default=None)
    after = SafeText(1000, load_default=None)


LIST = ListInput()


@dataclass(frozen=True)
class Form:
    """A form as it is shown: what it says, what is wrong, and what somebody else changed."""

    said: Mapping[str, Any]
    id: int | None = None
    opened: Json | None = None
    errors: Mapping[str, str] | None = None
    overtaken: bool = False


@dashboard.get("/settings/facilities")
def facilities() -> str:
    """All facilities by name, or those with some text in it."""
    asked = LIST.accept(request.args.to_dict())
    of = {"list": "facilities", "text": asked["text"]}
    *after, before = position_of(asked["after"], of) or [0]
    page = page_of_facilities(asked["text"], after or None, ROWS)
    following = cursor(page.next and [*page.next, before + len(page.items)], of)
    return render_template(
        "dashboard/facilities.html",
        frame=Frame(principal()),
        page=page,
        before=before,
        total=number_of_facilities(asked["text"]),
        text=asked["text"],
        next_url=following and url_for("dashboard.facilities", text=asked["text"], after=following),
        may_write=may("POST", "/settings/facilities/new"),
        is_admin=_is_admin(),
        town_of=town_of,
    )


@dashboard.get("/settings/facilities/new")
def new_facility() -> str:
    """An empty form."""
    return _shown(Form({}))


@dashboard.post("/settings/facilities/new")
def create_new_facility() -> ResponseReturnValue:
    """Take the facility up, or show the form again with what is wrong."""
    said = _typed()
    try:
        row = create_facility(INPUT.accept(said), actor())
    except Refused as refused:
        return _shown(Form(said, errors=_errors(refused))), NOT_ACCEPTED
    except Taken:
        return _shown(Form(said, errors=_taken(said))), NOT_ACCEPTED
    flash(f"{row.name} is taken up.", "success")
    told_of_zip(row.zip)
    return redirect(url_for("dashboard.facilities"))


@dashboard.get(f"/settings/facilities/{ROW_ID}")
def facility(id: int) -> str:
    """One facility as it is now."""
    said = _plain(_facility(id))
    return _shown(Form(said, id, said))


@dashboard.post(f"/settings/facilities/{ROW_ID}")
def change_one_facility(id: int) -> ResponseReturnValue:
    """Save the changes, unless somebody else has changed it since the form was opened."""
    said, opened = _typed(), opened_of(request.form.get("opened"))
    try:
        row = change_facility(id, INPUT.accept(said), actor(), expects=_as_opened(opened))
    except Refused as refused:
        return _shown(Form(said, id, opened, _errors(refused))), NOT_ACCEPTED
    except Taken:
        return _shown(Form(said, id, opened, _taken(said))), NOT_ACCEPTED
    except Stale:
        return _shown(Form(said, id, _plain(_facility(id)), overtaken=True)), OVERTAKEN
    flash(f"{row.name} is changed; its assignments are matched anew.", "success")
    told_of_zip(row.zip)
    return redirect(url_for("dashboard.facility", id=id))


def _as_opened(opened: Json) -> Any:
    """Refuses a row that is not as it was when the form was opened."""

    def expects(row: Facility) -> None:
        if _plain(row) != opened:
            raise Stale(f"{row.name} was changed meanwhile")

    return expects


def _shown(form: Form) -> str:
    name = (form.opened or {}).get("name")
    unwanted = tuple(form.said.get("do_not_return") or ())
    return render_template(
        "dashboard/facility.html",
        frame=Frame(principal()),
        form=form,
        said=form.said,
        errors=form.errors or {},
        opened=json.dumps(form.opened) if form.opened else "",
        now=form.opened or {},
        labels=LABELS,
        options=options(),
        unwanted=unwanted,
        names=names_of(unwanted) if unwanted else {},
        standards=_standards(name) if name else (),
        may_write=may("POST", "/settings/facilities/new"),
    )


def _standards(name: str) -> tuple[Entry, ...]:
    """What the facility asks of everybody who works there, each in its latest text."""
    rules = rulebook().facility_standards.get(name, ())
    return tuple(rule.versions[-1] for rule in rules)


def _typed() -> Json:
    said: Json = {name: request.form.get(name, "") for name in LABELS}
    said["do_not_return"] = [one for one in SEPARATOR.split(said["do_not_return"]) if one]
    return said


def _errors(refused: Refused) -> dict[str, str]:
    return {
        one.field or "form": f"{LABELS.get(one.field, 'This form')}: {_lowered(one)}"
        for one in refused.problems
    }


def _lowered(problem: Problem) -> str:
    words = problem_words(problem, LABELS)
    return f"{words[:1].lower()}{words[1:]}"


def _taken(said: Json) -> dict[str, str]:
    return {"name": f"There is a facility {said['name']} already."}


def _plain(row: Facility) -> Json:
    said = described_facility(row)
    return {name: said[name] for name in LABELS}


def _facility(id: int) -> Facility:
    statement = whole_facilities().where(Facility.id == id)
    row = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound("facility", str(id))
    return row


def _is_admin() -> bool:
    asking = principal()
    return asking is not None and "admin" in asking.roles
