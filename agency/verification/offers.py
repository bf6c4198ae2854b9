"""Where the agency asks about health only after a conditional offer, there is one first."""

from __future__ import annotations

from sqlalchemy import column, exists, select, table

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
    offered = exists().where(
        PLACEMENTS.c.candidate_id == Credential.candidate_id, PLACEMENTS.c.stage.in_(OFFERED)
    )
    asked = select(Credential.code, offered).where(Credential.id == credential_id)
    for code, has_one in db.session.execute(asked):
        if is_confidential(code) and not has_one:
            raise refused("credential", code, "a clearance is proved once work has been offered")
