"""The valuation of a full run, after its night: worked out and stored by a job of its own.

It rests on the run's snapshot, rules, edges, pins and worths; who has been placed and who is not
wanted in her place, what clients pay and from whom something was revoked are read as they are now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from agency import clock
from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.jobs.kinds import Args, Store
from agency.matching.allocating import problem_of
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.worth import Worth
from agency.matching.allocation_queries import allocation_of
from agency.matching.edges import edges_in
from agency.matching.engine import Engine
from agency.matching.keeping import snapshot_of
from agency.matching.losing import Fix, Lone, Losing
from agency.matching.models import MatchRun
from agency.matching.queries import current_run
from agency.matching.results import ids_of
from agency.matching.shards import book_of
from agency.matching.snapshot import Snapshot
from agency.matching.storing import scale_from_json
from agency.matching.tables import Longs
from agency.matching.value.gains import Most
from agency.matching.value.opened import Judge
from agency.matching.value.standing import standing_of
from agency.matching.value_storing import Worked, store_valuation
from agency.matching.valuing import CENTS, Margins, Valuer, row_of
from agency.matching.wishes import with_wishes
from agency.pinning.models import EXCLUSION, Pin
from agency.placements.busy import BusyPlacement, busy_placements
from agency.settings import settings, today
from config import Config

MILLISECONDS = 1000


@dataclass(frozen=True)
class Inputs:
    """What a valuation rests on, all of it read."""

    run_id: int
    snapshot: Snapshot
    ids: Longs
    engine: Engine
    problem: Problem
    worth: Worth
    busy: Sequence[tuple[BusyPlacement, str]]
    excluded: Mapping[int, set[str]]
    margins: Margins
    revoked: Mapping[str, set[str]]


def match_value(args: Args) -> Store:
    """Value the full run given as ``run``; what it returns stores that, and forgets those before.

    Nothing is done for a run that is not shown any more, or never was.
    """
    run = db.session.get(MatchRun, args["run"])
    if run is None or not _is_shown(run.id):
        return lambda: None
    worked = worked_out(run, settings())
    return lambda: keep_valuation(worked)


def keep_valuation(worked: Worked) -> None:
    """Write it, in the caller's transaction, unless another run is shown by now."""
    if _is_shown(worked.run_id):
        store_valuation(worked)


def _is_shown(run_id: int) -> bool:
    """Whether a full run is the one that is shown."""
    shown = current_run(today())
    return (shown.base_id or shown.id) == run_id


def worked_out(run: MatchRun, config: Config) -> Worked:
    """The valuation of a full run; no transaction is left open while it is worked out."""
    watch = clock.Stopwatch()
    inputs = _read(run)
    db.session.rollback()
    openings, engine = inputs.snapshot.openings, inputs.engine
    standing = standing_of(inputs.problem)
    most = Most(config.value_takers, config.value_people)
    points = np.array([inputs.worth.by_priority[one.priority] for one in openings], np.int64)
    judge = Judge(engine, openings)
    valuer = Valuer(judge, standing, openings, points, inputs.revoked, most)
    rows = [
        (row_of(inputs.run_id, one, engine.day, engine.book, inputs.margins), one)
        for one in valuer.valued()
    ]
    losing = Losing(engine, openings, standing, inputs.worth, inputs.busy, inputs.excluded)
    lost, lone = list(losing.lost(config.value_places)), _lone(losing, config)
    watch.lap("value")
    return Worked(
        run_id=inputs.run_id,
        ids=inputs.ids,
        refs=[one.assignment.ref for one in openings],
        credentials=rows,
        people=valuer.people,
        places=losing.places,
        lost=lost,
        lone=lone,
        book=engine.book,
        most=most,
        milliseconds=round(watch.seconds["value"] * MILLISECONDS),
    )


def _lone(losing: Losing, config: Config) -> list[tuple[Lone, Fix | None]]:
    """What hangs on one person; for as many as is set, with what would help."""
    return [
        (
            one,
            losing.fix_of(one, config.shorten_keeps_percent)
            if place < config.value_fixes
            else None,
        )
        for place, one in enumerate(losing.lone())
    ]


def _read(run: MatchRun) -> Inputs:
    snapshot, book = snapshot_of(run.snapshot), book_of(run)
    engine = Engine(snapshot.pool, book, scale_from_json(run.scale), run.as_of)
    choice = allocation_of(run)
    worth = Worth({name: int(points) for name, points in choice.worth.items()})
    edges = edges_in(run.id)
    plain = problem_of(snapshot.openings, edges, run.as_of, worth, choice.one_each)
    problem, _ = with_wishes(plain, snapshot.openings, snapshot.pool.index)
    priorities, cents = _of_assignments()
    busy = [(one, priorities[one.assignment_id]) for one in busy_placements(run.as_of)]
    return Inputs(
        run_id=run.id,
        snapshot=snapshot,
        ids=ids_of(snapshot.pool),
        engine=engine,
        problem=problem,
        worth=worth,
        busy=busy,
        excluded=_excluded({one.assignment_id for one, _ in busy}),
        margins=Margins([cents.get(one.assignment.ref) for one in snapshot.openings]),
        revoked=_revoked(),
    )


def _of_assignments() -> tuple[dict[int, str], dict[str, int]]:
    """The priority of each, by row id; and what an hour brings by reference, where it is known."""
    columns = (Assignment.id, Assignment.ref, Assignment.priority)
    rates = (Assignment.bill_rate, Assignment.pay_rate)
    rows = db.session.execute(select(*columns, *rates)).all()
    margins = {
        ref: int((bill - pay) * CENTS)
        for _, ref, _, bill, pay in rows
        if bill is not None and pay is not None
    }
    return {id: priority for id, _, priority, _, _ in rows}, margins


def _excluded(assignment_ids: Collection[int]) -> Mapping[int, set[str]]:
    """By row id of an assignment, who is not wanted there: also where nothing is open any more."""
    found: dict[int, set[str]] = defaultdict(set)
    for id, ref in db.session.execute(
        select(Pin.assignment_id, Candidate.ref)
        .join(Candidate, Candidate.id == Pin.candidate_id)
        .where(Pin.kind == EXCLUSION, among(Pin.assignment_id, assignment_ids))
    ):
        found[id].add(ref)
    return found


def _revoked() -> Mapping[str, set[str]]:
    """By type, from whom one was revoked: the facts of a run keep only what counts."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, ref in db.session.execute(
        select(Credential.code, Candidate.ref)
        .join(Candidate, Candidate.id == Credential.candidate_id)
        .where(Credential.status == "revoked")
    ):
        found[code].add(ref)
    return found
