"""What scoring.toml says: points, thresholds, and which words of a name mean what."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("scoring.toml")
PARTS = ("last_name", "first_name", "swapped", "middle_name", "suffix", "state", "city", "birth")


@dataclass(frozen=True, slots=True)
class Policy:
    """``points`` by the line of the evidence and what it says; ``shown_from`` and ``strong_from``
    are sums of them."""

    shown_from: int
    strong_from: int
    points: Mapping[str, Mapping[str, int]]
    suffixes: frozenset[str]
    particles: frozenset[str]
    one_mistake_from: int
    two_mistakes_from: int

    def mistakes_in(self, length: int) -> int:
        """How many letters of a word so long may be otherwise for it to be the same, mistyped."""
        return (length >= self.one_mistake_from) + (length >= self.two_mistakes_from)


@cache
def policy() -> Policy:
    """What the file says; read once."""
    said: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    names = said["names"]
    return Policy(
        shown_from=said["shown_from"],
        strong_from=said["strong_from"],
        points={part: said[part] for part in PARTS},
        suffixes=frozenset(names["suffixes"]),
        particles=frozenset(names["particles"]),
        one_mistake_from=names["one_mistake_from"],
        two_mistakes_from=names["two_mistakes_from"],
    )
