"""Signing out: a session that was ended opens nothing any more, whoever has kept a copy of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from agency import clock
from agency.access.bearer import principal_of_token
from agency.accounts.models import EndedSession
from agency.audit.models import AuditEntry
from agency.errors import BadToken
from agency.extensions import db
from tests.access.browsing import PAGE, actions_noted, is_in, make_account, sign_in, submit
from tests.counting import counted
from tests.signing_in import signed_in, token_for

EVERYWHERE = "/account/sign-out-everywhere"
COOKIE = "tenens"


def inside(app: Flask) -> FlaskClient:
    """A browser in which Ruth has signed in."""
    client = app.test_client()
    assert sign_in(client).status_code == 302
    return client


def copy_of(app: Flask, client: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie."""
    thief = app.test_client()
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    thief.set_cookie(COOKIE, cookie.value)
    return thief


def ended(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(EndedSession)).all())


def test_to_ask_how_one_may_sign_out_ends_nothing(app: Flask) -> None:
    make_account(app)
    client = inside(app)
    assert client.options("/sign-out").status_code == 200
    assert (is_in(client), ended(app)) == (True, 0)


@pytest.mark.parametrize("path", ["/sign-out", EVERYWHERE])
def test_the_browser_is_told_to_keep_nothing(app: Flask, path: str) -> None:
    make_account(app)
    client = inside(app)
    assert "Clear-Site-Data" not in client.get("/account").headers
    assert submit(client, path, "/account").headers["Clear-Site-Data"] == '"storage"'


def test_a_copy_of_a_session_ends_with_it(app: Flask) -> None:
    make_account(app)
    client = inside(app)
    thief = copy_of(app, client)
    assert is_in(thief)
    assert submit(client, "/sign-out", "/account").location == "/sign-in"
    assert not is_in(client)
    assert not is_in(thief)
    with app.app_context():
        assert actions_noted() == ["sign in", "sign out"]


def test_a_copy_that_was_made_before_a_password_was_shown_again_ends_too(app: Flask) -> None:
    make_account(app)
    client = inside(app)
    thief = copy_of(app, client)
    with client.session_transaction() as session:
        session["fs_paa"] += 60
    submit(client, "/sign-out", "/account")
    assert not is_in(thief)


def test_the_sessions_in_other_browsers_go_on(app: Flask) -> None:
    make_account(app)
    make_account(app, "other@example.org")
    here, there, elsewhere = inside(app), inside(app), app.test_client()
    sign_in(elsewhere, "other@example.org")
    submit(here, "/sign-out", "/account")
    assert (is_in(here), is_in(there), is_in(elsewhere)) == (False, True, True)


def test_who_has_signed_out_can_sign_in_again(app: Flask) -> None:
    make_account(app)
    client = inside(app)
    submit(client, "/sign-out", "/account")
    sign_in(client)
    assert is_in(client)


def test_a_session_without_a_name_could_not_be_ended_and_opens_nothing(app: Flask) -> None:
    client = signed_in(app)
    with client.session_transaction() as session:
        del session["session_id"]
    assert not is_in(client)


def test_who_is_asked_for_takes_one_query_all_the_same(app: Flask) -> None:
    client = signed_in(app)
    with app.app_context(), counted(db) as statements:
        client.get("/welcome", headers=PAGE)
    assert len(statements) == 1


def test_what_ended_longer_ago_than_any_session_lasts_is_forgotten(app: Flask) -> None:
    make_account(app)
    for _ in range(2):
        submit(inside(app), "/sign-out", "/account")
    assert ended(app) == 2
    with app.app_context():
        long_ago = clock.now() - timedelta(days=32)
        db.session.execute(update(EndedSession).values(ended_at=long_ago))
        db.session.commit()
    submit(inside(app), "/sign-out", "/account")
    assert ended(app) == 1


def test_signing_out_everywhere_ends_every_session_and_token(app: Flask) -> None:
    here, there = signed_in(app), signed_in(app)
    others = signed_in(app, "compliance")
    secret = token_for(app, "recruiter")
    answer = submit(here, EVERYWHERE, "/account")
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert (is_in(here), is_in(there), is_in(others)) == (False, False, True)
    with app.app_context():
        with pytest.raises(BadToken, match="ended"):
            principal_of_token(f"Bearer {secret}")
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.action, entry.actor_name) == ("sign out everywhere", "recruiter@example.org")
    assert "signed out everywhere" in here.get("/sign-in", headers=PAGE).text


def test_signing_out_everywhere_takes_a_form_of_ours(app: Flask) -> None:
    client = signed_in(app, csrf=False)
    assert client.post(EVERYWHERE, headers=PAGE).status_code == 400
    looked = client.get(EVERYWHERE, headers=PAGE)
    assert (looked.status_code, looked.location) == (303, "/account")
    assert is_in(client)


def test_staff_finds_it_among_the_settings(app: Flask) -> None:
    assert EVERYWHERE in signed_in(app, "admin").get("/settings", headers=PAGE).text
