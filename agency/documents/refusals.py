"""Uploads that were not taken leave an entry in the trail, however many are sent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from agency import clock
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.audit.models import AuditEntry
from agency.errors import Problem
from agency.extensions import db

log = logging.getLogger(__name__)

REFUSED = "upload refused"
# Who sends more in an hour fills the log of the process, which is turned over, and not the trail.
MOST, WITHIN = 20, timedelta(hours=1)
MOST_TOLD = 5


def note_refused(subject: str, problems: Sequence[Problem], by: Actor) -> None:
    """Note that files sent were not taken, by name and why; one transaction.

    ``subject`` is what they were sent to. Nothing of their content is kept.
    """
    log.warning("%s by %s %s: %s", REFUSED, by.kind, by.name, subject)
    told = [{"name": one.value, "expected": one.expected} for one in problems[:MOST_TOLD]]
    said = {"files": len(problems), "because": told}
    with writing():
        if _noted_of_late(by) < MOST:
            note(by, REFUSED, subject, after=said)


def _noted_of_late(by: Actor) -> int:
    mine = select(func.count()).where(
        AuditEntry.actor_kind == by.kind,
        AuditEntry.actor_name == by.name,
        AuditEntry.action == REFUSED,
        AuditEntry.at > clock.now() - WITHIN,
    )
    return db.session.scalar(mine) or 0
