"""Tokens: what they open, until when, and whose."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from agency import clock
from agency.access.bearer import principal_of_token
from agency.access.principal import Principal
from agency.access.token_scopes import scopes_of
from agency.accounts.actions.tokens import make_token, revoke_token
from agency.accounts.actions.users import change_role, disable, enable, set_password
from agency.accounts.models import ApiToken
from agency.errors import BadToken
from agency.extensions import db
from tests.access.browsing import make_account
from tests.counting import counted
from tests.signing_in import TESTER, token_for


@pytest.fixture
def owner_id(app: Flask) -> int:
    """Somebody who owns tokens, beside others who do."""
    token_for(app, "compliance")
    return make_account(app)


@pytest.fixture
def secret(app: Flask, owner_id: int) -> str:
    """The secret of a token of hers, for reading candidates."""
    return new_token(app, owner_id)


def new_token(app: Flask, owner_id: int) -> str:
    with app.app_context():
        said = {"name": "timesheets", "scopes": ["candidates:read"], "days": 30}
        return make_token(owner_id, said, TESTER, scopes_of)[1]


def shown(app: Flask, secret: str) -> Principal:
    """Who the token speaks for, as another request finds it."""
    with app.app_context():
        return principal_of_token(f"Bearer {secret}")


def test_a_token_speaks_for_its_owner_within_its_scopes(
    app: Flask, owner_id: int, secret: str
) -> None:
    asking = shown(app, secret)
    assert asking.roles == {"recruiter"}
    assert asking.scopes == frozenset(["candidates:read"])
    assert (asking.actor.kind, asking.actor.name) == ("token", "timesheets")
    assert asking.actor.user_id == owner_id


def test_a_token_is_looked_up_in_one_query(app: Flask, secret: str) -> None:
    shown(app, secret)
    with app.app_context(), counted(db) as statements:
        principal_of_token(f"Bearer {secret}")
    assert len([one for one in statements if one.startswith("SELECT")]) == 1


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer nothing", "Basic {}", "{}", "Bearer {}x", "Bearer é"],
)
def test_whatever_is_no_token_is_refused(app: Flask, secret: str, header: str) -> None:
    with app.app_context(), pytest.raises(BadToken, match="there is no such token"):
        principal_of_token(header.format(secret))


def test_the_scheme_may_be_written_small(app: Flask, secret: str) -> None:
    with app.app_context():
        assert principal_of_token(f"bearer {secret}").name == "timesheets"


def test_a_revoked_token_is_refused_at_the_next_request(app: Flask, secret: str) -> None:
    other = token_for(app, "admin")
    token_id = id_of(app, secret)
    with app.app_context():
        revoke_token(token_id, TESTER)
    with pytest.raises(BadToken, match="revoked"):
        shown(app, secret)
    assert shown(app, other).roles == {"admin"}


def test_an_expired_token_is_refused(app: Flask, secret: str) -> None:
    token_id = id_of(app, secret)
    age(app, token_id, expires_at=clock.now() + timedelta(seconds=60))
    shown(app, secret)
    age(app, token_id, expires_at=clock.now())
    with pytest.raises(BadToken, match="expired"):
        shown(app, secret)


def test_a_token_ends_when_its_owner_is_disabled_and_stays_so(
    app: Flask, owner_id: int, secret: str
) -> None:
    with app.app_context():
        disable(owner_id, TESTER)
    with pytest.raises(BadToken, match="ended"):
        shown(app, secret)
    with app.app_context():
        enable(owner_id, TESTER)
    with pytest.raises(BadToken, match="ended"):
        shown(app, secret)
    assert shown(app, new_token(app, owner_id)).roles == {"recruiter"}


def test_a_token_ends_when_the_role_of_its_owner_changes(
    app: Flask, owner_id: int, secret: str
) -> None:
    with app.app_context():
        change_role(owner_id, {"role": "admin"}, TESTER)
    with pytest.raises(BadToken, match="ended"):
        shown(app, secret)


def test_a_token_ends_with_the_password_of_its_owner(
    app: Flask, owner_id: int, secret: str
) -> None:
    with app.app_context():
        set_password(owner_id, "a hash", TESTER)
    with pytest.raises(BadToken, match="ended"):
        shown(app, secret)


def test_its_use_is_noted_at_most_once_a_minute(app: Flask, secret: str) -> None:
    token_id = id_of(app, secret)
    assert last_used(app, token_id) is None
    shown(app, secret)
    first = last_used(app, token_id)
    assert first is not None
    shown(app, secret)
    assert last_used(app, token_id) == first
    long_ago = clock.now() - timedelta(minutes=2)
    age(app, token_id, last_used_at=long_ago)
    shown(app, secret)
    again = last_used(app, token_id)
    assert again is not None
    assert again > long_ago + timedelta(minutes=1)


def test_the_secret_is_kept_nowhere(app: Flask, secret: str) -> None:
    with app.app_context():
        rows = db.session.query(ApiToken).all()
        kept = str([vars(row) for row in rows])
        assert secret not in kept
        assert [row.prefix for row in rows if secret.startswith(row.prefix)] != []
    assert len(secret) > 40


def id_of(app: Flask, secret: str) -> int:
    with app.app_context():
        (found,) = (row.id for row in db.session.query(ApiToken) if secret.startswith(row.prefix))
        return found


def last_used(app: Flask, token_id: int) -> datetime | None:
    with app.app_context():
        return db.session.get_one(ApiToken, token_id).last_used_at


def age(app: Flask, token_id: int, **values: object) -> None:
    with app.app_context():
        db.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(**values))
        db.session.commit()
