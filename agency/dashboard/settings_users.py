"""Settings: who may sign in. For administrators."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.inviting import invite, invite_again
from agency.access.principal import actor
from agency.accounts.actions import users as actions
from agency.accounts.models import User
from agency.accounts.queries import user, users_by_role
from agency.accounts.queries import users as everybody
from agency.accounts.roles import ROLES
from agency.dashboard.blueprint import dashboard
from agency.dashboard.frame import ROLE_WORDS
from agency.errors import AgencyError, Problem, Refused, Taken
from agency.settings import settings


@dashboard.get("/settings/users")
def users() -> str:
    """Everybody who has an account, and a form for one more."""
    return _page({}, {})


@dashboard.post("/settings/users")
def add_user() -> ResponseReturnValue:
    """Make an account; a mail goes there with a link to set a password."""
    said = {name: request.form.get(name, "") for name in ("email", "name", "role", "candidate_ref")}
    try:
        made = invite(said, actor())
    except (Refused, Taken) as error:
        return _page(said, _errors(error)), 422
    return _invited(made)


@dashboard.post("/settings/users/<int:user_id>/role")
def change_role(user_id: int) -> ResponseReturnValue:
    """Make somebody something else; that ends her sessions and tokens."""
    changed = actions.change_role(user_id, {"role": request.form.get("role", "")}, actor())
    return _done(f"{changed.email} is now {ROLE_WORDS[changed.role].lower()}, and signed out.")


@dashboard.post("/settings/users/<int:user_id>/access")
def change_access(user_id: int) -> ResponseReturnValue:
    """Let somebody in no longer, or again."""
    said = request.form.get("access", "")
    if said not in ("yes", "no"):
        raise Refused([Problem("access", said, "yes or no")])
    if said == "yes":
        return _done(f"{actions.enable(user_id, actor()).email} may sign in again.")
    shut = actions.disable(user_id, actor())
    return _done(f"{shut.email} is signed out and may not sign in. Nothing is deleted.")


@dashboard.post("/settings/users/<int:user_id>/second-factor")
def reset_second_factor(user_id: int) -> ResponseReturnValue:
    """Forget somebody's second factor."""
    reset = actions.reset_second_factor(user_id, actor())
    return _done(f"{reset.email} can set up another second factor, and is signed out.")


@dashboard.post("/settings/users/<int:user_id>/link")
def send_link(user_id: int) -> ResponseReturnValue:
    """Send somebody a link to set a password."""
    found = user(user_id)
    invite_again(found, actor())
    return _invited(found)


def _page(said: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return render_template(
        "dashboard/settings_users.html",
        users=everybody(),
        counts=users_by_role(),
        roles=[(role, ROLE_WORDS[role]) for role in ROLES],
        said=said,
        errors=errors,
        myself=actor().user_id,
    )


def _errors(error: AgencyError) -> dict[str, str]:
    if isinstance(error, Refused):
        return {problem.field: f"Expected {problem.expected}." for problem in error.problems}
    words = str(error)
    field = "candidate_ref" if "for candidate" in words else "email"
    return {field: f"{words[:1].upper()}{words[1:]}."}


def _invited(made: User) -> ResponseReturnValue:
    if settings().smtp_url:
        return _done(f"A mail is on its way to {made.email}, with a link to set a password.")
    return _done(
        f"No mail server is set, so nothing was sent to {made.email}. On the server, the command"
        f" agency user link {made.email} prints a link to give to them.",
        "soon",
    )


def _done(words: str, kind: str = "met") -> ResponseReturnValue:
    flash(words, kind)
    return redirect(url_for("dashboard.users"))
