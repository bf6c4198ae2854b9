"""The blueprint of the API: how an operation is registered, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeAlias

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import ValidationError

from agency.api.reading import JSON, Query, StrictParser
from agency.error_pages import told_error
from agency.errors import NotFound, Unready
from agency.fields import InputSchema, Ref
from agency.jobs.actions import NotDead
from agency.rules.reading import RuleBookError
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules

PREFIX = "/api/v1"
Doc: TypeAlias = dict[str, Any]
View = Callable[..., Response]
Register = Callable[[View], View]
# Answers of every operation that say what is wrong, by status; "default" stands for all others.
PROBLEMS: tuple[int | str, ...] = (400, 401, 403, 422, "default")
ETAG: Doc = {"ETag": {"description": "Tells this state from others.", "schema": {"type": "string"}}}
LOCATION: Doc = {
    "Location": {
        "description": "Where it is.",
        "schema": {"type": "string", "format": "uri-reference"},
    }
}
DISPOSITION: Doc = {
    "Content-Disposition": {"description": "The name to save it by.", "schema": {"type": "string"}}
}
REF = Ref(required=True)
# In an address; row ids are 32 bits wide.
ID = "<int(min=1, max=2147483647):id>"

api: Any = Blueprint("api", __name__, url_prefix=PREFIX)
api.ARGUMENTS_PARSER = StrictParser()


class NoQuery(Query):
    """No parameters."""


def _refuse_what_no_reference_is() -> None:
    """No address leads to a text that no reference can be; it is not put to the database."""
    for name, value in (request.view_args or {}).items():
        try:
            written = value if not isinstance(value, str) else REF.deserialize(value)
        except ValidationError as error:
            raise NotFound(name.removesuffix("_ref"), ascii(value)) from error
        if written != value:
            raise NotFound(name.removesuffix("_ref"), value)


def _not_as_things_are(error: Exception) -> Response:
    """What cannot be done or judged as things are, although nothing is wrong with the request."""
    return told_error(Unready(str(error)))


api.before_request(_refuse_what_no_reference_is)
for error in (Ended, NoRules, NotDead, RuleBookError):
    api.register_error_handler(error, _not_as_things_are)


def reads(
    path: str,
    shape: Doc,
    *,
    about: str,
    query: type[Query] = NoQuery,
    named: Mapping[str, Doc] | None = None,
) -> Register:
    """GET of one thing, which has an ETag.

    ``named`` are the shapes of those names in the path that are more than a reference.
    """
    return _operation(
        "GET",
        path,
        shape,
        about=about,
        query=query,
        named=named,
        headers=("IfNoneMatch",),
        told=ETAG,
        problems=(404,),
        unchanged=True,
    )


def lists(path: str, shape: Doc, *, about: str, query: type[Query]) -> Register:
    """GET of a page of a list of such things."""
    return _operation("GET", path, page_of(shape), about=about, query=query, problems=(404,))


def creates(
    path: str,
    shape: Doc,
    *,
    about: str,
    body: type[InputSchema] | None = None,
    takes: Doc | None = None,
    takes_type: str = JSON,
    status: int = 201,
    problems: Sequence[int] = (),
) -> Register:
    """POST that makes a new thing, once for each Idempotency-Key.

    ``takes`` is the shape of a body that is read by the view itself, of the type ``takes_type``.
    """
    return _operation(
        "POST",
        path,
        shape,
        about=about,
        body=body,
        takes=takes,
        takes_type=takes_type,
        status=status,
        headers=("IdempotencyKey",),
        told=ETAG | LOCATION,
        problems=(404, 409, 413, 415, *problems),
    )


def changes(path: str, shape: Doc, *, about: str, body: type[InputSchema]) -> Register:
    """PATCH of one thing, if it still is as If-Match says."""
    return _operation(
        "PATCH",
        path,
        shape,
        about=about,
        body=body,
        headers=("IfMatch",),
        told=ETAG,
        problems=(404, 409, 412, 413, 415),
    )


def removes(path: str, *, about: str) -> Register:
    """DELETE of one thing, if it still is as If-Match says."""
    return _operation(
        "DELETE", path, None, about=about, status=204, headers=("IfMatch",), problems=(404, 412)
    )


def does(
    path: str,
    shape: Doc,
    *,
    about: str,
    body: type[InputSchema] | None = None,
    takes: Doc | None = None,
    takes_type: str = JSON,
    if_match: bool = False,
) -> Register:
    """POST that does something else than to make a thing of the list it is sent to.

    ``takes`` is the shape of a body that is read by the view itself, of the type ``takes_type``.
    With ``if_match`` it asks for If-Match also where it has no ``body``.
    """
    return _operation(
        "POST",
        path,
        shape,
        about=about,
        body=body,
        takes=takes,
        takes_type=takes_type,
        headers=("IfMatch",) if body or if_match else (),
        told=ETAG,
        problems=(404, 409, 412, 413, 415),
    )


def gives(
    path: str,
    types: Sequence[str],
    *,
    about: str,
    problems: Sequence[int] = (),
    query: type[Query] = NoQuery,
    named: Mapping[str, Doc] | None = None,
) -> Register:
    """GET of bytes that are no JSON, of one of ``types``; ``named`` as of what is read."""
    content = {one: {"schema": {"type": "string", "format": "binary"}} for one in types}
    told = {"description": "The bytes.", "headers": DISPOSITION, "content": content}
    wrong = (404, *problems, 503)
    return _operation(
        "GET", path, None, about=about, query=query, named=named, problems=wrong, answer=told
    )


def problem_name(status: int | str) -> str:
    """The component of the document that tells of answers with a status."""
    return f"Problem{status}" if isinstance(status, int) else "Problem"


def page_of(shape: Doc) -> Doc:
    """A page of a list: ``next`` is what to give as ``after`` for the one that follows."""
    return {
        "type": "object",
        "required": ["items", "next"],
        "additionalProperties": False,
        "properties": {
            "items": {"type": "array", "items": shape, "maxItems": 100},
            "next": {"type": ["string", "null"]},
        },
    }


def _operation(
    method: str,
    path: str,
    shape: Doc | None,
    *,
    about: str,
    status: int = 200,
    query: type[Query] = NoQuery,
    named: Mapping[str, Doc] | None = None,
    body: type[InputSchema] | None = None,
    takes: Doc | None = None,
    takes_type: str = JSON,
    headers: Sequence[str] = (),
    told: Doc | None = None,
    problems: Sequence[int] = (),
    unchanged: bool = False,
    answer: Doc | None = None,
) -> Register:
    """Register a view for one method of ``path``, and document it.

    ``about`` groups operations in the document. ``headers`` name components of the document, of
    what may be sent; ``told`` are the headers of the answer. ``answer`` says all of an answer that
    is no JSON.
    """

    def register(view: View) -> View:
        made: Any = api.response(status, shape, headers=told)(view)
        for problem in sorted({*PROBLEMS, *problems}, key=str):
            made = api.alt_response(problem, problem_name(problem))(made)
        if unchanged:
            made = api.alt_response(304, "Unchanged")(made)
        if body is not None:
            made = api.arguments(body, arg_name="body")(made)
        if query is NoQuery:
            made = _without_query(made)
        made = api.arguments(query, location="query", arg_name="query")(made)
        made._apidoc["arguments"]["parameters"].extend(headers)
        name = view.__name__
        more = {} if takes is None else {"requestBody": _body(takes, takes_type)}
        if answer is not None:
            more["responses"] = {str(status): answer}
        documented = api.doc(operationId=name, **more)(made)
        route = api.route(
            path, methods=[method], endpoint=name, tags=[about], parameters=_in_path(named or {})
        )
        route(documented)
        return view

    return register


def _body(shape: Doc, media_type: str) -> Doc:
    return {"required": True, "content": {media_type: {"schema": shape}}}


def _in_path(named: Mapping[str, Doc]) -> list[Doc]:
    return [
        {"in": "path", "name": name, "required": True, "schema": shape}
        for name, shape in named.items()
    ]


def _without_query(view: Any) -> Any:
    """A view that need not know that there are no parameters."""

    @wraps(view)
    def inner(query: Any, **arguments: Any) -> Any:
        return view(**arguments)

    return inner
