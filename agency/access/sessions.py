"""Who a session belongs to, as the database knows them at this request."""

from __future__ import annotations

from flask import session
from flask_security import current_user, logout_user

from agency import clock
from agency.access.principal import Principal
from agency.accounts.actions.own import actor_of
from agency.accounts.models import User
from agency.settings import settings

SIGNED_IN_AT = "fs_paa"  # seconds; the name is Flask-Security's


def user_of_session() -> User | None:
    """Who is signed in; None where that is too long ago, which ends it, or she no longer may be."""
    if not current_user.is_authenticated:
        return None
    if not _young():
        logout_user()
        return None
    found: User = current_user._get_current_object()
    return found


def principal_of_session() -> Principal | None:
    """Whoever is signed in; one query."""
    user = user_of_session()
    return None if user is None else principal_of(user)


def principal_of(user: User, scopes: frozenset[str] | None = None) -> Principal:
    """Somebody as the one who asks; ``scopes`` where it is a program of hers."""
    return Principal(
        actor=actor_of(user),
        roles=frozenset(role.name for role in user.roles),
        name=user.name or user.email,
        scopes=scopes,
        candidate_ref=user.candidate_ref,
        second_factor_due=user.second_factor_due,
    )


def _young() -> bool:
    since = session.get(SIGNED_IN_AT)
    if not isinstance(since, int | float):
        return False
    return clock.now().timestamp() - since < settings().session_hours * 3600
