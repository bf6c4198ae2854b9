"""What a change of the rules would change, before it is saved: placements, assignments, people.

Two rulebooks judge the same facts on the same day. Whose verdict differs is lost or gained at
once, in the next run; *when it hurts* is the first day of work on which the two answers differ:
the first one that the rulebook which refuses does not cover. That day is *now* if it is not after
the day of the judgement, *soon* if it is within the days asked about, else *later*. So a law that
begins in May, or a paper that lapses in May, counts from May; and an assignment that begins in
May is hit in May, whatever the day of the law.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from agency.matching.impact_asking import MATCHED, Contrast, Laws
from agency.matching.impact_people import by_change
from agency.matching.impact_placements import (
    PLACEMENT_CHANGES,
    PlacementImpact,
    differing,
    placement_impact,
)
from agency.matching.impact_work import (
    AssignmentImpact,
    PoolImpact,
    assignment_impacts,
    pool_impact,
)
from agency.matching.states import State
from agency.matching.tables import Ints
from agency.placements.busy import BusyPlacement
from agency.rules.comparing import EntryChange, entry_changes
from agency.rules.facts import CandidateFacts
from agency.rules.rulebook import RuleBook

NOW, SOON, LATER = "now", "soon", "later"
WHEN = (NOW, SOON, LATER)

PeopleOf = Callable[[Collection[BusyPlacement]], Iterable[CandidateFacts]]


@dataclass(frozen=True)
class Horizon:
    """The day of a judgement, and how many days ahead are of interest."""

    day: date
    within: int

    def when(self, since: int) -> str:
        """``now``, ``soon`` or ``later``."""
        ahead = since - self.day.toordinal()
        return NOW if ahead <= 0 else SOON if ahead <= self.within else LATER

    def counted(self, days: Ints) -> dict[str, int]:
        """How many of these days are now, soon and later."""
        ahead = days - self.day.toordinal()
        now, soon = ahead <= 0, (ahead > 0) & (ahead <= self.within)
        counts = (int(np.count_nonzero(each)) for each in (now, soon, ~(now | soon)))
        return dict(zip(WHEN, counts, strict=True))


@dataclass(frozen=True)
class Impact:
    """All that comes out otherwise.

    ``placements_checked`` are all that are confirmed or working and not over; of
    ``assignments_asked`` something else is asked, which for some of them changes nothing.
    """

    horizon: Horizon
    entries: tuple[EntryChange, ...]
    placements_checked: int
    placements: tuple[PlacementImpact, ...]
    assignments_checked: int
    assignments_asked: int
    assignments: tuple[AssignmentImpact, ...] = field(repr=False)
    people: PoolImpact = field(repr=False)

    def placements_hit(self) -> dict[str, dict[str, int]]:
        """How many placements break and heal now, soon and later.

        And how many lack more or less than before without that: something else is missing.
        """
        counts = {change: dict.fromkeys(WHEN, 0) for change in PLACEMENT_CHANGES}
        for one in self.placements:
            counts[one.change][self.horizon.when(one.since)] += 1
        return counts

    def pairs_hit(self) -> dict[str, dict[str, int]]:
        """How many pairs are lost and gained now, soon and later, and so on by `Group.change`."""
        moved = [one.put_to.moved for one in self.assignments]
        since = np.concatenate([np.empty(0, np.int32), *(one.since for one in moved)])
        before = np.concatenate([np.empty(0, np.int8), *(one.before for one in moved)])
        after = np.concatenate([np.empty(0, np.int8), *(one.after for one in moved)])
        return {
            change: self.horizon.counted(since[chosen])
            for change, chosen in by_change(before, after).items()
        }

    def work_hit(self) -> dict[str, int]:
        """Of how many assignments the outcome, or what is to be asked, is another."""
        outcomes = [(one.before.outcome, one.after.outcome) for one in self._contrasts()]
        return {
            "blocked": sum(was == MATCHED != now for was, now in outcomes),
            "unblocked": sum(was != MATCHED == now for was, now in outcomes),
            "to_confirm": sum(bool(one.questions) for one in self._contrasts()),
            "confirmed": sum(bool(one.settled) for one in self._contrasts()),
        }

    def _contrasts(self) -> list[Contrast]:
        return [one.contrast for one in self.assignments]


def impact(
    before: RuleBook,
    after: RuleBook,
    state: State,
    placements: Collection[BusyPlacement],
    people_of: PeopleOf,
    horizon: Horizon,
) -> Impact:
    """What it would change if ``after`` were the rulebook instead of ``before``.

    ``people_of`` reads the facts of the people in some of the ``placements``, in their order.
    """
    laws, day = Laws(before, after), horizon.day
    asked = tuple(assignment_impacts(laws, state, day))
    return Impact(
        horizon=horizon,
        entries=entry_changes(before, after),
        placements_checked=len(placements),
        placements=_of_placements(laws, placements, people_of, day),
        assignments_checked=sum(one.assignment.ends_on >= day for one in state.openings.values()),
        assignments_asked=len(asked),
        assignments=tuple(
            sorted((one for one in asked if one.changes), key=lambda one: one.most_urgent)
        ),
        people=pool_impact(laws, state, day, asked),
    )


def _of_placements(
    laws: Laws, placements: Iterable[BusyPlacement], people_of: PeopleOf, day: date
) -> tuple[PlacementImpact, ...]:
    """Those hit first come first; only the people of those that are asked something are read."""
    asked = list(differing(laws, placements, day))
    people = people_of([one for one, _ in asked]) if asked else ()
    found = (
        placement_impact(placement, contrast, person, laws.after)
        for (placement, contrast), person in zip(asked, people, strict=True)
    )
    hit = [one for one in found if one is not None]
    return tuple(sorted(hit, key=lambda one: (one.since, one.placement.candidate_ref)))
