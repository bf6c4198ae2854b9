"""Forms that make something: sent twice, they make one thing and lead to the same page.

Each is given out with a key of its own, which stays in its address, so that going back to it finds
the same key. What it led to is kept under the key in the transaction of what it made.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from agency.access.principal import asking
from agency.api.once import KEY, Asked, Hook, digest_of
from agency.api.queries import kept_answer
from agency.errors import AgencyError, Problem, Refused
from agency.extensions import db

FIELD = "once"
# What a form carries besides what she says.
CARRIED = (FIELD, "csrf_token", "version")
AGAIN = "You have sent this already. It was taken once."
SAYS_ELSE = (
    "You have sent this form before, and it said something else. Send it if this is another."
)
KEY_BYTES = 16
SEE_OTHER = 303


class SentAlready(AgencyError):
    """A form that has made something is sent again and says something else now."""

    def __init__(self, page: str) -> None:
        super().__init__("this form was sent already, and said something else then")
        self.page = page


def new_key() -> str:
    """A key that nobody has had or can guess."""
    return secrets.token_urlsafe(KEY_BYTES)


def key_of_form() -> str:
    """The key of the form that is sent or shown again; a new one where it has none."""
    key = request.values.get(FIELD, "")
    return key if KEY.fullmatch(key) else new_key()


def given_out() -> ResponseReturnValue | None:
    """Where to go instead of showing a form: to itself with a key, or to what it has made."""
    key = request.args.get(FIELD, "")
    if not KEY.fullmatch(key):
        said: dict[str, Any] = {**(request.view_args or {}), **request.args, FIELD: new_key()}
        return redirect(url_for(request.endpoint or "", **said))
    if page := page_made_by(key):
        flash(AGAIN, "met")
        return redirect(page, SEE_OTHER)
    return None


def page_made_by(key: str) -> str | None:
    """Where the form of hers with this key has led; None if it has not been sent."""
    found = kept_answer(asking().identity, key)
    return found.headers["Location"] if found else None


def made_once(
    make: Callable[[Hook], Any],
    page: Callable[[Any], str],
    words: str,
    sent: Callable[[], bytes] | None = None,
    key: str | None = None,
) -> ResponseReturnValue:
    """Make it, unless this very form has: to ``page`` of it, with ``words`` about what was done.

    ``make`` runs the action with what it is to do besides, in its own transaction; ``sent`` tells
    this form from another, by its fields unless said, and ``key`` is the form's own unless said.
    Raises SentAlready, and what ``make`` does.
    """
    asked = _asked(sent or _fields, request.form.get(FIELD, "") if key is None else key)
    if asked and (found := _led_to(asked)):
        return found
    pages: list[str] = []

    def led(row: Any) -> None:
        pages.append(page(row))
        if asked:
            asked.keep(SEE_OTHER, {"Location": pages[-1]}, words)

    try:
        make(led)
    except (AgencyError, IntegrityError):
        # Another tap of the same finger may have been quicker.
        if asked and (found := _led_to(asked)):
            return found
        raise
    flash(words, "met")
    return redirect(pages[-1], SEE_OTHER)


def _led_to(asked: Asked) -> ResponseReturnValue | None:
    db.session.rollback()
    found = kept_answer(asked.by, asked.key)
    if found is None:
        return None
    if found.request != asked.request:
        raise SentAlready(found.headers["Location"])
    flash(found.body, "met")
    return redirect(found.headers["Location"], SEE_OTHER)


def _asked(sent: Callable[[], bytes], key: str) -> Asked | None:
    """None for a form without a key; raises Refused for one that is none."""
    if not key:
        return None
    if not KEY.fullmatch(key):
        raise Refused([Problem(FIELD, ascii(key)[:80], "the key that the form was given out with")])
    return Asked(asking().identity, key, digest_of(sent(), request.path))


def _fields() -> bytes:
    """All that she says, in whatever order the browser sends it."""
    form: MultiDict[str, str] = request.form
    said = sorted((name, text) for name, text in form.items(multi=True) if name not in CARRIED)
    return hashlib.sha256(repr(said).encode()).digest()
