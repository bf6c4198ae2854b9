"""Open assignments and those put to them: what a change of the rules makes of their verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import numpy as np

from agency.matching.columns import Columns
from agency.matching.impact_asking import MATCHED, Contrast, Laws
from agency.matching.impact_people import PutTo, hopeful, put_to
from agency.matching.pool import Pool
from agency.matching.snapshot import Opening
from agency.matching.splicing import only
from agency.matching.states import State
from agency.matching.tables import Bools, Index, Longs
from agency.rules import expressions as ask
from agency.rules.eligibility import NOBODY
from agency.rules.facts import AssignmentFacts
from agency.rules.requirements import coverage
from agency.rules.requisition import Ended, requisition, window_of
from agency.rules.rulebook import NoRules, RuleBook
from agency.rules.spans import FIRST_DAY, LAST_DAY, Window

# Whether a place can be reached is the same on every day.
ANY = Window(FIRST_DAY, LAST_DAY)


@dataclass(frozen=True)
class AssignmentImpact:
    """An open assignment of which something else is asked, and what that changes."""

    assignment: AssignmentFacts
    contrast: Contrast
    put_to: PutTo = field(repr=False)

    @property
    def most_urgent(self) -> tuple[bool, int, int, str]:
        """What comes first: those closed to everybody, then by how many are lost and gained."""
        asked, moved = self.contrast, self.put_to.moved
        closed = asked.after.outcome != asked.before.outcome and asked.after.outcome != MATCHED
        lost, gained = int(moved.lost.sum()), int(moved.gained.sum())
        return not closed, -lost, -gained, self.assignment.ref

    @property
    def changes(self) -> bool:
        """Whether anybody's verdict, or what is to be asked of the client, is another."""
        asked = self.contrast
        moved = len(self.put_to.moved) or asked.before.outcome != asked.after.outcome
        return bool(moved or asked.questions or asked.settled)


@dataclass(frozen=True)
class PoolImpact:
    """What everybody gains and loses; arrays are by position in the pool.

    ``none_left`` are those who were eligible somewhere and are nowhere any more, ``first_found``
    those who are eligible somewhere for the first time.
    """

    pool: Pool = field(repr=False)
    lost: Longs
    gained: Longs
    none_left: Index
    first_found: Index

    def order(self) -> Index:
        """All who gain or lose: those with none left first, then by how many they lose and gain."""
        hit = np.flatnonzero((self.lost > 0) | (self.gained > 0))
        nothing = np.isin(hit, self.none_left)
        return hit[np.lexsort((hit, -self.gained[hit], -self.lost[hit], ~nothing))]


def assignment_impacts(laws: Laws, state: State, day: date) -> Iterator[AssignmentImpact]:
    """Every assignment that is open on ``day`` and of which something else is asked."""
    for _, of_state in groupby(_open(state.openings, day), key=lambda one: one[0].assignment.state):
        asked = [
            (opening, contrast)
            for opening, window in of_state
            if (contrast := laws.contrast(opening.assignment, window))
        ]
        if asked:
            yield from _of_state(asked, state.pool, laws.after)


def _of_state(
    asked: Sequence[tuple[Opening, Contrast]], pool: Pool, book: RuleBook
) -> Iterator[AssignmentImpact]:
    """Only those who may work somewhere there are put to the assignments of a state.

    They are few of all, and whoever cannot reach a place is refused by both rulebooks.
    """
    places = np.flatnonzero(_within_reach((opening for opening, _ in asked), Columns(pool, book)))
    some = only(pool, [pool.refs[place] for place in places])
    columns = Columns(some, book)
    for opening, contrast in asked:
        found = put_to(contrast, _places(opening, some), columns)
        yield AssignmentImpact(opening.assignment, contrast, found.among(places))


def _within_reach(openings: Iterable[Opening], columns: Columns) -> Bools:
    """Who may reach at least one of them, as far as we know."""
    asked = {ask.Reach(one.assignment.state, one.assignment.place) for one in openings}
    within = np.zeros(len(columns.pool), np.bool_)
    for reach in asked:
        within |= columns.cover(reach).possible.within(ANY)
    return within


def _open(openings: Mapping[str, Opening], day: date) -> Iterator[tuple[Opening, Window]]:
    """Those not over, the ones that ask alike next to each other."""
    for opening in sorted(openings.values(), key=lambda opening: opening.likeness):
        try:
            yield opening, window_of(opening.assignment, day)
        except Ended:
            continue


def _places(opening: Opening, pool: Pool) -> list[int]:
    return [pool.index[ref] for ref in opening.placed if ref in pool.index]


# People


def pool_impact(
    laws: Laws, state: State, day: date, found: Iterable[AssignmentImpact]
) -> PoolImpact:
    """Who gains and loses how many assignments, and who has none at all, before or after."""
    size = len(state.pool)
    lost, gained = np.zeros(size, np.int64), np.zeros(size, np.int64)
    before, after = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    touched: set[str] = set()
    for one in found:
        touched.add(one.assignment.ref)
        moved = one.put_to.moved
        lost[moved.candidate[moved.lost]] += 1
        gained[moved.candidate[moved.gained]] += 1
        before[one.put_to.eligible_before] = True
        after[one.put_to.eligible_after] = True
    unsure = ((lost > 0) & ~after) | ((gained > 0) & ~before)
    others = {ref: one for ref, one in state.openings.items() if ref not in touched}
    nowhere = unsure & ~_elsewhere(unsure, state.pool, others, laws.after, day)
    return PoolImpact(
        pool=state.pool,
        lost=lost,
        gained=gained,
        none_left=np.flatnonzero(nowhere & (lost > 0) & ~after),
        first_found=np.flatnonzero(nowhere & (gained > 0) & ~before),
    )


def _elsewhere(
    who: Bools, pool: Pool, openings: Mapping[str, Opening], book: RuleBook, day: date
) -> Bools:
    """Which of ``who`` are eligible for one of these assignments, which both rulebooks judge alike.

    Whoever is found eligible once is asked no more.
    """
    refs = [pool.refs[place] for place in np.flatnonzero(who)]
    some = only(pool, refs)
    columns, left = Columns(some, book), np.ones(len(some), np.bool_)
    for opening, window in _open(openings, day):
        if not left.any():
            break
        present = left.copy()
        present[_places(opening, some)] = False
        left[_eligible(opening.assignment, window, columns, present)] = False
    found = np.zeros(len(pool), np.bool_)
    found[np.flatnonzero(who)[~left]] = True
    return found


def _eligible(work: AssignmentFacts, window: Window, columns: Columns, present: Bools) -> Index:
    try:
        asked = requisition(work, window, columns.book)
    except NoRules:
        return np.empty(0, np.int64)
    answers = (coverage(one.expression, NOBODY, columns.book) for one in asked.work)
    if not all(answer.possible.contains(window) for answer in answers):
        return np.empty(0, np.int64)
    decides = [one.expression for one in asked.person if one.decides]
    of, met = hopeful(decides, window, columns, present)
    return of[met]
