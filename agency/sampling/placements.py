"""What became of people: put forward, at work, or long done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from agency.sampling import rows
from agency.sampling.amounts import named, pair
from agency.sampling.chance import Bag
from agency.sampling.demand import OPEN
from agency.sampling.opening import Opening
from agency.sampling.person import Person
from agency.sampling.world import World

FILLED = "filled"


class Placements:
    """Writes down how far people have got with assignments.

    Nobody is confirmed or at work on more than one assignment.
    """

    def __init__(self, world: World) -> None:
        table = world.amounts.table("placements")
        self._seat_taken = table.whole("seat_taken_percent")
        self._pipeline_percent = table.whole("in_the_pipeline_percent")
        self._pipeline = Bag(named(table, "pipeline"), world.dice("pipeline"))
        stages = table.table("stage_of")
        self._stage_of = {status: stages.text(status) for status in stages.values}
        self._days_named = table.whole("days_named_percent")
        self._before = table.whole("worked_before_percent")
        self._before_days = pair(table, "worked_before_days")
        self._not_wanted = table.whole("not_wanted_back_percent")

    def place(self, person: Person, opening: Opening) -> bool:
        """What came of her fitting ``opening`` in everything; whether she is to work there."""
        taken = self._takes_a_seat(person, opening)
        stage = self._taken(opening) if taken else self._stage(person, opening)
        if stage is not None:
            named = person.dice.happens(self._days_named)
            days = (opening.row.starts_on, opening.row.ends_on) if named else (None, None)
            person.placements.append(_placement(person, opening, stage, *days))
        return taken

    def _takes_a_seat(self, person: Person, opening: Opening) -> bool:
        """A filled assignment has all its seats taken, an open one all but the last at most."""
        if opening.row.status == FILLED:
            return opening.seats > 0
        free = opening.row.status == OPEN and opening.seats > 1 and not opening.is_over
        return free and person.dice.happens(self._seat_taken)

    def _taken(self, opening: Opening) -> str:
        opening.seats -= 1
        return "working" if opening.has_begun else "confirmed"

    def _stage(self, person: Person, opening: Opening) -> str | None:
        if opening.row.status != OPEN:
            return self._stage_of.get(opening.row.status)
        in_the_pipeline = person.dice.happens(self._pipeline_percent)
        return self._pipeline.draw() if in_the_pipeline else None

    def remember(self, person: Person, over: Sequence[Opening]) -> None:
        """Some of those without a placement have worked here before, on one that is ``over``."""
        if person.placements or not over or not person.dice.happens(self._before):
            return
        opening = person.dice.pick(over)
        length = timedelta(days=person.dice.between(*self._before_days))
        first = person.dice.day(opening.row.starts_on, opening.row.ends_on)
        last = min(first + length, opening.row.ends_on)
        person.placements.append(_placement(person, opening, "completed", first, last))
        if person.dice.happens(self._not_wanted):
            person.not_wanted_by = opening.row.facility


def _placement(
    person: Person, opening: Opening, stage: str, first: date | None, last: date | None
) -> rows.Placement:
    return rows.Placement(person.ref, opening.row.ref, stage, first, last)
