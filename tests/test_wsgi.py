"""One file builds both applications, when they are first asked for; and serves."""

from __future__ import annotations

import gc
import json
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from celery import Celery
from click.testing import CliRunner, Result
from flask import Flask

import wsgi
from agency.cli import agency
from agency.rules.rulebook import load_rulebook
from config import BadSetting
from tests.jobs.ledger import added, look
from tests.processes import Running, agency_running, wait_until

OURS = ("AGENCY_HOME", "AGENCY_DATABASE_URL", "AGENCY_REDIS_URL", "AGENCY_ENV", "PORT")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """Nothing built yet, and a home for what will be."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path))
    yield monkeypatch
    wsgi.web.cache_clear()
    wsgi.background.cache_clear()


@pytest.fixture
def serving(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Running]:
    """`agency serve` on a free port, over the database of ``app``."""
    with agency_running(
        tmp_path / "log",
        "serve",
        PORT="0",
        AGENCY_HOME=str(tmp_path),
        AGENCY_DATABASE_URL=database_url,
    ) as running:
        wait_until(lambda: "Tenens is at" in running.said(), running)
        yield running


def run(*arguments: str, **settings: str) -> Result:
    """A command that ends by itself, with none of our variables but ``settings``."""
    nothing = dict.fromkeys(OURS)
    return CliRunner(env={**nothing, **settings}).invoke(agency, arguments)


def address_of(running: Running) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", running.said())
    assert found, running.said()
    return found.group()


def test_a_wsgi_server_finds_the_one_application(fresh: pytest.MonkeyPatch) -> None:
    app = wsgi.app
    assert isinstance(app, Flask)
    assert wsgi.app is app


def test_what_lasts_is_set_aside_from_the_search_for_garbage(fresh: pytest.MonkeyPatch) -> None:
    gc.unfreeze()
    assert isinstance(wsgi.app, Flask)
    assert gc.get_freeze_count() > 100_000
    assert load_rulebook.cache_info().currsize
    gc.unfreeze()


def test_celery_finds_its_application_with_our_tasks(fresh: pytest.MonkeyPatch) -> None:
    fresh.setenv("AGENCY_REDIS_URL", "redis://127.0.0.1:1/0")
    celery = wsgi.celery
    assert isinstance(celery, Celery)
    assert wsgi.celery is celery
    assert {"tick", "run_job"} <= celery.tasks.keys()


def test_there_is_no_celery_without_redis(fresh: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting, match="AGENCY_REDIS_URL=: expected the address of a Redis"):
        _ = wsgi.celery


def test_production_without_a_secret_builds_nothing(fresh: pytest.MonkeyPatch) -> None:
    fresh.setenv("AGENCY_ENV", "production")
    with pytest.raises(BadSetting, match="AGENCY_SECRET_KEY"):
        _ = wsgi.app


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'application'"):
        _ = wsgi.application


def test_help_needs_neither_database_nor_redis(tmp_path: Path) -> None:
    answer = run("--help", AGENCY_DATABASE_URL="nonsense", AGENCY_HOME=str(tmp_path / "x"))
    assert answer.exit_code == 0
    assert {"serve", "worker"} <= set(answer.output.split())
    assert not (tmp_path / "x").exists()


def test_serve_answers_does_the_jobs_and_stops_when_told(serving: Running, app: Flask) -> None:
    with urlopen(f"{address_of(serving)}/readyz") as answer:
        assert json.load(answer) == {"status": "ok", "checks": {"database": "ok"}}
    with app.app_context():
        job_id = added()
        wait_until(lambda: look(job_id).state == "done", serving)
    assert serving.stop() == 0
    assert "Traceback" not in serving.said()


@pytest.mark.parametrize(("proxies", "believed"), [("0", False), ("1", True)])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_proxy_is_believed_where_one_is_expected(
    app: Flask, database_url: str, tmp_path: Path, proxies: str, believed: bool
) -> None:
    """What stands before us ends the encryption, and says so; anybody else could say so too."""
    settings = {"AGENCY_HOME": str(tmp_path), "AGENCY_DATABASE_URL": database_url}
    settings |= {"PORT": "0", "AGENCY_TRUSTED_PROXIES": proxies}
    with agency_running(tmp_path / "log", "serve", **settings) as running:
        wait_until(lambda: "Tenens is at" in running.said(), running)
        asked = Request(f"{address_of(running)}/sign-in", headers={"X-Forwarded-Proto": "https"})
        with urlopen(asked) as answer:
            assert ("Strict-Transport-Security" in answer.headers) == believed


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_serve_stops_on_control_c(serving: Running) -> None:
    serving.process.send_signal(signal.SIGINT)
    assert serving.process.wait(30) == 0
    assert "Traceback" not in serving.said()


def test_serve_refuses_a_port_that_is_taken(migrated_sqlite_file: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{migrated_sqlite_file}"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        answer = run("serve", PORT=port, AGENCY_HOME=str(tmp_path), AGENCY_DATABASE_URL=url)
    assert answer.exit_code == 2
    assert answer.stderr == (
        f"agency: cannot serve on 127.0.0.1:{port}: Address already in use;"
        " PORT and AGENCY_HOST name another address\n"
    )


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_without_tables_nothing_starts(command: str, tmp_path: Path) -> None:
    answer = run(command, AGENCY_HOME=str(tmp_path), AGENCY_REDIS_URL="redis://127.0.0.1:1/0")
    assert answer.exit_code == 2
    assert "run `agency init` first" in answer.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_production_does_not_start_without_a_secret(command: str, tmp_path: Path) -> None:
    answer = run(command, AGENCY_HOME=str(tmp_path), AGENCY_ENV="production")
    assert answer.exit_code == 2
    assert answer.stderr.startswith("agency: AGENCY_SECRET_KEY=: expected in production a secret")


def test_a_worker_needs_redis(migrated_sqlite_file: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{migrated_sqlite_file}"
    answer = run("worker", AGENCY_HOME=str(tmp_path), AGENCY_DATABASE_URL=url)
    assert answer.exit_code == 2
    assert answer.stderr.startswith("agency: AGENCY_REDIS_URL=: expected the address of a Redis")


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = run("init", AGENCY_HOME=str(tmp_path / "file" / "home"))
    assert answer.exit_code == 2
    assert "AGENCY_HOME=" in answer.stderr
    assert "expected a folder" in answer.stderr
