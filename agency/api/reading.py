"""How bodies and queries are read: strictly, and with every problem told by its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from flask import Request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from agency.api.bodies import refused
from agency.errors import Unreadable
from agency.fields import InputSchema
from agency.fields.strict_json import MOST_BYTES, read_json

JSON = "application/json"


class Query(InputSchema):
    """The parameters of an address: each once, none that means nothing, none without a value."""

    class Meta:
        unknown = RAISE

    def load(self, data: Any, **options: Any) -> Any:
        said: Mapping[str, list[str]] = data
        messages = {name: _fault(name, texts, self) for name, texts in said.items()}
        wrong = {name: [fault] for name, fault in messages.items() if fault}
        try:
            values = super().load(
                {name: texts[0] for name, texts in said.items() if name not in wrong}
            )
        except ValidationError as error:
            wrong |= error.messages_dict
        if wrong:
            given = {name: ", ".join(texts) for name, texts in said.items()}
            raise ValidationError(wrong, data=given)
        return values


def _fault(name: str, texts: list[str], query: Query) -> str | None:
    if name not in query.load_fields:
        known = ", ".join(query.load_fields) or "no parameter at all"
        return f"expected only {known}"
    if len(texts) > 1:
        return "expected this parameter once"
    if not texts[0] or texts[0] != texts[0].strip():
        return "expected a value without spaces around it"
    return None


class StrictParser(FlaskParser):
    """What webargs calls for each body and each query."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The value of the body; raises Unreadable, Refused and the HTTP errors of its headers."""
        return read_json(body_of_request(req))

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        return dict(req.args.lists())

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        # By where it was sent, and only then by field.
        (messages,) = error.messages_dict.values()
        raise refused(ValidationError(messages, data=error.data)) from error


def body_of_request(req: Request) -> bytes:
    """The bytes of a body that says it is JSON; raises 413, 415 and Unreadable."""
    coding = req.headers.get("Content-Encoding", "identity")
    if coding.strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType(f"A body is sent as it is; {coding!r} is not read here.")
    charset = req.mimetype_params.get("charset", "utf-8").lower()
    if req.mimetype != JSON or charset != "utf-8":
        raise UnsupportedMediaType(f"Expected a body of {JSON} in UTF-8.")
    req.max_content_length = MOST_BYTES
    document = req.get_data(cache=True)
    if not document.strip():
        raise Unreadable("the body is empty; expected JSON")
    return document
