"""Files a browser keeps: their addresses change with their content, so that each is fetched once.

What is named with its version stands in ``vendor``; every other address carries a hash.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

FOLDER = Path(__file__).parent / "static"
# The one style sheet a page asks for is all of ours; these stand first, these last.
BUNDLE = "tenens.css"
FIRST, LAST = ("tokens", "base", "frame", "frame_coming_in", "frame_narrow"), ("print",)
VENDOR = "vendor/"
YEAR = 365 * 86_400
KEPT = f"public, max-age={YEAR}, immutable"
# Known by its tag, a file is asked for again and mostly answered without its content.
ASKED_AGAIN = "no-cache"


def serve_static_files(app: Flask) -> None:
    """Let ``url_for('static', …)`` of ``app`` name the content, and browsers keep it for a year."""
    plain = app.view_functions["static"]

    def static(filename: str) -> Any:
        if filename != BUNDLE:
            return plain(filename=filename)
        answer = Response(style_sheet(), mimetype="text/css")
        answer.set_etag(version_of(BUNDLE) or "")
        return answer.make_conditional(request)

    app.view_functions["static"] = static
    app.url_defaults(_name_content)
    app.after_request(_keep)


def _name_content(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (version := version_of(values["filename"])):
        values["v"] = version


def _keep(response: Response) -> Response:
    """Kept is only what can never change; an address without the hash may not be so tomorrow."""
    if request.endpoint != "static" or response.status_code not in (200, 304):
        return response
    name = (request.view_args or {})["filename"]
    version = version_of(name)
    named = name.startswith(VENDOR) or (version and request.args.get("v") == version)
    response.headers["Cache-Control"] = KEPT if named else ASKED_AGAIN
    return response


@cache
def version_of(name: str) -> str | None:
    """A short hash of what is served under ``name``; None where the name says it or is nobody's."""
    if name.startswith(VENDOR):
        return None
    if name == BUNDLE:
        content = style_sheet().encode()
    elif (file := FOLDER / name).is_file():
        content = file.read_bytes()
    else:
        return None
    return sha256(content).hexdigest()[:12]


@cache
def style_sheet() -> str:
    """All style sheets as one, in their order."""
    files = sorted(FOLDER.rglob("*.css"), key=lambda file: (_order(file), file.name))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _order(file: Path) -> int:
    if file.stem in FIRST:
        return FIRST.index(file.stem)
    return len(FIRST) + (1 if file.stem in LAST else 0)
