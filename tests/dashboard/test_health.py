"""Three addresses for machines and a page for people say whether all is well."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

from agency import create_app
from agency.bench import servers
from agency.edits.actions import record
from agency.extensions import db
from agency.jobs import actions
from agency.matching.actions import match
from agency.matching.models import MatchRun
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text
from agency.schema_version import downgrade_database, newest_revision, upgrade_database
from agency.settings import today
from agency.standards.queries import rulebook
from tests.builders import make_assignment, make_candidate, make_credential
from tests.conftest import config_for
from tests.counting import counted
from tests.jobs.deaths import died
from tests.jobs.ledger import added
from tests.matching.working import work_off
from tests.signing_in import browser_of, signed_in, token_for
from tests.standards.entries import BLS, saved

DAY = timedelta(days=1)
NOWHERE = "postgresql://nobody:pw@127.0.0.1:1/nothing"


def page(app: Flask) -> str:
    answer = signed_in(app).get("/health")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def people_and_work() -> None:
    """Two candidates, one of them eligible; two assignments, one of them open."""
    make_credential(make_candidate())
    make_candidate(status="inactive")
    start = today() + 30 * DAY
    make_assignment(starts_on=start, ends_on=start + 30 * DAY)
    make_assignment(starts_on=start, ends_on=start + 30 * DAY, status="draft")
    db.session.commit()


def test_the_process_is_alive_whatever_else_is_not(tmp_path: Path) -> None:
    answer = create_app(config_for(NOWHERE, tmp_path)).test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_ready_with_the_database_alone(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (
        200,
        {"status": "ok", "checks": {"database": "ok"}},
    )


def test_ready_with_redis_if_there_is_to_be_one(app: Flask, redis_url: str) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], redis_url=redis_url)
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "checks": {"database": "ok", "redis": "ok"}}


def test_not_ready_without_redis(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], redis_url="redis://127.0.0.1:1/0")
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {
        "status": "not ready",
        "checks": {"database": "ok", "redis": "does not answer"},
    }


def test_a_redis_that_says_nothing_is_not_waited_for(app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        url = f"redis://127.0.0.1:{port}/0"
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], redis_url=url)
        answer = app.test_client().get("/readyz")
    assert answer.status_code == 503


def test_a_database_that_does_not_answer_is_told_without_its_address(tmp_path: Path) -> None:
    client = browser_of(create_app(config_for(NOWHERE, tmp_path)), "somebody")
    ready, shown = client.get("/readyz"), client.get("/health")
    assert (ready.status_code, shown.status_code) == (503, 503)
    assert ready.json == {"status": "not ready", "checks": {"database": "does not answer"}}
    assert "The database does not answer" in shown.text
    assert client.get("/metrics").status_code in (401, 503)
    assert "127.0.0.1" not in ready.text + shown.text


def test_a_database_that_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/nothing"
        ready = create_app(config_for(url, tmp_path)).test_client().get("/readyz")
    assert ready.status_code == 503


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Flask, FlaskClient]]:
    """The application over tables of an older version, and somebody who had signed in before."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
        if request.param == "postgresql":
            url = stack.enter_context(servers.postgresql())
        app = create_app(config_for(url, tmp_path))
        with app.app_context():
            upgrade_database()
        client = signed_in(app)
        with app.app_context():
            downgrade_database("0010")
        yield app, client
        with app.app_context():
            db.engine.dispose()


def test_a_database_of_an_older_version_is_not_ready(older: tuple[Flask, FlaskClient]) -> None:
    _, client = older
    ready, shown = client.get("/readyz"), client.get("/health")
    assert (ready.status_code, shown.status_code) == (503, 503)
    assert "is not up to date: run `agency init`" in ready.text
    assert "is not up to date: run `agency init`" in shown.text
    assert client.post("/sign-out").status_code == 503


