"""One thing that is amiss with what somebody holds; each says whether it could be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from agency.credentials.models import EVIDENCE
from agency.rules.facts import Evidence
from agency.rules.renewal import renew_by
from agency.sampling import rows
from agency.sampling.amounts import named, pair
from agency.sampling.cards import Cards
from agency.sampling.chance import Bag
from agency.sampling.facilities import Facilities
from agency.sampling.ledgers import COMPLETE, SHORT, Ledgers
from agency.sampling.opening import Opening
from agency.sampling.person import Person
from agency.sampling.validity import Validity
from agency.sampling.world import World

ONE_DAY = timedelta(days=1)
SAID = EVIDENCE[0]


class CardChanges:
    """Changes one card that the assignment asks for."""

    def __init__(
        self, world: World, cards: Cards, ledgers: Ledgers, facilities: Facilities
    ) -> None:
        self._world, self._cards, self._ledgers = world, cards, ledgers
        self._facilities = facilities
        table = world.amounts.table("changes")
        self._gap = pair(table, "gap_days")
        self._lapsed = pair(table, "lapsed_days")
        void = named(world.amounts.table("credentials"), "void_status")
        self._void = Bag(void, world.dice("void cards"))

    def renewal_on_course(self, person: Person, opening: Opening) -> bool:
        """It ends during the work; it can still be renewed, and all units are earned."""
        for card, validity in self._dated(person):
            if self._end_inside(card, validity, person, opening):
                person.ledgers[card.code] = COMPLETE
                return True
        return False

    def renewal_short(self, person: Person, opening: Opening) -> bool:
        """It ends during the work, and units are missing for the renewal."""
        for card, validity in self._dated(person):
            if self._ledgers.counts(card.code) and self._end_inside(
                card, validity, person, opening
            ):
                person.ledgers[card.code] = SHORT
                return True
        return False

    def _end_inside(
        self, card: rows.Credential, validity: Validity, person: Person, opening: Opening
    ) -> bool:
        """Let the card end after the first day of work and before the last, in time to renew."""
        if opening.last <= opening.first:
            return False
        wanted = person.dice.day(opening.first, opening.last - ONE_DAY)
        ends = min(validity.ends_until(wanted), self._cards.latest_end(validity))
        kind = self._world.book.catalogue[card.code]
        if ends < opening.first or renew_by(kind, ends, self._world.book) < self._world.day:
            return False
        self._cards.end(card, validity, ends, person.dice)
        return True

    def ends_the_day_before(self, person: Person, opening: Opening) -> bool:
        """It ends on the last day of work but one."""
        return opening.first < opening.last and self._end_on(opening.last - ONE_DAY, person)

    def ends_on_the_last_day(self, person: Person, opening: Opening) -> bool:
        """It ends on the last day of work, which is enough."""
        return self._end_on(opening.last, person)

    def _end_on(self, day: date, person: Person) -> bool:
        for card, validity in self._dated(person):
            if validity.ends_until(day) == day <= self._cards.latest_end(validity):
                self._cards.end(card, validity, day, person.dice)
                return True
        return False

    def lapsed_beside_claimed(self, person: Person, opening: Opening) -> bool:
        """The proven card has lapsed, and of the present one nobody has seen proof."""
        for card, validity in self._dated(person):
            lapsed = timedelta(days=person.dice.between(*self._lapsed))
            ended = validity.ends_until(min(opening.first, self._world.day) - lapsed)
            issued = ended + timedelta(days=person.dice.between(*self._gap))
            if validity.ends(issued) >= opening.last:
                claimed = self._cards.issued_again(card, validity, issued, person.dice)
                claimed.evidence = SAID
                self._cards.end(card, validity, ended, person.dice)
                person.credentials.append(claimed)
                return True
        return False

    def gap_between_cards(self, person: Person, opening: Opening) -> bool:
        """One card ends during the work, and the next begins some days later."""
        return self._relay(person, opening, person.dice.between(*self._gap))

    def relay_without_gap(self, person: Person, opening: Opening) -> bool:
        """One card ends during the work, and the next begins on the day after."""
        return self._relay(person, opening, gap=0)

    def _relay(self, person: Person, opening: Opening, gap: int) -> bool:
        latest = opening.last - timedelta(days=gap + 1)
        if latest < opening.first:
            return False
        for card, validity in self._dated(person):
            ended = validity.ends_until(person.dice.day(opening.first, latest))
            issued = ended + timedelta(days=gap + 1)
            if ended >= opening.first and validity.ends(issued) >= opening.last:
                person.credentials.append(
                    self._cards.issued_again(card, validity, issued, person.dice)
                )
                self._cards.end(card, validity, ended, person.dice)
                return True
        return False

    def evidence_too_weak(self, person: Person, opening: Opening) -> bool:
        """It is known one step less well than is asked."""
        for card in self._shuffled(person):
            least = max(need.evidence for need in person.needs.cards if card.code in need.codes)
            if least > Evidence.claimed:
                card.evidence = Evidence(least - 1).name
                return True
        return False

    def not_held(self, person: Person, opening: Opening) -> bool:
        """She does not hold it."""
        for card in self._shuffled(person):
            person.drop(card)
            return True
        return False

    def void(self, person: Person, opening: Opening) -> bool:
        """It was revoked, rejected or withdrawn."""
        for card in self._shuffled(person):
            card.status = self._void.draw()
            return True
        return False

    def no_expiry(self, person: Person, opening: Opening) -> bool:
        """The day on which it ends was not filled in."""
        for card, _ in self._dated(person):
            card.expires_on = None
            return True
        return False

    def bound_elsewhere(self, person: Person, opening: Opening) -> bool:
        """It is tied to another facility, or nobody wrote down to which."""
        for card in self._shuffled(person):
            if card.bound_to:
                card.bound_to = self._facilities.other_than(card.bound_to, person.dice)
                return True
        return False

    def _shuffled(self, person: Person) -> list[rows.Credential]:
        return person.dice.shuffled(person.needed)

    def _dated(self, person: Person) -> Iterator[tuple[rows.Credential, Validity]]:
        """The cards that end on some day, in any order."""
        for card in self._shuffled(person):
            if validity := self._cards.validity(person, card.code):
                yield card, validity
