"""Continuing education: ledgers that are complete, short or empty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from agency.rules.catalogue import Renewal
from agency.rules.ledger import cycle_start
from agency.sampling import rows
from agency.sampling.amounts import named, pair
from agency.sampling.chance import PERCENT, Dice
from agency.sampling.person import Person
from agency.sampling.world import World

COMPLETE, SHORT, ABSENT = "complete", "short", "absent"
ONE_DAY = timedelta(days=1)
ZERO = Decimal(0)
NO_CATEGORY = ""

Earned = tuple[str, Decimal]


class Ledgers:
    """Writes down what people have earned towards the renewal of their certificates."""

    def __init__(self, world: World) -> None:
        self._day, self._catalogue = world.day, world.book.catalogue
        table = world.amounts.table("ledgers")
        self._soon = timedelta(days=table.whole("ends_soon_days"))
        self._of_ending = named(table, "ends_soon")
        self._of_others = named(table, "under_way")
        self._short = pair(table, "short_percent")
        self._units = [Decimal(written) for written in table.words("units")]
        self._approved = table.whole("approved_percent")
        self._providers = world.names.table("providers").words("continuing_education")

    def counts(self, code: str) -> bool:
        """Whether the renewal of ``code`` asks for units."""
        renewal = self._catalogue[code].renewal
        return renewal is not None and renewal.units is not None

    def give(self, person: Person) -> None:
        """A ledger for each certificate in force that will be renewed by units."""
        for card in person.credentials:
            in_force = card.status is None and card.expires_on and card.expires_on >= self._day
            if in_force and self.counts(card.code):
                how_far = person.ledgers.get(card.code) or self._how_far(card, person.dice)
                person.ce_credits.extend(self._credits(card, how_far, person.dice))

    def _how_far(self, card: rows.Credential, dice: Dice) -> str:
        assert card.expires_on is not None
        ends_soon = card.expires_on <= self._day + self._soon
        return dice.draw(self._of_ending if ends_soon else self._of_others)

    def _credits(self, card: rows.Credential, how_far: str, dice: Dice) -> Iterator[rows.CECredit]:
        """The credits of the present cycle: all that is asked, or too few."""
        renewal = self._catalogue[card.code].renewal
        assert renewal is not None
        assert card.expires_on is not None
        first = cycle_start(renewal, card.expires_on) + ONE_DAY
        if how_far == ABSENT or first > self._day:
            return
        approved = renewal.issuer_approved_min or ZERO
        for category, units in self._earned(renewal, how_far, dice):
            yield rows.CECredit(
                candidate_ref=card.candidate_ref,
                code=card.code,
                category=category,
                units=units,
                earned_on=dice.day(first, self._day),
                provider=dice.pick(self._providers),
                issuer_approved=approved > 0 or dice.happens(self._approved),
            )
            approved -= units

    def _earned(self, renewal: Renewal, how_far: str, dice: Dice) -> list[Earned]:
        """Enough credits; or, because the last one reaches the total, fewer and so too few."""
        enough = list(self._enough(renewal, dice))
        if how_far == COMPLETE:
            return enough
        return enough[: len(enough) * dice.between(*self._short) // PERCENT]

    def _enough(self, renewal: Renewal, dice: Dice) -> Iterator[Earned]:
        """Credits that reach every minimum and then, of whatever category, the total."""
        total = renewal.units or ZERO
        categories = [category for category, _ in renewal.minimums] or [NO_CATEGORY]
        for category, least in renewal.minimums:
            for units in self._reaching(least, dice):
                total -= units
                yield category, units
        for units in self._reaching(total, dice):
            yield dice.pick(categories), units

    def _reaching(self, wanted: Decimal, dice: Dice) -> Iterator[Decimal]:
        while wanted > 0:
            units = dice.pick(self._units)
            yield units
            wanted -= units
