"""Accounts are made, changed and shut, each with its trail."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from agency.accounts.actions import users as actions
from agency.accounts.models import User
from agency.accounts.queries import user_of, users, users_by_role
from agency.audit.actors import Actor
from agency.audit.models import AuditEntry
from agency.errors import NotAllowed, NotFound, Refused, Taken
from tests.builders import make_candidate
from tests.counting import counted
from tests.signing_in import TESTER


def add(email: str = "ruth@example.org", role: str = "recruiter", **values: Any) -> User:
    return actions.add_user({"email": email, "role": role, **values}, TESTER)


@pytest.fixture
def other(database: SQLAlchemy) -> User:
    """Somebody whom nothing of this concerns."""
    return add("other@example.org", "compliance")


def noted(database: SQLAlchemy) -> list[tuple[str, str]]:
    rows = select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)
    return [(action, subject) for action, subject in database.session.execute(rows)]


def test_an_account_is_kept_in_small_letters_and_noted(database: SQLAlchemy) -> None:
    made = add("Ruth@Example.ORG", name="  Ruth Osei ")
    assert (made.email, made.name, made.role) == ("ruth@example.org", "Ruth Osei", "recruiter")
    assert (made.active, made.password) == (True, None)
    assert user_of("RUTH@example.org").id == made.id
    assert noted(database) == [("add user", f"user:{made.id}")]


def test_of_one_address_there_is_one_account(database: SQLAlchemy, other: User) -> None:
    add()
    with pytest.raises(Taken, match="ruth@"):
        add("RUTH@example.org", "admin")
    assert database.session.scalar(select(func.count(User.id))) == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": ""}, "email"),
        ({"role": "owner"}, "role"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Ruth\u202e"}, "name"),
        ({"candidate_ref": "C-0404"}, "candidate_ref"),
    ],
)
def test_what_is_not_right_is_named_and_makes_nothing(
    database: SQLAlchemy, values: dict[str, str], field: str
) -> None:
    make_candidate("C-1")
    database.session.commit()
    with pytest.raises(Refused) as refused:
        add(**{"email": "ruth@example.org", "role": "candidate", **values})
    assert [problem.field for problem in refused.value.problems] == [field]
    assert database.session.scalar(select(func.count(User.id))) == 0
    assert noted(database) == []


def test_a_candidate_has_one_account(database: SQLAlchemy) -> None:
    make_candidate("C-1")
    make_candidate("C-2")
    database.session.commit()
    assert add("a@example.org", "candidate", candidate_ref="C-1").candidate_ref == "C-1"
    with pytest.raises(Taken, match="C-1"):
        add("b@example.org", "candidate", candidate_ref="C-1")
    add("b@example.org", "candidate", candidate_ref="C-2")


def test_an_account_forgets_its_candidate_with_her(database: SQLAlchemy) -> None:
    """Whoever is given the same reference later is somebody else."""
    person = make_candidate("C-1")
    database.session.commit()
    add("a@example.org", "candidate", candidate_ref="C-1")
    database.session.delete(person)
    database.session.commit()
    assert user_of("a@example.org").candidate_ref is None


@pytest.mark.parametrize(
    ("change", "action"),
    [
        (lambda id_, by: actions.change_role(id_, {"role": "admin"}, by), "change role"),
        (actions.disable, "disable user"),
        (lambda id_, by: actions.set_password(id_, "a hash", by), "set password"),
        (actions.reset_second_factor, "reset second factor"),
        (actions.sign_out_everywhere, "sign out everywhere"),
    ],
)
def test_what_takes_something_away_ends_what_was_made_before(
    database: SQLAlchemy, other: User, change: Any, action: str
) -> None:
    made = add()
    before, untouched = made.fs_uniquifier, other.fs_uniquifier
    change(made.id, TESTER)
    assert user_of("ruth@example.org").fs_uniquifier != before
    assert user_of("other@example.org").fs_uniquifier == untouched
    assert noted(database)[-1] == (action, f"user:{made.id}")


def test_a_role_that_one_has_already_ends_nothing(database: SQLAlchemy) -> None:
    made = add()
    before = made.fs_uniquifier
    actions.change_role(made.id, {"role": "recruiter"}, TESTER)
    assert user_of("ruth@example.org").fs_uniquifier == before


def test_the_trail_says_what_it_was_and_what_it_is(database: SQLAlchemy, other: User) -> None:
    by = Actor("user", other.email, other.id)
    made = add()
    actions.change_role(made.id, {"role": "admin"}, by)
    entry = database.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.before or {})["role"] == "recruiter"
    assert (entry.after or {})["role"] == "admin"
    assert (entry.actor_name, entry.actor_user_id) == (other.email, other.id)
    assert "password" not in str(entry.after)


@pytest.mark.parametrize(
    "change",
    [
        lambda id_, by: actions.change_role(id_, {"role": "admin"}, by),
        actions.disable,
        actions.reset_second_factor,
    ],
)
def test_nobody_does_it_to_themselves(database: SQLAlchemy, change: Any) -> None:
    made = add()
    before = made.fs_uniquifier
    with pytest.raises(NotAllowed):
        change(made.id, Actor("user", made.email, made.id))
    found = user_of("ruth@example.org")
    assert (found.role, found.active, found.fs_uniquifier) == ("recruiter", True, before)
    assert len(noted(database)) == 1


def test_who_was_disabled_can_be_let_in_again(database: SQLAlchemy) -> None:
    made = add()
    actions.disable(made.id, TESTER)
    assert user_of("ruth@example.org").active is False
    actions.enable(made.id, TESTER)
    assert user_of("ruth@example.org").active is True


@pytest.mark.usefixtures("database")
def test_an_account_that_is_not_there_is_told() -> None:
    with pytest.raises(NotFound, match="'7'"):
        actions.disable(7, TESTER)
    with pytest.raises(NotFound, match="nobody@"):
        user_of("nobody@example.org")


def test_all_accounts_are_listed_in_two_queries(database: SQLAlchemy, other: User) -> None:
    add()
    with counted(database) as few:
        assert [user.role for user in users()] == ["compliance", "recruiter"]
    for n in range(5):
        add(f"ann{n}@example.org", "admin")
    with counted(database) as many:
        assert len([user.role for user in users()]) == 7
    assert len(few) == len(many)


def test_accounts_are_counted_by_role_if_they_are_open(database: SQLAlchemy, other: User) -> None:
    add()
    actions.disable(add("shut@example.org").id, TESTER)
    assert users_by_role() == {"admin": 0, "recruiter": 1, "compliance": 1, "candidate": 0}


def test_the_database_itself_refuses_capitals(app: Flask, database: SQLAlchemy) -> None:
    made = add()
    made.email = "Ruth@example.org"
    with pytest.raises(Exception, match="ck_users_email"):
        database.session.flush()
    database.session.rollback()
