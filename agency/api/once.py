"""Making something once, however often the request for it comes.

The answer to a request with an Idempotency-Key is kept in the transaction of what it made, and
given again to the same request; of two at once one makes it and the other gets that answer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from sqlalchemy.exc import IntegrityError

from agency.access.principal import asking
from agency.api.actions import keep_answer
from agency.api.answers import JSON, Json, etag_of, text_of
from agency.api.models import KeptAnswer
from agency.api.queries import kept_answer
from agency.errors import AgencyError, Problem, Refused
from agency.extensions import db

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile("[!-~]{1,255}")

Hook = Callable[[Any], object]
Address = Callable[[Any], str]


def created(
    make: Callable[[Hook], Any],
    described: Callable[[Any], Json],
    address: Address,
    status: int = 201,
    sent: Callable[[], bytes] = lambda: request.get_data(cache=True),
    besides: Callable[[Any], Json] = lambda _row: {},
) -> Response:
    """The answer to a request that makes something.

    ``make`` runs the action with what it is to do besides, in its own transaction; ``address`` is
    where the new thing is found. ``besides`` is told with it this once and is no part of it, nor
    of its ETag. ``sent`` is what tells this request from another: the bytes of its body,
    unless the same may be sent in other bytes.
    """
    asked = _asked(sent)
    if asked and (kept := asked.kept()):
        return _again(kept)
    answers: list[Response] = []

    def answer(row: Any) -> None:
        answers.append(_answer(described(row), besides(row), address(row), status))
        if asked:
            _keep(asked, answers[-1])

    try:
        make(answer)
    except (AgencyError, IntegrityError):
        # Somebody may have been quicker with the very same request.
        if asked and (kept := asked.kept()):
            return _again(kept)
        raise
    return answers[-1]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may come again: who asks, under which key, for what."""

    by: str
    key: str
    request: str

    def kept(self) -> KeptAnswer | None:
        """The answer it had before; raises Refused where another request had one."""
        db.session.rollback()
        found = kept_answer(self.by, self.key)
        if found and found.request != self.request:
            wanted = "a key of its own for each request; another was sent under this one"
            raise Refused([Problem(HEADER, self.key, wanted)])
        return found

    def keep(self, status: int, headers: Mapping[str, str], body: str) -> None:
        """Keep the answer, in the transaction of what it tells; raises Taken."""
        keep_answer(self.by, self.key, self.request, status, headers, body)


def digest_of(sent: bytes, address: str) -> str:
    """What tells a request from another: its method, its address and what was sent."""
    said = (request.method.encode(), address.encode(), sent)
    return hashlib.sha256(b"\0".join(said)).hexdigest()


def _asked(sent: Callable[[], bytes]) -> Asked | None:
    """None without a key; raises Refused for one that is none."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise Refused([Problem(HEADER, ascii(key)[:80], "1 to 255 characters of ASCII, no spaces")])
    return Asked(asking().identity, key, digest_of(sent(), request.full_path))


def _keep(asked: Asked, answer: Response) -> None:
    told = {name: answer.headers[name] for name in ("ETag", "Location")}
    asked.keep(answer.status_code, told, answer.get_data(as_text=True))


def _answer(body: Json, besides: Json, address: str, status: int) -> Response:
    answer = Response(text_of({**body, **besides}), status, mimetype=JSON)
    answer.set_etag(etag_of(body))
    answer.headers["Location"] = address
    return answer


def _again(kept: KeptAnswer) -> Response:
    answer = Response(kept.body, kept.status, kept.headers, mimetype=JSON)
    answer.headers[REPLAYED] = "true"
    return answer
