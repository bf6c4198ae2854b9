"""The secrets of tokens: random, shown once, and known afterwards by their hash."""

from __future__ import annotations

import hashlib
import secrets

# Tells people, and programs that look for secrets that have leaked, what it is.
KIND = "tenens_"
BYTES = 32
SHOWN = len(KIND) + 6


def new_secret() -> str:
    """A secret of 256 random bits."""
    return KIND + secrets.token_urlsafe(BYTES)


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def prefix_of(secret: str) -> str:
    """What of a secret may be shown, so that people know which it is."""
    return secret[:SHOWN]


def new_link_secret() -> str:
    """What stands in a link that lets somebody in once: 256 random bits."""
    return secrets.token_urlsafe(BYTES)


def new_session_id() -> str:
    """The name by which one session can be ended."""
    return secrets.token_urlsafe(16)


def new_uniquifier() -> str:
    """What sessions and tokens are made under; new, it ends all that were made before."""
    return secrets.token_hex(16)
