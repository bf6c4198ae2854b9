"""Everybody who is eligible for an assignment, with scores, as they are stored in a run."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.extensions import db
from agency.matching.allocation_models import MatchEdges
from agency.matching.bulk_insert import bulk_insert
from agency.matching.engine import Matched, Outcome
from agency.matching.tables import Ints

COLUMNS = ("run_id", "assignment_id", "data")
# Numbers of 32 bits, the least significant byte first, on every machine.
STORED = np.dtype("<i4")
FAST = 1


def edges_of(outcome: Outcome) -> bytes:
    """The places of all who are eligible, then their scores; nothing where there is nobody."""
    if not isinstance(outcome, Matched) or not len(outcome.all_eligible):
        return b""
    columns = np.concatenate([outcome.all_eligible, outcome.all_scores])
    return zlib.compress(columns.astype(STORED).tobytes(), FAST)


def store_edges(run_id: int, edges: Sequence[tuple[int, bytes]]) -> None:
    """Write those of assignments, given by row id; whoever calls this commits."""
    rows = [(run_id, id, data) for id, data in edges if data]
    bulk_insert(MatchEdges, COLUMNS, rows)


def edges_in(run_id: int) -> Mapping[str, tuple[Ints, Ints]]:
    """Places and scores of all who are eligible in a run, by the assignment's reference."""
    rows = db.session.execute(
        select(Assignment.ref, MatchEdges.data)
        .join(Assignment, Assignment.id == MatchEdges.assignment_id)
        .where(MatchEdges.run_id == run_id)
        .order_by(Assignment.ref)
    )
    return {ref: _unpacked(data) for ref, data in rows}


def _unpacked(data: bytes) -> tuple[Ints, Ints]:
    people, scores = np.frombuffer(zlib.decompress(data), STORED).reshape(2, -1)
    return people, scores
