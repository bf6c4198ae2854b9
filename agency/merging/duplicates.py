"""Who may be one person with two files, and why it seems so; nobody is merged by that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from agency.bulk_lookup import among
from agency.candidates.keys import keys_of
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.credentials.models import Credential
from agency.extensions import db
from agency.merging.models import DistinctPair

NAME_AND_PHONE = "same name and telephone number"
NAME_AND_ZIP = "same name and home ZIP code"
EMAIL = "same e-mail address"
SAME_NUMBER = "same number of"
# Of more people than that who share something, such as the telephone of a school, not every pair.
MOST_ALIKE = 8
COLUMNS = ("id", "ref", "first_name", "last_name", "email", "phone", "home_zip", "status")
# What makes somebody the same as whoever has all of it too, none of it blank.
MARKS: Mapping[str, tuple[str, ...]] = {
    NAME_AND_PHONE: ("name_key", "phone_key"),
    NAME_AND_ZIP: ("name_key", "home_zip"),
    EMAIL: ("email_key",),
}


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


class Certificate(NamedTuple):
    """What two have who have a certificate of one type and number, which is folded."""

    code: str
    number_folded: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one, the older file first, and why."""

    first: Person
    second: Person
    reasons: tuple[str, ...]


def alike_pairs(limit: int) -> tuple[list[Pair], int]:
    """The first ``limit`` pairs that nobody has told apart, and how many there are.

    Those with most reasons come first. Six queries at most, none of which reads whoever is like
    nobody.
    """
    reasons = _reasons(_gone())
    apart = _told_apart()
    found = [pair for pair in reasons if pair not in apart]
    found.sort(key=lambda pair: (-len(reasons[pair]), pair))
    shown = found[:limit]
    people = _among({id for pair in shown for id in pair})
    numbers = _numbers({pair[0] for pair in shown if any(map(_is_numbered, reasons[pair]))})
    pairs = [Pair(people[a], people[b], _told(reasons[a, b], a, numbers)) for a, b in shown]
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


def _gone() -> set[int]:
    """Those whose file has become a part of another."""
    return set(db.session.scalars(select(Candidate.id).where(~ITS_OWN)))


def _reasons(gone: Collection[int]) -> dict[tuple[int, int], list[str | Certificate]]:
    """Why two are alike, by their ids, the lesser first, of all who are and are not ``gone``."""
    reasons: dict[tuple[int, int], list[str | Certificate]] = defaultdict(list)
    for why, group in chain[tuple[str | Certificate, list[int]]](_groups(), _certified()):
        there = [id for id in group if id not in gone]
        for pair in combinations(there[:MOST_ALIKE], 2):
            reasons[pair].append(why)
    return reasons


def _among(ids: Collection[int]) -> dict[int, Person]:
    rows = db.session.execute(_people().where(among(Candidate.id, ids)))
    return {row.id: Person(*row) for row in rows}


def _groups() -> Iterator[tuple[str, list[int]]]:
    """Who has a mark together, the oldest file first; one query, by indexes alone."""
    for why, ids in db.session.execute(union_all(*map(_sharing, MARKS))):
        yield why, sorted(map(int, ids.split(",")))


def _sharing(why: str) -> Select[str, str]:
    """Why, and the ids of those who have one mark, of each mark that several have."""
    keys = [getattr(Candidate, name) for name in MARKS[why]]
    ids = func.aggregate_strings(cast(Candidate.id, String), ",")
    there = [key != "" for key in keys]
    marks = select(literal(why), ids).where(*there).group_by(*keys)
    return marks.having(func.count() > 1)


def _certified() -> Iterator[tuple[Certificate, list[int]]]:
    """Who has a certificate of one type and number, the oldest file first; by an index alone."""
    ids = func.aggregate_strings(cast(Credential.candidate_id, String), ",")
    key = Credential.number_folded, Credential.code
    several = func.min(Credential.candidate_id) < func.max(Credential.candidate_id)
    shared = select(Credential.code, Credential.number_folded, ids)
    numbered = shared.where(Credential.number_folded != "").group_by(*key).having(several)
    for code, folded, holders in db.session.execute(numbered.order_by(*key)):
        yield Certificate(code, folded), sorted(set(map(int, holders.split(","))))


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
