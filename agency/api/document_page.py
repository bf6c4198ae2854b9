"""The document of the API as a page tells it: operations by subject, and the shapes they name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agency.access.policy import ROLES, Cell, policy
from agency.api.reading import JSON

Doc = Mapping[str, Any]
COMPONENT = "#/components/schemas/"
METHODS = ("get", "post", "patch", "delete")
FEW = 12
KINDS = {
    "string": "text",
    "boolean": "true or false",
    "integer": "whole number",
    "number": "number",
    "object": "object",
    "null": "null",
}
FORMATS = {"date": "day", "date-time": "moment"}
# What a request sends in its address is known before it is made.
EXAMPLES = {"ref": "C-0001", "candidate_ref": "C-0001", "code": "WA", "id": "1"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is, in words; ``shape`` is the name of the shape it has, if it has one."""

    words: str
    shape: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an object, or one parameter, which stands in the ``place`` it names."""

    name: str
    kind: Kind
    required: bool
    words: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address: who may, what it takes and what it answers."""

    id: str
    method: str
    path: str
    summary: str
    more: str
    roles: tuple[str, ...]
    own: bool
    scope: str | None
    parameters: tuple[Key, ...]
    takes: Kind | None
    answers: tuple[tuple[str, str, Kind | None], ...]
    example: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Operations that are about one thing."""

    name: str
    words: str
    operations: tuple[Operation, ...]

    @property
    def anchor(self) -> str:
        return self.name.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Shape:
    """An object that bodies or answers speak of, key by key."""

    name: str
    words: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """The whole document, and where it is served."""

    title: str
    words: tuple[str, ...]
    subjects: tuple[Subject, ...]
    shapes: tuple[Shape, ...]


def page_of(document: Doc, rules: Mapping[str, str], address: str) -> Described:
    """What the page tells.

    ``rules`` are the addresses of operations by their ids, as the policy writes them; ``address``
    is where this server is reached.
    """
    found = list(_operations(document, rules, address))
    return Described(
        title=document["info"]["title"],
        words=tuple(document["info"]["description"].split("\n\n")),
        subjects=tuple(
            Subject(
                tag["name"],
                tag["description"],
                tuple(one for about, one in found if about == tag["name"]),
            )
            for tag in document["tags"]
        ),
        shapes=tuple(_shapes(document["components"]["schemas"])),
    )


# Operations


def _operations(
    document: Doc, rules: Mapping[str, str], address: str
) -> Iterator[tuple[str, Operation]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if said := item.get(method):
                cell = policy().get((method.upper(), rules[said["operationId"]]), Cell())
                keys = tuple(_parameters(said, item, document["components"]))
                yield said["tags"][0], _operation(method, path, said, cell, keys, address)


def _operation(
    method: str, path: str, said: Doc, cell: Cell, parameters: tuple[Key, ...], address: str
) -> Operation:
    body = said.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        more=said.get("description", ""),
        roles=tuple(role for role in ROLES if role in cell.roles),
        own=bool(cell.own),
        scope=cell.scope,
        parameters=parameters,
        takes=None if body is None else kind_of(body),
        answers=tuple(_answers(said["responses"])),
        example=_example(method, path, address, body is not None),
    )


def _parameters(said: Doc, item: Doc, components: Doc) -> Iterator[Key]:
    for one in (*item.get("parameters", ()), *said.get("parameters", ())):
        whole = one
        if "$ref" in one:
            whole = components["parameters"][one["$ref"].rpartition("/")[2]]
        yield Key(
            name=whole["name"],
            kind=kind_of(whole["schema"]),
            required=whole.get("required", False),
            words=whole.get("description", ""),
            place=whole["in"],
        )


def _answers(responses: Doc) -> Iterator[tuple[str, str, Kind | None]]:
    """Each status that tells of success; problems are told once for all operations."""
    for status, said in sorted(responses.items()):
        if status.startswith("2"):
            shape = said.get("content", {}).get(JSON, {}).get("schema")
            yield status, said["description"], None if shape is None else kind_of(shape)


def _example(method: str, path: str, address: str, has_body: bool) -> str:
    """A command line that does it."""
    whole = address + path
    for name, value in EXAMPLES.items():
        whole = whole.replace(f"{{{name}}}", value)
    verb = "" if method == "get" else f"-X {method.upper()} "
    lines = [f"curl {verb}{whole}", "-H 'Authorization: Bearer …'"]
    if has_body:
        lines += ["-H 'Content-Type: application/json'", "-d @body.json"]
    return " \\\n  ".join(lines)


# Shapes


def _shapes(schemas: Doc) -> Iterator[Shape]:
    for name, said in sorted(schemas.items()):
        required = said.get("required", ())
        yield Shape(
            name=name,
            words=said.get("description", ""),
            keys=tuple(
                Key(key, kind_of(shape), key in required, shape.get("description", ""))
                for key, shape in said.get("properties", {}).items()
            ),
        )


def kind_of(shape: Doc) -> Kind:
    """In a few words what a value of this shape is."""
    if "$ref" in shape:
        name = shape["$ref"].removeprefix(COMPONENT)
        return Kind(name, name)
    if "type" not in shape and "anyOf" not in shape:
        return Kind("any JSON")
    if "anyOf" in shape:
        first = kind_of(shape["anyOf"][0])
        return Kind(f"{first.words} or null", first.shape)
    kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    blank = " or null" if "null" in kinds else ""
    if kinds[0] == "array":
        item = kind_of(shape["items"])
        return Kind(f"list of {item.words}{blank}", item.shape, item.choices)
    if "items" in shape.get("properties", {}):
        item = kind_of(shape["properties"]["items"]["items"])
        return Kind(f"page of {item.words}", item.shape)
    return Kind(_plain(shape, kinds[0]) + blank, None, _choices(shape))


def _plain(shape: Doc, kind: str) -> str:
    words = FORMATS.get(shape.get("format", ""), KINDS[kind])
    if "enum" in shape:
        return "one word of"
    if "minimum" in shape and "maximum" in shape:
        return f"{words} from {shape['minimum']} to {shape['maximum']}"
    if "maxLength" in shape:
        return f"{words} of at most {shape['maxLength']} characters"
    return words


def _choices(shape: Doc) -> tuple[str, ...]:
    return tuple(json.dumps(one).strip('"') for one in shape.get("enum", ()) if one is not None)
