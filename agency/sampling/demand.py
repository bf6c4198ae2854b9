"""The demand: assignments of every kind, each with the place where it is and the work it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agency.rules.reading import Table
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.sampling import rows
from agency.sampling.amounts import counts, named, or_blank
from agency.sampling.chance import Bag, Dice, Lots
from agency.sampling.contracts import Contracts
from agency.sampling.facilities import Facilities, Site
from agency.sampling.opening import Opening
from agency.sampling.windows import Windows
from agency.sampling.work import KEPT, Where, Work, WorkMaker
from agency.sampling.world import World

OPEN = "open"

Days = tuple[date, date]


@dataclass(frozen=True)
class Kind:
    """One kind of assignment: how many it stands for, and how many people are made to fit it.

    ``openings`` are those of this kind; None where they are drawn as all others are.
    """

    lots: int
    status: str
    days: str
    law: str
    people: Lots[int]
    openings: Lots[int] | None


class Demand:
    """Makes the assignments of a sample, in the order of their references."""

    def __init__(self, world: World, facilities: Facilities) -> None:
        self._world, self._facilities = world, facilities
        table = world.amounts.table("assignments")
        kinds = (kind for kind in _kinds(table) for _ in range(kind.lots))
        self._kinds = Bag(kinds, world.dice("kinds of assignment"))
        self._states = world.bag_of_states("states of assignments")
        self._windows, self._work = Windows(world), WorkMaker(world)
        self._contracts = Contracts(world)
        terms = table.table("terms")
        self._settings = named(terms, "settings")
        self._roles = or_blank(terms, "roles")
        self._repeated = terms.whole("repeated_percent")
        self._no_facility = terms.whole("no_facility_percent")

    def opening(self, ref: str) -> Opening:
        """The next assignment, called ``ref``."""
        dice = self._world.dice("assignment", ref)
        kind = self._kinds.draw()
        role = dice.draw(self._roles) if kind.law == KEPT else MEDICAL_ASSISTANT
        days = self._windows.window(kind.days, dice)
        setting = dice.draw(self._settings)
        if role in (None, MEDICAL_ASSISTANT):
            state, work = self._work_somewhere(kind.law, setting, days, dice)
        else:
            state, work = self._states.draw(), Work((), setting, None, None)
        site = self._site(state, setting, work, dice)
        row = self._row(ref, site, work, days, dice)
        row.status, row.role = kind.status, role
        self._contracts.draw_for(row, setting, site.specialty, dice)
        if kind.openings:
            row.openings = dice.draw(kind.openings)
        return self._opening(row, site, kind, dice)

    def _work_somewhere(self, law: str, setting: str, days: Days, dice: Dice) -> tuple[str, Work]:
        """A state in which work can stand to the law as it should, and such work."""
        found: dict[str, Work] = {}

        def suits(state: str) -> bool:
            work = self._work.work(Where(state, setting, *days, law), dice)
            if work is not None:
                found[state] = work
            return work is not None

        state = self._states.draw(suits)
        return state, found[state]

    def _site(self, state: str, setting: str, work: Work, dice: Dice) -> Site:
        """A facility for the work; one whose setting nobody said, if that is what is unclear."""
        if work.setting is None:
            return self._facilities.new(state, setting, dice, blank_setting=True)
        return self._facilities.site(state, setting, dice)

    def _row(self, ref: str, site: Site, work: Work, days: Days, dice: Dice) -> rows.Assignment:
        """Where and what the work is; what the facility says already is repeated only at times."""
        named = not dice.happens(self._no_facility)
        repeated = not named or dice.happens(self._repeated)
        said = repeated or site.row.setting is None
        return rows.Assignment(
            ref=ref,
            facility=site.row.name if named else None,
            zip=site.town.zip if repeated else None,
            state=site.town.state if repeated else None,
            setting=work.setting if said else None,
            delegator=work.delegator,
            supervision=work.supervision,
            tasks=work.tasks,
            starts_on=days[0],
            ends_on=days[1],
        )

    def _opening(self, row: rows.Assignment, site: Site, kind: Kind, dice: Dice) -> Opening:
        people = dice.draw(kind.people)
        return Opening(
            row=row,
            facility=site.row if row.facility else None,
            town=site.town,
            people=people if kind.status == OPEN else people * row.openings,
            seats=row.openings,
            world=self._world,
        )


def _kinds(assignments: Table) -> Iterator[Kind]:
    for table in assignments.tables("kind", "status"):
        kind = Kind(
            table.whole("lots"),
            table.text("status"),
            table.text("days"),
            table.text("law"),
            counts(table, "people"),
            counts(table, "openings") if "openings" in table.values else None,
        )
        table.close()
        yield kind
