"""By what two files of one person are found: name, telephone and address as they are compared.

They are kept beside what they are made of, so that a database finds them by an index.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from agency.finding.folding import digits_of, folded

LEAST_DIGITS = 7
# Folding may make many letters of one; what is kept of a name has its end.
LONGEST_NAME = 400
# Most people bear a name that others bear.
_folded = lru_cache(1 << 16)(folded)


def email_key(email: str) -> str:
    """An address in small letters; blank where there is none."""
    return email.lower()


def name_key(first_name: str, last_name: str) -> str:
    """A whole name without accents and capitals; blank where there is none."""
    return f"{_folded(first_name)} {_folded(last_name)}".strip()[:LONGEST_NAME]


def phone_key(phone: str) -> str:
    """The digits of a telephone number; blank where they are too few to be one."""
    digits = digits_of(phone)
    return digits if len(digits) >= LEAST_DIGITS else ""


def keys_of(said: Mapping[str, Any]) -> dict[str, str]:
    """All of them, by column, from the columns of candidates.csv."""
    return {
        "email_key": email_key(said["email"]),
        "name_key": name_key(said["first_name"], said["last_name"]),
        "phone_key": phone_key(said["phone"]),
    }
