"""Every change of an expression in one point: a part, a word or a number less, more or other.

Each comes with its name in a few words. Other words are those of the vocabulary and the catalogue:
one that is added there makes new changes, and each wants a case that notices it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence
from agency.rules.rulebook import RuleBook

Words = frozenset[str]
Change = tuple[str, Expression]
Number = TypeVar("Number", int, Decimal)


def changes(needs: Expression, book: RuleBook) -> Iterator[Change]:
    """All changes of ``needs`` in one point; a leaf without words or numbers has none."""
    return CHANGES[type(needs)](needs, book)


def one_word_changed(words: Words, known: Iterable[str]) -> Iterator[tuple[str, Words]]:
    """The set without each of its words, and with each other word that is known."""
    yield from ((f"without {word}", words - {word}) for word in sorted(words))
    yield from ((f"with {word}", words | {word}) for word in known if word not in words)


def _parts(node: ask.AllOf | ask.AnyOf, book: RuleBook) -> Iterator[Change]:
    parts = node.parts
    for at, part in enumerate(parts):
        others = (*parts[:at], *parts[at + 1 :])
        yield f"without part {at + 1}", type(node)(others)
        for name, changed in changes(part, book):
            yield f"part {at + 1}: {name}", type(node)((*parts[:at], changed, *parts[at + 1 :]))


def _all_of(node: ask.AllOf, book: RuleBook) -> Iterator[Change]:
    yield from _parts(node, book)
    yield "any part is enough", ask.AnyOf(node.parts)


def _any_of(node: ask.AnyOf, book: RuleBook) -> Iterator[Change]:
    yield from _parts(node, book)
    if len(node.parts) > 2:
        yield "part 1 alone", node.parts[0]
    yield "every part is needed", ask.AllOf(node.parts)


def _possible(node: ask.Possible, book: RuleBook) -> Iterator[Change]:
    yield "met, not possible", node.part
    yield "never, not possible", ask.NO
    for name, changed in changes(node.part, book):
        yield f"possible {name}", ask.Possible(changed)


def _holds(leaf: ask.Holds, book: RuleBook) -> Iterator[Change]:
    for name, codes in one_word_changed(leaf.codes, _mistakable(leaf.codes, book)):
        yield name, replace(leaf, codes=codes) if codes else ask.NO
    if leaf.bound_to_facility:
        yield "at any facility", replace(leaf, bound_to_facility=False)
    else:
        yield "bound to the facility", replace(leaf, bound_to_facility=True)
    if leaf.evidence is not None:
        yield "with any evidence", replace(leaf, evidence=None)
    else:
        yield "from the source", replace(leaf, evidence=Evidence.primary_source)
    if leaf.max_age_days is None:
        yield "at most a day old", replace(leaf, max_age_days=1)
    else:
        yield "of any age", replace(leaf, max_age_days=None)
        for name, days in _one_off("days", leaf.max_age_days):
            yield name, replace(leaf, max_age_days=days)


def _mistakable(codes: Words, book: RuleBook) -> Iterator[str]:
    """The other codes of the same categories, and the first of any other category."""
    types = book.catalogue.types
    near = {types[code].category for code in codes}
    yield from (code for code, kind in types.items() if kind.category in near)
    yield next(code for code, kind in types.items() if kind.category not in near)


def _program(leaf: ask.Program, book: RuleBook) -> Iterator[Change]:
    for name, some in one_word_changed(leaf.accreditors, book.vocabulary.accreditors):
        yield name, replace(leaf, accreditors=some)
    for name, hours in _one_off("hours", leaf.hours_min):
        yield name, replace(leaf, hours_min=hours)
    for name, hours in _one_off("externship hours", leaf.externship_hours_min):
        yield name, replace(leaf, externship_hours_min=hours)
    yield (
        "not in person" if leaf.in_person else "in person",
        replace(leaf, in_person=not leaf.in_person),
    )


def _training(leaf: ask.TrainingHours, book: RuleBook) -> Iterator[Change]:
    for topic in book.vocabulary.topics:
        if topic != leaf.topic:
            yield f"in {topic}", replace(leaf, topic=topic)
    for at, (kind, least) in enumerate(leaf.minimums):
        before, after = leaf.minimums[:at], leaf.minimums[at + 1 :]
        yield f"without {kind}", replace(leaf, minimums=(*before, *after))
        for name, hours in _one_off(kind, least):
            yield name, replace(leaf, minimums=(*before, (kind, hours), *after))


def _performances(leaf: ask.Performances, book: RuleBook) -> Iterator[Change]:
    foreign = next(task for task in book.vocabulary.tasks if task not in leaf.acts)
    for name, acts in one_word_changed(leaf.acts, (foreign,)):
        yield name, replace(leaf, acts=acts)
    for name, each in _one_off("each", leaf.each):
        yield name, replace(leaf, each=each)


def _document(leaf: ask.Document, book: RuleBook) -> Iterator[Change]:
    for document in book.vocabulary.documents:
        if document != leaf.name:
            yield f"the {document}", replace(leaf, name=document)
    where = "any" if leaf.at_facility else "the"
    yield f"kept at {where} facility", replace(leaf, at_facility=not leaf.at_facility)


def _setting(leaf: ask.Setting, book: RuleBook) -> Iterator[Change]:
    for name, allowed in one_word_changed(leaf.allowed, book.vocabulary.settings):
        yield name, ask.Setting(allowed)


def _setting_not(leaf: ask.SettingNot, book: RuleBook) -> Iterator[Change]:
    for name, barred in one_word_changed(leaf.barred, book.vocabulary.settings):
        yield name, ask.SettingNot(barred)


def _delegator(leaf: ask.Delegator, book: RuleBook) -> Iterator[Change]:
    for name, allowed in one_word_changed(leaf.allowed, book.vocabulary.delegators):
        yield name, ask.Delegator(allowed)


def _supervision(leaf: ask.Supervision, book: RuleBook) -> Iterator[Change]:
    levels = book.vocabulary.supervision
    loosest = len(levels) - len(leaf.enough)
    for at in (loosest - 1, loosest + 1):
        if 0 <= at < len(levels):
            yield f"{levels[at]} supervision", ask.Supervision(frozenset(levels[at:]))


def _whole(leaf: Expression, book: RuleBook) -> Iterator[Change]:
    """There is nothing in it to change; that it is asked at all is changed above it."""
    yield from ()


def _one_off(name: str, number: Number) -> Iterator[tuple[str, Number]]:
    """One less and one more; what is not asked at all (0) has neither."""
    if number:
        yield from ((f"{name} {number} -> {other}", other) for other in (number - 1, number + 1))


CHANGES: dict[type[Expression], Callable[[Any, RuleBook], Iterator[Change]]] = {
    ask.AllOf: _all_of,
    ask.AnyOf: _any_of,
    ask.Possible: _possible,
    ask.Holds: _holds,
    ask.Program: _program,
    ask.TrainingHours: _training,
    ask.Performances: _performances,
    ask.Education: _whole,
    ask.Adult: _whole,
    ask.Document: _document,
    ask.Prohibited: _whole,
    ask.Setting: _setting,
    ask.SettingNot: _setting_not,
    ask.Delegator: _delegator,
    ask.Supervision: _supervision,
}
