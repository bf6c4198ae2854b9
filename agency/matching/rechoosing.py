"""The choice of a run made again from what was stored of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agency.extensions import db
from agency.matching.allocating import Edges, proposed
from agency.matching.allocation.solving import LAGRANGIAN
from agency.matching.allocation.worth import Large, Worth, load_worth
from agency.matching.allocation_models import Allocation, PinAnswer, UnsettledPair
from agency.matching.choice_rows import Rows, rows_of, stored_rows
from agency.matching.keeping import snapshot_of
from agency.matching.models import MatchRun
from agency.matching.results import ids_of
from agency.settings import settings

# Runs of the versions before them say nothing of pins, nor of who would rather have each other.
LATER = (PinAnswer, UnsettledPair)


def choice_again(run: MatchRun, edges: Edges) -> tuple[bytes, bytes] | None:
    """All that is stored of the choice of a full run, as it is stored and as it comes out now.

    ``edges`` are all who are eligible, as they come out now. None where it has no choice of its
    own: a delta keeps that of the run it rests on.
    """
    stored = db.session.get(Allocation, run.id)
    if stored is None:
        return None
    snapshot = snapshot_of(run.snapshot)
    worth, one_each = Worth(stored.worth, _large(stored)), stored.one_each
    before, told = stored_rows(run.id), stored.unsettled is not None
    again = rows_of(
        run.id, proposed(snapshot, edges, run.as_of, worth, one_each), ids_of(snapshot.pool)
    )
    return _said(before, told=told), _said(again, told=told)


def _large(stored: Allocation) -> Large | None:
    """What makes it chosen by prices again, if it was."""
    large = load_worth(settings().allocation_file).large
    return replace(large, edges=0) if large and stored.method == LAGRANGIAN else None


def _said(rows: Rows, *, told: bool) -> bytes:
    """All rows in one way of writing them, but of which run and how long it took; ``told`` with
    what came later.
    """
    kept = {table: some for table, some in rows.items() if told or table not in LATER}
    said = {
        table.__tablename__: sorted(json.dumps(_plain(row, told=told)) for row in some)
        for table, some in kept.items()
    }
    return json.dumps(said, sort_keys=True).encode()


def _plain(row: Mapping[str, Any], *, told: bool) -> dict[str, Any]:
    left_out = {"run_id", "milliseconds"} | (set() if told else {"unsettled"})
    return {name: row[name] for name in sorted(row.keys() - left_out)}
