"""Who a session belongs to, as the database knows them at this request."""

from __future__ import annotations

from flask import Response, after_this_request, session
from flask_security import current_user, logout_user
from flask_security.utils import set_request_attr

from agency import clock
from agency.access.principal import Principal
from agency.accounts.actions.own import actor_of, end_session
from agency.accounts.models import User
from agency.accounts.queries import user_in_session
from agency.accounts.secrets import new_session_id
from agency.audit.actors import Actor
from agency.joining.queries import consent_due
from agency.settings import settings

CANDIDATE = "candidate"
SESSION_ID = "session_id"
SIGNED_IN_AT = "fs_paa"  # seconds; the name is Flask-Security's


def name_session() -> None:
    """Give the session of somebody who has signed in the name by which it can be ended."""
    session[SESSION_ID] = new_session_id()


def load_user(uniquifier: str) -> User | None:
    """Whose session it is, for Flask-Security; None where it was ended, or has no name."""
    name = session.get(SESSION_ID)
    user = user_in_session(uniquifier, name) if isinstance(name, str) else None
    if user is not None:
        set_request_attr("fs_authn_via", "session")
        set_request_attr(SIGNED_IN_AT, session.get(SIGNED_IN_AT, 0))
    return user


def end_this_session(by: Actor) -> None:
    """End the session of this request for good, wherever there is a copy of it."""
    end_session(session[SESSION_ID], by)


def forget_in_this_browser() -> None:
    """Have the browser of this request drop what our pages keep in it, such as a photo that could
    not be sent. A session that merely ran out leaves it there, for when she signs in again.
    """

    @after_this_request
    def _say(response: Response) -> Response:
        response.headers["Clear-Site-Data"] = '"storage"'
        return response


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
    """Whoever is signed in; one query, two of a candidate."""
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
        consent_due=user.role == CANDIDATE and consent_due(user.id),
    )


def _young() -> bool:
    since = session.get(SIGNED_IN_AT)
    if not isinstance(since, int | float):
        return False
    return clock.now().timestamp() - since < settings().session_hours * 3600
