"""Where the agency asks about health only after a conditional offer, there is one first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, column, exists, select, table

from agency.candidates.models import Candidate
from agency.credentials.confidential import is_confidential
from agency.credentials.models import Credential
from agency.extensions import db
from agency.fields.schema import refused
from agency.settings import settings

# By the name of its table: placements are built upon this, and not the other way.
PLACEMENTS = table("placements", column("candidate_id"), column("stage"))
# From the offer on, of those that were not given up.
OFFERED = ("offered", "confirmed", "working", "completed")


def require_offer(credential_id: int) -> None:
    """Raises Refused where a clearance is to be proved and no work has been offered yet.

    One query, and none where the agency does not ask so.
    """
    if not settings().clearances_after_offer:
        return
    asked = select(Credential.code, _offered(Credential.candidate_id))
    for code, has_one in db.session.execute(asked.where(Credential.id == credential_id)):
        _require(code, has_one)


def require_offer_for(candidate_ref: str, code: str) -> None:
    """The same, of what is not on file yet."""
    if not settings().clearances_after_offer:
        return
    asked = select(_offered(Candidate.id)).where(Candidate.ref == candidate_ref)
    for has_one in db.session.scalars(asked):
        _require(code, has_one)


def _offered(candidate_id: Any) -> ColumnElement[bool]:
    return exists().where(
        PLACEMENTS.c.candidate_id == candidate_id, PLACEMENTS.c.stage.in_(OFFERED)
    )


def _require(code: str, has_one: bool) -> None:
    if is_confidential(code) and not has_one:
        raise refused("credential", code, "a clearance is proved once work has been offered")
