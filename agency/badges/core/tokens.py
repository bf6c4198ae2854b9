"""Badges as signed tokens: a JSON Web Signature in its compact form (RFC 7515)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import import_key
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from agency.badges.core.keys import Key
from agency.badges.core.values import Json, as_text, shortened
from agency.errors import Refused, Unreadable
from agency.fields.strict_json import read_json

COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
ALGORITHMS = ("RS256", "ES256", "ES384", "EdDSA", "Ed25519")
# What a token may call itself: OB 2.0 says nothing or JWT, the others as their standards say.
KINDS = ("", "jwt", "jws", "vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt")


class Algorithms(jws.JWSRegistry):
    """The algorithms of badges, with room for a key in the header and a picture in the content."""

    max_header_length = 4_096
    max_payload_length = 1_400_000  # in base64

    def get_alg(self, name: str) -> Any:
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


REGISTRY = Algorithms(strict_check_header=False)


@dataclass(frozen=True)
class Token:
    """A token that is read and not believed yet."""

    text: str
    header: Json
    payload: Json

    @property
    def algorithm(self) -> str:
        return as_text(self.header.get("alg"))

    @property
    def fault(self) -> str:
        """Why no key could make it a signed badge, in words; blank where one could."""
        kind = as_text(self.header.get("typ")).lower().removeprefix("application/")
        if self.algorithm not in ALGORITHMS:
            named = shortened(self.algorithm) or "not said"
            return f"Its algorithm is {named}; expected RS256, ES256, ES384 or EdDSA."
        if kind not in KINDS:
            return f"It says it is a {shortened(kind)}, which is no badge."
        if "crit" in self.header or "b64" in self.header:
            return "Its header asks for what we do not understand."
        return ""

    def is_signed_with(self, key: Key) -> bool:
        """Whether ``key`` has signed it, by the algorithm of that kind of key and no other."""
        if self.fault or self.algorithm not in key.algorithms:
            return False
        try:
            public = import_key(key.pem, key.family)
            jws.deserialize_compact(self.text, public, registry=REGISTRY)
        except (JoseError, ValueError):
            return False
        return True


def is_token(text: str) -> bool:
    return bool(COMPACT.fullmatch(text))


def token_of(text: str) -> Token:
    """Raises Unreadable where it is no token that says something."""
    if not is_token(text):
        raise Unreadable("the badge is no signed token: three parts of base64url between points")
    header, payload, signature = text.split(".")
    _bytes_of(signature)
    return Token(text, _object_of(header, "header"), _object_of(payload, "content"))


def _object_of(part: str, name: str) -> Json:
    try:
        value: Any = read_json(_bytes_of(part))
    except Refused as error:
        raise Unreadable(f"the {name} of the token: {error}") from error
    if not isinstance(value, dict):
        raise Unreadable(f"the {name} of the token is no JSON object")
    return value


def _bytes_of(part: str) -> bytes:
    """Of base64url without padding in its one form: else some letters could be changed unseen."""
    try:
        content = urlsafe_b64decode(part.encode())
    except ValueError as error:
        raise Unreadable("a part of the token is not base64url") from error
    if urlsafe_b64encode(content).decode() != part:
        raise Unreadable("a part of the token is not base64url in its one form")
    return content
