"""Answers as JSON: one thing with its ETag, a page of a list, a new thing, nothing at all."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request
from werkzeug.http import quote_etag

from agency.errors import Stale, Unreadable

Json = dict[str, Any]
JSON = "application/json"
ETAG = r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"'
ETAGS = re.compile(rf"\s*(\*|{ETAG}(\s*,\s*{ETAG})*)\s*")
NO_ETAG = (
    "If-Match: expected * or the ETag of what was read, in its double quotes, such as"
    ' "5d41402abc4b2a76b9719d911017c592"'
)


def one(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """One thing with a strong ETag; 304 to whoever has it already."""
    answer = Response(text_of(body), status, headers, mimetype=JSON)
    answer.set_etag(etag_of(body))
    if request.method in ("GET", "HEAD"):
        answer.make_conditional(request)
    return answer


def nothing() -> Response:
    """What was asked for is done, and there is nothing to tell."""
    return Response(status=204)


def listed(items: list[Json], following: str | None) -> Response:
    """A page of a list; ``following`` is the cursor of the next one."""
    return Response(text_of({"items": items, "next": following}), mimetype=JSON)


def text_of(body: Any) -> str:
    """JSON in which equal values are equal texts."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def etag_of(body: Any) -> str:
    """What tells one state of a thing from another: a hash of all that is told of it."""
    return hashlib.sha256(text_of(body).encode()).hexdigest()[:32]


def as_expected(*described: Callable[[Any], Json]) -> Callable[[Any], None]:
    """What an action asks of a row before it changes it: that it is as If-Match says.

    ``described`` are the ways in which the row is told, any of which may have been read.
    Raises Stale, and Unreadable for what is no list of ETags. Without If-Match every state will
    do.
    """
    if "If-Match" not in request.headers:
        return lambda _row: None
    if not ETAGS.fullmatch(request.headers["If-Match"]):
        raise Unreadable(NO_ETAG)
    wanted = request.if_match

    def check(row: Any) -> None:
        etags = [etag_of(tell(row)) for tell in described]
        if not any(map(wanted.contains, etags)):
            raise Stale(f"it has changed since it was read; its ETag is {quote_etag(etags[0])} now")

    return check
