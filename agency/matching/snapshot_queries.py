"""What is asked about stored facts: how much there is, and which of them nobody needs any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from agency.bulk_lookup import among
from agency.extensions import db
from agency.jobs.signs import unfinished
from agency.matching.models import MatchRun, StoredSnapshot
from agency.matching.queries import last_run
from agency.matching.states import whole_key

CHAIN = func.coalesce(MatchRun.base_id, MatchRun.id)


@dataclass(frozen=True)
class StoredFacts:
    """How many snapshots the database has, their bytes, and since when the oldest was needed."""

    number: int
    bytes: int
    oldest: datetime | None


def stored_facts() -> StoredFacts:
    """In one query."""
    columns = func.count(), func.sum(StoredSnapshot.bytes), func.min(StoredSnapshot.made_at)
    number, total, oldest = db.session.execute(select(*columns)).one()
    return StoredFacts(number, int(total or 0), oldest)


def sizes_of(fingerprints: Collection[str]) -> dict[str, int]:
    """The bytes of those of some snapshots that are stored, in one query."""
    there = StoredSnapshot.fingerprint
    rows = db.session.execute(select(there, StoredSnapshot.bytes).where(among(there, fingerprints)))
    return dict(rows.all())


def unneeded(before: datetime, today: date) -> list[str]:
    """The snapshots that no run has been begun with since ``before``, and none will ask for.

    A full run and the deltas after it need each other's. What is shown, and what is being matched,
    is needed however old it is.
    """
    old = select(StoredSnapshot.fingerprint).where(StoredSnapshot.made_at < before)
    found = set(db.session.scalars(old))
    return sorted(found.difference(_needed(before, today))) if found else []


def _needed(before: datetime, today: date) -> Iterator[str]:
    shown = last_run(today)
    young = select(CHAIN).where(or_(MatchRun.started_at >= before, MatchRun.state == "running"))
    chains = {*db.session.scalars(young), *_taken_up_again()}
    if shown:
        chains.add(shown.base_id or shown.id)
    rows = db.session.execute(
        select(MatchRun.snapshot, MatchRun.parent_id).where(among(CHAIN, chains))
    )
    for snapshot, parent in rows:
        yield snapshot
        if parent is not None:
            yield whole_key(snapshot)


def _taken_up_again() -> list[int]:
    """Runs of which something had failed for good, and is being tried once more."""
    failed = select(MatchRun).where(MatchRun.state == "incomplete")
    return [run.id for run in db.session.scalars(failed) if unfinished(run.subject)]
