"""What two rulebooks say differently, entry by entry: the law, and the standards beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agency.rules.rulebook import STANDARDS, Entry, Rule, RuleBook, entries

AGENCY, FACILITY = STANDARDS
Place = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that only one of two rulebooks has, or that reads otherwise in the other.

    ``of`` is the code of the state, ``US``, ``agency``, or the name of the facility whose it is.
    """

    of: str
    before: Entry | None
    after: Entry | None

    @property
    def entry(self) -> Entry:
        """As it is after the change, or as it was if it is not there any more."""
        entry = self.after or self.before
        assert entry is not None
        return entry

    @property
    def of_facility(self) -> bool:
        """Whether it is a standard of one facility."""
        return self.entry.id.partition("-")[0] == FACILITY

    @property
    def kind(self) -> str:
        """``added``, ``replaced``, ``removed``; ``lifted`` if its rule ends with it."""
        if self.after is None:
            return "removed"
        if self.after.lifted:
            return "lifted"
        return "replaced" if self.before else "added"


def entry_changes(before: RuleBook, after: RuleBook) -> tuple[EntryChange, ...]:
    """Every entry that is otherwise, by whose it is, its id and its first day."""
    old, new = dict(_by_place(before)), dict(_by_place(after))
    places = sorted(place for place in old.keys() | new.keys() if old.get(place) != new.get(place))
    return tuple(EntryChange(place[0], old.get(place), new.get(place)) for place in places)


def _by_place(book: RuleBook) -> Iterator[tuple[Place, Entry]]:
    yield from (((of, entry.id, entry.in_force), entry) for of, entry in _entries(book))


def _entries(book: RuleBook) -> Iterator[tuple[str, Entry]]:
    yield from entries(book)
    yield from _of_rules(AGENCY, book.standards)
    for name, rules in book.facility_standards.items():
        yield from _of_rules(name, rules)


def _of_rules(of: str, rules: tuple[Rule, ...]) -> Iterator[tuple[str, Entry]]:
    yield from ((of, entry) for rule in rules for entry in rule.versions)
