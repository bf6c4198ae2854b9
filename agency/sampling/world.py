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

    def dice(self, *subject: object) -> Dice:
        """The dice of one subject, such as one candidate."""
        return Dice(self.seed, *subject)

    def bag_of_states(self, subject: str) -> Bag[str]:
        """The states whose rules are recorded, each in about the share of its people's root."""
        lots = {state: _lots_of(self.populations[state]) for state in sorted(self.book.states)}
        return Bag(Lots(lots), self.dice(subject))

    def other_states(self) -> tuple[str, ...]:
        """The states whose rules are not recorded."""
        return tuple(sorted(set(self.populations) - set(self.book.states)))

    def after(self, days: int) -> date:
        return self.day + timedelta(days=days)


def world_of(seed: int, day: date) -> World:
    """The world of one sample; raises RuleBookError for what is wrong in a data file."""
    amounts = Table(read_toml(HERE / "sample.toml"), "sample.toml")
    names = Table(read_toml(HERE / "names.toml"), "names.toml")
    return World(seed, day, load_rulebook(), amounts, names, wholes(amounts, "population"))


def _lots_of(thousands: int) -> int:
    return max(isqrt(thousands // THOUSANDS_A_LOT), 1)
