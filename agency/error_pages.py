"""What is answered when something is wrong: a page to a person, JSON to a program."""

from __future__ import annotations

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

WORDS = {
    404: ("There is nothing here", "The address may be misspelt, or what it named is gone."),
    405: ("That cannot be done here", "This address does not take that kind of request."),
    500: ("Something broke on our side", "It was not your doing. What was saved before is safe."),
}


def register_error_pages(app: Flask) -> None:
    """Answer every HTTP error of ``app``, and every unforeseen one as a 500, in these words."""
    app.register_error_handler(HTTPException, error_page)


def error_page(error: HTTPException) -> Response:
    """The answer to one error; its own headers (such as Allow) are kept."""
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
    if "Allow" in answer.headers:
        page.headers["Allow"] = answer.headers["Allow"]
    return page


def wants_page() -> bool:
    """Whether the client would rather have HTML; a program that says nothing gets JSON."""
    kinds = request.accept_mimetypes
    return kinds["text/html"] > kinds["application/json"]
