"""Whose record it is, and who may say that something was verified."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from agency.access.principal import principal
from agency.api.rows import the_row
from agency.candidates.models import Candidate

VERIFIERS = frozenset({"compliance"})
VERIFYING = "credentials:verify"


def candidate_id(ref: str) -> int:
    """The row id of a candidate; raises NotFound."""
    found: int = the_row(select(Candidate.id).where(Candidate.ref == ref), "candidate", ref)
    return found


def hers(body: dict[str, Any], ref: str) -> dict[str, Any]:
    """The values of a record of the candidate whom the address names; raises NotFound."""
    candidate_id(ref)
    return {**body, "candidate_ref": ref}


def may_verify() -> bool:
    """Whether who asks may say that evidence was reviewed: a specialist, or her token for it."""
    asking = principal()
    if asking is None or not asking.roles & VERIFIERS:
        return False
    return asking.scopes is None or VERIFYING in asking.scopes
