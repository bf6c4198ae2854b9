"""A name in the parts by which two are compared: folded, so that Núñez is nunez."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from nicknames import NickNamer
from rapidfuzz.distance import OSA

from agency.finding.folding import folded, words_of
from agency.screening.policy import policy


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name. ``first`` is its first word, ``firsts`` that and all first words in one;
    ``middle`` what follows, ``last`` all words in one, and ``parts`` each that is a name itself.
    """

    first: str
    firsts: tuple[str, ...]
    middle: str
    last: str
    parts: tuple[str, ...]
    suffix: str


def name_of(first: str, middle: str, last: str, suffix: str = "") -> Name:
    """The parts of a name as it is written in three or four fields.

    A suffix may stand behind any of them; a middle name in the first one.
    """
    lasts, of_last = _without_suffix(words_of(last))
    firsts, of_first = _without_suffix(words_of(first))
    middles, of_middle = _without_suffix(["", *words_of(middle)])
    further = " ".join([*firsts[1:], *middles[1:]])
    own = _suffix(suffix)
    return Name(
        first=firsts[0] if firsts else "",
        firsts=tuple(dict.fromkeys((firsts[0], "".join(firsts)))) if firsts else (),
        middle=further,
        last="".join(lasts),
        parts=_parts(lasts),
        suffix=own or of_last or of_first or of_middle,
    )


def _without_suffix(words: list[str]) -> tuple[list[str], str]:
    if len(words) > 1 and words[-1] in policy().suffixes:
        return words[:-1], words[-1]
    return words, ""


def _suffix(said: str) -> str:
    words = words_of(said)
    return words[0] if words and words[0] in policy().suffixes else ""


def _parts(lasts: list[str]) -> tuple[str, ...]:
    """Each word of a last name of several that is a name by itself, and all in one."""
    own = [one for one in lasts if one not in policy().particles and len(one) > 1]
    return tuple(dict.fromkeys((*own, "".join(lasts)))) if lasts else ()


def is_mistyped(one: str, other: str) -> bool:
    """Whether two words that are not the same differ by so few letters as one may mistype."""
    most = policy().mistakes_in(min(len(one), len(other)))
    return bool(most) and OSA.distance(one, other, score_cutoff=most) <= most


@cache
def _nicknamer() -> NickNamer:
    return NickNamer()


@lru_cache(1 << 14)
def nicknames_of(first: str) -> frozenset[str]:
    """Other forms of a first name, by a published table of English names: robert, bob."""
    table = _nicknamer()
    forms = table.nicknames_of(first) | table.canonicals_of(first)
    return frozenset(folded(one) for one in forms) - {first}
