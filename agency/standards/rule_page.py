"""What is shown of a state's rules on a day: which entries, whose, and who recorded them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agency.rules.amending import Key, Scope, entry_key
from agency.rules.rulebook import (
    FEDERAL,
    Entry,
    NoRules,
    Rule,
    RuleBook,
    StateRules,
    described,
    federal_rules,
)
from agency.rules.writing import written, written_when


@dataclass(frozen=True)
class OnRecord:
    """What the database tells of a rulebook.

    ``saved`` is who recorded an entry, when and why, by its key; ``states`` in which state a
    facility lies, by its name, None where that is not on file.
    """

    saved: Mapping[Key, str] = field(default_factory=dict)
    states: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """What is shown: a state's rules, those that lie over every state, and standards, on a day."""

    state: StateRules
    day: date
    book: RuleBook
    record: OnRecord = field(default_factory=OnRecord)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Law, the agency's standards, and those of the facilities in the state."""
        if self.state.code == FEDERAL:
            return self.state.rules + self.book.standards
        of_all = self.book.rules_of(self.state.code)
        return of_all + tuple(self._of_facilities(self.state.code))

    @property
    def not_shown(self) -> list[Rule]:
        """Standards of facilities of which nobody knows whether they lie in the state."""
        found = self.book.facility_standards
        if self.state.code == FEDERAL:
            return [rule for rules in found.values() for rule in rules]
        return list(self._of_facilities(None))

    def _of_facilities(self, state: str | None) -> Iterator[Rule]:
        for name, rules in self.book.facility_standards.items():
            if self.record.states.get(name) == state:
                yield from rules

    def facility_of(self, rule: Rule) -> str | None:
        """Whose standard it is, if a facility's."""
        found = self.book.facility_standards.items()
        # By what it is: two facilities may say the same under the same id.
        return next((name for name, rules in found if any(one is rule for one in rules)), None)

    def saved(self, rule: Rule, entry: Entry) -> str:
        """Who recorded an entry, when and why; of one of the data files, nothing."""
        facility = self.facility_of(rule)
        of_agency: Scope = "agency" if rule.is_standard else "law"
        key = entry_key(entry, "facility" if facility else of_agency, facility)
        return self.record.saved.get(key, "")

    def group(self, about: str) -> list[tuple[Rule, Entry]]:
        """The entries in force that are about the work, about the person, or advice."""
        return [(rule, entry) for rule, entry in self.in_force() if entry.about == about]

    def in_force(self) -> Iterator[tuple[Rule, Entry]]:
        for rule in self.rules:
            if entry := rule.in_force_on(self.day):
                yield rule, entry

    def later(self, rule: Rule) -> list[Entry]:
        return [entry for entry in rule.versions if entry.in_force > self.day]

    def not_yet(self) -> list[Rule]:
        return [rule for rule in self.rules if len(self.later(rule)) == len(rule.versions)]

    def no_more(self) -> Iterator[tuple[Rule, Entry]]:
        """The entries that have lifted a rule by the day, which is not in force again."""
        for rule in self.rules:
            past = [entry for entry in rule.versions if entry.in_force <= self.day]
            if past and past[-1].lifted:
                yield rule, past[-1]


def page_of(state: str, day: date, book: RuleBook, record: OnRecord) -> Page:
    """The page of a state by its code, or of the federal rules (US).

    Raises NoRules for a state not recorded.
    """
    code = state.upper()
    if code == FEDERAL:
        return Page(federal_rules(book), day, book, record)
    if code not in book.states:
        raise NoRules(state, book.states)
    return Page(book.states[code], day, book, record)


# As plain JSON


def described_page(page: Page) -> dict[str, Any]:
    """All that is shown, as ``rules show --json`` and the API answer it."""
    state = page.state
    return {
        "state": state.code,
        "name": state.name,
        "regulator": state.regulator,
        "summary": state.summary,
        "on": page.day.isoformat(),
        "rulebook": page.book.fingerprint,
        "entries": [_entry(rule, entry, page) for rule, entry in page.in_force()],
        "coming": [_entry(rule, entry, page) for rule in page.rules for entry in page.later(rule)],
        "lifted": [
            {"id": entry.id, "since": entry.in_force.isoformat(), **_recorded(rule, entry, page)}
            for rule, entry in page.no_more()
        ],
        "open": list(state.open_questions),
    }


def _entry(rule: Rule, entry: Entry, page: Page) -> dict[str, Any]:
    words = page.book.vocabulary
    return {
        **described(entry),
        "about": entry.about,
        "lifted": entry.lifted,
        "when": written_when(entry.when, words),
        "needs": None if entry.needs is None else written(entry.needs, words),
        "as_of_estimated": entry.estimated,
        **_recorded(rule, entry, page),
    }


def _recorded(rule: Rule, entry: Entry, page: Page) -> dict[str, str | None]:
    """Whose standard it is, if a facility's, and who recorded it, when and why."""
    return {"facility": page.facility_of(rule), "recorded": page.saved(rule, entry) or None}
