"""Facts are kept for a while, so that runs can be done again, and then forgotten."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete

from agency import clock
from agency.bulk_lookup import among
from agency.extensions import db
from agency.jobs.kinds import Args, Store, Wanted
from agency.matching.keeping import tidy_folder
from agency.matching.models import StoredSnapshot
from agency.matching.snapshot_queries import unneeded
from agency.settings import settings, today

log = logging.getLogger(__name__)

FORGET = "forget_snapshots"


def days(now: datetime) -> Iterator[Wanted]:
    """Once for each date in UTC."""
    day = now.astimezone(UTC).date()
    yield Wanted(FORGET, f"{FORGET}:{day}", {})


def forget_snapshots(_args: Args) -> Store:
    """What it returns removes facts that are older than `snapshot_days`, and their files."""
    return _forget_old


def _forget_old() -> None:
    """Which they are is asked in the very transaction that removes them.

    A run that begins with such facts meanwhile has their row first, and then it is not old; or it
    waits until they are gone, and stores them anew.
    """
    before = clock.now() - timedelta(days=settings().snapshot_days)
    old = among(StoredSnapshot.fingerprint, unneeded(before, today()))
    gone = delete(StoredSnapshot).where(old, StoredSnapshot.made_at < before)
    freed = db.session.scalars(gone.returning(StoredSnapshot.bytes)).all()
    removed = tidy_folder()
    if freed:
        log.info("facts of %d runs are forgotten: %d bytes", len(freed), sum(freed))
    if removed:
        log.info("%d files of facts are removed", removed)
