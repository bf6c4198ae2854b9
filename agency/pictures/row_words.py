"""Where the words of a row stand that may take several lines, and how many lines they take."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from agency.pictures.axis import Axis, Stretch
from agency.pictures.bars import Mark
from agency.rules.eligibility import Finding

# The shares of the axis that a character takes, small and bold, and the least room for words.
PER_CHARACTER, PER_BOLD = 0.0085, 0.0105
LEAST_BESIDE, LEAST_BENEATH, INSIDE = 0.1, 0.4, 0.3
# A row has room for two lines beside the window, and for none beneath its note.
LINES_BESIDE, LINES_BENEATH = 2, 0


@dataclass(frozen=True, slots=True)
class Label:
    """What stands right of the window; ``inside`` it where there is no room, and ``lower`` where
    something is drawn there."""

    drawn: Stretch
    inside: bool
    lower: bool
    lines: int


def label_of(words: str, closes: str, finding: Finding, axis: Axis, lower: bool) -> Label:
    """The place of ``words`` with what ``closes`` it beneath."""
    end = axis.at(finding.window.last + 1)
    inside = 1.0 - end < LEAST_BESIDE
    start, width = (max(end - INSIDE, 0.0), INSIDE) if inside else (end, 1.0 - end)
    lines = sum(_lines(one, width, PER_BOLD) for one in (words, closes) if one)
    return Label(Stretch(start, width, False, False), inside, lower, lines)


def why_mark(words: str, finding: Finding, axis: Axis) -> Mark | None:
    """The place of why days are unknown: beneath the window, or from the left if it is narrow."""
    if not words:
        return None
    start, end = axis.at(finding.window.first), axis.at(finding.window.last + 1)
    start = start if end - start >= LEAST_BENEATH else 0.0
    return Mark(Stretch(start, end - start, False, False), words)


def taller(label: Label | None, why: Mark | None) -> int:
    """By how many lines a row must be higher than others for these words."""
    beside = label.lines + label.lower - LINES_BESIDE if label else 0
    beneath = _lines(why.words, why.drawn.width, PER_CHARACTER) - LINES_BENEATH if why else 0
    return max(beside, beneath, 0)


def _lines(words: str, width: float, each: float) -> int:
    return ceil(len(words) * each / max(width, each))
