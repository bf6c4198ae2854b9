"""How well known it is what people have learned."""

from __future__ import annotations

from agency.credentials.models import EVIDENCE
from agency.sampling.amounts import named
from agency.sampling.person import GOOD, SAID, Person
from agency.sampling.world import World


class Proof:
    """Draws the evidence of a training record."""

    def __init__(self, world: World) -> None:
        table = world.amounts.table("trainings")
        self._usual = named(table, "evidence")
        self._good = named(table, "good_evidence")

    def of_asked(self, person: Person) -> str:
        """Of what an assignment asks for."""
        if person.proof == SAID:
            return EVIDENCE[0]
        return person.dice.draw(self._good if person.proof == GOOD else self._usual)

    def of_other(self, person: Person) -> str:
        """Of what she has learned besides."""
        return person.dice.draw(self._usual)
