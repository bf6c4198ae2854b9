"""The shortlists that come out otherwise when some facts have changed, and only those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from agency.matching.counted import Counted
from agency.matching.engine import Engine, Limits, Matched
from agency.matching.engines import engine_for
from agency.matching.id_sets import packed_ids, unpacked_ids
from agency.matching.lines import Lines, as_lines, lines_of
from agency.matching.merging import Ranking, merged, ranking
from agency.matching.models import MatchRun
from agency.matching.requirement_counts import counts_by_ref
from agency.matching.results import NOT_OPEN, Result, ids_of, result_of
from agency.matching.snapshot import Opening
from agency.matching.splicing import only
from agency.matching.states import Changed, State
from agency.matching.stored_results import StoredResult, stored_results
from agency.matching.tables import Index, Longs
from agency.rules.ranking import Scale
from agency.rules.requisition import requisition, window_of
from agency.rules.rulebook import NoRules, RuleBook

ALL = Limits(None, None)
# Lists with an end are made compiled; so many people have room in each of some hundred at once.
FEW = 2_000
COUNTS = ("eligible", "unknown", "ineligible", "near_misses", "renewable")


class Some:
    """A few people, put to assignments by an engine of their own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.ids: Longs = ids_of(engine.pool)

    def people(self, places: Index) -> frozenset[int]:
        return frozenset(self.ids[places].tolist())

    def lines(self, matched: Matched) -> tuple[Lines, Lines]:
        """The eligible and the near misses among them, in order."""
        best, nearest = (
            lines_of(matched, one, self.ids) for one in (matched.best, matched.nearest)
        )
        return best, nearest

    def rankings(self, matched: Matched) -> tuple[list[Ranking], list[Ranking]]:
        """The same, with their places."""
        best, nearest = self.lines(matched)
        return (
            self._rankings(matched, best, matched.best.candidate),
            self._rankings(matched, nearest, matched.nearest.candidate),
        )

    def _rankings(self, matched: Matched, lines: Lines, places: Index) -> list[Ranking]:
        refs, day = self.engine.pool.refs, self.engine.day.toordinal()
        return [
            ranking(line, refs[place], matched.assignment.ref, day)
            for line, place in zip(lines, places, strict=True)
        ]


@dataclass(frozen=True)
class Touched:
    """What the changed people are to one assignment, before and after.

    Unless that shows in its shortlist, so ``listed``, it is its requirements alone that let other
    numbers of people through.
    """

    before: Matched
    after: Matched
    listed: bool

    @property
    def ref(self) -> str:
        return self.after.assignment.ref


@dataclass(frozen=True)
class Reassessed:
    """What came out otherwise, by reference: shortlists, and the counts of other assignments."""

    results: list[tuple[str, Result]]
    counted: dict[str, Counted]


