"""What is asked about accounts and tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from agency.accounts.models import ApiToken, EndedSession, Role, User
from agency.accounts.roles import ROLES
from agency.accounts.secrets import hash_of
from agency.errors import NotFound
from agency.extensions import db, lacks_a_table


def _with_roles() -> Select[User]:
    found = select(User).options(joinedload(User.roles))
    return found.execution_options(populate_existing=True)


# Who asks is sought at every request, and to build such a statement takes as long as to ask it.
OF_SESSION = _with_roles().where(User.fs_uniquifier == bindparam("uniquifier"), User.active)
IN_SESSION = OF_SESSION.where(~exists().where(EndedSession.id == bindparam("session_id")))
OF_SECRET = (
    select(ApiToken)
    .join(ApiToken.owner)
    .options(contains_eager(ApiToken.owner).joinedload(User.roles))
    .where(ApiToken.secret_hash == bindparam("hash"))
    .execution_options(populate_existing=True)
)


def users() -> Sequence[User]:
    """Everybody who has an account, by address, with their roles; two queries."""
    everybody = select(User).options(selectinload(User.roles)).order_by(User.email)
    return db.session.scalars(everybody.execution_options(populate_existing=True)).all()


def specialists() -> Sequence[str]:
    """The addresses of those who may verify and may sign in; one query."""
    held = select(User.email).join(User.roles).where(Role.name == "compliance", User.active)
    return db.session.scalars(held.order_by(User.email)).all()


def user(user_id: int) -> User:
    """Raises NotFound."""
    found = db.session.scalars(_with_roles().where(User.id == user_id)).unique().one_or_none()
    if found is None:
        raise NotFound("user", str(user_id))
    return found


def user_of(email: str) -> User:
    """The account of an address, however that is written; raises NotFound."""
    address = email.strip().lower()
    found = db.session.scalars(_with_roles().where(User.email == address)).unique().one_or_none()
    if found is None:
        raise NotFound("user", email)
    return found


def user_in_session(uniquifier: str, session_id: str) -> User | None:
    """Who may be in a session made under that ``fs_uniquifier``, if it is not ended; one query."""
    said = {"uniquifier": uniquifier, "session_id": session_id}
    try:
        return db.session.scalars(IN_SESSION, said).unique().one_or_none()
    except DBAPIError as error:
        if not lacks_a_table(error):
            raise
    db.session.rollback()
    # The tables are of an older version, as the page of health tells: none was ended there.
    return db.session.scalars(OF_SESSION, said).unique().one_or_none()


def users_by_role() -> dict[str, int]:
    """How many active accounts there are of each role, those of which there are none included."""
    counts = dict.fromkeys(ROLES, 0)
    counted = select(Role.name, func.count()).select_from(User).join(User.roles)
    for role, count in db.session.execute(counted.where(User.active).group_by(Role.name)):
        counts[role] = count
    return counts


def tokens(owner_id: int | None = None) -> Sequence[ApiToken]:
    """Tokens with their owners, of everybody or of one, the newest first; one query."""
    found = select(ApiToken).options(joinedload(ApiToken.owner)).order_by(ApiToken.id.desc())
    if owner_id is not None:
        found = found.where(ApiToken.owner_id == owner_id)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def token(token_id: int) -> ApiToken:
    """Raises NotFound."""
    found = db.session.get(ApiToken, token_id, populate_existing=True)
    if found is None:
        raise NotFound("token", str(token_id))
    return found


def token_of(secret: str) -> ApiToken | None:
    """The token with that secret, with its owner and her roles, as they are now; one query."""
    return db.session.scalars(OF_SECRET, {"hash": hash_of(secret)}).unique().one_or_none()


def standing(token: ApiToken, now: datetime) -> str:
    """Whether a token opens anything: ``open``, or how it ended (revoked, expired, ended)."""
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at is not None and token.expires_at <= now:
        return "expired"
    made_under = token.owner_uniquifier == token.owner.fs_uniquifier
    return "open" if made_under and token.owner.active else "ended"
