"""Entries that somebody proposes or has recorded, besides the data files, and what they make.

A change of law, a standard of the agency and a standard of a facility are one kind of entry. A
standard only ever adds a requirement, so that it may narrow what the law allows and never widen it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from agency.rules.operators import Known
from agency.rules.reading import RuleBookError, Table, read_toml
from agency.rules.rulebook import STANDARDS, Entry, Rule, RuleBook, read_entry

Scope = Literal["law", "agency", "facility"]
Key = tuple[str, str, str, str]

FEDERAL = "us"
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
MOST_IN_ID = 80
DAYS = ("in_force", "checked_on")
# What a state's file says besides its entries: it may stand in a file of changes, and changes
# nothing.
HEAD = ("name", "regulator", "regulation", "summary", "open")


class Misfit(RuleBookError):
    """An entry that can be read and yet does not go together with the others."""

    def __init__(self, proposed: Proposed, key: str, problem: str) -> None:
        super().__init__(proposed.file or "recorded", proposed.entry.id, key, problem)
        self.proposed = proposed


@dataclass(frozen=True, slots=True)
class Proposed:
    """One entry, whose it is, and the table it was read from as plain JSON values.

    ``file`` is where that stands, for errors.
    """

    scope: Scope
    facility: str | None
    entry: Entry
    written: Mapping[str, Any]
    file: str = field(default="", compare=False)

    @property
    def key(self) -> Key:
        """Of two entries with one key the later replaces the earlier."""
        return entry_key(self.entry, self.scope, self.facility)

    @property
    def canonical(self) -> str:
        return canonical_text(self.written)

    def error(self, key: str, problem: str) -> Misfit:
        return Misfit(self, key, problem)


def entry_key(entry: Entry, scope: Scope = "law", facility: str | None = None) -> Key:
    """As of `Proposed`."""
    return scope, facility or "", entry.id, entry.in_force.isoformat()


def canonical_text(written: Mapping[str, Any]) -> str:
    """Equal tables are equal text, whatever the order of their keys."""
    return json.dumps(written, sort_keys=True, ensure_ascii=False)


def read_entries(file: Path, book: RuleBook) -> tuple[Proposed, ...]:
    """The entries of a TOML file that is written like a state's, in their order.

    Whatever is wrong, alone or together with ``book``, raises RuleBookError.
    """
    return entries_in(read_toml(file), file.name, book)


def entries_in(values: Mapping[str, Any], file: str, book: RuleBook) -> tuple[Proposed, ...]:
    """`read_entries` of what a file called ``file`` holds."""
    table = Table(dict(values), file)
    state = table.choice_or_none("state", book.states)
    for key in HEAD:
        _ = key in table  # known, so that `close` does not refuse it
    proposed = tuple(_of_table(one, state, book) for one in table.tables("requirement", "id"))
    table.close()
    if not proposed:
        raise table.error("requirement", "expected at least one entry ([[requirement]])")
    amended(book, proposed)
    return proposed


def recorded_entry(
    written: Mapping[str, Any], facility: str | None, book: RuleBook, file: str = "recorded"
) -> Proposed:
    """The entry of which ``written`` and ``facility`` were kept; raises RuleBookError."""
    values = {
        key: date.fromisoformat(value) if key in DAYS else value for key, value in written.items()
    }
    given = {"facility": facility} if facility else {}
    return _of_table(Table(values | given, file, str(written.get("id"))), None, book)


def amended(book: RuleBook, proposed: Iterable[Proposed]) -> RuleBook:
    """``book`` with these entries added, or in place of those with the same key.

    Its fingerprint depends on the data files and on all that was ever added, in whatever order;
    an entry that the data files hold as it is adds nothing. Raises Misfit for two entries with
    one key, and for one that lifts what never was.
    """
    proposed = news_of(book, proposed)
    by_place = _by_place(proposed)
    states = {
        code: replace(state, rules=_merged(state.rules, by_place.pop(code.lower())))
        if code.lower() in by_place
        else state
        for code, state in book.states.items()
    }
    federal = _merged(book.federal, by_place.pop(FEDERAL, ()))
    standards = _merged(book.standards, by_place.pop("agency", ()))
    of_facilities = dict(book.facility_standards)
    for place, entries in sorted(by_place.items()):
        name = place.removeprefix("facility:")
        of_facilities[name] = _merged(of_facilities.get(name, ()), entries)
    data = book.data or book.fingerprint
    amendments = {**book.amendments, **{one.key: one.canonical for one in proposed}}
    return replace(
        book,
        states=states,
        federal=federal,
        standards=standards,
        facility_standards=of_facilities,
        amendments=amendments,
        data=data,
        fingerprint=_fingerprint(data, amendments),
    )


def taken_out(book: RuleBook, entries: Collection[Entry]) -> RuleBook:
    """``book`` without these entries of states' law, to see what they do: none is ever saved so.

    Its fingerprint is that of no rulebook with them.
    """
    if not entries:
        return book
    keys = {entry_key(one) for one in entries}
    states = {
        code: replace(state, rules=tuple(_left(state.rules, keys)))
        for code, state in book.states.items()
    }
    amendments = {key: said for key, said in book.amendments.items() if key not in keys}
    data = _sha([book.data or book.fingerprint, sorted(keys)])
    return replace(
        book,
        states=states,
        amendments=amendments,
        data=data,
        fingerprint=_fingerprint(data, amendments),
    )


def _left(rules: Iterable[Rule], keys: Collection[Key]) -> Iterator[Rule]:
    """The rules without the texts that have these keys; one with none left is gone."""
    for rule in rules:
        if left := tuple(one for one in rule.versions if entry_key(one) not in keys):
            yield rule if left == rule.versions else replace(rule, versions=left)


def news_of(book: RuleBook, proposed: Iterable[Proposed]) -> tuple[Proposed, ...]:
    """Those that say something else than ``book``, in their order."""
    return tuple(one for one in proposed if not _stands(book, one))


def _stands(book: RuleBook, one: Proposed) -> bool:
    """Whether the book holds the entry as it is written, recorded or in the data files."""
    if one.key in book.amendments:
        return book.amendments[one.key] == one.canonical
    state = book.states.get(one.entry.id.partition("-")[0].upper())
    law = state.rules if state else book.federal
    return any(one.entry in rule.versions for rule in law if rule.id == one.entry.id)


def _fingerprint(data: str, amendments: Mapping[Key, str]) -> str:
    """SHA-256 over the data files and all amendments; without any, that of the files."""
    if not amendments:
        return data
    return _sha([data, sorted(amendments.items())])


def _sha(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


# One entry


def _of_table(table: Table, state: str | None, book: RuleBook) -> Proposed:
    scope = _scope(table, state, book)
    facility = _facility(table, scope)
    values = {key: value for key, value in table.values.items() if key != "facility"}
    written = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in values.items()
    }
    if scope != "law":
        values = _defaults(values, facility) | values
    known = Known(book.vocabulary, book.catalogue)
    entry = read_entry(Table(values, table.file, table.entry), known)
    proposed = Proposed(scope, facility, entry, written, table.file)
    if "\\u0000" in json.dumps([written, facility]):
        raise table.error("", "expected text without null characters")
    return proposed


def _scope(table: Table, state: str | None, book: RuleBook) -> Scope:
    """Whose an entry is, by how its id begins."""
    id = table.text("id")
    if not ID.fullmatch(id) or len(id) > MOST_IN_ID:
        raise table.error(
            "id",
            f"expected lower-case words joined by hyphens, at most {MOST_IN_ID} characters;"
            f" got {id!r}",
        )
    prefix = id.partition("-")[0]
    if state and prefix != state.lower():
        raise table.error(
            "id", f"expected an id that begins with {state.lower()}-, got {id!r}: state is {state}"
        )
    if prefix in STANDARDS:
        return "agency" if prefix == "agency" else "facility"
    if prefix != FEDERAL and prefix.upper() not in book.states:
        raise table.error(
            "id",
            f"expected an id that begins with agency-, facility-, {FEDERAL}- or the code of a"
            f" recorded state ({', '.join(book.states).lower()}), got {id!r}",
        )
    return "law"


def _facility(table: Table, scope: Scope) -> str | None:
    facility = table.text_or_none("facility")
    if scope == "facility" and facility is None:
        raise table.error("facility", "is missing; expected the name of the facility")
    if scope != "facility" and facility is not None:
        owner = "law" if scope == "law" else "a standard of the agency"
        raise table.error(
            "facility",
            f"the id is that of {owner}; expected one that begins with facility-, or no facility",
        )
    return facility


def _defaults(values: Mapping[str, Any], facility: str | None) -> dict[str, Any]:
    """What a standard need not say: it is its own source, and known for certain."""
    owner = f"Standard of {facility or 'the agency'}"
    checked = {"checked_on": values["in_force"]} if "in_force" in values else {}
    return {"citation": owner, "source": owner, "confidence": "high", **checked}


# All entries of a place


def _by_place(proposed: Iterable[Proposed]) -> dict[str, list[Proposed]]:
    """The entries by whose they are: a state's prefix, ``us``, ``agency``, ``facility:NAME``."""
    seen: set[Key] = set()
    places: dict[str, list[Proposed]] = {}
    for one in proposed:
        if one.key in seen:
            raise one.error("in_force", f"{one.entry.id} stands twice for {one.entry.in_force}")
        seen.add(one.key)
        prefix = one.entry.id.partition("-")[0]
        place = f"facility:{one.facility}" if one.scope == "facility" else prefix
        places.setdefault(place, []).append(one)
    return places


def _merged(rules: Collection[Rule], proposed: Collection[Proposed]) -> tuple[Rule, ...]:
    """The rules in their order, each with its new versions, then new ones by id."""
    versions = {rule.id: {one.in_force: one for one in rule.versions} for rule in rules}
    for one in sorted(proposed, key=lambda one: one.entry.id):
        versions.setdefault(one.entry.id, {})[one.entry.in_force] = one.entry
    merged = {id: Rule(id, tuple(_in_order(entries))) for id, entries in versions.items()}
    for one in proposed:
        if one.entry.lifted and merged[one.entry.id].versions[0] == one.entry:
            raise one.error(
                "lifted", f"there is no text of {one.entry.id} before {one.entry.in_force} to end"
            )
    return tuple(merged.values())


def _in_order(versions: Mapping[date, Entry]) -> Iterator[Entry]:
    yield from (versions[day] for day in sorted(versions))
