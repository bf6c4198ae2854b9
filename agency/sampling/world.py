"""What every row is made from: a seed, a day, the rulebook, and the data files of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isqrt
from pathlib import Path

from agency.rules.reading import Table, read_toml
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.sampling.amounts import wholes
from agency.sampling.chance import Bag, Dice, Lots

HERE = Path(__file__).parent
# Of the square root of a million people in thousands.
THOUSANDS_A_LOT = 1000


@dataclass(frozen=True)
class World:
    """Equal worlds give equal samples."""

    seed: int
    day: date
    book: RuleBook
    amounts: Table
    names: Table
    populations: Mapping[str, int]
    states: tuple[str, ...]

    def dice(self, *subject: object) -> Dice:
        """The dice of one subject, such as one candidate."""
        return Dice(self.seed, *subject)

    def bag_of_states(self, subject: str) -> Bag[str]:
        """The states in which the agency works, each in about the share of its people's root."""
        lots = {state: _lots_of(self.populations[state]) for state in self.states}
        return Bag(Lots(lots), self.dice(subject))

    def other_states(self) -> tuple[str, ...]:
        """The states in which the agency has no work."""
        return tuple(sorted(set(self.populations) - set(self.states)))

    def after(self, days: int) -> date:
        return self.day + timedelta(days=days)


def world_of(seed: int, day: date) -> World:
    """The world of one sample; raises RuleBookError for what is wrong in a data file."""
    amounts = Table(read_toml(HERE / "sample.toml"), "sample.toml")
    names = Table(read_toml(HERE / "names.toml"), "names.toml")
    book, populations = load_rulebook(), wholes(amounts, "population")
    states = amounts.table("agency").words("states", book.states)
    return World(seed, day, book, amounts, names, populations, tuple(sorted(states)))


def _lots_of(thousands: int) -> int:
    return max(isqrt(thousands // THOUSANDS_A_LOT), 1)
