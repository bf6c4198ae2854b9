"""Account: where the portal keeps all that is neither papers nor work."""

from __future__ import annotations

from flask import render_template

from agency.access.principal import actor
from agency.accounts.models import User
from agency.accounts.queries import user
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref


@portal.get("/account")
def account() -> str:
    """Her details, her wishes, her data, and what protects the account."""
    return render_template("portal/account.html", user=_myself(), ref=my_ref())


def _myself() -> User:
    mine = actor().user_id
    assert mine is not None  # the policy lets nobody here without a session
    return user(mine)
