"""The sites of clients: names that nobody bears, in real towns."""

from __future__ import annotations

from dataclasses import dataclass

from agency.rules.reading import Table
from agency.sampling import rows
from agency.sampling.chance import Dice
from agency.sampling.towns import Town, towns_of
from agency.sampling.world import World

# What the facilities of each setting are called, and the specialty of those who work there.
Kinds = dict[str, dict[str, str]]


@dataclass
class Site:
    """A facility, where it is, and of what kind."""

    row: rows.Facility
    town: Town
    setting: str
    specialty: str


class Facilities:
    """Makes facilities, and remembers those there are."""

    def __init__(self, world: World) -> None:
        terms = world.amounts.table("assignments").table("terms")
        self._same = terms.whole("same_facility_percent")
        self._blank_setting = terms.whole("blank_setting_percent")
        self._first = world.names.table("places").words("first")
        self._kinds = kinds_of(world.names)
        self._known: dict[tuple[str, str], list[Site]] = {}
        self._names: list[str] = []
        self.by_name: dict[str, Site] = {}

    def site(self, state: str, setting: str, dice: Dice) -> Site:
        """A facility of ``setting`` in ``state``: one that is known already, or another."""
        known = self._known.setdefault((state, setting), [])
        if known and dice.happens(self._same):
            return dice.pick(known)
        site = self.new(state, setting, dice, dice.happens(self._blank_setting))
        known.append(site)
        return site

    def new(self, state: str, setting: str, dice: Dice, blank_setting: bool) -> Site:
        """Another facility, whose setting may be left blank."""
        town = dice.pick(towns_of(state))
        kind, specialty = dice.pick(list(self._kinds[setting].items()))
        name = self._unused(f"{dice.pick(self._first)} {kind}", town)
        row = rows.Facility(name, town.zip, state, None if blank_setting else setting)
        self._names.append(name)
        self.by_name[name] = Site(row, town, setting, specialty)
        return self.by_name[name]

    def other_than(self, name: str | None, dice: Dice) -> str | None:
        """The name of some facility; None where chance falls on ``name`` itself."""
        other = dice.pick(self._names)
        return other if other != name else None

    def _unused(self, name: str, town: Town) -> str:
        """``name``, with its town or a number if there is one of that name."""
        in_town = f"{name} of {town.city}"
        number = 2
        while name in self.by_name:
            name = in_town if in_town not in self.by_name else f"{in_town} {number}"
            number += 1
        return name


def kinds_of(names: Table) -> Kinds:
    """The kinds of facility by setting."""
    kinds = names.table("places").table("kinds")
    return {
        setting: {kind: inner.text(kind) for kind in inner.values}
        for setting in kinds.values
        for inner in [kinds.table(setting)]
    }


def specialties_of(names: Table) -> tuple[str, ...]:
    """Every specialty in which somebody may be asked for, once."""
    found = (specialty for kinds in kinds_of(names).values() for specialty in kinds.values())
    return tuple(dict.fromkeys(found))
