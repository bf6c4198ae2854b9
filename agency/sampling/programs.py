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
        self._hours, self._step = pair(table, "program_hours"), table.whole("program_hours_step")
        self._externship = pair(table, "externship_hours")
        self._externship_step = table.whole("externship_hours_step")
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
        return rows.Training(
            candidate_ref=person.ref,
            kind="program",
            topic=TOPIC,
            provider=f"{dice.pick(self._first)} {dice.pick(self._colleges)}",
            accreditor=self._accreditor(asked, dice),
            hours=_at_least(asked.hours_min, self._hours, self._step, dice),
            externship_hours=_at_least(
                asked.externship_hours_min, self._externship, self._externship_step, dice
            ),
            in_person=asked.in_person or dice.happens(self._in_person),
            completed_on=completed_on,
            evidence=self._proof.of_asked(person),
        )

    def _accreditor(self, asked: Program, dice: Dice) -> str | None:
        if not asked.accreditors:
            return dice.draw(self._accreditors)
        return dice.draw(self._accreditors.among(frozenset[str | None](asked.accreditors)))


def _at_least(least: Decimal, usual: Pair, step: int, dice: Dice) -> int:
    """Hours as a program counts them, never fewer than ``least``."""
    first, last = usual
    drawn = first + dice.below((last - first) // step + 1) * step
    return max(drawn, int(least.to_integral_value(ROUND_CEILING)))
