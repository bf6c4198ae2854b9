"""Which credentials tell of somebody's health or past."""

from __future__ import annotations

from agency.rules.rulebook import load_rulebook


def is_confidential(code: str) -> bool:
    """Whether the documents of a type are for herself and for who judges them alone."""
    return load_rulebook().catalogue[code].confidential
