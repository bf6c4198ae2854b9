"""Rules by what somebody types: an id, a citation, a state, or words of what the rule says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agency.finding.folding import words_of
from agency.finding.index import Entry, WordIndex
from agency.rules.rulebook import FEDERAL, Rule, RuleBook
from agency.rules.titles import rule_name

REF, CITATION = range(2)
EXACT, IN_PART = 2000, 1500
LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that was found, with its short ``name``.

    ``code`` is that of its state, or of the rules over every state.
    """

    id: str
    name: str
    says: str
    citation: str
    code: str
    place: str


def rules_found(text: str, limit: int, book: RuleBook) -> list[RuleHit]:
    """The best ``limit`` rules for a text; pure reckoning."""
    shelf = _shelf(book)
    small = " ".join(text.casefold().split())
    best = {one.id: one for one in shelf.index.worded(words_of(text), len(shelf.hits))}
    if len(small) >= LEAST_LETTERS:
        for which in (CITATION, REF):
            best |= {one.id: one for one in shelf.index.coded_in_part(which, small, IN_PART)}
    best |= {one.id: one for one in shelf.index.coded(REF, small, EXACT)}
    kept = sorted(best.values(), key=lambda one: (-one.score, one.id))[:limit]
    return [shelf.hits[one.id] for one in kept]


@dataclass(frozen=True)
class _Shelf:
    hits: list[RuleHit]
    index: WordIndex


# Of the present rulebook alone: another takes its place when the rules change.
_at_hand: dict[str, _Shelf] = {}


def _shelf(book: RuleBook) -> _Shelf:
    shelf = _at_hand.get(book.fingerprint)
    if shelf is None:
        shelf = _filled(book)
        _at_hand.clear()
        _at_hand[book.fingerprint] = shelf
    return shelf


def _filled(book: RuleBook) -> _Shelf:
    hits = list(_hits(book))
    index = WordIndex(codes=2)
    index.fill(
        Entry(
            number,
            " ".join(words_of(_text(hit))),
            (hit.id.casefold(), hit.citation.casefold()),
        )
        for number, hit in enumerate(hits)
    )
    return _Shelf(hits, index)


def _hits(book: RuleBook) -> Iterator[RuleHit]:
    for state in book.states.values():
        yield from (_hit(rule, state.code, state.name) for rule in state.rules)
    yield from (_hit(rule, FEDERAL, "Every state") for rule in book.federal)
    yield from (_hit(rule, FEDERAL, "The agency") for rule in book.standards)


def _hit(rule: Rule, code: str, place: str) -> RuleHit:
    entry = rule.versions[-1]
    name = rule_name(rule.id, entry.says)
    return RuleHit(rule.id, name, entry.says, entry.citation, code, place)


def _text(hit: RuleHit) -> str:
    """All the words by which it is found."""
    return f"{hit.id} {hit.place} {hit.code} {hit.citation} {hit.name} {hit.says}"
