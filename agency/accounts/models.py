"""People who sign in, the roles they have, and the tokens of their programs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask_security import RoleMixin, UserMixin
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.accounts.roles import ROLES, STAFF
from agency.column_types import Json, UTCDateTime, Words
from agency.extensions import Model
from agency.settings import settings

if TYPE_CHECKING:  # what these add is known by its columns, below

    class _Role:
        pass

    class _User:
        @property
        def is_authenticated(self) -> bool: ...

else:
    _Role, _User = RoleMixin, UserMixin

users_roles = Table(
    "users_roles",
    Model.metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)


class Role(_Role, Model):
    """What somebody may do, by a word that the policy of access knows."""

    __tablename__ = "roles"
    __table_args__ = (CheckConstraint(f"name IN {ROLES}", name="name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)


class User(_User, Model):
    """Somebody who may sign in, for as long as she is ``active``.

    A session and a token hold the ``fs_uniquifier`` they were made under: to change it ends all
    of them; one session is ended by its name. What begins with ``tf_`` and ``mf_`` is the second
    factor, under the names that Flask-Security gives it; secrets are encrypted with keys of the
    application.
    """

    __tablename__ = "users"
    __table_args__ = (
        # Of one address there is one account, however it is written: all are kept in small letters.
        CheckConstraint("email = lower(email)", name="email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    # The candidate she is herself: not anybody else's who is given the same reference later.
    candidate_ref: Mapped[str | None] = mapped_column(
        ForeignKey("candidates.ref", ondelete="SET NULL", onupdate="CASCADE"), unique=True
    )
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    # The step of time of the last code that was taken: no code is taken twice.
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    # Its own copy of the type: with the shared one every column of it would hold lists alone.
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(Json.copy()))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    signed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    roles: Mapped[list[Role]] = relationship(secondary=users_roles, order_by=Role.id)

    @property
    def role(self) -> str:
        """The one role she has; blank if none."""
        return self.roles[0].name if self.roles else ""

    @property
    def has_second_factor(self) -> bool:
        return bool(self.tf_primary_method and self.tf_totp_secret)

    @property
    def second_factor_due(self) -> bool:
        """Whether she has to set one up before all else."""
        return self.check_tf_required_setup() and not self.has_second_factor

    def check_tf_required_setup(self) -> bool:
        """Whether she may not do without a second factor; asked by Flask-Security."""
        return settings().staff_second_factor and self.role in STAFF


class EndedSession(Model):
    """A session that somebody has signed out of: a copy of its cookie opens nothing any more."""

    __tablename__ = "ended_sessions"
    __table_args__ = (Index("ix_ended_sessions_ended_at", "ended_at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(UTCDateTime())


class ApiToken(Model):
    """What a program shows to act for a user, within ``scopes``; its secret is known by its hash.

    It opens nothing once it is revoked or expired, or once its owner's ``fs_uniquifier`` is no
    longer the one it was made under.
    """

    __tablename__ = "api_tokens"
    __table_args__ = (Index("ix_api_tokens_owner_id", "owner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    owner_uniquifier: Mapped[str] = mapped_column(String(64))
    # SHA-256, in hexadecimal: a secret of 256 random bits needs no slow hash.
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(16))
    scopes: Mapped[tuple[str, ...]] = mapped_column(Words())
    created_at: Mapped[datetime] = mapped_column(UTCDateTime())
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime())

    owner: Mapped[User] = relationship()
