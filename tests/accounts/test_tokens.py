"""Tokens are made for staff, told once, and revoked."""

from __future__ import annotations

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from agency.access.token_scopes import scopes_of
from agency.accounts.actions.tokens import make_token, revoke_token
from agency.accounts.actions.users import add_user, disable
from agency.accounts.models import ApiToken, User
from agency.accounts.queries import token_of, tokens
from agency.audit.models import AuditEntry
from agency.errors import NotAllowed, NotFound, Refused
from tests.counting import counted
from tests.signing_in import TESTER

WANTED = {"name": "timesheets", "scopes": ["candidates:read"], "days": "30"}


@pytest.fixture
def owner(database: SQLAlchemy) -> User:
    """A recruiter."""
    return add_user({"email": "ruth@example.org", "role": "recruiter"}, TESTER)


def test_a_token_is_found_by_its_secret_alone(owner: User) -> None:
    made, secret = make_token(owner.id, WANTED, TESTER, scopes_of)
    make_token(owner.id, {**WANTED, "name": "another"}, TESTER, scopes_of)
    found = token_of(secret)
    assert found is not None
    assert found.id == made.id
    assert token_of(secret + "x") is None
    assert found.expires_at is not None
    assert (found.expires_at - found.created_at).days == 30


def test_no_two_secrets_are_alike_and_none_is_in_the_trail(
    database: SQLAlchemy, owner: User
) -> None:
    secrets = {make_token(owner.id, WANTED, TESTER, scopes_of)[1] for _ in range(5)}
    assert len(secrets) == 5
    trail = str([vars(entry) for entry in database.session.scalars(select(AuditEntry))])
    assert "make token" in trail
    assert [secret for secret in secrets if secret in trail] == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["candidates:read", "everything"]}, "scopes"),
        ({"days": "0"}, "days"),
        ({"days": "for ever"}, "days"),
    ],
)
def test_what_is_not_right_is_named(
    database: SQLAlchemy, owner: User, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        make_token(owner.id, {**WANTED, **values}, TESTER, scopes_of)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert database.session.scalar(select(func.count(ApiToken.id))) == 0


def test_a_token_without_days_does_not_expire(owner: User) -> None:
    made, _ = make_token(owner.id, {**WANTED, "days": ""}, TESTER, scopes_of)
    assert made.expires_at is None


def test_only_staff_who_may_sign_in_own_tokens(database: SQLAlchemy, owner: User) -> None:
    candidate = add_user({"email": "c@example.org", "role": "candidate"}, TESTER)
    disable(owner.id, TESTER)
    for one in (candidate, owner):
        with pytest.raises(NotAllowed, match="cannot own a token"):
            make_token(one.id, WANTED, TESTER, scopes_of)


def test_a_scope_that_the_owner_can_never_use_is_refused(database: SQLAlchemy, owner: User) -> None:
    wanted = {**WANTED, "scopes": ["candidates:read", "credentials:verify", "jobs:write"]}
    with pytest.raises(Refused) as refused:
        make_token(owner.id, wanted, TESTER, scopes_of)
    (problem,) = refused.value.problems
    assert (problem.field, problem.value) == ("scopes", "credentials:verify, jobs:write")
    assert problem.expected.startswith("what ruth@example.org may do: candidates:read, ")
    assert database.session.scalar(select(func.count(ApiToken.id))) == 0


def test_revoking_twice_changes_nothing_the_second_time(database: SQLAlchemy, owner: User) -> None:
    made, _ = make_token(owner.id, WANTED, TESTER, scopes_of)
    other, _ = make_token(owner.id, WANTED, TESTER, scopes_of)
    first = revoke_token(made.id, TESTER).revoked_at
    assert revoke_token(made.id, TESTER).revoked_at == first
    assert {token.id: token.revoked_at for token in tokens()} == {made.id: first, other.id: None}
    revoked = select(func.count()).where(AuditEntry.action == "revoke token")
    assert database.session.scalar(revoked) == 1


@pytest.mark.usefixtures("database")
def test_a_token_that_is_not_there_cannot_be_revoked() -> None:
    with pytest.raises(NotFound, match="'7'"):
        revoke_token(7, TESTER)


def test_tokens_are_listed_in_one_query_with_their_owners(
    database: SQLAlchemy, owner: User
) -> None:
    other = add_user({"email": "o@example.org", "role": "admin"}, TESTER)
    make_token(owner.id, WANTED, TESTER, scopes_of)
    make_token(other.id, WANTED, TESTER, scopes_of)
    database.session.expire_all()
    database.session.rollback()
    with counted(database) as statements:
        assert [token.owner.email for token in tokens()] == ["o@example.org", "ruth@example.org"]
    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    assert [token.owner_id for token in tokens(owner.id)] == [owner.id]
