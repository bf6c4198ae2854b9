"""Candidates by what somebody types, with the credentials that are among the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement

from agency.candidates import search
from agency.candidates.search import Hit
from agency.credentials.holdings import holding
from agency.rules.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Named:
    """A text without the credentials that it names; the holder is to have one of each set."""

    rest: str
    sets: tuple[tuple[str, ...], ...]


def found(
    text: str,
    limit: int,
    day: date,
    catalogue: Catalogue,
    wanted: tuple[ColumnElement[bool], ...] = (),
) -> list[Hit]:
    """`agency.candidates.search.found`; a type of credential keeps to who holds it on ``day``.

    It is named by its code or title, CMA-AAMA or CMA (AAMA), or by a name that several share, such
    as CCMA or BLS: then any of them will do.
    """
    named = credentials_named(text, catalogue)
    conditions = (*wanted, *(holding(codes, day) for codes in named.sets))
    hits = search.found(named.rest, limit, conditions)
    if named.sets and not hits:  # a name may look like a code
        hits = search.found(text, limit, wanted)
    return hits


def credentials_named(text: str, catalogue: Catalogue) -> Named:
    """The credentials in a text, each as the codes that its name may stand for."""
    sets: list[tuple[str, ...]] = []
    for title in sorted((kind.title for kind in catalogue.types.values()), key=len, reverse=True):
        pattern = rf"(?<!\S){re.escape(title)}(?=[\s,]|$)"
        if re.search(pattern, text, re.IGNORECASE):
            text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
            sets.append(_titled(title, catalogue))
    rest = []
    for word in text.replace(",", " ").split():
        codes = _codes(word, catalogue)
        if codes:
            sets.append(codes)
        else:
            rest.append(word)
    return Named(" ".join(rest), tuple(sets))


def _titled(title: str, catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(code for code, kind in catalogue.types.items() if kind.title == title)


def _codes(word: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The types that a word stands for; none for any other word."""
    code = word.upper()
    if code in catalogue.types:
        return (code,)
    if alias := catalogue.client_aliases.get(code):
        return alias
    ambiguity = catalogue.ambiguous.get(code)
    return ambiguity.choices if ambiguity else ()
