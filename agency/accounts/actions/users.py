"""Accounts are made, changed, and shut; each function is one transaction.

Whatever takes something away from somebody ends her sessions and her tokens with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from agency import clock
from agency.accounts.models import Role, User
from agency.accounts.schemas import NewName, NewRole, NewUser, described_user
from agency.accounts.secrets import new_uniquifier
from agency.audit.actions import flush_new, note, writing
from agency.audit.actors import Actor
from agency.errors import NotAllowed, NotFound, Problem, Refused, Taken
from agency.extensions import db
from agency.upserting import upsert


def add_user(
    values: Mapping[str, Any],
    by: Actor,
    password: str | None = None,
    also: Callable[[User], None] | None = None,
) -> User:
    """Make an account; ``password`` is a hash, without one she has to set a password first.

    ``also`` is part of the transaction. Raises Refused, and Taken where the address or the
    candidate has an account.
    """
    with writing():
        made = made_user(values, password)
        note(by, "add user", f"user:{made.id}", after=described_user(made))
        if also:
            also(made)
    return made


def made_user(values: Mapping[str, Any], password: str | None) -> User:
    """A new account in the caller's transaction, which notes it; raises Refused and Taken."""
    said = NewUser().accept(values)
    _refuse_taken(said)
    made = User(
        email=said["email"],
        name=said["name"],
        candidate_ref=said["candidate_ref"],
        password=password,
        active=True,
        fs_uniquifier=new_uniquifier(),
        created_at=clock.now(),
        roles=[_role(said["role"])],
    )
    db.session.add(made)
    _flush_with_candidate(said)
    return made


def rename(user_id: int, values: Mapping[str, Any], by: Actor) -> User:
    """Call somebody by another name; raises NotFound and Refused."""
    said = NewName().accept(values)
    with _changing(user_id, by, "rename user") as user:
        user.name = said["name"]
    return user


def change_role(user_id: int, values: Mapping[str, Any], by: Actor) -> User:
    """Make somebody something else; raises NotFound, Refused, and NotAllowed for oneself."""
    said = NewRole().accept(values)
    _refuse_self(user_id, by, "Nobody changes their own role.")
    with _changing(user_id, by, "change role") as user:
        if user.role != said["role"]:
            user.roles = [_role(said["role"])]
            user.fs_uniquifier = new_uniquifier()
    return user


def disable(user_id: int, by: Actor) -> User:
    """Let somebody in no longer; raises NotFound, and NotAllowed for oneself."""
    _refuse_self(user_id, by, "Nobody shuts their own account.")
    with _changing(user_id, by, "disable user") as user:
        user.active = False
        user.fs_uniquifier = new_uniquifier()
    return user


def enable(user_id: int, by: Actor) -> User:
    """Let somebody in again; what was made before stays ended. Raises NotFound."""
    with _changing(user_id, by, "enable user") as user:
        user.active = True
    return user


def set_password(user_id: int, password: str, by: Actor) -> User:
    """Give somebody another password, of which this is the hash; raises NotFound."""
    with _changing(user_id, by, "set password") as user:
        user.password = password
        user.fs_uniquifier = new_uniquifier()
    return user


def reset_second_factor(user_id: int, by: Actor) -> User:
    """Forget somebody's second factor, so that she can set up another; raises NotFound."""
    _refuse_self(user_id, by, "Another administrator has to reset yours.")
    with _changing(user_id, by, "reset second factor") as user:
        user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
        user.fs_uniquifier = new_uniquifier()
    return user


def sign_out_everywhere(user_id: int, by: Actor) -> User:
    """End every session and token of somebody's, who may sign in again; raises NotFound."""
    with _changing(user_id, by, "sign out everywhere") as user:
        user.fs_uniquifier = new_uniquifier()
    return user


@contextmanager
def _changing(user_id: int, by: Actor, action: str) -> Iterator[User]:
    """A transaction that changes one account, whose row is locked, and notes what was changed."""
    with writing():
        one = select(User).where(User.id == user_id).with_for_update()
        user = db.session.scalars(one.execution_options(populate_existing=True)).one_or_none()
        if user is None:
            raise NotFound("user", str(user_id))
        before = described_user(user)
        yield user
        db.session.flush()
        note(by, action, f"user:{user.id}", before, described_user(user))


def _refuse_self(user_id: int, by: Actor, words: str) -> None:
    if by.user_id == user_id:
        raise NotAllowed(words)


def _refuse_taken(said: Mapping[str, Any]) -> None:
    if db.session.scalar(select(User.id).where(User.email == said["email"])):
        raise Taken("user", said["email"])
    ref = said["candidate_ref"]
    if ref and db.session.scalar(select(User.id).where(User.candidate_ref == ref)):
        raise Taken("user for candidate", ref)


def _flush_with_candidate(said: Mapping[str, Any]) -> None:
    """Write the account; only the database knows whether there is such a candidate."""
    try:
        flush_new(Taken("user", said["email"]))
    except IntegrityError as error:
        problem = Problem("candidate_ref", said["candidate_ref"], "the ref of a candidate")
        raise Refused([problem]) from error


def _role(name: str) -> Role:
    """The role by that name, made when it is first given."""
    db.session.execute(upsert(Role).values(name=name).on_conflict_do_nothing())
    return db.session.scalars(select(Role).where(Role.name == name)).one()
