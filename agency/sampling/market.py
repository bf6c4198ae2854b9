"""Finding, for somebody, the assignment she is made for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from agency.sampling.chance import Bag, Dice
from agency.sampling.demand import OPEN
from agency.sampling.opening import Opening
from agency.sampling.world import World

CLOSED = "closed"


class Market:
    """The assignments by what they are wanted for."""

    def __init__(self, world: World, openings: Sequence[Opening]) -> None:
        wanting = (opening for opening in openings for _ in range(opening.people))
        self._wanting = Bag(wanting, world.dice("who fits what"))
        self._all = openings
        self._in_state: dict[str, list[Opening]] = defaultdict(list)
        self._open: dict[tuple[str, str], list[Opening]] = defaultdict(list)
        for opening in openings:
            self._in_state[opening.state].append(opening)
            if opening.row.status == OPEN and not opening.is_over:
                self._open[opening.state, opening.role].append(opening)
        self.over = [opening for opening in openings if opening.row.status == CLOSED]

    def wanting(self) -> Opening | None:
        """The next assignment that somebody is to be made to fit; None if none wants anybody."""
        return self._wanting.draw() if self._wanting else None

    def somewhere(self, state: str, dice: Dice) -> Opening:
        """Any assignment, in ``state`` if there is one."""
        return dice.pick(self._in_state.get(state) or self._all)

    def next_after(self, opening: Opening, dice: Dice) -> Opening | None:
        """Another open assignment of the same state and role."""
        others = [
            other
            for other in dice.some(self._open.get((opening.state, opening.role), ()), 2)
            if other is not opening
        ]
        return others[0] if others else None
