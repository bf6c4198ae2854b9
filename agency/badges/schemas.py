"""What comes in about badges."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from agency.badges.core.keys import key_of
from agency.errors import Unreadable
from agency.fields import CredentialCode, InputSchema, SafeText, expected

LONGEST_KEY = 4_000


class PublicKey(fields.String):
    """A public key as PEM or Multikey; kept as PEM."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        text = value.strip() if isinstance(value, str) else ""
        try:
            return key_of(text[:LONGEST_KEY]).pem.decode()
        except (Unreadable, UnicodeError) as error:
            raise expected(f"a public key as PEM or as a Multikey (z6Mk…): {error}") from error


class TrustedIssuerInput(InputSchema):
    """An issuer, by the address or DID that its badges name, and what it gives.

    ``achievement`` is the id or the name of what it gives, ``key`` its public key if that is known;
    then no other key is believed.
    """

    issuer = SafeText(500, required=True)
    achievement = SafeText(500, required=True)
    code = CredentialCode(required=True)
    key = PublicKey(load_default="")
