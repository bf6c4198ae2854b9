"""Taking up an assignment and changing it, with what follows from it while one types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from agency.access.principal import actor, principal
from agency.assignments.actions import change_assignment, create_assignment
from agency.assignments.described import described_assignment, whole_assignments
from agency.assignments.models import Assignment, Facility
from agency.assignments.queries import words_asked
from agency.dashboard.assignment_fields import (
    INPUT,
    LABELS,
    Json,
    errors_of,
    opened_of,
    options,
    shown_value,
    typed,
    with_chosen,
)
from agency.dashboard.assignment_preview import Following, following
from agency.dashboard.blueprint import dashboard
from agency.dashboard.form_values import told_of_zip
from agency.dashboard.frame import Frame
from agency.errors import NotFound, Refused, Stale, Taken
from agency.extensions import db

MOST_OFFERED = 2000
# What a copy does not take over.
OWN = ("ref", "status", "changed_at")
NEW: Json = {"openings": "1", "priority": "normal", "status": "open", "tasks": ["general"]}
NOT_ACCEPTED, OVERTAKEN = 422, 409


@dataclass(frozen=True)
class Form:
    """A form as it is shown: what its fields say, what is wrong, and what somebody else changed.

    ``editing`` is the reference of the assignment it changes, None for a new one; ``opened`` how
    that was when the form was opened.
    """

    said: Mapping[str, Any]
    editing: str | None = None
    opened: Json | None = None
    errors: Mapping[str, str] | None = None
    changed: tuple[tuple[str, str, str, str], ...] = ()
    follows: Following | None = None

    @property
    def address(self) -> str:
        if self.editing is None:
            return url_for("dashboard.new_assignment")
        return url_for("dashboard.edit_assignment", ref=self.editing)


def _shown(form: Form) -> str:
    return render_template(
        "dashboard/assignment_form.html",
        frame=Frame(principal()),
        form=form,
        said=form.said,
        errors=form.errors or {},
        opened=json.dumps(form.opened) if form.opened else "",
        labels=LABELS,
        options=with_chosen(options(), form.said),
        facilities=_facility_names(),
        asked=words_asked(),
    )


def _facility_names() -> list[str]:
    return list(
        db.session.scalars(select(Facility.name).order_by(Facility.name).limit(MOST_OFFERED))
    )


@dashboard.get("/assignments/new")
def new_assignment() -> str:
    """An empty form, or a copy of the assignment that ``like`` names, or one at a ``facility``."""
    like, facility = request.args.get("like"), request.args.get("facility")
    said = {**NEW, "facility": facility or ""}
    if like:
        copied = described_assignment(_assignment(like))
        said |= {name: value for name, value in copied.items() if name not in OWN}
    return _shown(Form(said))


@dashboard.post("/assignments/new")
def create_new_assignment() -> ResponseReturnValue:
    """Take the assignment up, or show the form again with what is wrong."""
    said = typed(request.form)
    try:
        row = create_assignment(INPUT.accept(said), actor())
    except Refused as refused:
        return _shown(Form(said, errors=errors_of(refused))), NOT_ACCEPTED
    except Taken:
        errors = {"ref": f"There is an assignment {said['ref']} already."}
        return _shown(Form(said, errors=errors)), NOT_ACCEPTED
    flash(f"{row.ref} is taken up.", "success")
    told_of_zip(row.zip)
    return redirect(url_for("dashboard.assignment", ref=row.ref))


@dashboard.get("/assignments/<ref>/edit")
def edit_assignment(ref: str) -> str:
    """The form of an assignment as it is now."""
    said = _plain(_assignment(ref))
    return _shown(Form(said, editing=ref, opened=said))


@dashboard.post("/assignments/<ref>/edit")
def change_edited_assignment(ref: str) -> ResponseReturnValue:
    """Save the changes, unless somebody else has changed it since the form was opened."""
    said = {**typed(request.form), "ref": ref}
    opened = opened_of(request.form.get("opened"))
    try:
        row = change_assignment(ref, INPUT.accept(said), actor(), expects=_as_opened(opened))
    except Refused as refused:
        return _shown(Form(said, ref, opened, errors_of(refused))), NOT_ACCEPTED
    except Stale:
        return _overtaken(ref, said, opened), OVERTAKEN
    flash(f"{ref} is changed.", "success")
    told_of_zip(row.zip)
    return redirect(url_for("dashboard.assignment", ref=ref))


def _as_opened(opened: Json) -> Any:
    """Refuses a row that is not as it was when the form was opened."""

    def expects(row: Assignment) -> None:
        if _plain(row) != opened:
            raise Stale(f"{row.ref} was changed meanwhile")

    return expects


def _plain(row: Assignment) -> Json:
    said = described_assignment(row)
    said.pop("changed_at")
    return said


def _overtaken(ref: str, said: Json, opened: Json) -> str:
    """The form with what was typed, and beside it what somebody else has changed meanwhile."""
    now = _plain(_assignment(ref))
    changed = [
        (
            LABELS[name],
            shown_value(opened.get(name)),
            shown_value(now[name]),
            shown_value(said.get(name)),
        )
        for name in LABELS
        if now[name] != opened.get(name)
    ]
    return _shown(Form(said, ref, now, changed=tuple(changed)))


@dashboard.post("/assignments/preview")
def preview_assignment() -> str:
    """What follows from what the form says; the whole form where there is no JavaScript."""
    said, editing = typed(request.form), request.form.get("editing") or None
    frame = Frame(principal())
    follows = following(said, editing, frame.run, frame.today)
    if "HX-Request" in request.headers:
        return render_template("dashboard/assignment_preview.html", follows=follows)
    opened = opened_of(request.form.get("opened")) if editing else None
    return _shown(Form(said, editing, opened, follows=follows))


def _assignment(ref: str) -> Assignment:
    row = db.session.scalars(whole_assignments().where(Assignment.ref == ref)).one_or_none()
    if row is None:
        raise NotFound("assignment", ref)
    return row
