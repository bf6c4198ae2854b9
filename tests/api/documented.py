"""Whether what the API answers is what its document says, key by key."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema_rs
from flask import Flask
from werkzeug.routing import Map
from werkzeug.test import TestResponse

from agency.api.document import document

Doc = dict[str, Any]


@cache
def whole(app: Flask) -> Doc:
    """The document of ``app``, in which no object may have a key that is not documented."""
    with app.test_request_context():
        found: Doc = json.loads(json.dumps(document()))
    for name, shape in found["components"]["schemas"].items():
        if not name.startswith("New") and not name.endswith("Change"):
            _close(shape)
    return found


def misfits(app: Flask, method: str, answer: TestResponse) -> list[str]:
    """What is wrong with an answer by the document; nothing if it is as documented."""
    path = _template(app.url_map, answer.request.path, method)
    responses = whole(app)["paths"][path][method.lower()]["responses"]
    said = _resolved(app, responses.get(str(answer.status_code)) or responses["default"])
    content = said.get("content")
    if content is None:
        return [f"a body, {answer.text!r}"] if answer.data else []
    if answer.mimetype not in content:
        return [f"{answer.mimetype}, not {list(content)}"]
    schema = content[answer.mimetype]["schema"]
    if schema.get("format") == "binary":  # bytes, of which the document says no more
        return []
    shape = {**schema, "components": whole(app)["components"]}
    checker = jsonschema_rs.Draft202012Validator(shape, validate_formats=True)
    return [
        f"{'/'.join(map(str, one.instance_path))}: {one.message}"
        for one in checker.iter_errors(answer.get_json())
    ]


def _close(shape: Any) -> None:
    if isinstance(shape, dict):
        if "properties" in shape and "additionalProperties" not in shape:
            shape["additionalProperties"] = False
        for part in shape.values():
            _close(part)
    elif isinstance(shape, list):
        for part in shape:
            _close(part)


def _resolved(app: Flask, said: Doc) -> Doc:
    if "$ref" not in said:
        return said
    found: Doc = whole(app)["components"]["responses"][said["$ref"].rpartition("/")[2]]
    return found


def _template(url_map: Map, path: str, method: str) -> str:
    """The path as the document writes it."""
    rule, _ = url_map.bind("localhost").match(path, method, return_rule=True)
    return "".join(f"{{{part}}}" if is_argument else part for is_argument, part in rule._trace)[1:]
