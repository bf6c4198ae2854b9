"""Settings: the tokens of programs. For administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock
from agency.access.principal import actor
from agency.access.token_scopes import scopes_of
from agency.accounts.actions.tokens import make_token, revoke_token
from agency.accounts.models import ApiToken
from agency.accounts.queries import standing, users
from agency.accounts.queries import tokens as all_tokens
from agency.accounts.roles import STAFF
from agency.accounts.scopes import SCOPES
from agency.dashboard.blueprint import dashboard
from agency.dashboard.frame import ROLE_WORDS
from agency.errors import Problem, Refused
from agency.fields.schema import shown

DAYS = (("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "until it is revoked"))


LONGEST_NUMBER = 10


@dashboard.get("/settings/tokens")
def tokens() -> str:
    """Every token, and a form for one more."""
    return _page({"days": "90"})


@dashboard.post("/settings/tokens")
def add_token() -> ResponseReturnValue:
    """Make a token; its secret is on this page and nowhere else."""
    form = request.form
    said = {"name": form.get("name", ""), "scopes": form.getlist("scopes")}
    said |= {"days": form.get("days", ""), "owner": form.get("owner", "")}
    try:
        owner = _owner(said["owner"])
        made, secret = make_token(owner, said, actor(), scopes_of)
    except Refused as refused:
        errors = {problem.field: f"Expected {problem.expected}." for problem in refused.problems}
        return _page(said, errors), 422
    return _page({"days": "90"}, made=made, secret=secret), 201


@dashboard.post("/settings/tokens/<int:token_id>/revocation")
def end_token(token_id: int) -> ResponseReturnValue:
    """End a token; the next request with it is refused."""
    ended = revoke_token(token_id, actor())
    flash(f"{ended.name} is revoked. Whatever uses it is refused from now on.", "met")
    return redirect(url_for("dashboard.tokens"))


def _scopes() -> list[tuple[str, str]]:
    """The scopes that somebody here can use, each with whose they are where not everybody's."""
    whose = {scope: [role for role in STAFF if scope in scopes_of(role)] for scope in SCOPES}
    return [
        (scope, scope if len(roles) == len(STAFF) else f"{scope} ({_roles(roles)} only)")
        for scope, roles in whose.items()
        if roles
    ]


def _roles(roles: Sequence[str]) -> str:
    return " and ".join(ROLE_WORDS[role].lower() for role in roles)


def _owner(said: Any) -> int:
    """Whose token it is to be, oneself unless that is said; raises Refused."""
    if not said:
        return actor().user_id or 0
    if not (str(said).isascii() and str(said).isdecimal() and len(str(said)) < LONGEST_NUMBER):
        raise Refused([Problem("owner", shown(said), "somebody of the list")])
    return int(said)


def _page(
    said: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    made: ApiToken | None = None,
    secret: str = "",
) -> str:
    now = clock.now()
    owners = [one for one in users() if one.active and one.role in STAFF]
    return render_template(
        "dashboard/settings_tokens.html",
        tokens=[(token, standing(token, now)) for token in all_tokens()],
        scopes=_scopes(),
        owners=[(str(one.id), f"{one.email}, {ROLE_WORDS[one.role].lower()}") for one in owners],
        days=DAYS,
        said={"owner": str(actor().user_id), **said},
        errors=errors or {},
        made=made,
        secret=secret,
    )
