"""Continuing-education credits of a candidate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agency.audit.actions import anything, nothing
from agency.audit.actors import Actor
from agency.credentials.actions.records import Records
from agency.credentials.content import ce_credit_content
from agency.credentials.described import CE_CREDIT, whole_ce_credits
from agency.credentials.models import CECredit

Hook = Callable[[CECredit], object]
CE_CREDITS = Records(CECredit, CE_CREDIT, ce_credit_content, whole_ce_credits, "ce_credit")


def create_ce_credit(values: Mapping[str, Any], by: Actor, also: Hook = nothing) -> CECredit:
    """Take up a credit; ``values`` are all columns of ce_credits.csv, from its schema.

    Two that say the same are two. Raises Refused where the candidate is not on file.
    """
    return CE_CREDITS.create(values, by, anything, also)


def change_ce_credit(
    id: int,
    values: Mapping[str, Any],
    by: Actor,
    expects: Hook = anything,
    also: Hook = nothing,
) -> CECredit:
    """Change the columns that ``values`` names; what is so already is no change.

    ``expects`` sees the row, locked, before anything is done, and may raise. Raises NotFound.
    """
    return CE_CREDITS.change(id, values, by, anything, expects, also)


def remove_ce_credit(id: int, by: Actor, expects: Hook = anything, also: Hook = nothing) -> None:
    """Take a credit out; the trail keeps what it said. Raises NotFound."""
    CE_CREDITS.remove(id, by, anything, expects, also)