def test_a_page_waits_once_for_a_database_that_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr("agency.extensions.CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/nothing"
        app = create_app(config_for(url, tmp_path))
        with app.app_context():
            event.listen(db.engine, "do_connect", lambda *_: tried.append("again"))
        answer = browser_of(app, "somebody").get("/candidates", headers={"Accept": "text/html"})
    assert (answer.status_code, len(tried)) == (503, 1)


def test_the_page_tells_what_there_is_and_what_was_found(database: SQLAlchemy, app: Flask) -> None:
    people_and_work()
    match(today())
    actions.beat()
    shown = page(app)
    assert "<h1>All is well</h1>" in shown
    assert '<span class="figure">1</span> of 1 open assignment has' in shown
    assert "<dd>1 eligible, 0 unknown, 1 ineligible</dd>" in shown
    assert "<dd>2, 1 active</dd>" in shown
    assert "<dd>2, 1 open</dd>" in shown
    assert f"{database.engine.dialect.name}, revision {newest_revision()}" in shown


def test_an_open_assignment_that_is_over_is_not_counted_as_open(
    database: SQLAlchemy, app: Flask
) -> None:
    people_and_work()
    make_assignment(starts_on=today() - 9 * DAY, ends_on=today() - DAY)
    database.session.commit()
    assert "<dd>3, 1 open; 1 more still marked open is over</dd>" in page(app)


def test_the_page_names_the_rulebook_and_its_states(app: Flask) -> None:
    book, shown = load_rulebook(), page(app)
    assert book.fingerprint in shown
    for code, state in book.states.items():
        assert f'<abbr title="{state.name}">{code}</abbr>' in shown


def test_the_page_tells_what_is_recorded_besides_the_data_files(
    database: SQLAlchemy, app: Flask
) -> None:
    assert "<dt>Recorded</dt> <dd>nothing</dd>" in page(app)
    saved(BLS)
    shown = page(app)
    assert "<dt>Recorded</dt> <dd>1</dd>" in shown
    assert rulebook().fingerprint in shown


def test_the_page_leads_to_what_the_night_changed(database: SQLAlchemy, app: Flask) -> None:
    """Also after changes were worked in, which makes another run the last."""
    people_and_work()
    report, person = match(today()), make_candidate()
    database.session.commit()
    record("candidate", [person.id])
    database.session.commit()
    work_off(app)
    assert f'href="/runs/{report.run}">what it changed</a>' in page(app)


@pytest.mark.parametrize("days_ago", [0, 1])
def test_a_match_of_today_or_yesterday_is_fresh(
    database: SQLAlchemy, app: Flask, days_ago: int
) -> None:
    match(today() - days_ago * DAY)
    actions.beat()
    assert "<h1>All is well</h1>" in page(app)


def test_an_older_match_is_shown_in_red(database: SQLAlchemy, app: Flask) -> None:
    day = today() - 2 * DAY
    match(day)
    actions.beat()
    shown = page(app)
    assert "<h1>No complete match since yesterday</h1>" in shown
    assert "may no longer hold" in shown
    assert "<code>agency match</code> does it now." in shown
    assert (
        f"</svg><span>{day_text(day)}</span>" in shown.partition('<span class="verdict unmet">')[2]
    )


def test_a_match_of_a_day_to_come_or_one_not_complete_does_not_hide_that(
    database: SQLAlchemy, app: Flask
) -> None:
    match(today() + DAY)
    report = match(today())
    actions.beat()
    run = database.session.get(MatchRun, report.run)
    assert run
    run.state = "incomplete"
    database.session.commit()
    shown = page(app)
    assert "<h1>2 things are not well</h1>" in shown
    assert "Nothing has been matched yet." in shown
    assert f"Run {report.run} is incomplete" in shown


def test_without_a_heartbeat_the_page_says_what_is_not_running(
    database: SQLAlchemy, app: Flask
) -> None:
    match(today())
    shown = page(app)
    assert "<h1>No work is being handed out</h1>" in shown
    assert "<code>agency serve</code> hands it out; it is not running." in shown


def test_dead_jobs_are_shown_with_their_errors_the_newest_first(
    database: SQLAlchemy, app: Flask
) -> None:
    match(today())
    actions.beat()
    for number in range(12):
        died(added("match_night", {"shard": number}), f"<luck> ran out {number:02}")
    shown = page(app)
    assert "<h1>Some work has failed for good</h1>" in shown
    told = re.findall(r"attempt 3: &lt;luck&gt; ran out (\d\d)", shown)
    assert told == [f"{number:02}" for number in range(11, 1, -1)]
    assert '<a href="/jobs?state=dead">2 more</a>' in shown
    assert "12 dead</dd>" in shown


@pytest.mark.parametrize("more", [0, 12])
def test_however_much_there_is_the_page_asks_little(
    database: SQLAlchemy, app: Flask, more: int
) -> None:
    people_and_work()
    match(today())
    actions.beat()
    for _ in range(more):
        people_and_work()
        added("match_delta")
        died(added())
    browser = signed_in(app)
    with counted(database) as statements:
        assert browser.get("/health").status_code == 200
    asked = [one for one in statements if one.startswith("SELECT") and "pg_catalog" not in one]
    assert len(asked) <= 14, asked


def test_the_numbers_are_in_the_format_of_prometheus(database: SQLAlchemy, app: Flask) -> None:
    people_and_work()
    match(today())
    actions.beat()
    died(added())
    browser = signed_in(app)
    with counted(database) as statements:
        answer = browser.get("/metrics")
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    assert len(statements) <= 12
    for line in answer.text.splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) tenens_\w+ .+|tenens_\w+(\{\w+=\"\w+\"\})? \S+", line)
    numbers = dict(
        line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#")
    )
    assert numbers['tenens_jobs{state="dead"}'] == "1"
    assert numbers["tenens_candidates"] == "2"
    assert numbers['tenens_pairs{kind="eligible"}'] == "1"
    assert (numbers["tenens_openings"], numbers["tenens_openings_fillable"]) == ("1", "1")
    assert float(numbers["tenens_last_run_age_seconds"]) < 3600
    assert 'tenens_placements{kind="running"}' not in numbers


def test_the_numbers_are_for_those_who_work_here(app: Flask) -> None:
    assert app.test_client().get("/metrics").status_code == 401
    token = token_for(app, scopes=["metrics:read"])
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


def test_weights_that_cannot_be_read_are_shown_in_red(
    database: SQLAlchemy, app: Flask, tmp_path: Path
) -> None:
    match(today())
    actions.beat()
    nothing = tmp_path / "none.toml"
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], ranking_file=nothing)
    assert "<h1>The weights cannot be read</h1>" in page(app)
