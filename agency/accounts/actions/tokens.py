"""Tokens are made, used and revoked; each function is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from agency import clock
from agency.accounts.models import ApiToken, User
from agency.accounts.queries import standing, user
from agency.accounts.roles import STAFF
from agency.accounts.schemas import NewToken, described_token
from agency.accounts.secrets import hash_of, new_secret, prefix_of
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.errors import NotAllowed, NotFound, Problem, Refused
from agency.extensions import db

# How often it is written down, at most, that a token is in use.
NOTED_AGAIN = timedelta(minutes=1)


def make_token(
    owner_id: int, values: Mapping[str, Any], by: Actor, usable: Callable[[str], Collection[str]]
) -> tuple[ApiToken, str]:
    """A token of somebody's, and its secret, which nobody can tell afterwards.

    ``usable`` tells the scopes with which somebody of a role may do anything, as the policy has
    it. Raises Refused, also for a scope that the owner can never use, NotFound, and NotAllowed
    where the owner is no staff or may not sign in.
    """
    said = NewToken().accept(values)
    secret, now = new_secret(), clock.now()
    with writing():
        owner = user(owner_id)
        if not owner.active or owner.role not in STAFF:
            raise NotAllowed(f"{owner.email} cannot own a token: only staff who may sign in can.")
        _refuse_useless(said["scopes"], owner, usable(owner.role))
        made = ApiToken(
            name=said["name"],
            owner=owner,
            owner_uniquifier=owner.fs_uniquifier,
            secret_hash=hash_of(secret),
            prefix=prefix_of(secret),
            scopes=said["scopes"],
            created_at=now,
            expires_at=said["days"] and now + timedelta(days=said["days"]),
        )
        db.session.add(made)
        db.session.flush()
        note(by, "make token", f"token:{made.id}", after=described_token(made, "open"))
    return made, secret


def _refuse_useless(scopes: Collection[str], owner: User, useful: Collection[str]) -> None:
    if useless := [scope for scope in scopes if scope not in useful]:
        may = f"what {owner.email} may do: {', '.join(useful)}"
        raise Refused([Problem("scopes", ", ".join(useless), may)])


def revoke_token(token_id: int, by: Actor) -> ApiToken:
    """End a token; one that is revoked stays as it is. Raises NotFound."""
    with writing():
        one = select(ApiToken).where(ApiToken.id == token_id).with_for_update()
        found = db.session.scalars(one.execution_options(populate_existing=True)).one_or_none()
        if found is None:
            raise NotFound("token", str(token_id))
        if found.revoked_at is None:
            _revoke(found, by)
    return found


def _revoke(token: ApiToken, by: Actor) -> None:
    now = clock.now()
    before = described_token(token, standing(token, now))
    token.revoked_at = now
    note(by, "revoke token", f"token:{token.id}", before, described_token(token, "revoked"))


def note_token_used(token: ApiToken, now: datetime) -> None:
    """Write down that a token is in use, if that was not done a moment ago.

    It ends whatever the session had begun, and forgets what was read of the token.
    """
    if token.last_used_at is not None and now - token.last_used_at < NOTED_AGAIN:
        return
    long_ago = ApiToken.last_used_at.is_(None) | (ApiToken.last_used_at <= now - NOTED_AGAIN)
    used = update(ApiToken).where(ApiToken.id == token.id, long_ago).values(last_used_at=now)
    with writing():
        db.session.execute(used, execution_options={"synchronize_session": False})
