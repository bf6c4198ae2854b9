"""Errors are a page to a person and JSON to a program."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from agency import create_app
from agency.access.policy import Cell
from agency.error_pages import WITH_PAGES, page_above
from tests.conftest import config_for
from tests.signing_in import browser_of

NOWHERE = "postgresql://nobody:pw@127.0.0.1:1/nothing"
PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def breaking_app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application with addresses at which the code fails, as it would in service."""
    public = {("GET", rule): Cell(public=True) for rule in ("/broken", "/away")}
    monkeypatch.setattr("agency.access.guard.policy", lambda: public)
    app = create_app(app.config["SETTINGS"])  # of its own, since it gets other addresses

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("the secret of our code")

    @app.get("/away")
    def away() -> str:
        raise OperationalError("SELECT secret", None, Exception("connection refused"))

    return app


def test_a_person_gets_a_page(app: Flask) -> None:
    answer = app.test_client().get("/nowhere", headers=PAGE)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is nothing here" in answer.text


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"Accept": "application/json"}])
def test_a_program_gets_json(app: Flask, headers: dict[str, str]) -> None:
    answer = app.test_client().get("/nowhere", headers=headers)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json == {
        "status": 404,
        "title": "There is nothing here",
        "detail": "The address may be misspelt, or what it named is gone.",
    }


def test_a_method_not_allowed_is_told_which_are(app: Flask) -> None:
    answer = app.test_client().post("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_every_address_that_takes_forms_alone_leads_to_a_page_above_it(app: Flask) -> None:
    methods: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in WITH_PAGES:
            methods.setdefault(rule.rule, set()).update(rule.methods or ())
    nowhere = []
    for template in (one for one, known in methods.items() if "GET" not in known):
        path = re.sub("<[^>]*>", "x", re.sub("<int[^>]*>", "1", template))
        with app.test_request_context(path, headers=PAGE):
            page = page_above()
        if page is None or not path.startswith(f"{page}/"):
            nowhere.append(path)
    # One is a button of every page, the other undoes what has no page of its own.
    assert sorted(nowhere) == ["/merges/1/undo", "/theme"]


@pytest.mark.parametrize("headers", [{}, PAGE])
def test_a_fault_of_ours_is_told_without_its_inside(
    breaking_app: Flask, headers: dict[str, str]
) -> None:
    answer = breaking_app.test_client().get("/broken", headers=headers)
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize("headers", [{}, PAGE])
def test_a_database_that_is_away_is_worth_another_try(
    breaking_app: Flask, headers: dict[str, str]
) -> None:
    answer = breaking_app.test_client().get("/away", headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "The database does not answer" in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/", "/candidates", "/nowhere"])
def test_the_page_about_a_database_that_is_away_asks_it_for_nobody(
    path: str, tmp_path: Path
) -> None:
    client = browser_of(create_app(config_for(NOWHERE, tmp_path)), "somebody")
    answer = client.get(path, headers=PAGE)
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "Not possible at the moment" in answer.text
