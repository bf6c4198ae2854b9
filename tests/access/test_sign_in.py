"""Signing in and out by password."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import utils
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from agency import create_app
from agency.accounts.actions import own
from agency.accounts.actions.users import change_role, disable
from agency.accounts.models import User
from agency.audit.models import AuditEntry
from agency.extensions import db
from agency.merging.actions import merge
from config import Config
from tests.access.browsing import (
    OTHER_PASSWORD,
    PAGE,
    PASSWORD,
    actions_noted,
    is_in,
    make_account,
    sign_in,
    submit,
    user_named,
)
from tests.builders import make_candidate
from tests.counting import counted
from tests.signing_in import TESTER, browser_of, signed_in

WRONG = "This e-mail and this password do not go together."


def test_the_right_password_opens_and_is_noted(app: Flask) -> None:
    make_account(app, "other@example.org")
    user_id = make_account(app)
    client = app.test_client()
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (302, "/welcome")
    assert is_in(client)
    with app.app_context():
        assert user_named().signed_in_at is not None
        assert user_named("other@example.org").signed_in_at is None
        (entry,) = db.session.query(AuditEntry).filter_by(action="sign in")
        assert (entry.actor_name, entry.subject) == ("ruth@example.org", f"user:{user_id}")


def test_the_address_may_be_written_in_capitals(app: Flask) -> None:
    make_account(app)
    client = app.test_client()
    assert sign_in(client, "Ruth@Example.ORG").status_code == 302
    assert is_in(client)


def test_a_password_is_hashed_as_is_done_today_while_others_write(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite refuses at once to let write who has read before somebody else wrote."""
    make_account(app)
    other = make_account(app, "other@example.org")
    with app.app_context():
        weak = user_named().password
    today = create_app(replace(app.config["SETTINGS"], password_memory_kib=128))
    hash_password = utils.hash_password

    def hash_while_another_writes(password: str) -> str:
        with db.engine.begin() as connection:
            connection.execute(update(User).where(User.id == other).values(name="Ada Osei"))
        return hash_password(password)

    monkeypatch.setattr(utils, "hash_password", hash_while_another_writes)
    client = today.test_client()
    assert sign_in(client).status_code == 302
    assert is_in(client)
    with app.app_context():
        assert user_named("other@example.org").name == "Ada Osei"
        assert user_named().password not in (None, weak)
        assert user_named().signed_in_at is not None
    assert sign_in(today.test_client()).status_code == 302
    with today.app_context():
        db.engine.dispose()


