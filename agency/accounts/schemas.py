"""The shapes of accounts and tokens, coming in and going out."""

from __future__ import annotations

from typing import Any

from marshmallow import missing

from agency.accounts.models import ApiToken, User
from agency.accounts.roles import ROLES
from agency.accounts.scopes import SCOPES
from agency.fields import Choice, Email, InputSchema, Ref, SafeText, Whole, WordList, expected

LONGEST_DAYS = 3_650
SCOPES_EXPECTED = f"at least one of {', '.join(SCOPES)}"


class AccountEmail(Email):
    """An address in small letters, as accounts keep it."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        return super()._deserialize(value, *args, **options).lower()


class ScopeList(WordList):
    """What a token is made for: at least one scope."""

    def __init__(self) -> None:
        told = {"required": f"expected {SCOPES_EXPECTED}"}
        options = {"load_default": missing, "error_messages": told}
        super().__init__(Choice(SCOPES), required=True, **options)

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> tuple[str, ...]:
        scopes = super()._deserialize(value, *args, **options)
        if not scopes:
            raise expected(SCOPES_EXPECTED)
        return scopes


class NewUser(InputSchema):
    """An account to be."""

    email = AccountEmail(required=True)
    name = SafeText(120, load_default="")
    role = Choice(ROLES, required=True)
    candidate_ref = Ref(load_default=None)


class NewRole(InputSchema):
    """What somebody is to be from now on."""

    role = Choice(ROLES, required=True)


class NewName(InputSchema):
    """What somebody is called."""

    name = SafeText(120, required=True)


class NewToken(InputSchema):
    """A token to be; without ``days`` it does not expire."""

    name = SafeText(120, required=True)
    scopes = ScopeList()
    days = Whole(1, LONGEST_DAYS, load_default=None)


def described_user(user: User) -> dict[str, Any]:
    """An account as JSON values, less everything secret."""
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "active": user.active,
        "candidate_ref": user.candidate_ref,
        "second_factor": user.has_second_factor,
        "created_at": user.created_at.isoformat(),
        "signed_in_at": user.signed_in_at and user.signed_in_at.isoformat(),
    }


def described_token(token: ApiToken, standing: str) -> dict[str, Any]:
    """A token as JSON values; of its secret only the beginning."""
    return {
        "id": token.id,
        "name": token.name,
        "owner": token.owner.email,
        "prefix": token.prefix,
        "scopes": list(token.scopes),
        "standing": standing,
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at and token.expires_at.isoformat(),
        "last_used_at": token.last_used_at and token.last_used_at.isoformat(),
        "revoked_at": token.revoked_at and token.revoked_at.isoformat(),
    }
