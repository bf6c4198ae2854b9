"""Passwords: how they are kept, and what a good one is."""

from __future__ import annotations

import secrets
from typing import Any

from flask_security import hash_password
from flask_security.recoverable import generate_reset_password_token

from agency.accounts.models import User
from agency.errors import Problem, Refused
from agency.settings import settings
from config import Config

LEAST, MOST = 12, 128
RESET_PATH = "/reset-password"


def how_passwords_are_kept(config: Config) -> dict[str, Any]:
    """Argon2id, at the cost that the settings say."""
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__type": "ID",
            "argon2__memory_cost": config.password_memory_kib,
            "argon2__rounds": config.password_rounds,
            "argon2__parallelism": 1,
        },
        "SECURITY_PASSWORD_LENGTH_MIN": LEAST,
        # Of what is random already, inside a link that is signed: a slow hash would gain nothing.
        "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
        "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
    }


def hashed(password: str) -> str:
    """What is kept of a password; raises Refused, without repeating it."""
    if not LEAST <= len(password) <= MOST:
        raise Refused([Problem("password", "", f"{LEAST} to {MOST} characters")])
    kept: str = hash_password(password)
    return kept


def new_password() -> str:
    """A password nobody will guess, for somebody to change."""
    return secrets.token_urlsafe(15)


def reset_link(user: User) -> str:
    """The address at which somebody sets a password; it works once, for a day."""
    return f"{settings().public_url}{RESET_PATH}/{generate_reset_password_token(user)}"
