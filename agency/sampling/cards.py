"""Single cards: a credential with days that belong together, a number and its evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from agency.credentials.models import EVIDENCE
from agency.sampling import rows
from agency.sampling.amounts import pair, wholes
from agency.sampling.chance import Dice, Lots
from agency.sampling.person import Person
from agency.sampling.validity import MONTHS_IN_A_YEAR, Validities, Validity, add_months
from agency.sampling.world import World

SIX_DIGITS = (100_000, 999_999)


class Cards:
    """Makes cards as their issuers date them."""

    def __init__(self, world: World) -> None:
        self._day = world.day
        self._validities = Validities(world)
        self._latest: dict[Validity, date] = {}
        table = world.amounts.table("credentials")
        latest, earliest = pair(table, "immunity_years_ago")
        self._immunities = (_years_before(world.day, earliest), _years_before(world.day, latest))
        lots = wholes(table, "evidence")
        self._evidence = {
            least: Lots({known: lots[known] for known in EVIDENCE[place:]})
            for place, least in enumerate(EVIDENCE)
        }

    def validity(self, person: Person, code: str) -> Validity | None:
        """How long a card of hers is good; None if it lasts for ever."""
        return self._validities.of(code, person.birthday)

    def latest_end(self, validity: Validity) -> date:
        """The last day with which a card issued by now may end."""
        if validity not in self._latest:
            self._latest[validity] = validity.ends_until(add_months(self._day, validity.months))
        return self._latest[validity]

    def lasting(self, person: Person, code: str, wanted: date, least: str) -> rows.Credential:
        """A card good through ``wanted``, if one issued by now can be; evidence from ``least``."""
        dice = person.dice
        card = rows.Credential(
            candidate_ref=person.ref,
            code=code,
            number=self.number(code, dice),
            issued_on=dice.day(*self._immunities),
            expires_on=None,
            evidence=dice.draw(self._evidence[least]),
        )
        if validity := self.validity(person, code):
            ends = min(validity.ends_from(wanted), self.latest_end(validity))
            self.end(card, validity, ends, dice)
        return card

    def end(self, card: rows.Credential, validity: Validity, ends: date, dice: Dice) -> None:
        """Let ``card`` end on ``ends``, or a little earlier where the calendar asks it."""
        card.issued_on = validity.issued(ends, self._day, dice)
        card.expires_on = validity.ends(card.issued_on)

    def issued_again(
        self, card: rows.Credential, validity: Validity, issued: date, dice: Dice
    ) -> rows.Credential:
        """Another card of the type, issued on ``issued``."""
        number = self.number(card.code, dice)
        return replace(card, number=number, issued_on=issued, expires_on=validity.ends(issued))

    def number(self, code: str, dice: Dice) -> str:
        return f"{code[0]}{dice.between(*SIX_DIGITS)}"


def _years_before(day: date, years: int) -> date:
    return add_months(day, -MONTHS_IN_A_YEAR * years)
