"""The second factor: set up, asked for, taken once, lost and reset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP

from agency import create_app
from agency.accounts.actions.users import reset_second_factor
from agency.extensions import db
from config import Config
from tests.access.browsing import (
    PAGE,
    TOKEN_FIELD,
    actions_noted,
    is_in,
    make_account,
    sign_in,
    submit,
    user_named,
)
from tests.signing_in import TESTER

KEY = re.compile(r"<code>([A-Z2-7-]{20,})</code>")
RECOVERY = re.compile(r"<code>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</code>")


class Phone:
    """An authenticator app; each code it shows is of a later step of time than the one before."""

    def __init__(self, key: str) -> None:
        self._app = TOTP(key=key.replace("-", ""), format="base32")
        self._steps = -1

    def code(self) -> str:
        """The code of this step at first, then that of the next, which is taken as well."""
        self._steps += 1
        now = self._app.generate().counter
        return str(self._app.generate(time=(now + self._steps) * 30).token)


def set_up(client: FlaskClient) -> Phone:
    """Set up the second factor of whoever is signed in."""
    shown = submit(client, "/second-factor", setup="authenticator").text
    found = KEY.search(shown)
    assert found, shown
    phone = Phone(found[1])
    answer = confirm(client, shown, phone.code())
    assert answer == "/second-factor"
    return phone


def confirm(client: FlaskClient, shown: str, code: str) -> str | None:
    token = TOKEN_FIELD.search(shown)
    action = re.search(r'action="(/second-factor/[^"]+)"', shown)
    assert token
    assert action
    said = {"csrf_token": token[1], "code": code}
    return client.post(action[1], data=said, headers=PAGE).location


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser in which Ruth is signed in."""
    make_account(app)
    made = app.test_client()
    sign_in(made)
    return made


def half_in(app: Flask) -> FlaskClient:
    """A browser that has shown the right password and is asked for a code."""
    made = app.test_client()
    answer = sign_in(made, next_="/settings")
    assert answer.location.startswith("/sign-in/code")
    assert not is_in(made)
    return made


def test_after_it_is_set_up_a_code_is_asked_for(app: Flask, client: FlaskClient) -> None:
    phone = set_up(client)
    assert is_in(client)
    again = half_in(app)
    answer = submit(again, "/sign-in/code?next=/settings", code=phone.code())
    assert answer.location == "/settings"
    assert is_in(again)
    with app.app_context():
        assert actions_noted() == ["sign in", "set up second factor", "sign in"]


def test_a_wrong_code_lets_nobody_in(app: Flask, client: FlaskClient) -> None:
    phone = set_up(client)
    again = half_in(app)
    wrong = f"{(int(phone.code()) + 1) % 1_000_000:06}"
    answer = submit(again, "/sign-in/code", code=wrong)
    assert "This code is not right" in answer.text
    assert not is_in(again)


def test_a_code_is_taken_once(app: Flask, client: FlaskClient) -> None:
    phone = set_up(client)
    code = phone.code()
    assert submit(half_in(app), "/sign-in/code", code=code).status_code == 302
    second = half_in(app)
    assert submit(second, "/sign-in/code", code=code).status_code == 200
    assert not is_in(second)


def test_the_page_of_the_code_needs_the_password_first(app: Flask) -> None:
    make_account(app)
    for page in ("/sign-in/code", "/sign-in/recovery-code"):
        answer = app.test_client().get(page, headers=PAGE)
        assert answer.location == "/sign-in"


def test_codes_can_be_guessed_so_often(app: Flask, client: FlaskClient) -> None:
    set_up(client)
    tries = app.config["SETTINGS"].sign_in_tries_per_account
    again = half_in(app)
    answers = [submit(again, "/sign-in/code", code="000000").status_code for _ in range(tries)]
    token = TOKEN_FIELD.search(again.get("/sign-in/code", headers=PAGE).text)
    assert token
    said = {"csrf_token": token[1], "code": "000000"}
    last = half_in(app).post("/sign-in/code", data=said, headers=PAGE)
    assert set(answers) == {200}
    assert last.status_code in (400, 429)
    assert submit(half_in(app), "/sign-in/code", code="000000").status_code == 429