class Reassessment:
    """The step from one state to the next, put to every open assignment as of ``day``."""

    def __init__(
        self,
        before: State,
        after: State,
        changed: Changed,
        rules: tuple[RuleBook, Scale],
        day: date,
    ) -> None:
        self._before, self._after, self._changed = before, after, changed
        self._rules, self._day = rules, day

    def reassessed(self, tip: MatchRun, limits: Limits) -> Reassessed:
        """All that is not as the run ``tip`` has it."""
        anew = {one.assignment.ref for one in self._changed.openings if self._differs(one)}
        touched = list(self._touched(anew))
        lists = self._results(tip, limits, anew, [one for one in touched if one.listed])
        results = list(lists)
        return Reassessed(results, self._counted(tip, [one for one in touched if not one.listed]))

    def _counted(self, tip: MatchRun, touched: list[Touched]) -> dict[str, Counted]:
        stored = counts_by_ref(tip, [one.ref for one in touched])
        return {
            one.ref: stored[one.ref] - one.before.counted + one.after.counted for one in touched
        }

    def _results(
        self, tip: MatchRun, limits: Limits, anew: set[str], touched: list[Touched]
    ) -> Iterator[tuple[str, Result]]:
        """By reference, each shortlist that is not as the run ``tip`` has it."""
        for ref in sorted(self._changed.closed & self._before.openings.keys()):
            yield ref, NOT_OPEN
        stored = stored_results(tip, [one.ref for one in touched])
        for one in touched:
            if result := self._mended(one, stored[one.ref], limits):
                yield one.ref, result
            else:
                anew.add(one.ref)
        yield from self._matched_anew(anew, limits)

    def _differs(self, opening: Opening) -> bool:
        """Whether an assignment asks something else than before, or was not open before."""
        before = self._before.openings.get(opening.assignment.ref)
        return before is None or before.assignment != opening.assignment

    def _matched_anew(self, refs: set[str], limits: Limits) -> Iterator[tuple[str, Result]]:
        if not refs:
            return
        engine, ids = self._engine(self._after), ids_of(self._after.pool)
        works = [self._after.openings[ref] for ref in sorted(refs)]
        for work, outcome in zip(works, engine.match_all(works, limits), strict=True):
            yield work.assignment.ref, result_of(outcome, ids)

    def _touched(self, but: set[str]) -> Iterator[Touched]:
        """The assignments to which the changed people are something else than before."""
        works = [
            (self._before.openings[ref], after)
            for ref, after in self._after.openings.items()
            if ref not in but and not self._out_of_reach(self._before.openings[ref], after)
        ]
        as_before = (replace(after, placed=before.placed) for before, after in works)
        olds = self._old.engine.match_all(as_before, self._room)
        news = self._new.engine.match_all((after for _, after in works), self._room)
        for old, new in zip(olds, news, strict=True):
            if isinstance(old, Matched) and isinstance(new, Matched):
                yield from self._compared(old, new)

    def _out_of_reach(self, before: Opening, after: Opening) -> bool:
        """Whether nobody of them matters to an assignment, as can be told beforehand."""
        if before.placed != after.placed or not self._new.engine.foretells:
            return False
        work, window = after.assignment, window_of(after.assignment, self._day)
        try:
            asked = requisition(work, window, self._rules[0])
        except NoRules:
            return True
        return all(one.engine.hopeless(asked, window) for one in (self._old, self._new))

    def _compared(self, old: Matched, new: Matched) -> Iterator[Touched]:
        """What they are to an assignment, if that is something else than before."""
        if new.work.blocked:
            return
        joined = len(self._new.ids) - len(self._old.ids)
        same = (
            self._said(self._old, old) == self._said(self._new, new)
            and old.ineligible + joined == new.ineligible
        )
        if not same or old.counted != new.counted:
            yield Touched(old, new, listed=not same)

    @cached_property
    def _room(self) -> Limits:
        """Room for all of them in each list, with an end where they are few."""
        most = max(len(self._old.ids), len(self._new.ids))
        return Limits(most, most) if most <= FEW else ALL

    @staticmethod
    def _said(some: Some, matched: Matched) -> Any:
        """All that a shortlist could hold of these people, but how many are ineligible."""
        return (matched.unknown, matched.near_misses, *some.lines(matched))

    def _mended(self, one: Touched, stored: StoredResult, limits: Limits) -> Result | None:
        """The stored result with the changed people as they are now, if that can be told."""
        best_after, near_after = self._new.rankings(one.after)
        was, sizes = stored.result, (limits.eligible or 0, limits.near_misses or 0)
        leaving = self._everyone
        best = merged(stored.best, was.eligible, leaving, best_after, sizes[0])
        nearest = merged(stored.nearest, was.near_misses, leaving, near_after, sizes[1])
        if best is None or nearest is None:
            return None
        counts = {
            name: getattr(was, name) - getattr(one.before, name) + getattr(one.after, name)
            for name in COUNTS
        }
        assert was.counted is not None  # it was matched, or it would be matched anew
        counted = was.counted - one.before.counted + one.after.counted
        eligible = self._new.people(one.after.all_eligible)
        renewable = self._new.people(one.after.all_renewable)
        return replace(
            was,
            **counts,
            counted=counted,
            eligible_people=_exchanged(was.eligible_people, leaving, eligible),
            renewable_people=_exchanged(was.renewable_people, leaving, renewable),
            best=as_lines(best),
            nearest=as_lines(nearest),
        )

    @cached_property
    def _everyone(self) -> frozenset[int]:
        """The row ids of the changed people."""
        return frozenset(self._new.ids.tolist())

    @cached_property
    def _old(self) -> Some:
        return Some(self._engine(State(only(self._before.pool, self._changed.people.refs), {})))

    @cached_property
    def _new(self) -> Some:
        return Some(self._engine(State(self._changed.people, {})))

    def _engine(self, state: State) -> Engine:
        return engine_for(state.pool, *self._rules, self._day, len(self._after.pool))


def _exchanged(packed: bytes, leaving: frozenset[int], entering: frozenset[int]) -> bytes:
    return packed_ids((unpacked_ids(packed) - leaving) | entering)
