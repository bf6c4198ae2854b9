"""The people of the sample, each made for some assignment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from agency.sampling.amounts import named, pair
from agency.sampling.cards import Cards
from agency.sampling.chance import PERCENT, Bag, Dice
from agency.sampling.changes import Changes
from agency.sampling.credentials import Credentials
from agency.sampling.demand import OPEN
from agency.sampling.facilities import Facilities
from agency.sampling.ledgers import Ledgers
from agency.sampling.market import Market
from agency.sampling.needs import Needs, needs_of
from agency.sampling.opening import Opening
from agency.sampling.people import People
from agency.sampling.person import USUAL, Person
from agency.sampling.placements import Placements
from agency.sampling.suiting import Suiting
from agency.sampling.terms import Terms
from agency.sampling.towns import Town
from agency.sampling.trainings import Trainings
from agency.sampling.world import World

ORDINARY, CHANGED = "ordinary", "changed"
ACTIVE = "active"
BUSY = ("confirmed", "working")
# Assignments whose requirements are at hand; a larger demand reads some of them again.
MOST_REMEMBERED = 8192


class Pool:
    """Makes people: who fit an assignment, who in one point no longer do, and who roughly do."""

    def __init__(self, world: World, openings: Sequence[Opening], facilities: Facilities) -> None:
        self._world, self._market = world, Market(world, openings)
        self._people, self._terms, self._suiting = People(world), Terms(world), Suiting(world)
        cards, self._ledgers = Cards(world), Ledgers(world)
        self._credentials, self._trainings = Credentials(world, cards), Trainings(world)
        self._changes = Changes(world, cards, self._ledgers, facilities)
        self._placements = Placements(world)
        self._asks = lru_cache(MOST_REMEMBERED)(Opening.asks)
        table = world.amounts.table("people")
        self._made = Bag(named(table, "made"), world.dice("made"))
        self._ordinary_fits = pair(table, "ordinary_fits_percent")
        placements = world.amounts.table("placements")
        self._next = placements.whole("next_percent")
        self._lapse = placements.whole("lapse_percent")
        self._first_way = world.amounts.table("credentials").whole("first_way_percent")

    def person(self, ref: str, number: int) -> Person:
        """The next person, called ``ref``; ``number`` is no other's."""
        dice = self._world.dice("candidate", ref)
        made = self._made.draw()
        opening = None if made == ORDINARY else self._market.wanting()
        if opening is None:
            person = self._ordinary(ref, number, dice)
        else:
            person = self._made_for(opening, made, ref, number, dice)
        self._credentials.give_others(person)
        self._trainings.give(person)
        self._ledgers.give(person)
        self._placements.remember(person, self._market.over)
        return person

    def _ordinary(self, ref: str, number: int, dice: Dice) -> Person:
        """Somebody who meets some of what one assignment asks, and holds it as people do."""
        person = self._somebody(ref, number, self._people.home(dice), dice)
        opening = self._market.somewhere(person.home.state, dice)
        fits = dice.between(*self._ordinary_fits)
        person.proof = USUAL
        person.needs = self._needs([opening], fits, dice)
        self._suiting.suit(person.row, person.home, opening, fits, dice)
        self._credentials.give_needed(person, until=None)
        return person

    def _made_for(self, opening: Opening, made: str, ref: str, number: int, dice: Dice) -> Person:
        """Somebody who fits ``opening`` in everything, or did until one point was changed."""
        home = self._suiting.home(opening, dice) or self._people.home(dice)
        person = self._somebody(ref, number, home, dice)
        person.row.status, person.row.adult = ACTIVE, True
        changed = made == CHANGED and opening.row.status == OPEN
        wanted = [opening] if changed else [opening, *self._places(person, opening)]
        person.needs = self._needs(wanted, PERCENT, dice)
        for one in wanted:
            self._suiting.suit(person.row, home, one, PERCENT, dice)
        self._credentials.give_needed(person, until=max(one.last for one in wanted))
        person.made_for = opening
        if changed:
            person.change = self._changes.change(person, opening)
        elif _is_at_work(person) and dice.happens(self._lapse):
            person.change = self._changes.lapse(person, opening)
        return person

    def _places(self, person: Person, opening: Opening) -> Iterable[Opening]:
        """What becomes of her; who will be at work fits another assignment as well."""
        at_work = self._placements.place(person, opening)
        following = self._market.next_after(opening, person.dice) if at_work else None
        return [following] if following and person.dice.happens(self._next) else []

    def _somebody(self, ref: str, number: int, home: Town, dice: Dice) -> Person:
        row = self._people.somebody(ref, number, home, dice)
        self._terms.draw_for(row, dice)
        return Person(row, home, self._people.birthday(dice), Needs(), dice)

    def _needs(self, wanted: Iterable[Opening], percent: int, dice: Dice) -> Needs:
        asked = chain.from_iterable(map(self._asks, wanted))
        return needs_of(asked, percent, self._first_way, dice)


def _is_at_work(person: Person) -> bool:
    return any(one.stage in BUSY for one in person.placements)
