"""Who the candidates are: names that nobody bears, homes, and where they would work."""

from __future__ import annotations

import unicodedata

from agency.sampling import rows
from agency.sampling.amounts import counts
from agency.sampling.chance import Dice
from agency.sampling.towns import Town, towns_of
from agency.sampling.validity import YearlyDay
from agency.sampling.world import World

# 555-0100 to 555-0199 are kept for fiction: nobody has these numbers.
FICTION = 100
MONTHS, DAYS_OF_EVERY_MONTH = 12, 28


class People:
    """Makes candidates; on what terms they would work is settled later."""

    def __init__(self, world: World) -> None:
        table = world.amounts.table("people")
        self._with_work = world.states
        self._states = world.bag_of_states("homes")
        self._elsewhere = world.other_states()
        self._elsewhere_percent = table.whole("elsewhere_percent")
        self._home_listed = table.whole("home_listed_percent")
        self._further = counts(table, "further_states")
        self._blank_zip = table.whole("blank_zip_percent")
        self._blank_phone = table.whole("blank_phone_percent")
        self._origins = [
            (origin.words("given"), origin.words("family"))
            for origin in world.names.tables("origin", "name")
        ]

    def home(self, dice: Dice) -> Town:
        """Somewhere to live, mostly in a state in which the agency works."""
        if self._elsewhere and dice.happens(self._elsewhere_percent):
            return dice.pick(towns_of(dice.pick(self._elsewhere)))
        return dice.pick(towns_of(self._states.draw()))

    def somebody(self, ref: str, number: int, home: Town, dice: Dice) -> rows.Candidate:
        """A candidate at ``home``; ``number`` keeps the mail address her own."""
        given, family = dice.pick(self._origins)
        first, last = dice.pick(given), dice.pick(family)
        return rows.Candidate(
            ref=ref,
            first_name=first,
            last_name=last,
            email=f"{plain_letters(first)}.{plain_letters(last)}.{number}@example.org",
            phone=self._phone(home, dice),
            home_zip=None if dice.happens(self._blank_zip) else home.zip,
            willing_states=self._willing(home, dice),
        )

    def birthday(self, dice: Dice) -> YearlyDay:
        """A month and a day on which cards end; of a birth no year is known, here as elsewhere."""
        return dice.between(1, MONTHS), dice.between(1, DAYS_OF_EVERY_MONTH)

    def _phone(self, home: Town, dice: Dice) -> str:
        if home.area_code is None or dice.happens(self._blank_phone):
            return ""
        return f"{home.area_code}-555-{FICTION + dice.below(FICTION):04}"

    def _willing(self, home: Town, dice: Dice) -> tuple[str, ...]:
        states = set(dice.some(self._with_work, dice.draw(self._further)))
        if dice.happens(self._home_listed):
            states.add(home.state)
        return tuple(sorted(states))


def plain_letters(name: str) -> str:
    """The letters of a name as a mail address has them: é becomes e."""
    unmarked = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(filter(str.isalpha, unmarked)).lower()
