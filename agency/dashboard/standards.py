"""What is recorded beside the data files: changes of law, standards of agency and facilities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.assignments.queries import facility_names
from agency.dashboard.blueprint import dashboard
from agency.dashboard.draft_errors import draft_error
from agency.dashboard.drafts import EXAMPLE, Text, text_sent
from agency.dashboard.rulebook import permissions
from agency.errors import AgencyError, Refused
from agency.fields import Day, InputSchema, SafeText
from agency.page_filters import counted
from agency.rules.reading import RuleBookError
from agency.settings import today
from agency.standards.actions import save, withdraw
from agency.standards.books import saved_text, withdrawn_text
from agency.standards.queries import recorded_on, rulebook

OF = {"law": "law", "agency": "the agency"}
KINDS = {
    "in force": "met",
    "to come": "soon",
    "over": "plain",
    "withdrawn": "plain",
    "cannot be read": "unmet",
}
MOST_NAME = 120


class Withdrawal(InputSchema):
    """Which recorded entry is taken back."""

    rule_id = SafeText(80, required=True)
    in_force = Day(load_default=None)
    facility = SafeText(200, load_default=None)


@dashboard.get("/rulebook/standards")
def standards() -> str:
    """All that counts, or with ``all`` also what is over or was withdrawn."""
    return _page(Text(""))


@dashboard.post("/rulebook/standards")
def record_rules() -> ResponseReturnValue:
    """Record the entries of the form or of its file, with the reason."""
    text = Text(request.form.get("draft", ""))
    try:
        text = text_sent()
        draft = text.draft(rulebook())
        facilities = facility_names() if any(one.facility for one in draft.proposed) else ()
        by, why = _by(), request.form.get("why", "")
        rows = save(draft.proposed, by, why, facilities, draft.whole, actor())
    except (RuleBookError, AgencyError) as error:
        return _page(text, _problems(error, text.said)), 422
    told = counted(len(rows), "entry", "entries")
    flash(f"{told} recorded. A new match follows by itself.", "met")
    return redirect(url_for("dashboard.standards"), 303)


@dashboard.post("/rulebook/standards/withdrawal")
def withdraw_rule() -> ResponseReturnValue:
    """Take back what is recorded under an id, or one text of it, with the reason."""
    try:
        which = Withdrawal().accept(request.form)
        withdraw(by=_by(), why=request.form.get("why", ""), actor=actor(), **which)
    except (RuleBookError, AgencyError) as error:
        return _page(Text(""), _problems(error)), 422
    flash(f"{which['rule_id']} is withdrawn. A new match follows by itself.", "met")
    return redirect(url_for("dashboard.standards"), 303)


def _by() -> str:
    """Who is named on the entry for ever; the trail names her in full."""
    return actor().name[:MOST_NAME]


def _problems(error: RuleBookError | AgencyError, text: str = "") -> dict[str, str]:
    """What is wrong, by the field of the form it is wrong in."""
    if isinstance(error, Refused):
        return {one.field: f"{one.field}: expected {one.expected}" for one in error.problems}
    return {"draft": draft_error(error, text)}


def _page(text: Text, errors: Mapping[str, Any] | None = None) -> str:
    found, all_wanted = recorded_on(today()), bool(request.args.get("all"))
    return render_template(
        "dashboard/rulebook_standards.html",
        shown=[one for one in found if all_wanted or one.counts],
        hidden=sum(not one.counts for one in found),
        all_wanted=all_wanted,
        text=text,
        why=request.form.get("why", ""),
        errors=errors or {},
        example=EXAMPLE,
        of=OF,
        standing_kinds=KINDS,
        saved_text=saved_text,
        withdrawn_text=withdrawn_text,
        **permissions(),
    )
