"""No page answers what makes no sense with an error of ours."""

from __future__ import annotations

import pytest
from flask import Flask

from agency.extensions import db
from agency.matching.actions import match
from agency.settings import today
from tests.access.matrix import Route, routes
from tests.builders import make_assignment, make_candidate, make_credential, make_facility
from tests.signing_in import signed_in

PAGE = {"Accept": "text/html"}
# What pages are asked beside their address.
PARAMETERS = (
    *("after", "cause", "change", "code", "facility", "from", "kind", "like", "list", "month"),
    *("on", "priority", "q", "role", "row", "rows", "rule", "run", "sort", "starts_from"),
    *("state", "status", "tab", "task", "text", "to", "verdict", "view", "who", "work"),
)
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


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("value", NONSENSE, ids=["number", "day", "long", "odd"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nonsense_in_a_parameter_is_no_error_of_ours(world: Flask, value: str, who: str) -> None:
    world.testing = False
    client = signed_in(world, who, WHO[who])
    wrong = [
        f"{route.rule}?{name}"
        for route in pages(world, who)
        for name in PARAMETERS
        if client.get(route.path(VALUES), query_string={name: value}, headers=PAGE).status_code
        >= 500
    ]
    assert wrong == []


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
