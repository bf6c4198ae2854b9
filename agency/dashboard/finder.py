"""One box for people, assignments and rules."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import principal
from agency.assignments import search as assignments
from agency.assignments.search import AssignmentHit
from agency.candidates.search import Hit
from agency.credentials.search import found as people_found
from agency.dashboard.blueprint import dashboard
from agency.dashboard.candidate_words import place_text
from agency.dashboard.frame import Frame
from agency.dashboard.rule_finding import rules_found
from agency.fields import InputSchema, SafeText
from agency.finding.folding import without_zeros
from agency.rules.rulebook import load_rulebook
from agency.settings import today
from agency.standards.queries import rulebook

AT_ONCE, ON_PAGE = 5, 10


class FindInput(InputSchema):
    """What was typed."""

    q = SafeText(200, load_default="")


@dashboard.get("/find")
def find() -> ResponseReturnValue:
    """What answers the text, grouped; whoever types the very reference of something goes there."""
    text = FindInput().accept(request.args.to_dict())["q"]
    typing = request.headers.get("HX-Request") == "true"
    limit = AT_ONCE if typing else ON_PAGE
    people = people_found(text, limit, today(), load_rulebook().catalogue) if text else []
    work = assignments.found(text, limit) if text else []
    if not typing and (address := _only_one(text, people, work)):
        return redirect(address)
    return render_template(
        "dashboard/finder.html",
        frame=Frame(principal()),
        text=text,
        people=people,
        work=work,
        rules=rules_found(text, limit, rulebook()) if text else [],
        place_text=place_text,
        limit=limit,
    )


def _only_one(text: str, people: list[Hit], work: list[AssignmentHit]) -> str | None:
    """The address of the one thing whose reference was typed, if need be without its zeros."""
    named = [
        *((one.ref, url_for("dashboard.candidate", ref=one.ref)) for one in people),
        *((one.ref, url_for("dashboard.assignment", ref=one.ref)) for one in work),
    ]
    for alike in (str.casefold, without_zeros):
        asked = alike(text.strip())
        addresses = [address for ref, address in named if alike(ref) == asked]
        if addresses:
            return addresses[0] if len(addresses) == 1 else None
    return None
