"""Badges on the review desk: believed in one step where all answers are yes, and asked anew."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.badges.actions import judge_again, raise_by_badge
from agency.badges.queries import credential_of, the_badge
from agency.credentials.described import described_credential
from agency.dashboard.blueprint import dashboard
from agency.dashboard.form_values import VERSION, unchanged
from agency.dashboard.review_sheets import kept
from agency.errors import AgencyError, NotAllowed, NotFound

BADGE = "<int(min=1, max=2147483647):badge_id>"


@dashboard.post(f"/review/<int:id>/badges/{BADGE}/source")
def believe_badge(id: int, badge_id: int) -> ResponseReturnValue:
    """Know the credential by its source: its issuer has signed what is on file."""
    _require_of(id, badge_id)
    expects = unchanged(request.form.get(VERSION, ""), described_credential)
    try:
        raise_by_badge(badge_id, actor(), expects=expects)
    except (NotFound, NotAllowed):
        raise
    except AgencyError as error:
        flash(f"Not written down: {error}.", "unmet")
    else:
        flash("Written down: it is known at its source.", "met")
    return _back(id)


@dashboard.post(f"/review/<int:id>/badges/{BADGE}/judgement")
def ask_badge_again(id: int, badge_id: int) -> ResponseReturnValue:
    """Have a badge judged anew, as its issuer is asked again."""
    _require_of(id, badge_id)
    judge_again(badge_id, actor())
    flash("It is looked at again; load the page anew in a moment.", "met")
    return _back(id)


def _require_of(id: int, badge_id: int) -> None:
    """Raises NotFound for a badge of another credential."""
    if credential_of(the_badge(badge_id)).id != id:
        raise NotFound("badge", str(badge_id))


def _back(id: int) -> ResponseReturnValue:
    return redirect(url_for("dashboard.review", id=id, **kept()), 303)
