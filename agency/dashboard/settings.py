"""Settings: one's own account, and how the pages look."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import logout_user

from agency.access.principal import actor, principal
from agency.access.sessions import forget_in_this_browser
from agency.accounts.actions import users as actions
from agency.accounts.models import User
from agency.accounts.queries import user
from agency.accounts.roles import STAFF
from agency.dashboard.blueprint import dashboard
from agency.errors import Refused
from agency.notices.topics import topics_of


@dashboard.get("/settings")
def settings() -> str:
    """Who one is here, what protects the account, and how the pages look."""
    return _page({})


@dashboard.post("/settings/name")
def rename_me() -> ResponseReturnValue:
    """Call oneself by another name."""
    try:
        actions.rename(_my_id(), {"name": request.form.get("name", "")}, actor())
    except Refused as refused:
        errors = {problem.field: f"Expected {problem.expected}." for problem in refused.problems}
        return _page(errors), 422
    flash("Your name is changed.", "met")
    return redirect(url_for("dashboard.settings"))


def _page(errors: Mapping[str, str]) -> str:
    topics = topics_of("staff")
    return render_template("dashboard/settings.html", user=_myself(), topics=topics, errors=errors)


@dashboard.get("/welcome")
def welcome() -> ResponseReturnValue:
    """Where somebody begins who has signed in."""
    asking = principal()
    if asking is not None and asking.roles & set(STAFF):
        return redirect(url_for("dashboard.today"))
    return redirect(url_for("portal.home" if _has_a_file() else "dashboard.account"))


@dashboard.get("/account")
def account() -> ResponseReturnValue:
    """The account of somebody without a dashboard; a candidate has it among her own pages."""
    if _has_a_file():
        return redirect(url_for("portal.account"))
    return render_template("dashboard/account.html", user=_myself())


def _has_a_file() -> bool:
    """Whether who asks is a candidate with pages of her own."""
    asking = principal()
    return asking is not None and "candidate" in asking.roles and asking.candidate_ref is not None


@dashboard.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of one's own, this one included, and every token."""
    actions.sign_out_everywhere(_my_id(), actor())
    logout_user()
    forget_in_this_browser()
    flash("You are signed out everywhere; tokens of yours have ended too.", "met")
    return redirect(url_for("security.login"))


def _my_id() -> int:
    mine = actor().user_id
    assert mine is not None  # the policy lets nobody here without a session
    return mine


def _myself() -> User:
    return user(_my_id())
