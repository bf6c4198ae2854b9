"""What people hold: what an assignment asks of them, what most hold anyway, and older cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from agency.credentials.models import EVIDENCE
from agency.rules.expressions import Valid
from agency.rules.facts import Evidence
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.rules.workdays import add_months
from agency.sampling import rows
from agency.sampling.amounts import named, or_blank, pair, wholes, words
from agency.sampling.cards import Cards
from agency.sampling.person import Person
from agency.sampling.validity import Validity
from agency.sampling.world import World

CERTIFICATION = "CERTIFICATION"
ANYTHING_SAID = EVIDENCE[0]
THOUSAND = 1000
# The dates of these are computed by their issuers, so that another date is an odd one.
COMPUTED = ("end_of_month", "anniversary")


class Credentials:
    """Gives people their credentials."""

    def __init__(self, world: World, cards: Cards) -> None:
        self._day, self._cards = world.day, cards
        table = world.amounts.table("credentials")
        self._holders = named(table, "holders")
        self._lapsed_up_to = table.whole("lapsed_up_to_days")
        self._usual, self._of_the_state = _Usual(world, self), _OfTheState(world, self)
        self._older = _Older(world, cards)

    def give_needed(self, person: Person, until: date | None) -> None:
        """Cards that meet her needs: good through ``until``, or as good as people's usually are."""
        for need in person.needs.cards:
            if not any(meets(card, need) for card in person.needed):
                code = person.dice.draw(self._holders.among(need.codes))
                card = self._for(need, person, code, until)
                card.bound_to = need.facility or None
                person.needed.append(card)
                person.credentials.append(card)

    def _for(self, need: Valid, person: Person, code: str, until: date | None) -> rows.Credential:
        if until is None:
            return self.usual(person, code)
        validity = self._cards.validity(person, code)
        latest = self._cards.latest_end(validity) if validity else until
        wanted = person.dice.day(self._earliest_end(need, validity, until), latest)
        return self._cards.lasting(person, code, wanted, need.evidence.name)

    def _earliest_end(self, need: Valid, validity: Validity | None, until: date) -> date:
        """The first day on which a card may end that lasts long enough and is not too old."""
        if need.issued_from is None or validity is None:
            return until
        return max(until, add_months(date.fromordinal(need.issued_from), validity.months))

    def usual(self, person: Person, code: str) -> rows.Credential:
        """A card as people have them: some have lapsed, some nobody has seen."""
        wanted = self._day
        if validity := self._cards.validity(person, code):
            earliest = self._day - timedelta(days=self._lapsed_up_to)
            wanted = person.dice.day(earliest, self._cards.latest_end(validity))
        return self._cards.lasting(person, code, wanted, ANYTHING_SAID)

    def give_others(self, person: Person) -> None:
        """What she holds besides, and the cards that went before those she holds."""
        person.credentials += [*self._usual.cards(person), *self._of_the_state.cards(person)]
        person.credentials += [*self._older.cards(person)]

    def one_of(self, person: Person, codes: frozenset[str]) -> str:
        return person.dice.draw(self._holders.among(codes))


class _Usual:
    """What most people hold, whether or not an assignment asks for it."""

    def __init__(self, world: World, credentials: Credentials) -> None:
        self._catalogue, self._credentials = world.book.catalogue, credentials
        table = world.amounts.table("credentials")
        self._percent = {
            self._codes(name): percent for name, percent in wholes(table, "usual_percent").items()
        }
        self._void = table.whole("void_percent")
        self._void_status = named(table, "void_status")
        self._undated = table.whole("undated_percent")
        self._odd = table.whole("odd_date_per_thousand")
        self._odd_days = pair(table, "odd_date_days")

    def _codes(self, name: str) -> frozenset[str]:
        if name == CERTIFICATION:
            return frozenset(self._catalogue.default_accepted[MEDICAL_ASSISTANT])
        return frozenset(self._catalogue.client_codes(name))

    def cards(self, person: Person) -> Iterator[rows.Credential]:
        settled = {code for need in person.needs.cards for code in need.codes}
        for codes, percent in self._percent.items():
            if not settled.intersection(codes) and person.dice.happens(percent):
                code = self._credentials.one_of(person, codes)
                yield self._with_flaws(self._credentials.usual(person, code), person)

    def _with_flaws(self, card: rows.Credential, person: Person) -> rows.Credential:
        """``card`` with what at times is wrong with one."""
        dice = person.dice
        if dice.happens(self._void):
            card.status = dice.draw(self._void_status)
        if dice.happens(self._undated):
            card.issued_on = None
        if dice.below(THOUSAND) < self._odd and self._is_computed(card) and card.expires_on:
            card.expires_on += timedelta(days=dice.between(*self._odd_days))
        return card

    def _is_computed(self, card: rows.Credential) -> bool:
        validity = self._catalogue[card.code].validity
        return validity is not None and validity.computed in COMPUTED


class _OfTheState:
    """What many hold who live in a state that wants its own credential, unless it was settled."""

    def __init__(self, world: World, credentials: Credentials) -> None:
        self._catalogue, self._credentials = world.book.catalogue, credentials
        table = world.amounts.table("credentials")
        self._percent = table.whole("of_the_state_percent")
        states = table.table("of_the_state")
        self._held = {state: named(states, state) for state in states.values}

    def cards(self, person: Person) -> Iterator[rows.Credential]:
        held = self._held.get(person.home.state)
        if held and not self._is_settled(person) and person.dice.happens(self._percent):
            for code in words(person.dice.draw(held)):
                yield self._credentials.usual(person, code)

    def _is_settled(self, person: Person) -> bool:
        codes = {code for need in person.needs.cards for code in need.codes}
        return any(self._catalogue[code].state == person.home.state for code in codes)


class _Older:
    """The card that went before a present one."""

    def __init__(self, world: World, cards: Cards) -> None:
        self._cards = cards
        table = world.amounts.table("credentials")
        self._percent = table.whole("renewed_percent")
        self._status = or_blank(table, "renewed_status")
        self._never = table.words("never_renewed")

    def cards(self, person: Person) -> Iterator[rows.Credential]:
        """Of types that she holds once: of others, older and newer cards are on record already."""
        held = Counter(card.code for card in person.credentials)
        for card in person.credentials:
            alone = held[card.code] == 1 and card.code not in self._never
            if alone and (older := self._older(card, person)):
                yield older

    def _older(self, card: rows.Credential, person: Person) -> rows.Credential | None:
        validity = self._cards.validity(person, card.code)
        if not validity or not card.issued_on or not person.dice.happens(self._percent):
            return None
        older = replace(card, status=person.dice.draw(self._status))
        self._cards.end(older, validity, validity.ends_until(card.issued_on), person.dice)
        return older


def meets(card: rows.Credential, need: Valid) -> bool:
    """Whether a card in force would meet ``need``."""
    known = Evidence[card.evidence] >= need.evidence
    return card.code in need.codes and known and need.facility in (None, card.bound_to)
