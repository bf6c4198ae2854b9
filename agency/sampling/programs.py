"""The medical-assistant programs that people have completed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING, Decimal

from agency.rules.expressions import Program
from agency.sampling import rows
from agency.sampling.amounts import Pair, or_blank, pair, words
from agency.sampling.chance import Dice
from agency.sampling.needs import joined
from agency.sampling.person import Person
from agency.sampling.proof import Proof
from agency.sampling.world import World

TOPIC = "medical_assisting"


class Programs:
    """Makes the records of programs."""

    def __init__(self, world: World) -> None:
        table = world.amounts.table("trainings")
        self._accreditors = or_blank(table, "accreditors")
        asked = table.table("accreditors_of")
        self._accreditors_of = {code: frozenset(words(asked.text(code))) for code in asked.values}
        self._none = table.whole("no_program_percent")
        self._in_person = table.whole("in_person_percent")
        self._step = table.whole("hours_step")
        self._hours = pair(table, "program_hours")
        self._externship = pair(table, "externship_hours")
        self._full = frozenset(table.words("full_programs"))
        self._full_hours = pair(table, "full_program_hours")
        self._full_externship = pair(table, "full_externship_hours")
        self._proof = Proof(world)
        self._first = world.names.table("places").words("first")
        self._colleges = world.names.table("providers").words("college")

    def records(self, person: Person, completed_on: date) -> Iterator[rows.Training]:
        """What she needs and, whatever is asked, what her certification took."""
        programs = person.needs.programs
        for card in person.credentials:
            if accreditors := self._accreditors_of.get(card.code):
                programs = joined(Program(accreditors), programs)
        if not programs and not person.dice.happens(self._none):
            programs = [Program()]
        yield from (self._record(program, person, completed_on) for program in programs)

    def _record(self, asked: Program, person: Person, completed_on: date) -> rows.Training:
        dice = person.dice
        accreditor = self._accreditor(asked, dice)
        full = accreditor in self._full
        hours = self._full_hours if full else self._hours
        externship = self._full_externship if full else self._externship
        return rows.Training(
            candidate_ref=person.ref,
            kind="program",
            topic=TOPIC,
            provider=f"{dice.pick(self._first)} {dice.pick(self._colleges)}",
            accreditor=accreditor,
            hours=self._at_least(asked.hours_min, hours, dice),
            externship_hours=self._at_least(asked.externship_hours_min, externship, dice),
            in_person=asked.in_person or dice.happens(self._in_person),
            completed_on=completed_on,
            evidence=self._proof.of_asked(person),
        )

    def _accreditor(self, asked: Program, dice: Dice) -> str | None:
        if not asked.accreditors:
            return dice.draw(self._accreditors)
        return dice.draw(self._accreditors.among(frozenset[str | None](asked.accreditors)))

    def _at_least(self, least: Decimal, usual: Pair, dice: Dice) -> int:
        """Hours in the steps in which programs count them, never fewer than ``least``."""
        first, last = usual
        drawn = first + dice.below((last - first) // self._step + 1) * self._step
        return max(drawn, int(least.to_integral_value(ROUND_CEILING)))
