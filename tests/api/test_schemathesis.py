"""The API put to what schemathesis makes of its document, as each role: it finds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from agency.api.blueprint import PREFIX
from tests.api.programs import Program, made
from tests.signing_in import signed_in

# What JSON Schema cannot say, and schemathesis therefore cannot know: how values stand to each
# other and to what is on file, and that a place in a list or an ETag is only ever given out by us.
UNSAYABLE = re.compile(
    "place in the list"
    "|changed since it was read"
    "|a day not before"
    "|a day of the calendar"
    "|end after they begin"
    "|on file"
    "|for an education"
    "|each act once"
    "|a key of its own"
    "|another candidate"
    "|has ended"
    "|neither it nor its facility names one"
    "|bytes are of no such file"
    "|this file is empty"
    "|that can be read to its end"
    "|says more of it"
    "|line 1: expected the columns"
    "|expected the columns of"
    "|expected a file of"
    "|a digital badge: JSON"
    '|"field":"reason"'
    "|a delivery report"
)
# It is read as the command reads it, and documented by its types alone.
OF_SOCKETS = {"max_redirects", "verify", "cert", "proxies"}
GENEROUS = "POST /api/v1/eligibility"


@pytest.fixture(autouse=True)
def _no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library forgets, where it leaves out credentials, that in-process there is no socket."""
    send = WSGITransport.send

    def without(self: WSGITransport, case: Any, **options: Any) -> Response:
        return send(self, case, **{name: options[name] for name in options.keys() - OF_SOCKETS})

    monkeypatch.setattr(WSGITransport, "send", without)


def found_by(
    app: Flask, headers: dict[str, str], examples: int = 1, thorough: str | None = None
) -> Iterator[str]:
    """Each thing that is wrong, as schemathesis tells it.

    At the addresses that ``thorough`` fits, and at no others then, also what is just within and
    just beyond each limit in the document is tried.
    """
    said: dict[str, Any] = {
        "seed": 7,
        "headers": headers,
        "generation": {"max-examples": examples, "database": "none"},
        "phases": {"stateful": {"enabled": False}, "coverage": {"enabled": bool(thorough)}},
    }
    config = SchemathesisConfig.from_dict(said)
    schema: Any = schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", app, config=config)
    if thorough:
        schema = schema.include(path_regex=thorough)
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            yield from _failures(event)
        elif isinstance(event, (events.NonFatalError, events.FatalError)):
            yield repr(event)


def _failures(event: events.ScenarioFinished) -> Iterator[str]:
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            told = check.failure_info
            answer = event.recorder.interactions[case_id].response
            text = answer.text if answer else ""
            unsayable = UNSAYABLE.search(text) or event.recorder.label == GENEROUS
            if told and not (check.name == "positive_data_acceptance" and unsayable):
                failure = f"{told.failure.title}: {told.failure.message}"
                yield f"{check.name}: {failure}\n{told.code_sample}\n{text}"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_finds_nothing_at_the_limits(app: Flask) -> None:
    """Every kind of value there is stands in one of these bodies or queries."""
    headers = Program(app, "admin").headers
    assert list(found_by(app, headers, thorough="/(assignments|{ref}/trainings)$")) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("role", "examples"), [("admin", 2), ("compliance", 1)])
def test_it_finds_nothing_on_postgresql(app: Flask, role: str, examples: int) -> None:
    """She who may do everything is asked for more than others."""
    assert list(found_by(app, Program(app, role).headers, examples)) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_finds_nothing_on_sqlite(app: Flask) -> None:
    assert list(found_by(app, Program(app, "recruiter").headers)) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_finds_nothing_as_a_candidate(app: Flask) -> None:
    """No candidate has a token; she asks from her browser."""
    made(Program(app).post("/candidates", {"ref": "C-1"}))
    browser = signed_in(app, "candidate", "C-1")
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = browser.get_cookie(name)
    assert cookie is not None
    token = browser.environ_base["HTTP_X_CSRFTOKEN"]
    headers = {"Cookie": f"{name}={cookie.value}", "X-CSRFToken": token}
    assert list(found_by(app, headers)) == []
