"""Decentralized identifiers: those that are keys themselves, and those that are addresses."""

from __future__ import annotations

import re
from urllib.parse import unquote

from joserfc.util import urlsafe_b64decode

from agency.badges.core.keys import Key, key_of, key_of_multibase
from agency.errors import Refused, Unreadable
from agency.fields.strict_json import read_json

KEY, JWK, WEB = "did:key:", "did:jwk:", "did:web:"
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
PATH = re.compile(r"[A-Za-z0-9._~-]+")


def key_in_itself(did: str) -> Key | None:
    """The key that a ``did:key`` or ``did:jwk`` is; None for others. Raises Unreadable.

    https://w3c-ccg.github.io/did-key-spec/ and https://github.com/quartzjer/did-jwk
    """
    if did.startswith(KEY):
        return key_of_multibase(did.removeprefix(KEY))
    if not did.startswith(JWK):
        return None
    try:
        return key_of(read_json(urlsafe_b64decode(did.removeprefix(JWK).encode())))
    except (ValueError, Refused) as error:
        raise Unreadable("the did:jwk is no JWK") from error


def document_address(did: str) -> str | None:
    """Where the document of a ``did:web`` lies; None for what is none, or names a port.

    https://w3c-ccg.github.io/did-method-web/
    """
    if not did.startswith(WEB):
        return None
    host, *path = did.removeprefix(WEB).split(":")
    if not HOST.fullmatch(unquote(host)) or not all(PATH.fullmatch(part) for part in path):
        return None
    return f"https://{host}/{'/'.join(path) or '.well-known'}/did.json"
