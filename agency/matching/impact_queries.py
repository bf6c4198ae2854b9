"""The impact of a change of the rules on the agency as the database knows it; nothing is saved."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select

from agency.assignments.queries import facility_names
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.errors import Unready
from agency.extensions import begin_snapshot, db
from agency.matching.impact import Horizon, Impact, impact
from agency.matching.keeping import Damaged
from agency.matching.models import MatchRun
from agency.matching.packing import OtherFormat
from agency.matching.queries import last_run
from agency.matching.run_queries import Unworked, unworked
from agency.matching.snapshot import read_snapshot
from agency.matching.states import State, state_of
from agency.placements.busy import busy_placements, people_of
from agency.rules.rulebook import RuleBook
from agency.settings import today


@dataclass(frozen=True)
class Preview:
    """An impact, and whose facts it rests on.

    Candidates and open assignments are those of ``run``, which does not know the edits that are
    ``unworked``; where there is no run, or its facts are not stored any more, they are those of
    now. Placements, and the people in them, are always those of now. ``facilities`` are the names
    of all of them, and ``last`` is the last run, whether or not its facts could be had.
    """

    last: MatchRun | None
    run: MatchRun | None
    unworked: Unworked | None
    facilities: frozenset[str]
    before: RuleBook
    after: RuleBook
    impact: Impact = field(repr=False)

    @property
    def unknown_facilities(self) -> tuple[str, ...]:
        """Those of which there are standards, which would be asked nowhere."""
        named = {one.of for one in self.impact.entries if one.of_facility}
        return tuple(sorted(named - self.facilities))


def preview(before: RuleBook, after: RuleBook, horizon: Horizon) -> Preview:
    """What would come out otherwise by ``after`` than by ``before``."""
    with _uncollected():
        return _preview(before, after, horizon)


def _preview(before: RuleBook, after: RuleBook, horizon: Horizon) -> Preview:
    begin_snapshot()
    run = last = last_run(today())
    state = _state(run)
    if state is None:
        run, state = None, _state_now(horizon)
    missed = unworked(run) if run else None
    placements = busy_placements(horizon.day)
    found = impact(before, after, state, placements, people_of, horizon)
    return Preview(last, run, missed, frozenset(facility_names()), before, after, found)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage: what is made here holds no circles, and the search for them
    would take a fifth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _state(run: MatchRun | None) -> State | None:
    """The facts of a run, if there is one and they can be had."""
    try:
        return state_of(run) if run else None
    except (Unready, Damaged, OtherFormat):
        return None


def _state_now(horizon: Horizon) -> State:
    snapshot = read_snapshot(horizon.day)
    return State(snapshot.pool, {one.assignment.ref: one for one in snapshot.openings})


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """The names of candidates by reference, in one query; of those removed since there is none."""
    rows = db.session.execute(
        select(Candidate.ref, Candidate.first_name, Candidate.last_name).where(
            among(Candidate.ref, set(refs))
        )
    )
    return {ref: f"{first} {last}".strip() for ref, first, last in rows}
