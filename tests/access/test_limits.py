"""How often one may try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from redis import Redis

from agency import create_app
from agency.access.limits import address
from agency.extensions import db
from config import Config
from tests.access.browsing import PAGE, PASSWORD, is_in, make_account, sign_in, submit

TRIES = 3


@pytest.fixture
def strict(app: Flask) -> Iterator[Flask]:
    """The application with few tries for an account, and a few more for an address."""
    yield from limited(app)


def limited(app: Flask, **settings: Any) -> Iterator[Flask]:
    config: Config = app.config["SETTINGS"]
    few = replace(config, sign_in_tries_per_account=TRIES, sign_in_tries_per_address=2 * TRIES)
    made = create_app(replace(few, **settings))
    made.testing = True
    yield made
    with made.app_context():
        db.engine.dispose()


def browser(app: Flask, remote: str = "203.0.113.7") -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = remote
    return client


def fail(app: Flask, email: str = "ruth@example.org", remote: str = "203.0.113.7") -> int:
    return sign_in(browser(app, remote), email, "not the password").status_code


def test_an_account_can_be_tried_so_often_and_then_has_to_wait(strict: Flask) -> None:
    make_account(strict)
    make_account(strict, "other@example.org")
    tried = [fail(strict, remote=f"203.0.113.{n}") for n in range(TRIES)]
    assert tried == [200] * TRIES
    client = browser(strict, "203.0.113.99")
    answer = sign_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert "Too many tries" in answer.text
    assert "minutes" in answer.text
    assert not is_in(client)
    assert sign_in(browser(strict), "other@example.org").status_code == 302


def test_the_account_is_the_same_however_it_is_written(strict: Flask) -> None:
    make_account(strict)
    for email in ("RUTH@example.org", " ruth@example.org", "Ruth@Example.Org"):
        assert fail(strict, email) == 200
    assert fail(strict) == 429


def test_an_unknown_account_is_counted_alike(strict: Flask) -> None:
    assert [fail(strict, "nobody@example.org") for _ in range(TRIES + 1)] == [200] * TRIES + [429]


def test_an_address_can_try_so_many_accounts(strict: Flask) -> None:
    make_account(strict)
    tried = [fail(strict, f"nobody{n}@example.org") for n in range(2 * TRIES)]
    assert tried == [200] * 2 * TRIES
    assert sign_in(browser(strict)).status_code == 429
    assert sign_in(browser(strict, "203.0.113.8")).status_code == 302


def test_whoever_gets_in_is_not_counted(strict: Flask) -> None:
    make_account(strict)
    assert {sign_in(browser(strict)).status_code for _ in range(TRIES + 2)} == {302}


def test_the_form_itself_can_be_looked_at_as_often_as_one_likes(strict: Flask) -> None:
    for _ in range(TRIES + 1):
        fail(strict)
    assert browser(strict).get("/sign-in", headers=PAGE).status_code == 200


def test_links_for_an_account_can_be_asked_for_so_often(strict: Flask) -> None:
    make_account(strict)
    answers = [
        submit(browser(strict), "/reset-password", email="ruth@example.org").status_code
        for _ in range(TRIES + 1)
    ]
    assert answers == [200] * TRIES + [429]


def test_the_present_password_can_be_guessed_so_often_by_who_found_a_browser(
    strict: Flask,
) -> None:
    make_account(strict)
    client = browser(strict)
    sign_in(client)
    wrong = {
        "password": "a guess",
        "new_password": PASSWORD * 2,
        "new_password_confirm": PASSWORD * 2,
    }
    tried = [submit(client, "/change-password", **wrong).status_code for _ in range(TRIES + 1)]
    assert tried == [200] * TRIES + [429]


def test_a_program_is_told_in_a_problem(strict: Flask) -> None:
    for _ in range(TRIES):
        fail(strict)
    client = browser(strict)
    shown = client.get("/sign-in", headers=PAGE).text
    token = shown.split('name="csrf_token" value="')[1].split('"')[0]
    said = {"csrf_token": token, "email": "ruth@example.org", "password": "x"}
    answer = client.post("/sign-in", data=said, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (429, "application/problem+json")
    assert answer.json is not None
    assert answer.json["title"] == "Too many tries"


def test_redis_counts_for_all_processes(app: Flask, redis_url: str) -> None:
    with Redis.from_url(redis_url) as counts:
        counts.flushdb()
    for first in limited(app, redis_url=redis_url):
        make_account(first)
        for second in limited(app, redis_url=redis_url):
            tried = [fail(one) for one in (first, second, first, second)]
    assert tried == [200] * TRIES + [429]


def test_without_its_redis_each_process_counts_for_itself(app: Flask) -> None:
    for alone in limited(app, redis_url="redis://127.0.0.1:1/0"):
        make_account(alone)
        assert sign_in(browser(alone)).status_code == 302
        assert [fail(alone) for _ in range(TRIES + 1)] == [200] * TRIES + [429]


@pytest.mark.parametrize(
    ("remote", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "nowhere"),
        ("unix:", "unix:"),
    ],
)
def test_an_address_is_a_network_where_everybody_has_one(
    app: Flask, remote: str, counted_as: str
) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": remote}):
        assert address() == counted_as


def test_behind_proxies_the_address_is_the_one_they_tell(app: Flask) -> None:
    forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.50", "X-Forwarded-Proto": "https"}
    seen: list[tuple[str, bool]] = []
    for number in (0, 1):
        for made in limited(app, trusted_proxies=number):
            made.before_request(lambda: seen.append((address(), is_secure())))
            made.test_client().get("/healthz", headers=forwarded)
    assert seen == [("127.0.0.1", False), ("203.0.113.50", True)]


def is_secure() -> bool:
    return request.is_secure
