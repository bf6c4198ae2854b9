"""Requests for deletion: who has asked since when, and what the agency did about it."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor, asking
from agency.dashboard.blueprint import dashboard
from agency.dashboard.form_values import problem_words
from agency.errors import Refused
from agency.upkeep.actions import settle_deletion
from agency.upkeep.queries import open_requests

LABELS = {"remark": "What was done"}


@dashboard.get("/settings/deletions")
def deletions() -> ResponseReturnValue:
    """All that are open, the oldest first."""
    return _page({})


@dashboard.post("/settings/deletions/<ref>")
def settle_one_deletion(ref: str) -> ResponseReturnValue:
    """Close a request, saying what was done."""
    try:
        settle_deletion(ref, request.form.get("remark", ""), actor())
    except Refused as refused:
        return _page({ref: problem_words(refused.problems[0], LABELS)}, status=422)
    flash(f"The request of {ref} is settled.", "met")
    return redirect(url_for("dashboard.deletions"))


def _page(errors: dict[str, str], status: int = 200) -> Response:
    page = render_template(
        "dashboard/settings_deletions.html",
        requests=open_requests(),
        errors=errors,
        admin="admin" in asking().roles,
    )
    return make_response(page, status)
