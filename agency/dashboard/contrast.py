"""The contrast of every pair of colors that meet on a page, reckoned from the style sheet itself.

Ratios are those of WCAG 2.2, 1 to 21: text needs 4.5, graphics and borders of controls need 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from agency.static_files import FOLDER

TOKENS = FOLDER / "styles" / "tokens.css"
TOKEN = re.compile(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
TEXT, GRAPHIC = 4.5, 3.0
THEMES = ("light", "dark")

GROUNDS = ("canvas", "surface", "sunken")
INKS = ("ink", "ink-2", "ink-3", "ask", "ask-hover", "met", "unmet", "soon", "unk", "law")
# Text that stands on a tint of its own kind, or on what is selected.
ON_TINTS = {
    "ask-bg": ("ink", "ink-2", "ink-3", "ask", "ask-hover", "met", "unmet", "soon", "unk", "law"),
    "met-bg": ("met", "ink"),
    "unmet-bg": ("unmet", "ink", "ink-2"),
    "soon-bg": ("soon", "ink"),
    "unk-bg": ("unk", "ink", "ink-2"),
    "law-bg": ("law", "ink", "ink-2"),
    "ask": ("on-ask",),
    "ask-hover": ("on-ask",),
    "ink": ("surface",),
    "paper": ("paper-ink",),
    "law-fill": ("on-law",),
    **{f"balance-{step}": (f"on-balance-{step}",) for step in range(1, 5)},
}
FILLS = ("control", "met-fill", "unmet-fill", "soon-fill", "unk-fill", "law-fill")
UNDER_FILLS = ("canvas", "surface", "ask-bg")


@dataclass(frozen=True, slots=True)
class Pair:
    """One color on another in one theme, by the names of their tokens."""

    theme: str
    front: str
    ground: str
    least: float
    ratio: float

    @property
    def enough(self) -> bool:
        return self.ratio >= self.least


@cache
def colors() -> Mapping[str, tuple[str, str]]:
    """Every token with its color in light and in dark, as #rrggbb."""
    found = TOKEN.findall(TOKENS.read_text(encoding="utf-8"))
    return {name: (light, dark) for name, light, dark in found}


@cache
def pairs() -> tuple[Pair, ...]:
    """All pairs that meet, in both themes."""
    return tuple(
        Pair(theme, front, ground, least, ratio(colors()[front][i], colors()[ground][i]))
        for i, theme in enumerate(THEMES)
        for front, ground, least in meetings()
    )


def meetings() -> Iterator[tuple[str, str, float]]:
    """What stands on what, and the least contrast it needs."""
    yield from ((ink, ground, TEXT) for ink in INKS for ground in GROUNDS)
    yield from ((ink, tint, TEXT) for tint, inks in ON_TINTS.items() for ink in inks)
    yield from ((fill, ground, GRAPHIC) for fill in FILLS for ground in UNDER_FILLS)


def ratio(one: str, other: str) -> float:
    """The contrast of two colors, written #rrggbb."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    """The relative luminance of a color, 0 to 1."""
    red, green, blue = (_linear(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    bright: float = ((channel + 0.055) / 1.055) ** 2.4
    return channel / 12.92 if channel <= 0.04045 else bright
