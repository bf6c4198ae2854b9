"""What is answered when something is wrong: a page to a person, JSON to a program."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from sqlalchemy.exc import InternalError, OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

log = logging.getLogger(__name__)

RETRY_SECONDS = 5
KEPT_HEADERS = ("Allow", "Retry-After")
WORDS = {
    404: ("There is nothing here", "The address may be misspelt, or what it named is gone."),
    405: ("That cannot be done here", "This address does not take that kind of request."),
    500: ("Something broke on our side", "It was not your doing. What was saved before is safe."),
    503: ("Not possible at the moment", "The database does not answer. What was saved is safe."),
}


def register_error_pages(app: Flask) -> None:
    """Answer every HTTP error of ``app``, and every unforeseen one as a 500, in these words."""
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(OperationalError, unavailable)
    app.register_error_handler(InternalError, unavailable)


def unavailable(error: OperationalError | InternalError) -> Response:
    """The answer when the database is away, too busy, or has ended what took too long.

    Nothing is wrong that will not pass.
    """
    log.error("the database does not answer", exc_info=error)
    return error_page(ServiceUnavailable(retry_after=RETRY_SECONDS))


def error_page(error: HTTPException) -> Response:
    """The answer to one error; of its own headers some are kept."""
    answer = error.get_response()
    status = answer.status_code
    title, explanation = WORDS.get(status, (error.name, error.description or ""))
    if wants_page():
        body = render_template("error.html", status=status, title=title, explanation=explanation)
        page = make_response(body, status)
    else:
        page = jsonify(status=status, title=title, detail=explanation)
        page.status_code = status
        page.mimetype = "application/problem+json"
    for name in KEPT_HEADERS:
        if name in answer.headers:
            page.headers[name] = answer.headers[name]
    return page


def wants_page() -> bool:
    """Whether the client would rather have HTML; a program that says nothing gets JSON."""
    kinds = request.accept_mimetypes
    return kinds["text/html"] > kinds["application/json"]
