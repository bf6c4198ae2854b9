"""Credentials that count again once what had superseded them has gone with another file."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from agency import clock
from agency.bulk_lookup import among
from agency.credentials.models import Credential
from agency.credentials.succession import supersedes
from agency.extensions import db
from agency.rules.rulebook import load_rulebook
from agency.settings import today


def revive(candidate_ids: Collection[int], since: datetime) -> list[int]:
    """Make those of two files, apart again, active that one of the other file has superseded.

    Only what was superseded ``since`` the merge, and nothing that one of its own file supersedes.
    Their ids; in the caller's transaction.
    """
    theirs = select(Credential).where(among(Credential.candidate_id, candidate_ids))
    found = theirs.order_by(Credential.id).execution_options(populate_existing=True)
    rows = db.session.scalars(found).all()
    active = [row for row in rows if row.status == "active"]
    over = [row for row in rows if row.status == "superseded" and row.changed_at > since]
    revived = [row for row in over if _superseded_elsewhere(row, active)]
    for row in revived:
        row.status, row.changed_at = "active", clock.now()
    db.session.flush()
    return [row.id for row in revived]


def _superseded_elsewhere(row: Credential, active: Collection[Credential]) -> bool:
    expires = load_rulebook().catalogue[row.code].expires
    newer = [
        one
        for one in active
        if one.code == row.code and supersedes(one, row, today(), expires=expires)
    ]
    return bool(newer) and all(one.candidate_id != row.candidate_id for one in newer)
