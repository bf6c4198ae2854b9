"""The states that are named among words, by code or by name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from agency.finding.folding import folded
from agency.rules.rulebook import load_rulebook

MOST_WORDS = 3


def states_among(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The codes of the states that words name, such as WA or North Dakota, and the other words."""
    states: list[str] = []
    others: list[str] = []
    at = 0
    while at < len(words):
        for length in range(MOST_WORDS, 0, -1):
            if code := _codes().get(folded(" ".join(words[at : at + length]))):
                states.append(code)
                at += length
                break
        else:
            others.append(words[at])
            at += 1
    return states, others


@cache
def _codes() -> dict[str, str]:
    """The code of each state by its name and by its code, in small letters."""
    states = load_rulebook().states.values()
    names = {folded(state.name): state.code for state in states}
    return names | {state.code.casefold(): state.code for state in states}
