"""Who asks: a person with a session, or a program with a token."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from agency.audit.actors import Actor


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who has shown who they are; as the database knows them at this request.

    ``scopes`` are what a token was made for, None for a session. ``candidate_ref`` is the
    candidate she is herself, if any. ``second_factor_due``: she must set one up before all else;
    ``consent_due``: she must agree to what is kept of her.
    ``token_id`` is the token itself: names of tokens are given again.
    """

    actor: Actor
    roles: frozenset[str]
    name: str = ""
    scopes: frozenset[str] | None = None
    candidate_ref: str | None = None
    second_factor_due: bool = False
    consent_due: bool = False
    token_id: int | None = None

    @property
    def identity(self) -> str:
        """What tells who asks from everybody else: accounts and tokens stay on file."""
        if self.token_id is not None:
            return f"token {self.token_id}"
        return f"{self.actor.kind} {self.actor.user_id}"

    @property
    def of_session(self) -> bool:
        return self.scopes is None


class NobodyAsks(RuntimeError):
    """A view that needs somebody was reached by nobody: its guard is missing."""


def principal() -> Principal | None:
    """Who asks, as the guard of this request found out; None on a public route."""
    found: Principal | None = g.get("principal")
    return found


def asking() -> Principal:
    """Who asks; raises NobodyAsks on a public route."""
    if found := principal():
        return found
    raise NobodyAsks


def actor() -> Actor:
    """Who asks, as the trail names them; raises NobodyAsks on a public route."""
    return asking().actor
