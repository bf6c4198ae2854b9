"""Which of what registers say otherwise is looked at first: what ends a credential."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast

from agency.verification.register_models import RegisterAnswer
from agency.verification.registers.judging import EXPIRES, NAME, STATUS
from agency.verification.registers.records import ENDED, LAPSED, LIMITED, PENDING

# Of these it does not count, or within limits alone, whatever its days.
GRAVE = (ENDED, LAPSED, PENDING, LIMITED)


def is_grave(differences: Collection[str], said: Mapping[str, Any] | None) -> bool:
    """Whether a register has a status by which a credential does not count as it is on file."""
    return said is not None and STATUS in differences and said["standing"] in GRAVE


def in_order_of_gravity() -> tuple[Any, ...]:
    """A status that ends it, then its last day, then the name, then the rest, the oldest first."""
    standing = RegisterAnswer.said["standing"].as_string()
    ends = _differs_in(STATUS) & standing.in_(GRAVE)
    ranks = case((ends, 0), (_differs_in(EXPIRES), 1), (_differs_in(NAME), 2), else_=3)
    return ranks, RegisterAnswer.id


def _differs_in(field: str) -> ColumnElement[bool]:
    return cast(RegisterAnswer.differences, Text).contains(f'"{field}"')
