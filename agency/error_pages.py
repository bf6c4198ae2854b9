"""What is answered to an error: a page to a person, a problem (RFC 9457) to a program."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import cast

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, ServiceUnavailable

from agency.errors import (
    NO_ROOM,
    AgencyError,
    Away,
    BadCursor,
    BadToken,
    Busy,
    Full,
    MergedAway,
    NotAllowed,
    NotFound,
    Problem,
    Refused,
    Stale,
    Taken,
    Unreadable,
    Unready,
)
from agency.extensions import lacks_a_table

log = logging.getLogger(__name__)

API = "/api/"
RETRY_SECONDS = 5
READS = ("GET", "HEAD")
WITH_PAGES = ("dashboard", "portal")
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")
WORDS = {
    404: ("There is nothing here", "The address may be misspelt, or what it named is gone."),
    405: ("That cannot be done here", "This address does not take that kind of request."),
    413: ("That is too much at once", "What was sent is larger than this address takes."),
    500: ("Something broke on our side", "It was not your doing. What was saved before is safe."),
    503: ("Not possible at the moment", "The database does not answer. What was saved is safe."),
}
# The first that fits, so the particular before the general.
STATUSES: Mapping[type[AgencyError], tuple[int, str]] = {
    MergedAway: (404, "Merged into another"),
    NotFound: (404, "There is nothing here"),
    NotAllowed: (403, "You may not do this"),
    BadToken: (401, "This token opens nothing"),
    Taken: (409, "That is there already"),
    Busy: (409, "Somebody else has it"),
    Stale: (412, "Somebody else has changed it"),
    Unready: (409, "Not made yet"),
    BadCursor: (400, "That page cannot be found"),
    Unreadable: (400, "This cannot be read"),
    Full: (507, "There is no room for it"),
    Away: (503, "Not possible at the moment"),
    Refused: (422, "Some values were not accepted"),
    AgencyError: (422, "This was not accepted"),
}
# A refusal begins with the name of a field, which is told as it is written.
NAMED = re.compile(r"[\w.\[\]-]+:")
CHALLENGE = 'Bearer realm="Tenens"'


def register_error_pages(app: Flask) -> None:
    """Answer every error of ``app`` in words, and every unforeseen one as a 500."""
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(AgencyError, told_error)
    app.register_error_handler(DBAPIError, refused_by_database)
    app.register_error_handler(OSError, no_room)


def refused_by_database(error: DBAPIError) -> Response:
    """The answer when the database is away, too busy, has ended what took too long, or has the
    tables of an older version: nothing is wrong that will not pass. Raises any other error.
    """
    if not will_pass(error):
        raise error
    log.error("the database does not answer", exc_info=error)
    return error_page(ServiceUnavailable(retry_after=RETRY_SECONDS))


def will_pass(error: DBAPIError) -> bool:
    """Whether the same may be answered a while later, as nothing is wrong with what was asked."""
    passes = isinstance(error, OperationalError | InternalError) or error.connection_invalidated
    return passes or lacks_a_table(error)


def no_room(error: OSError) -> Response:
    """The answer when a disk is full, as where a large body is put down; else it is unforeseen."""
    if error.errno not in NO_ROOM:
        raise error
    return told_error(Full("there is no room on the disk at the moment; nothing was kept"))


def told_error(error: AgencyError) -> Response:
    """The answer to what is the user's to mend: its own words, and each value not accepted."""
    status, title = next(told for kind, told in STATUSES.items() if isinstance(error, kind))
    problems = error.problems if isinstance(error, Refused) else ()
    answer = _answer(status, title, _sentence(str(error)), problems)
    if isinstance(error, Away):
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def error_page(error: HTTPException) -> Response:
    """The answer to an HTTP error; of its own headers some are kept."""
    behind_the_view = getattr(error, "original_exception", None)
    if isinstance(behind_the_view, DBAPIError) and will_pass(behind_the_view):
        return refused_by_database(behind_the_view)
    if isinstance(error, MethodNotAllowed) and (page := page_above()):
        return cast(Response, redirect(page, HTTPStatus.SEE_OTHER))
    given = error.get_response()
    status = given.status_code
    title, explanation = WORDS.get(status, (error.name, error.description or ""))
    answer = _answer(status, title, explanation)
    for name in KEPT_HEADERS:
        if name in given.headers:
            answer.headers[name] = given.headers[name]
    return answer


def page_above() -> str | None:
    """The nearest page above an address that only takes forms, which somebody opens or loads anew.

    Of pages of staff and candidates alone; None for a program, and where there is no such page.
    """
    if request.method not in READS or for_a_program():
        return None
    adapter = current_app.create_url_adapter(request)
    parts = request.path.strip("/").split("/")
    above = ["/" + "/".join(parts[:number]) for number in range(len(parts) - 1, 0, -1)]
    for path in (one for there in above for one in (there, f"{there}/")):
        try:
            endpoint, _ = adapter.match(path, method="GET") if adapter else ("", {})
        except HTTPException:
            continue
        if endpoint.partition(".")[0] in WITH_PAGES:
            return f"{request.root_path.rstrip('/')}{path}"
    return None


def _answer(
    status: int, title: str, explanation: str, problems: Sequence[Problem] = ()
) -> Response:
    if for_a_program():
        answer = _problem(status, title, explanation, problems)
    else:
        body = render_template(
            "error.html", status=status, title=title, explanation=explanation, problems=problems
        )
        answer = make_response(body, status)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = CHALLENGE
    return answer


def _problem(status: int, title: str, explanation: str, problems: Sequence[Problem]) -> Response:
    said = {"status": status, "title": title, "detail": explanation}
    if problems:
        told = [{"field": p.field, "value": p.value, "expected": p.expected} for p in problems]
        answer = jsonify(**said, errors=told)
    else:
        answer = jsonify(said)
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    return answer


def for_a_program() -> bool:
    """Whether a problem is answered and no page: to the API, and to whoever asks for no page."""
    kinds = request.accept_mimetypes
    wants_page = kinds["text/html"] > kinds["application/json"]
    return request.path.startswith(API) or not wants_page


def _sentence(words: str) -> str:
    """Words with a capital at the beginning, unless that is a name, and a full stop at the end."""
    first = words[:1] if NAMED.match(words) else words[:1].upper()
    return f"{first}{words[1:].rstrip('.')}."
