"""A new address of a calendar: made by a form, and shown once, on the page that the form leads to.

The secret is computed from the form's key, so that the form sent twice makes one address; the key
names the address that it is to replace, so that a form of an older page makes none.
"""

from __future__ import annotations

import base64
import hmac
from typing import Any

from flask import flash, request, session
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import IntegrityError

from agency.access.principal import actor
from agency.accounts.secrets import new_link_secret
from agency.errors import Taken
from agency.renewals.actions import make_calendar
from agency.renewals.models import Calendar
from agency.renewals.queries import Owner
from agency.settings import settings

FIELD, SHOWN = "once", "calendar_address"
SALT = "a new address of a calendar"
OLD_PAGE = "No address was made: this page was older than your calendar’s last change."


def key_of_form(owner: Owner, made: Calendar | None) -> str:
    """What a form for a new address carries as ``once``; ``made`` is the calendar as it is."""
    replaced = made.secret_hash if made else ""
    return str(_signer().dumps([owner.subject, replaced, new_link_secret()]))


def make_address(owner: Owner) -> None:
    """Make the address that the form asks for, to be shown by the next page; one for each form."""
    key = request.form.get(FIELD, "")
    try:
        wanted = (_secret_of(key), _replaced(owner, key)) if key else (None, None)
        session[SHOWN] = _made(owner, *wanted)
    except (BadSignature, Taken):
        flash(OLD_PAGE, "soon")


def address_to_show() -> str:
    """The address that was just made; shown this once, and empty otherwise."""
    secret = session.pop(SHOWN, "")
    return f"{settings().public_url}/calendar/{secret}.ics" if secret else ""


def _made(owner: Owner, secret: str | None, replaced: str | None) -> str:
    try:
        return make_calendar(owner, actor(), secret, replaced)
    except IntegrityError:  # another tap of the same finger was quicker
        return make_calendar(owner, actor(), secret, replaced)


def _secret_of(key: str) -> str:
    digest = hmac.digest(settings().secret_key.encode(), f"{SALT}:{key}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _replaced(owner: Owner, key: str) -> str | None:
    """The hash of the address that a form is to replace; raises BadSignature."""
    said: list[Any] = _signer().loads(key)
    if said[0] != owner.subject:
        raise BadSignature("a form of somebody else")
    return str(said[1])


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt=SALT)