def test_a_database_too_busy_after_the_page_is_told_as_one_before_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written behind a view, as that somebody has signed in, is refused outside of it."""

    def busy(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    client = app.test_client()
    make_account(app)
    monkeypatch.setattr(own, "note_sign_in", busy)
    app.testing = False
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert not is_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ruth@example.org", "not the password"),
        ("nobody@example.org", PASSWORD),
        ("shut@example.org", PASSWORD),
        ("new@example.org", PASSWORD),
        ("no address", PASSWORD),
    ],
)
def test_whatever_is_wrong_is_told_in_the_same_words(app: Flask, email: str, password: str) -> None:
    make_account(app)
    shut = make_account(app, "shut@example.org")
    make_account(app, "new@example.org")
    with app.app_context():
        disable(shut, TESTER)
        user_named("new@example.org").password = None
        db.session.commit()
    client = app.test_client()
    answer = sign_in(client, email, password)
    assert answer.status_code == 200
    assert answer.text.count(WRONG) == 1
    assert 'class="error"' not in answer.text
    assert not is_in(client)


def test_answers_for_known_and_unknown_addresses_are_alike(app: Flask) -> None:
    make_account(app)
    known, unknown = (
        sign_in(app.test_client(), email, "not the password")
        for email in ("ruth@example.org", "rita@example.org")
    )
    assert alike(known.text) == alike(unknown.text)
    assert sorted(known.headers.keys()) == sorted(unknown.headers.keys())


def alike(page: str) -> list[str]:
    """A page without what differs anyway: the address typed, and the tokens."""
    kept = page.replace("ruth@", "rita@").splitlines()
    return [line for line in kept if "csrf_token" not in line and "X-CSRFToken" not in line]


def test_signing_out_takes_a_form_and_ends_the_session(app: Flask) -> None:
    client = signed_in(app, csrf=False)
    assert is_in(client)
    assert client.get("/sign-out", headers=PAGE).status_code == 405
    assert is_in(client)
    answer = submit(client, "/sign-out", "/account")
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert not is_in(client)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "///evil.example/x",
        "javascript:x",
    ],
)
def test_sign_in_leads_to_no_other_site(app: Flask, elsewhere: str) -> None:
    make_account(app)
    answer = sign_in(app.test_client(), next_=elsewhere)
    where = answer.location or ""
    assert not where.startswith(("http", "//", "/\\", "javascript"))
    by_address = app.test_client()
    shown = by_address.get("/sign-in", query_string={"next": elsewhere}, headers=PAGE)
    assert shown.status_code == 200
    answer = submit(
        by_address, f"/sign-in?next={elsewhere}", email="ruth@example.org", password=PASSWORD
    )
    assert not (answer.location or "").startswith(("http", "//", "/\\", "javascript"))


def test_sign_in_leads_back_to_the_page_that_was_asked_for(app: Flask) -> None:
    make_account(app)
    client = app.test_client()
    asked = client.get("/candidates?q=x", headers=PAGE)
    assert (asked.status_code, asked.location) == (302, "/sign-in?next=/candidates?q%3Dx")
    assert sign_in(client, next_="/candidates?q=x").location == "/candidates?q=x"


def test_a_session_ends_at_the_next_request_when_its_owner_is_disabled(app: Flask) -> None:
    user_id, other = make_account(app), signed_in(app, "compliance")
    client = app.test_client()
    sign_in(client)
    assert is_in(client)
    with app.app_context():
        disable(user_id, TESTER)
    assert not is_in(client)
    assert is_in(other)


def test_a_session_ends_at_the_next_request_when_the_role_changes(app: Flask) -> None:
    user_id = make_account(app)
    client = app.test_client()
    sign_in(client)
    with app.app_context():
        change_role(user_id, {"role": "compliance"}, TESTER)
    assert not is_in(client)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(app: Flask) -> None:
    make_account(app)
    here, there = app.test_client(), app.test_client()
    sign_in(here)
    sign_in(there)
    answer = change_password(here)
    assert answer.status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert sign_in(app.test_client()).status_code == 200
    assert sign_in(app.test_client(), password=OTHER_PASSWORD).status_code == 302
    with app.app_context():
        assert actions_noted() == ["sign in", "sign in", "change password", "sign in"]


def change_password(
    client: FlaskClient, present: str = PASSWORD, new: str = OTHER_PASSWORD
) -> TestResponse:
    fields = {"password": present, "new_password": new, "new_password_confirm": new}
    return submit(client, "/change-password", **fields)


@pytest.mark.parametrize(
    ("present", "new", "told"),
    [
        ("not the password", OTHER_PASSWORD, "That is not your password."),
        (PASSWORD, "short", "Take 12 to 128 characters."),
        (PASSWORD, PASSWORD, "That is the password you have."),
    ],
)
def test_a_password_is_not_changed_without_the_present_one_and_a_good_new_one(
    app: Flask, present: str, new: str, told: str
) -> None:
    make_account(app)
    client = app.test_client()
    sign_in(client)
    answer = change_password(client, present, new)
    assert answer.status_code == 200
    assert told in answer.text
    assert sign_in(app.test_client()).status_code == 302


def test_a_session_is_over_after_its_hours(app: Flask) -> None:
    client = signed_in(app)
    with client.session_transaction() as session:
        session["fs_paa"] -= 12 * 3600 - 60
    assert is_in(client)
    with client.session_transaction() as session:
        session["fs_paa"] -= 120
    assert not is_in(client)


def test_a_session_of_an_unknown_account_opens_nothing(app: Flask) -> None:
    signed_in(app)
    assert not is_in(browser_of(app, "0" * 32))


def test_the_cookie_is_kept_from_scripts_and_other_sites(app: Flask) -> None:
    make_account(app)
    cookie = sign_in(app.test_client()).headers["Set-Cookie"]
    assert cookie.startswith("tenens=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_in_production_the_cookie_is_of_this_host_and_encrypted(app: Flask) -> None:
    config: Config = app.config["SETTINGS"]
    behind_tls = create_app(replace(config, public_url="https://tenens.example.org"))
    shown = behind_tls.test_client().get("/sign-in", headers=PAGE)
    cookie = shown.headers["Set-Cookie"]
    assert cookie.startswith("__Host-tenens=")
    assert "Secure" in cookie
    with behind_tls.app_context():
        db.engine.dispose()


def test_nothing_secret_is_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    make_account(app)
    caplog.set_level(logging.DEBUG)
    client = app.test_client()
    sign_in(client, password="a wrong but telling password")
    sign_in(client)
    change_password(client)
    assert "the password was wrong" in caplog.text
    for secret in (PASSWORD, OTHER_PASSWORD, "telling"):
        assert secret not in caplog.text


def test_a_static_file_and_a_sign_of_life_ask_the_database_nothing(app: Flask) -> None:
    client = signed_in(app)
    with app.app_context(), counted(db) as statements:
        with client.get("/static/mark.svg") as file:
            assert file.status_code == 200
        assert client.get("/healthz").status_code == 200
    assert statements == []


def test_there_is_no_other_way_in(app: Flask) -> None:
    """Flask-Security knows tokens and answers in JSON, of which nothing is open here."""
    make_account(app)
    client = app.test_client()
    shown = client.get("/sign-in", headers=PAGE).text
    token = shown.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(
        "/sign-in?include_auth_token=1",
        json={"email": "ruth@example.org", "password": PASSWORD},
        headers={"X-CSRFToken": token, "Accept": "application/json"},
    )
    assert "auth" not in answer.text
    with app.app_context():
        known: Any = user_named()
        forged = known.get_auth_token()
    stranger = app.test_client()
    for way in (
        {"query_string": {"auth_token": forged}},
        {"headers": {"Authentication-Token": forged}},
    ):
        assert stranger.get("/account", **way).status_code == 401


def test_a_candidate_comes_to_an_account_of_her_own(app: Flask) -> None:
    client = signed_in(app, "candidate")
    assert client.get("/welcome", headers=PAGE).location == "/account"
    shown = client.get("/account", headers=PAGE)
    assert "candidate@example.org" in shown.text
    assert signed_in(app, "recruiter").get("/welcome", headers=PAGE).location == "/"


def test_an_account_that_a_merge_has_shut_says_which_one_stays(app: Flask) -> None:
    with app.app_context():
        for ref in ("C-1", "C-2"):
            make_candidate(ref)
        db.session.commit()
    for ref, email in (("C-1", "kim@example.org"), ("C-2", "kim@work.example")):
        make_account(app, email, "candidate", candidate_ref=ref)
    with app.app_context():
        merge("C-1", "C-2", {}, TESTER, lambda *_: None)
    right = sign_in(app.test_client(), "kim@work.example")
    assert "this account is shut. Sign in with k…@example.org" in right.text
    assert "do not go together" not in right.text
    wrong = sign_in(app.test_client(), "kim@work.example", "four wrong words here")
    assert "this account is shut" not in wrong.text
    assert "do not go together" in wrong.text
    assert sign_in(app.test_client(), "kim@example.org").status_code == 302


def test_an_account_that_was_shut_otherwise_says_nothing_more(app: Flask) -> None:
    id = make_account(app)
    with app.app_context():
        db.session.get_one(User, id).active = False
        db.session.commit()
    assert "do not go together" in sign_in(app.test_client()).text
