"""Whether two records name one person: case, accents, hyphens and spaces say nothing."""

from __future__ import annotations

from collections.abc import Sequence

from agency.finding.folding import words_of

# What stands behind a surname and is a part of none.
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
SAME, SWAPPED, OTHER = "same", "swapped", "other"


def compared(first: str, last: str, their_first: str, their_middle: str, their_last: str) -> str:
    """SAME, SWAPPED where given name and surname have changed places, or OTHER.

    A middle name that only one side has says nothing, and an initial stands for the name.
    """
    theirs = f"{their_first} {their_middle}"
    if _one_surname(last, their_last) and _one_given(first, theirs):
        return SAME
    if _one_surname(first, their_last) and _one_given(last, theirs):
        return SWAPPED
    return OTHER


def _one_surname(ours: str, theirs: str) -> bool:
    """De La Cruz is delacruz, and Vega-Lund is Vega Lund."""
    mine = "".join(_without_suffix(words_of(ours)))
    return bool(mine) and mine == "".join(_without_suffix(words_of(theirs)))


def _one_given(ours: str, theirs: str) -> bool:
    mine, other = _without_suffix(words_of(ours)), _without_suffix(words_of(theirs))
    if not mine or not other:
        return False
    if mine[0] == other[0]:
        return all(_alike(*pair) for pair in zip(mine[1:], other[1:], strict=False))
    # Maryann is Mary Ann.
    return "".join(mine) == "".join(other)


def _alike(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _without_suffix(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in SUFFIXES]
