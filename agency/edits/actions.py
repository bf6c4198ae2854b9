"""Writing down what was written to."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import insert

from agency.edits.models import Edit, Subject
from agency.extensions import db
from agency.jobs.actions import add

MATCHING = "match_delta"


def record(subject: Subject, ids: Collection[int]) -> None:
    """`record_all` for one subject."""
    record_all({subject: ids})


def record_all(edited: Mapping[Subject, Collection[int]]) -> None:
    """Note in the caller's transaction what it wrote to, by subject, and have it matched anew.

    To be called last, right before the commit: the job's row is locked until then, and whoever
    holds it must not wait for anything else. No ids are no work.
    """
    rows = [
        {"subject": subject, "subject_id": id}
        for subject, ids in edited.items()
        for id in sorted(set(ids))
    ]
    if rows:
        db.session.execute(insert(Edit), rows)
        db.session.flush()
        add(MATCHING, unique_key=MATCHING)
