"""Runs, what they changed, and the jobs that do the work."""

from __future__ import annotations

from agency.api.schemas.parts import (
    DAY,
    MOMENT,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Shape,
    list_of,
    one_of,
    or_null,
    ref,
    table_of,
    thing,
)
from agency.jobs.models import STATES
from agency.matching.models import CAUSES, CHANGES, RUN_STATES

COUNTS = table_of(WHOLE)
TOLD = {
    "runs": list_of(WHOLE),
    "count": WHOLE,
    "by_cause": COUNTS,
    "by_change": COUNTS,
    "changes": list_of(ref("Change")),
}
ANYTHING: Shape = {"type": "object"}
PROPOSAL = {"candidate": TEXT, "name": TEXT, "score": NUMBER}
CHOICE = {
    "run": WHOLE,
    "objective": NUMBER,
    "bound": NUMBER,
    "gap": NUMBER,
    "method": TEXT,
    "seconds": NUMBER,
    "openings": WHOLE,
    "proposed": WHOLE,
    "one_each": YES_NO,
    "stale": YES_NO,
    "unsettled": or_null(WHOLE),
}
PINS = {"pins_kept": WHOLE, "exclusions_kept": WHOLE, "pins_not_kept": WHOLE}
WORK: dict[str, Shape] = {
    "Proposal": thing(
        assignment=TEXT, facility=or_null(TEXT), starts_on=DAY, ends_on=DAY, **PROPOSAL
    ),
    "Allocation": thing(**CHOICE, **PINS, items=list_of(ref("Proposal")), next=or_null(TEXT)),
    "AssignmentAllocation": thing(
        allocation=thing(**CHOICE),
        room=WHOLE,
        pins=list_of(ref("ToldPin")),
        proposed=list_of(ref("Proposal")),
        others=list_of(
            thing(**PROPOSAL, costs_at_least=NUMBER, elsewhere=list_of(TEXT), says=TEXT)
        ),
    ),
    "MatchRun": thing(
        run=WHOLE,
        as_of=DAY,
        state=one_of(RUN_STATES),
        started_at=MOMENT,
        finished_at=or_null(MOMENT),
        seconds=or_null(NUMBER),
        compared_with=or_null(WHOLE),
        shards=WHOLE,
        shards_done=WHOLE,
        rulebook=TEXT,
        snapshot=TEXT,
        snapshot_bytes=or_null(WHOLE),
        settings=TEXT,
        counts=ANYTHING,
        silent_seconds=or_null(NUMBER),
        dead_jobs=list_of(WHOLE),
        deltas=thing(count=WHOLE, last_run=or_null(WHOLE), last_finished_at=or_null(MOMENT)),
    ),
    "Change": thing(
        run=WHOLE,
        change=one_of(CHANGES),
        cause=one_of(CAUSES),
        assignment=TEXT,
        candidate=or_null(TEXT),
        candidate_name=or_null(TEXT),
        says=TEXT,
    ),
    "ToldChanges": thing(**TOLD),
    "RunChanges": thing(
        run=WHOLE,
        as_of=DAY,
        compared_with=or_null(WHOLE),
        compared_with_as_of=or_null(DAY),
        **TOLD,
        since=ref("ToldChanges"),
    ),
    "Job": thing(
        id=WHOLE,
        kind=TEXT,
        args=ANYTHING,
        subject=or_null(TEXT),
        unique_key=or_null(TEXT),
        state=one_of(STATES),
        condition=one_of(
            (
                *("waiting", "not_due", "being_done", "between_attempts", "abandoned"),
                *("done", "dead"),
            )
        ),
        attempts=WHOLE,
        worker=or_null(TEXT),
        last_error=or_null(TEXT),
        added_at=MOMENT,
        due_at=MOMENT,
        lease_until=or_null(MOMENT),
        finished_at=or_null(MOMENT),
    ),
}
