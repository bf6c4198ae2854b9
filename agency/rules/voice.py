"""What is said to a person, said about her: the reasons of rules speak to whom they are about."""

from __future__ import annotations

import re

# The third person of what the reasons say in the present; all other words are as they are.
PRESENT = {
    "are": "is",
    "ask": "asks",
    "have": "has",
    "offer": "offers",
    "say": "says",
    "travel": "travels",
    "work": "works",
}
TO_HER = re.compile(r"\b(by|for|from|of|to|with) you\b")
SHE_DOES = re.compile(r"\b([Yy])ou (\w+)")
HERS = re.compile(r"\b([Yy])our\b")


def of_her(words: str) -> str:
    """``your program has ended, you are away`` as ``her program has ended, she is away``."""
    words = TO_HER.sub(r"\1 her", words)
    words = SHE_DOES.sub(_she_does, words)
    return HERS.sub(lambda found: _as_capital(found[1], "her"), words)


def _she_does(found: re.Match[str]) -> str:
    return f"{_as_capital(found[1], 'she')} {PRESENT.get(found[2], found[2])}"


def _as_capital(letter: str, word: str) -> str:
    return word.capitalize() if letter.isupper() else word
