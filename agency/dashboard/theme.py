"""What somebody chooses for her browser: light or dark, and whether letters are keys.

A cookie tells every page, so that each is right from its first moment.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue

from agency.dashboard.blueprint import dashboard
from agency.errors import Problem, Refused
from agency.fields.schema import shown

THEMES = {"system": "As my system", "light": "Light", "dark": "Dark"}
KEYS_CHOICES = {"on": "On", "off": "Off"}
COOKIE, KEYS_COOKIE = "theme", "keys"
YEAR = 365 * 86_400


@dashboard.post("/theme")
def theme() -> ResponseReturnValue:
    """Light, dark or as the system has it."""
    return _kept(COOKIE, "theme", THEMES)


@dashboard.post("/keys")
def switch_keys() -> ResponseReturnValue:
    """Whether single letters are keys; who speaks to her computer may not want them."""
    return _kept(KEYS_COOKIE, "keys", KEYS_CHOICES)


def _kept(cookie: str, field: str, choices: Collection[str]) -> ResponseReturnValue:
    """Keep the choice for a year and go back to where it was made."""
    chosen = request.form.get(field, "")
    if chosen not in choices:
        raise Refused([Problem(field, shown(chosen), "one of " + ", ".join(choices))])
    answer = redirect(_back(), 303)
    answer.set_cookie(
        cookie, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return answer


def _back() -> str:
    """The page of ours the browser came from; today's where it does not say."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or not came.path.startswith("/"):
        return url_for("dashboard.today")
    return f"/{came.path.lstrip('/')}" + (f"?{came.query}" if came.query else "")


@dashboard.app_context_processor
def choices_of_browser() -> dict[str, object]:
    """``theme`` is "light" or "dark", or None where the system decides; and whether keys are on."""
    cookies = request.cookies if has_request_context() else {}
    said = cookies.get(COOKIE)
    return {
        "theme": said if said in ("light", "dark") else None,
        "themes": THEMES,
        "keys_choice": "off" if cookies.get(KEYS_COOKIE) == "off" else "on",
        "keys_choices": KEYS_CHOICES,
    }
