"""Light, dark, or as the system has it: chosen once, told to every page by a cookie."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue

from agency.dashboard.blueprint import dashboard
from agency.errors import Problem, Refused

THEMES = {"system": "As my system", "light": "Light", "dark": "Dark"}
COOKIE = "theme"
YEAR = 365 * 86_400


@dashboard.post("/theme")
def theme() -> ResponseReturnValue:
    """Keep the choice for a year and go back to where it was made."""
    chosen = request.form.get("theme", "")
    if chosen not in THEMES:
        raise Refused([Problem("theme", chosen, "one of " + ", ".join(THEMES))])
    answer = redirect(_back(), 303)
    answer.set_cookie(
        COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return answer


def _back() -> str:
    """The page of ours the browser came from; today's where it does not say."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or not came.path.startswith("/"):
        return url_for("dashboard.today")
    return f"/{came.path.lstrip('/')}" + (f"?{came.query}" if came.query else "")


@dashboard.app_context_processor
def chosen_theme() -> dict[str, object]:
    """``theme`` is "light" or "dark", or None where the system decides."""
    said = request.cookies.get(COOKIE) if has_request_context() else None
    return {"theme": said if said in ("light", "dark") else None, "themes": THEMES}
