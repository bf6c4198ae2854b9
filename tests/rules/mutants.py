"""Every change of an entry of the law in one point: what the cases of its state must notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from agency.rules.rulebook import FEDERAL, Entry, Rule, RuleBook, StateRules, When
from tests.rules.mutants_of_needs import Words, changes

BEFORE_OUR_RECORDS = date(1, 1, 1)


@dataclass(frozen=True)
class Mutant:
    """One entry as the law has it, and as it would be; None where it is taken out."""

    name: str
    state: str
    entry: Entry
    changed: Entry | None

    def in_place_of_the_law(self, book: RuleBook) -> RuleBook:
        """``book`` with the change made, under a fingerprint of its own."""
        if self.state == FEDERAL:
            return replace(book, federal=self._of_rules(book.federal), fingerprint=self.name)
        state = book.states[self.state]
        states = {**book.states, self.state: replace(state, rules=self._of_rules(state.rules))}
        return replace(book, states=states, fingerprint=self.name)

    def _of_rules(self, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(rule for rule in map(self._of_rule, rules) if rule.versions)

    def _of_rule(self, rule: Rule) -> Rule:
        changed = [self.changed if one is self.entry else one for one in rule.versions]
        versions = sorted((one for one in changed if one), key=lambda one: one.in_force)
        return replace(rule, versions=tuple(versions))


def mutants_of(state: StateRules, book: RuleBook) -> Iterator[Mutant]:
    """All changes in one point of each entry of the state, each with its name."""
    for rule in state.rules:
        for entry in rule.versions:
            version = f" of {entry.in_force}" if len(rule.versions) > 1 else ""
            for name, changed in _changed(entry, state, book):
                yield Mutant(f"{rule.id}{version}: {name}", state.code, entry, changed)


def _changed(entry: Entry, state: StateRules, book: RuleBook) -> Iterator[tuple[str, Entry | None]]:
    yield "taken out", None
    yield "lifted", replace(entry, lifted=True, needs=None)
    yield from ((name, replace(entry, when=when)) for name, when in _when(entry.when, state, book))
    if entry.in_force != BEFORE_OUR_RECORDS:
        yield "a day earlier", replace(entry, in_force=entry.in_force - timedelta(days=1))
        yield "a day later", replace(entry, in_force=entry.in_force + timedelta(days=1))
    if entry.effect == "advise" and entry.needs is not None:
        yield "required", replace(entry, effect="require")
    if entry.effect == "require" and entry.needs is not None:
        yield "only advice", replace(entry, effect="advise")
        other = "high" if entry.confidence == "low" else "low"
        yield f"of {other} confidence", replace(entry, confidence=other)
        for name, needs in changes(entry.needs, book):
            yield name, replace(entry, needs=needs)


def _when(when: When, state: StateRules, book: RuleBook) -> Iterator[tuple[str, When]]:
    words = book.vocabulary
    for name, tasks in _tasks(when.tasks, state, book):
        yield name, replace(when, tasks=tasks)
    for name, settings in _places("in", when.settings, words.settings):
        yield name, replace(when, settings=settings)
    for name, delegators in _places("under", when.delegators, words.delegators):
        yield name, replace(when, delegators=delegators)
    for name, tasks in _exceptions(when.unless_only, state):
        yield name, replace(when, unless_only=tasks)


def _tasks(
    tasks: Words | None, state: StateRules, book: RuleBook
) -> Iterator[tuple[str, Words | None]]:
    """Not for each task, also for each other of which the state speaks, and for one of none.

    All work of a medical assistant is general. So beside general work another task adds
    something in other roles only, and these bring clinical tasks alone.
    """
    if tasks is None:
        return
    clinical, spoken = book.vocabulary.clinical_tasks, _spoken_of(state)
    unrelated = next(task for task in sorted(clinical) if task not in spoken)
    others = sorted(spoken & clinical if "general" in tasks else spoken)
    yield from _changed_words("for", tasks, (*others, unrelated))


def _exceptions(tasks: Words | None, state: StateRules) -> Iterator[tuple[str, Words]]:
    """Where work that names certain tasks alone is excepted: one less, and each other of a task."""
    if tasks is not None:
        others = sorted(_spoken_of(state) - {"general"})
        yield from _changed_words("unless only", tasks, others)


def _spoken_of(state: StateRules) -> Words:
    """The tasks of the state's entries, general work among them."""
    entries = (entry for rule in state.rules for entry in rule.versions)
    return frozenset(task for entry in entries for task in entry.when.tasks or ()) | {"general"}


def _places(
    where: str, named: Words | None, known: tuple[str, ...]
) -> Iterator[tuple[str, Words | None]]:
    """Not in each place named, also in each other, in any; only in the first if none is named."""
    if named is None:
        yield f"only {where} {known[0]}", frozenset({known[0]})
        return
    yield f"{where} any", None
    yield from _changed_words(where, named, known)


def _changed_words(where: str, words: Words, known: Iterable[str]) -> Iterator[tuple[str, Words]]:
    yield from ((f"not {where} {word}", words - {word}) for word in sorted(words))
    yield from ((f"also {where} {word}", words | {word}) for word in known if word not in words)
