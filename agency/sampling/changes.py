"""The one point in which somebody who fitted an assignment in everything no longer does."""

from __future__ import annotations

from agency.sampling.amounts import named
from agency.sampling.card_changes import CardChanges
from agency.sampling.cards import Cards
from agency.sampling.chance import Bag
from agency.sampling.facilities import Facilities
from agency.sampling.ledgers import Ledgers
from agency.sampling.opening import Opening
from agency.sampling.person import Person
from agency.sampling.term_changes import TermChanges
from agency.sampling.training_changes import TrainingChanges
from agency.sampling.world import World


class Changes:
    """A bag of changes, each a method of one of the three classes, by its name."""

    def __init__(
        self, world: World, cards: Cards, ledgers: Ledgers, facilities: Facilities
    ) -> None:
        lots = named(world.amounts.table("changes"), "lots")
        self._bag = Bag(lots, world.dice("changes"))
        lapses = named(world.amounts.table("placements"), "lapses")
        self._lapses = Bag(lapses, world.dice("lapses"))
        kinds = (
            CardChanges(world, cards, ledgers, facilities),
            TermChanges(world),
            TrainingChanges(facilities),
        )
        self._changes = {
            name: getattr(kind, name) for name in lots for kind in kinds if hasattr(kind, name)
        }

    def change(self, person: Person, opening: Opening) -> str:
        """Do the next change that can be done to her; its name."""
        return self._bag.draw(lambda name: self._changes[name](person, opening))

    def lapse(self, person: Person, opening: Opening) -> str | None:
        """Do the next of the changes that befall those at work, if one can be done; its name."""
        try:
            return self._lapses.draw(lambda name: self._changes[name](person, opening))
        except LookupError:
            return None
