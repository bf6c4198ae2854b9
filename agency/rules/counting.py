"""What a rulebook holds, counted: by state, by kind of entry and by how far it is to be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from agency.rules.catalogue import CATEGORIES, CONFIDENCES
from agency.rules.rulebook import FEDERAL, Rule, RuleBook

KINDS = ("work", "person", "advice", "lifted")
COUNTED = ("entries", *KINDS, *CONFIDENCES, "open")


def summary(book: RuleBook) -> dict[str, Any]:
    """The whole rulebook in numbers, as ``rules check --json`` and the API answer it."""
    counts = list(counts_of(book))
    types = book.catalogue.types.values()
    categories = Counter(kind.category for kind in types)
    return {
        "fingerprint": book.fingerprint,
        "states": [one for one in counts if one["state"] != FEDERAL],
        "federal": next(one for one in counts if one["state"] == FEDERAL),
        "total": total_of(counts),
        "catalogue": {
            "credentials": len(types),
            "categories": {category: categories[category] for category in CATEGORIES},
            "ambiguous": len(book.catalogue.ambiguous),
        },
        "tasks": len(book.vocabulary.tasks),
        "holidays": len(book.holidays.rules),
    }


def counts_of(book: RuleBook) -> Iterator[dict[str, Any]]:
    """What each state and the federal file hold, by kind and by confidence."""
    for state in book.states.values():
        counted = _count(state.rules) | {"open": len(state.open_questions)}
        yield {"state": state.code, "name": state.name, **counted}
    yield {"state": FEDERAL, "name": "Federal", **_count(book.federal), "open": 0}


def _count(rules: Iterable[Rule]) -> dict[str, int]:
    entries = [entry for rule in rules for entry in rule.versions]
    found = Counter("lifted" if entry.lifted else entry.about for entry in entries)
    found.update(entry.confidence for entry in entries)
    return {"entries": len(entries)} | {name: found[name] for name in (*KINDS, *CONFIDENCES)}


def total_of(counts: list[dict[str, Any]]) -> dict[str, int]:
    """The numbers of some counts added up, by name."""
    return {name: sum(one[name] for one in counts) for name in COUNTED}
