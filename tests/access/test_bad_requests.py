"""No page answers what makes no sense with an error of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict

from agency.extensions import db
from agency.fields.schema import InputSchema
from agency.matching.actions import match
from agency.settings import today
from tests.access.matrix import Route, routes
from tests.builders import make_assignment, make_candidate, make_credential, make_facility
from tests.signing_in import signed_in

PAGE = {"Accept": "text/html"}
# Between them they may see every page.
WHO = {"admin": None, "candidate": "C-1"}
NONSENSE = ("9" * 30, "2026-02-30", "x" * 5_000, "\u202e' OR 1=1 --<script>")


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context():
        person = make_candidate("C-1")
        make_credential(person)
        make_assignment("A-1", facility=make_facility("Cedar Flats"))
        make_candidate("C-2")
        db.session.commit()
        match(today())
    return app


VALUES = {
    "candidates/ref": "C-1",
    "candidate_ref": "C-1",
    "assignments/ref": "A-1",
    "code": "WA",
    "assignment_ref": "A-1",
}


def pages(app: Flask, who: str) -> list[Route]:
    """Those that she alone may see, or staff and nobody."""
    found = [route for route in routes(app) if not route.changes and not route.of_api]
    return [one for one in found if one.rule.startswith("/portal") == (who == "candidate")]


class Listening(ImmutableMultiDict[str, str]):
    """Parameters that remember by which names they were looked for."""

    names: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, *rest: Any, **named: Any) -> list[Any]:
        self.names.add(key)
        return super().getlist(key, *rest, **named)


@pytest.fixture
def listening(world: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remember also what a schema takes, whether or not it is there."""
    accept = InputSchema.accept

    def heard(schema: InputSchema, data: Any) -> dict[str, Any]:
        Listening.names.update(schema.load_fields)
        return accept(schema, data)

    monkeypatch.setattr(InputSchema, "accept", heard)
    monkeypatch.setattr(world.request_class, "parameter_storage_class", Listening)


def answered(client: FlaskClient, path: str, asked: Mapping[str, str]) -> tuple[int, set[str]]:
    """The status, and the names of all parameters that were looked for."""
    Listening.names = set()
    status = client.get(path, query_string=asked, headers=PAGE).status_code
    return status, Listening.names


def bad_parameters(client: FlaskClient, path: str, value: str) -> Iterator[str]:
    """Those that are answered with an error of ours, of all that the page looks for.

    Some are only looked for where another is there: what turns up is asked for too.
    """
    _, waiting = answered(client, path, {})
    done: set[str] = set()
    while names := waiting - done:
        for name in names:
            status, more = answered(client, path, {name: value})
            waiting = waiting | more
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                yield name
        done |= names


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("value", NONSENSE, ids=["number", "day", "long", "odd"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("listening")
def test_nonsense_in_a_parameter_is_no_error_of_ours(world: Flask, value: str, who: str) -> None:
    world.testing = False
    client = signed_in(world, who, WHO[who])
    wrong = [
        f"{route.rule}?{name}"
        for route in pages(world, who)
        for name in bad_parameters(client, route.path(VALUES), value)
    ]
    assert wrong == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("listening")
def test_what_a_page_looks_for_is_heard(world: Flask) -> None:
    client = signed_in(world, "admin", None)
    of_list = answered(client, "/candidates", {})[1]
    assert {"text", "status", "state", "sort", "after"} <= of_list
    assert {"after", "recruiter", "show"} <= answered(client, "/lapses", {})[1]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("value", [*NONSENSE, "%", "_", "..", "new"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nonsense_in_an_address_is_no_error_of_ours(world: Flask, value: str, who: str) -> None:
    world.testing = False
    client = signed_in(world, who, WHO[who])
    asked = dict.fromkeys((*VALUES, "id", "work/assignment_ref", "user_id", "token"), value)
    wrong = [
        route.rule
        for route in pages(world, who)
        if client.get(route.path(asked), headers=PAGE).status_code >= 500
    ]
    assert wrong == []
