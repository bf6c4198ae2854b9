"""The rulebook: every entry of every state, frozen, with a fingerprint of all it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from agency.rules.catalogue import CONFIDENCES, Catalogue
from agency.rules.catalogue_file import load_catalogue
from agency.rules.expressions import Expression, is_about_the_work
from agency.rules.operators import Known, Vocabulary, read_expression
from agency.rules.reading import RuleBookError, Table, read_toml
from agency.rules.workdays import Holidays, load_holidays

DATA = Path(__file__).parent / "data"
FEDERAL = "US"
# Words for pages, which stand beside the rules and say nothing of the law: `agency.rules.titles`.
TITLES = "titles.toml"
EFFECTS = ("require", "advise")
# An id that begins so is no law but a standard: of the agency, or of one facility.
STANDARDS = ("agency", "facility")
REGULATIONS = (
    "state credential required",
    "certification required for certain tasks",
    "delegation only",
    "not found",
)


class NoRules(ValueError):
    """Asked about a state whose rules are not in the rulebook; never means 'allowed'."""

    def __init__(self, state: str, known: Iterable[str]) -> None:
        self.state = state
        super().__init__(
            f"no rules are recorded for {state!r}; assignments can be matched in {', '.join(known)}"
        )


@dataclass(frozen=True, slots=True)
class When:
    """What work an entry speaks of; None where it speaks of all.

    Work that names tasks of ``unless_only`` and no others is not spoken of.
    """

    tasks: frozenset[str] | None = None
    settings: frozenset[str] | None = None
    delegators: frozenset[str] | None = None
    unless_only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one rule, in force from a day until the next version of the same id."""

    id: str
    says: str
    when: When
    in_force: date
    needs: Expression | None
    lifted: bool
    effect: str
    citation: str
    source: str
    checked_on: date
    confidence: str
    as_of: str | None = None
    estimated: bool = False
    note: str | None = None
    question: str | None = None

    @property
    def is_standard(self) -> bool:
        return _is_standard(self.id)

    @property
    def about(self) -> str:
        """What it decides: ``work`` or ``person``; ``advice`` decides nothing."""
        if self.effect == "advise" or self.needs is None:
            return "advice"
        return "work" if is_about_the_work(self.needs) else "person"


def _is_standard(id: str) -> bool:
    """Whether an id is that of a standard, and not of law."""
    return id.partition("-")[0] in STANDARDS


@dataclass(frozen=True, slots=True)
class Rule:
    """All versions of one id, oldest first, each in force until the day before the next."""

    id: str
    versions: tuple[Entry, ...]

    @property
    def is_standard(self) -> bool:
        return _is_standard(self.id)

    def in_force_on(self, day: date) -> Entry | None:
        """The version in force on ``day``; None before the first and after a lifting."""
        past = [entry for entry in self.versions if entry.in_force <= day]
        return past[-1] if past and not past[-1].lifted else None


@dataclass(frozen=True, slots=True)
class StateRules:
    """One jurisdiction's rules, in the order of its file."""

    code: str
    name: str
    regulator: str
    regulation: str
    summary: str
    open_questions: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class RuleBook:
    """Everything a judgement rests on besides the facts of the pair.

    ``standards`` are the agency's own, ``facility_standards`` those of a facility by its name.
    ``amendments`` is what was recorded besides the data files, each entry as canonical JSON by
    its scope, facility, id and first day; ``data`` is then the fingerprint of the files alone.
    """

    catalogue: Catalogue
    vocabulary: Vocabulary
    holidays: Holidays
    states: dict[str, StateRules]
    federal: tuple[Rule, ...]
    fingerprint: str
    standards: tuple[Rule, ...] = ()
    facility_standards: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    amendments: Mapping[tuple[str, str, str, str], str] = field(default_factory=dict)
    data: str | None = None

    def __repr__(self) -> str:
        return f"<RuleBook {self.fingerprint[:12]} of {len(self.states)} states>"

    def rules_of(self, state: str, facility: str | None = None) -> tuple[Rule, ...]:
        """The state's rules, the federal ones, the agency's standards and the facility's.

        Raises NoRules for a state not recorded, whatever standards there are.
        """
        if state not in self.states:
            raise NoRules(state, self.states)
        law = self.states[state].rules + self.federal
        return law + self.standards + self.facility_standards.get(facility or "", ())


@cache
def load_rulebook(folder: Path = DATA) -> RuleBook:
    """Read every data file under ``folder``; whatever is wrong there raises RuleBookError."""
    vocabulary = _load_vocabulary(folder)
    catalogue = load_catalogue(folder, vocabulary)
    known = Known(vocabulary, catalogue)
    federal = Table(read_toml(folder / "federal.toml"), "federal.toml")
    rules = _rules(federal, "us", known)
    federal.close()
    return RuleBook(
        catalogue=catalogue,
        vocabulary=vocabulary,
        holidays=load_holidays(folder),
        states=_load_states(folder, known),
        federal=rules,
        fingerprint=fingerprint(folder),
    )


