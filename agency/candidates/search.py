"""Candidates by what somebody types: a name, a reference, an e-mail address, a telephone number.

Names are found in spite of accents, typing mistakes and a changed order; a state among the words,
such as WA or Washington, keeps to those who live there or are willing to work there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.column_types import has_word
from agency.extensions import db
from agency.finding.folding import digits_of, folded, words_of
from agency.finding.index import Entry, Ranked, Sought, WordIndex
from agency.finding.keeping import Edited, Kept
from agency.finding.states import states_among
from agency.places import zip_ranges

REF, EMAIL, PHONE = range(3)
TELEPHONE = re.compile(r"[+(]?\d(?:[\s().\-/]*\d){6,}")
NUMBER_ALONE = re.compile(r"[\d\s()+.\-/]+")
LEAST_DIGITS, LEAST_LETTERS = 4, 3
EXACT, NUMBER_ALIKE, IN_PART, IN_STATE = 2000, 1900, 1500, 500
# So many of the best are looked through for those that pass the filters.
MOST = 5_000
MOST_WORDS = 8

Filters = Sequence[ColumnElement[bool]]
Found = dict[int, Ranked]


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate who was found; ``score`` is of 1,000 for a name, above for a reference, e-mail
    address or number, and 500 for a state alone.
    """

    id: int
    ref: str
    name: str
    email: str
    phone: str
    home_zip: str | None
    status: str
    score: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, taken apart.

    Some of the words may name ``states``; ``others`` are the words that do not, and ``capitals``
    those that are written as a code of a state is.
    """

    text: str
    words: tuple[str, ...]
    others: tuple[str, ...]
    states: tuple[str, ...]
    capitals: frozenset[str]


def found(text: str, limit: int, wanted: Filters = ()) -> list[Hit]:
    """The best ``limit`` candidates for a text, of those whose rows are ``wanted``.

    Who bears the very reference, e-mail address or telephone number comes first, then who bears it
    in part, then names by how well they agree; equal ones by name. A text without any of them
    finds the first by name of those wanted, or nobody if that is everybody. In at most five
    queries, however many candidates there are.
    """
    asked = _asked(text)
    with INDEX.current() as index:
        best = _by_id(_anywhere(asked, index, MOST if wanted else limit))
        within = _by_id(index.worded(asked.others, MOST)) if asked.states else {}
    if wanted:
        best = _passing(best, wanted)
    filters = [*wanted, *map(of_state, asked.states)]
    if asked.states and asked.others:
        within = _passing(within, filters)
    elif asked.states or (wanted and not text.strip()):
        within = _first(limit, filters)
    return _hits(_by_id([*within.values(), *best.values()]), limit)


def _anywhere(asked: Asked, index: WordIndex, most: int) -> Iterator[Ranked]:
    """Who answers the text as it is, whatever the states it may name."""
    yield from _coded(asked.text, index)
    sought = Sought(asked.capitals, one_may_miss=not asked.states)
    yield from index.worded(asked.words, most, sought)


def _coded(text: str, index: WordIndex) -> Iterator[Ranked]:
    """Who bears a reference, address or number in the text, wholly or in part."""
    small = text.strip().casefold()
    yield from index.coded(REF, small, EXACT)
    for word in small.split():
        if "@" in word:
            yield from _either(EMAIL, word, index)
        elif _has_digit(word) and len(word) >= LEAST_LETTERS:
            yield from index.numbered(REF, word, NUMBER_ALIKE, IN_PART)
            yield from _either(REF, word, index)
    for number in telephones(text):
        yield from _either(PHONE, number, index)


def _either(which: int, code: str, index: WordIndex) -> Iterator[Ranked]:
    yield from index.coded_in_part(which, code, IN_PART)
    yield from index.coded(which, code, EXACT)


def _by_id(ranked: Iterable[Ranked]) -> Found:
    """Each row once, as the best that was said of it."""
    best: Found = {}
    for one in ranked:
        if one.id not in best or one.score > best[one.id].score:
            best[one.id] = one
    return best


def telephones(text: str) -> Iterator[str]:
    """The digits of every telephone number in a text, and of a text that is nothing but digits."""
    numbers = TELEPHONE.findall(text)
    if not numbers and NUMBER_ALONE.fullmatch(text):
        numbers = [text]
    digits = map(digits_of, numbers)
    return (number for number in digits if len(number) >= LEAST_DIGITS)


def _asked(text: str) -> Asked:
    bare = TELEPHONE.sub(" ", text).replace(",", " ").split()
    kept = [word for word in bare if "@" not in word and not _has_digit(word)]
    states, others = states_among(kept)
    codes = [word.casefold() for word in kept if word.isupper() and word in states]
    return Asked(
        text=text,
        words=tuple(words_of(" ".join(kept)))[:MOST_WORDS],
        others=tuple(words_of(" ".join(others)))[:MOST_WORDS],
        states=tuple(states),
        capitals=frozenset(codes),
    )


def _has_digit(word: str) -> bool:
    return any(map(str.isdecimal, word))


def _passing(names: Found, filters: Filters) -> Found:
    """Those of them who pass the filters."""
    if not names:
        return {}
    statement = select(Candidate.id).where(among(Candidate.id, names), *filters)
    return {id: names[id] for id in db.session.scalars(statement)}


def _first(limit: int, filters: Filters) -> Found:
    """The first by name of those who pass the filters."""
    by_name = func.lower(Candidate.last_name), func.lower(Candidate.first_name), Candidate.id
    columns = Candidate.id, Candidate.first_name, Candidate.last_name
    rows = db.session.execute(
        select(*columns).where(ITS_OWN, *filters).order_by(*by_name).limit(limit)
    )
    return {row.id: Ranked(IN_STATE, _text(row.first_name, row.last_name), row.id) for row in rows}


def of_state(state: str) -> ColumnElement[bool]:
    """Who lives in a state by her ZIP code, or is willing to work there."""
    return or_(
        has_word(Candidate.willing_states, state),
        *(Candidate.home_zip.between(first, last) for first, last in zip_ranges(state)),
    )


def _hits(best: Found, limit: int) -> list[Hit]:
    """The best of them as they are on file now."""
    kept = sorted(best.values(), key=lambda one: one.order)[:limit]
    if not kept:
        return []
    statement = select(Candidate).where(among(Candidate.id, [one.id for one in kept]))
    rows = {row.id: row for row in db.session.scalars(statement)}
    return [_hit(rows[one.id], one.score) for one in kept if one.id in rows]


def _hit(row: Candidate, score: int) -> Hit:
    return Hit(
        id=row.id,
        ref=row.ref,
        name=f"{row.first_name} {row.last_name}".strip(),
        email=row.email,
        phone=row.phone,
        home_zip=row.home_zip,
        status=row.status,
        score=score,
    )


def _read(edited: Edited | None) -> Iterator[Entry]:
    """Every candidate as an entry of the index, or those that were edited; none merged away."""
    names = ("id", "ref", "first_name", "last_name", "email", "phone")
    statement = select(*(getattr(Candidate, name) for name in names)).where(ITS_OWN)
    if edited is not None:
        statement = statement.where(among(Candidate.id, edited["candidate"]))
    for id, ref, first, last, email, phone in db.session.execute(statement):
        codes = ref.casefold(), email.casefold(), digits_of(phone)
        yield Entry(id, _text(first, last), codes)


def _text(first_name: str, last_name: str) -> str:
    """A name as it is sorted: the family name first."""
    return folded(f"{last_name} {first_name}".strip())


INDEX = Kept("candidate", codes=3, read=_read)