def test_setting_it_up_takes_a_right_code(app: Flask, client: FlaskClient) -> None:
    shown = submit(client, "/second-factor", setup="authenticator").text
    confirm(client, shown, "000000")
    with app.app_context():
        assert not user_named().has_second_factor


def test_the_picture_to_scan_stands_in_the_page_itself(client: FlaskClient) -> None:
    shown = submit(client, "/second-factor", setup="authenticator").text
    assert '<svg class="qr"' in shown
    assert "data:" not in shown


def test_the_secret_is_not_kept_as_it_is(app: Flask, client: FlaskClient) -> None:
    shown = submit(client, "/second-factor", setup="authenticator").text
    found = KEY.search(shown)
    assert found
    confirm(client, shown, Phone(found[1]).code())
    with app.app_context():
        kept = user_named().tf_totp_secret or ""
    assert kept
    assert found[1].replace("-", "") not in kept


def test_it_is_changed_only_by_who_has_shown_the_password_lately(
    app: Flask, client: FlaskClient
) -> None:
    with client.session_transaction() as session:
        session["fs_paa"] -= 2 * 3600
        session.pop("fs_gexp", None)
    asked = client.get("/second-factor", headers=PAGE)
    assert asked.location == "/sign-in/again?next=/second-factor"
    answer = submit(client, asked.location, password="not the password")
    assert "That is not your password." in answer.text
    answer = submit(client, asked.location, password="correct horse battery")
    assert answer.location == "/second-factor"
    assert client.get("/second-factor", headers=PAGE).status_code == 200


def test_it_can_be_removed(app: Flask, client: FlaskClient) -> None:
    set_up(client)
    submit(client, "/second-factor", setup="disable")
    made = app.test_client()
    assert sign_in(made).location == "/welcome"
    assert is_in(made)
    with app.app_context():
        assert "remove second factor" in actions_noted()


def test_a_recovery_code_lets_in_once(app: Flask, client: FlaskClient) -> None:
    set_up(client)
    codes = RECOVERY.findall(submit(client, "/recovery-codes", generate_new_codes="1").text)
    assert len(set(codes)) == 8
    with app.app_context():
        assert codes[0] not in str(user_named().mf_recovery_codes)
    first, second = half_in(app), half_in(app)
    assert submit(first, "/sign-in/recovery-code", code=codes[0]).status_code == 302
    assert is_in(first)
    assert submit(second, "/sign-in/recovery-code", code=codes[0]).status_code == 200
    assert not is_in(second)
    assert submit(second, "/sign-in/recovery-code", code=codes[1]).status_code == 302


def test_an_administrator_resets_it(app: Flask, client: FlaskClient) -> None:
    set_up(client)
    with app.app_context():
        reset_second_factor(user_named().id, TESTER)
    assert not is_in(client)
    made = app.test_client()
    assert sign_in(made).location == "/welcome"


@pytest.fixture
def demanding(app: Flask) -> Iterator[Flask]:
    """The application where staff must have a second factor."""
    config: Config = app.config["SETTINGS"]
    made = create_app(replace(config, staff_second_factor=True))
    made.testing = True
    yield made
    with made.app_context():
        db.engine.dispose()


def test_staff_who_must_have_one_get_nowhere_before(demanding: Flask) -> None:
    make_account(demanding)
    client = demanding.test_client()
    sign_in(client)
    for page in ("/", "/settings", "/candidates", "/welcome"):
        assert client.get(page, headers=PAGE).location == "/second-factor"
    assert submit(client, "/theme", "/second-factor", theme="dark").location == "/second-factor"
    shown = client.get("/second-factor", headers=PAGE).text
    assert "Set it up to go on" in shown
    set_up(client)
    assert client.get("/settings", headers=PAGE).status_code == 200


def test_who_must_have_one_cannot_remove_it(demanding: Flask) -> None:
    make_account(demanding)
    client = demanding.test_client()
    sign_in(client)
    set_up(client)
    submit(client, "/second-factor", setup="disable")
    with demanding.app_context():
        assert user_named().has_second_factor


def test_a_candidate_may_do_without(demanding: Flask) -> None:
    make_account(demanding, role="candidate")
    client = demanding.test_client()
    sign_in(client)
    assert client.get("/account", headers=PAGE).status_code == 200
