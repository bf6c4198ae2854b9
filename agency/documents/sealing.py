"""Files sealed: each under a key of its own, and that key under the master key of the agency.

AES-256-GCM throughout: what was changed, or is opened with another key, is refused and never
given out. To delete the wrapped key is to delete the file.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agency.errors import Away

KEY_BYTES, NONCE_BYTES = 32, 12
KEY_ID_LENGTH = 16


class Sealed(Away):
    """A file that the master keys at hand do not open; with the right one it is as it was."""


@dataclass(frozen=True, slots=True)
class FileKey:
    """The key of one file, wrapped, and which master key it is wrapped with."""

    key_id: str
    wrapped: bytes


class MasterKeys:
    """The master keys at hand, the newest first: it wraps, and each may unwrap."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {key_id(key): key for key in keys}
        self.newest = key_id(keys[0])

    def __contains__(self, id: object) -> bool:
        return id in self._keys

    def seal(self, content: bytes, name: str) -> tuple[bytes, FileKey]:
        """``content`` encrypted under a new key, which only opens it as the file ``name``."""
        key = secrets.token_bytes(KEY_BYTES)
        return _encrypted(key, content, name), self._wrapped(key, name)

    def open(self, sealed: bytes, key: FileKey, name: str) -> bytes:
        """What was sealed; raises Sealed where the keys are not the right ones, or it changed."""
        try:
            return _decrypted(self._unwrapped(key, name), sealed, name)
        except InvalidTag as error:
            raise Sealed("the file in the store is not as it was put there") from error

    def rewrap(self, key: FileKey, name: str) -> FileKey:
        """The key of a file under the newest master key; raises Sealed."""
        return self._wrapped(self._unwrapped(key, name), name)

    def _wrapped(self, key: bytes, name: str) -> FileKey:
        return FileKey(self.newest, _encrypted(self._keys[self.newest], key, f"key of {name}"))

    def _unwrapped(self, key: FileKey, name: str) -> bytes:
        if key.key_id not in self._keys:
            raise Sealed(
                f"the file was sealed under the key {key.key_id}, which AGENCY_DOCUMENT_KEY does"
                " not hold"
            )
        try:
            return _decrypted(self._keys[key.key_id], key.wrapped, f"key of {name}")
        except InvalidTag as error:
            raise Sealed("the key of the file is not as it was written") from error


def key_id(key: bytes) -> str:
    """What names a master key without telling it."""
    return hashlib.sha256(b"tenens document key " + key).hexdigest()[:KEY_ID_LENGTH]


def _encrypted(key: bytes, plain: bytes, name: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, name.encode())


def _decrypted(key: bytes, sealed: bytes, name: str) -> bytes:
    if len(sealed) < NONCE_BYTES:
        raise InvalidTag
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode())
