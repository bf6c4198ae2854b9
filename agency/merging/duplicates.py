"""Who may be one person with two files, and why it seems so; nobody is merged by that."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from agency.bulk_lookup import among
from agency.candidates.keys import keys_of
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.credentials.models import Credential
from agency.extensions import db
from agency.merging.kept_pairs import PAIRS, Certificate
from agency.merging.marks import MARKS
from agency.merging.models import DistinctPair

SAME_NUMBER = "same number of"
COLUMNS = ("id", "ref", "first_name", "last_name", "email", "phone", "home_zip", "status")


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate as she is compared."""

    id: int
    ref: str
    first_name: str
    last_name: str
    email: str
    phone: str
    home_zip: str | None
    status: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.ref


def marks_of(one: Person) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What makes somebody the same as whoever has it too: why, and what it is."""
    has = {**keys_of({name: getattr(one, name) for name in COLUMNS}), "home_zip": one.home_zip}
    for why, names in MARKS.items():
        mark = tuple(has[name] or "" for name in names)
        if all(mark):
            yield why, mark


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one, the older file first, and why."""

    first: Person
    second: Person
    reasons: tuple[str, ...]


def alike_pairs(limit: int, skipped: int = 0) -> tuple[list[Pair], int]:
    """``limit`` pairs that nobody has told apart, behind those ``skipped``, and how many there are.

    Those with most reasons come first. Four queries at most, where nothing was edited since
    somebody asked in this process.
    """
    apart = _told_apart()
    with PAIRS.current() as alike:
        reasons = alike.reasons
        found = [pair for pair in reasons if pair not in apart]
        found.sort(key=lambda pair: (-len(reasons[pair]), pair))
        whys = {pair: tuple(reasons[pair]) for pair in found[skipped : skipped + limit]}
    people = _among({id for pair in whys for id in pair})
    numbers = _numbers({pair[0] for pair, why in whys.items() if any(map(_is_numbered, why))})
    pairs = [
        Pair(people[a], people[b], _told(why, a, numbers))
        for (a, b), why in whys.items()
        if a in people and b in people  # removed this very moment
    ]
    return pairs, len(found)


def _is_numbered(why: str | Certificate) -> bool:
    return isinstance(why, Certificate)


def _told(
    whys: Sequence[str | Certificate], older: int, numbers: Mapping[tuple[int, Certificate], str]
) -> tuple[str, ...]:
    """Reasons in words; a number is told as the older file has it, if it still does."""
    return tuple(
        why
        if isinstance(why, str)
        else f"{SAME_NUMBER} {why.code}: {numbers.get((older, why), why.number_folded)}"
        for why in whys
    )


def alike_to(row: Mapping[str, Any]) -> list[Pair]:
    """The pairs of one candidate, by her row as plain values; one query."""
    her = Person(**{name: row[name] for name in COLUMNS})
    mine = dict(marks_of(her))
    pairs = []
    for *columns, number in db.session.execute(_maybe_alike(her)):
        other = Person(*columns)
        whys = [why for why, mark in marks_of(other) if mine.get(why) == mark]
        whys += [f"{SAME_NUMBER} {number}"] if number else []
        first, second = sorted((her, other), key=lambda one: one.id)
        pairs += [Pair(first, second, tuple(whys))] if whys else []
    return pairs


def _people() -> Any:
    return select(*(getattr(Candidate, name) for name in COLUMNS)).where(ITS_OWN)


def _among(ids: Collection[int]) -> dict[int, Person]:
    rows = db.session.execute(_people().where(among(Candidate.id, ids)))
    return {row.id: Person(*row) for row in rows}


def _numbers(ids: Collection[int]) -> dict[tuple[int, Certificate], str]:
    """How somebody's certificates are numbered, as it is written, by her id; one query, if any."""
    if not ids:
        return {}
    key = Credential.candidate_id, Credential.code, Credential.number_folded
    written = select(*key, func.min(Credential.number)).where(among(Credential.candidate_id, ids))
    rows = db.session.execute(written.where(Credential.number_folded != "").group_by(*key))
    return {(id, Certificate(code, folded)): number for id, code, folded, number in rows}


def _maybe_alike(her: Person) -> Any:
    """Whom to look at, by an index each, and the first certificate that both have, if any."""
    mine, theirs = aliased(Credential), aliased(Credential)
    same = and_(theirs.number_folded == mine.number_folded, theirs.code == mine.code)
    number = case((theirs.candidate_id < her.id, theirs.number), else_=mine.number)
    shared = (
        select(theirs.candidate_id, func.min(theirs.code + ": " + number).label("number"))
        .join(mine, same)
        .where(mine.candidate_id == her.id, mine.number_folded != "", theirs.number_folded != "")
        .group_by(theirs.candidate_id)
        .cte("shared")
    )
    parts = [select(Candidate.id).where(part) for part in _parts(her)]
    alike = union(select(shared.c.candidate_id), *parts).subquery()
    return (
        _people()
        .add_columns(shared.c.number)
        .join(alike, alike.c.candidate_id == Candidate.id)
        .outerjoin(shared, shared.c.candidate_id == Candidate.id)
        .where(Candidate.id != her.id, ~_told_apart_from(her.ref))
        .order_by(Candidate.id)
    )


def _parts(her: Person) -> Iterator[ColumnElement[bool]]:
    """What of hers whoever is the same has too."""
    for why, mark in marks_of(her):
        columns = [getattr(Candidate, name) for name in MARKS[why]]
        yield and_(*(column == said for column, said in zip(columns, mark, strict=True)))


def _told_apart_from(ref: str) -> ColumnElement[bool]:
    first, second = DistinctPair.first_ref, DistinctPair.second_ref
    one_way = and_(first == ref, second == Candidate.ref)
    return select(first).where(or_(one_way, and_(second == ref, first == Candidate.ref))).exists()


def _told_apart() -> set[tuple[int, int]]:
    """Pairs of ids, the lesser first."""
    first, second = aliased(Candidate), aliased(Candidate)
    pairs = (
        select(first.id, second.id)
        .select_from(DistinctPair)
        .join(first, first.ref == DistinctPair.first_ref)
        .join(second, second.ref == DistinctPair.second_ref)
    )
    return {(min(a, b), max(a, b)) for a, b in db.session.execute(pairs)}
