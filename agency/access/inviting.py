"""Letting somebody in: an account, and a mail with the link at which she sets a password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency.access.passwords import reset_link
from agency.accounts.actions.own import send_link
from agency.accounts.actions.users import add_user
from agency.accounts.models import User
from agency.audit.actors import Actor
from agency.errors import NotAllowed
from agency.notices.actions import Draft, post
from agency.notices.wording import worded

SUBJECT = "Your account at Tenens"


def invite(values: Mapping[str, Any], by: Actor) -> User:
    """Make an account and mail its owner; raises Refused and Taken."""
    return add_user(values, by, also=lambda made: _post(made, by))


def invite_again(user: User, by: Actor) -> None:
    """Mail somebody a new link; raises NotAllowed where she may not sign in."""
    if not user.active:
        raise NotAllowed(f"{user.email} may not sign in; let her in first.")
    send_link(user.id, by, [_draft(user, by)])


def _post(user: User, by: Actor) -> None:
    post(_draft(user, by))


def _draft(user: User, by: Actor) -> Draft:
    said = worded("staff_invitation", user=user, by=by, link=reset_link(user))
    return Draft(user.email, SUBJECT, *said)
