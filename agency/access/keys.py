"""Keys of their own for each purpose, all made from the one secret of the application."""

from __future__ import annotations

import base64
import hashlib
import hmac


def key_for(purpose: str, secret: str) -> str:
    """A key of 256 bits in URL-safe base64; of one tells nothing of another, or of the secret."""
    made = hmac.digest(secret.encode(), f"tenens {purpose}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made).decode()