def fingerprint(folder: Path) -> str:
    """SHA-256 over what the files say: neither comments, order of keys nor titles change it."""
    files = sorted(path for path in folder.rglob("*.toml") if path.name != TITLES)
    said = {path.relative_to(folder).as_posix(): read_toml(path) for path in files}
    canonical = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _load_vocabulary(folder: Path) -> Vocabulary:
    file = Table(read_toml(folder / "tasks.toml"), "tasks.toml")
    tasks: dict[str, str] = {}
    clinical = set()
    for table in file.tables("task", "code"):
        code = table.new_text("code", tasks)
        tasks[code] = table.text("title")
        if table.flag("clinical"):
            clinical.add(code)
        table.close()
    vocabulary = Vocabulary(
        tasks=tasks,
        clinical_tasks=frozenset(clinical),
        settings=file.words("settings"),
        delegators=file.words("delegators"),
        supervision=file.words("supervision"),
        accreditors=file.words("accreditors"),
        topics=file.words("topics"),
        documents=file.words("documents"),
        proofs=_proofs(file),
    )
    file.close()
    return vocabulary


def _proofs(file: Table) -> dict[str, str]:
    proofs: dict[str, str] = {}
    for table in file.tables("proof", "code"):
        proofs[table.new_text("code", proofs)] = table.text("title")
        table.close()
    return proofs


def _load_states(folder: Path, known: Known) -> dict[str, StateRules]:
    files = sorted((folder / "states").glob("*.toml"))
    if not files:
        raise RuleBookError("states", "", "file", "expected at least one, such as wa.toml")
    states = (_load_state(path, known) for path in files)
    return {state.code: state for state in states}


def _load_state(path: Path, known: Known) -> StateRules:
    file = Table(read_toml(path), path.name)
    code = file.choice("state", (path.stem.upper(),))
    state = StateRules(
        code=code,
        name=file.text("name"),
        regulator=file.text("regulator"),
        regulation=file.choice("regulation", REGULATIONS),
        summary=file.text("summary"),
        open_questions=file.words_or_none("open") or (),
        rules=_rules(file, path.stem, known),
    )
    file.close()
    return state


def _rules(file: Table, prefix: str, known: Known) -> tuple[Rule, ...]:
    """The entries of a file gathered by id, in the order in which each id first stands."""
    versions: dict[str, list[Entry]] = {}
    for table in file.tables("requirement", "id"):
        entry = read_entry(table, known)
        if not entry.id.startswith(f"{prefix}-"):
            raise table.error("id", f"expected an id that begins with {prefix}-, got {entry.id!r}")
        if any(other.in_force == entry.in_force for other in versions.get(entry.id, ())):
            raise table.error("in_force", f"{entry.id} stands twice for {entry.in_force}")
        versions.setdefault(entry.id, []).append(entry)
    return tuple(_rule(id, entries) for id, entries in versions.items())


def _rule(id: str, entries: list[Entry]) -> Rule:
    return Rule(id, tuple(sorted(entries, key=lambda entry: entry.in_force)))


def read_entry(table: Table, known: Known) -> Entry:
    """The entry written in ``table``; raises RuleBookError."""
    needs = table.table_or_none("needs")
    entry = Entry(
        id=table.text("id"),
        says=table.text("says"),
        when=_when(table.table_or_none("when"), known.vocabulary),
        in_force=table.day("in_force"),
        needs=None if needs is None else read_expression(needs, known),
        lifted=table.flag("lifted"),
        effect=table.choice("effect", EFFECTS),
        citation=table.text("citation"),
        source=table.text("source"),
        checked_on=table.day("checked_on"),
        confidence=table.choice("confidence", CONFIDENCES),
        as_of=table.text_or_none("as_of"),
        estimated=table.flag("as_of_estimated"),
        note=table.text_or_none("note"),
        question=table.text_or_none("question"),
    )
    table.close()
    if entry.lifted and entry.needs is not None:
        raise table.error("needs", "an entry that lifts a rule needs nothing")
    if entry.effect == "require" and not entry.lifted and entry.needs is None:
        raise table.error("needs", 'is missing; only a note (effect = "advise") may do without')
    return entry


def _when(table: Table | None, vocabulary: Vocabulary) -> When:
    if table is None:
        return When()
    when = When(
        tasks=_set(table.words_or_none("tasks", vocabulary.tasks)),
        settings=_set(table.words_or_none("settings", vocabulary.settings)),
        delegators=_set(table.words_or_none("delegators", vocabulary.delegators)),
        unless_only=_set(table.words_or_none("unless_only", vocabulary.tasks)),
    )
    table.close()
    return when


def _set(words: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)


def federal_rules(book: RuleBook) -> StateRules:
    """The federal rules in the shape of a state's; their file has no head."""
    return StateRules(
        code=FEDERAL,
        name="Federal",
        regulator="",
        regulation="",
        summary="Rules that lie over every state.",
        open_questions=(),
        rules=book.federal,
    )


def entries(book: RuleBook) -> Iterator[tuple[str, Entry]]:
    """Every entry of the law with its state's code, federal ones under ``US``."""
    for state in book.states.values():
        yield from ((state.code, entry) for rule in state.rules for entry in rule.versions)
    yield from ((FEDERAL, entry) for rule in book.federal for entry in rule.versions)


def described(entry: Entry) -> dict[str, Any]:
    """The entry as plain JSON values, for pages and ``rules show --json``."""
    return {
        "id": entry.id,
        "says": entry.says,
        "in_force": entry.in_force.isoformat(),
        "effect": entry.effect,
        "citation": entry.citation,
        "source": entry.source,
        "checked_on": entry.checked_on.isoformat(),
        "as_of": entry.as_of,
        "confidence": entry.confidence,
        "note": entry.note,
        "question": entry.question,
    }


__all__ = ["Entry", "NoRules", "Rule", "RuleBook", "RuleBookError", "StateRules", "load_rulebook"]
