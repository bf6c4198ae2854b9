"""The OpenAPI document: made of the operations when it is first asked for."""

from __future__ import annotations

from http import HTTPStatus
from threading import Lock
from typing import Any

from flask import Flask, current_app
from flask_smorest import Api
from marshmallow import fields

from agency.api.answers import ETAGS
from agency.api.blueprint import PROBLEMS, Doc, api, problem_name
from agency.api.reading import Query
from agency.api.schemas import COMPONENTS
from agency.api.shapes import plain_shape_of, shape_of
from agency.api.words import ABOUT, DESCRIPTION, TITLE, VERSION

PROBLEM = "application/problem+json"
KEPT = "api_document"
_by_one = Lock()


def document() -> Doc:
    """The document of the application that is current."""
    app: Any = current_app
    with _by_one:
        if KEPT not in app.extensions:
            app.extensions[KEPT] = made(app._get_current_object())
    found: Doc = app.extensions[KEPT]
    return found


def made(app: Flask) -> Doc:
    """What apispec makes of every operation and every schema."""
    smorest = Bare(
        spec_kwargs={
            "title": TITLE,
            "version": VERSION,
            "openapi_version": "3.1.0",
            "info": {"description": DESCRIPTION},
            "security": [{"token": []}],
            "tags": [{"name": name, "description": words} for name, words in ABOUT.items()],
            "servers": [{"url": "/"}],
        }
    )
    smorest.init_app(app)
    _add_components(smorest.spec.components)
    smorest.ma_plugin.converter.add_attribute_function(_as_taken)
    api.register_views_in_doc(smorest, app, smorest.spec, name=api.name, parameters=None)
    found: Doc = smorest.spec.to_dict()
    return _tidied(found)


def _tidied(found: Doc) -> Doc:
    """Without the shapes that only the library's own answers have, which we never give."""
    for name in ("Error", "PaginationMetadata"):
        found["components"]["schemas"].pop(name, None)
    return found


class Bare(Api):
    """Only the document: errors are answered, and addresses added, by us."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_doc_blueprint(self) -> None:
        return

    def _register_error_handlers(self) -> None:
        return


def _as_taken(_converter: Any, field: fields.Field[Any], *, ret: Doc, **_: Any) -> Doc:
    """What the document says of a field: its shape, and its default where that is not blank."""
    if field.load_default in (None, ""):
        ret.pop("default", None)
    return plain_shape_of(field) if isinstance(field.parent, Query) else shape_of(field)


def _add_components(components: Any) -> None:
    components.security_scheme(
        "token",
        {"type": "http", "scheme": "bearer", "description": "A token of Settings, with scopes."},
    )
    for name, shape in COMPONENTS.items():
        components.schema(name, shape)
    for name, parameter in PARAMETERS.items():
        components.parameter(name, "header", dict(parameter))
    for status in (*PROBLEMS, 404, 409, 412, 413, 415, 503, 507):
        components.response(problem_name(status), _problem(status))
    components.response("Unchanged", {"description": "It is as the If-None-Match says."})


def _problem(status: int | str) -> Doc:
    words = HTTPStatus(status).phrase if isinstance(status, int) else "Any other problem"
    shape = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {PROBLEM: {"schema": shape}}}


PARAMETERS: dict[str, Doc] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "required": False,
        "description": (
            "Any text of yours. The same request under the same key is done once, and every"
            " repetition within 24 hours gets the first answer again, marked with the header"
            " Idempotency-Replayed. Another request under the same key is refused (422)."
        ),
        "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    },
    "IfMatch": {
        "name": "If-Match",
        "required": False,
        "description": (
            "The ETag of the state you have read. If it has changed since, nothing is done (412)."
            " Without it the last one wins."
        ),
        "schema": {"type": "string", "pattern": f"^{ETAGS.pattern}$"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "required": False,
        "description": "The ETag of the state you have: if it is still that, 304 and no body.",
        "schema": {"type": "string"},
    },
}
