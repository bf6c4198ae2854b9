"""Who may be one person with two files, and why it seems so; nobody is merged by that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union
from sqlalchemy.orm import aliased

from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.credentials.models import Credential
from agency.extensions import db
from agency.finding.folding import digits_of, folded
from agency.merging.models import DistinctPair

NAME_AND_PHONE = "same name and telephone number"
NAME_AND_ZIP = "same name and home ZIP code"
EMAIL = "same e-mail address"
SAME_NUMBER = "same number of"
LEAST_DIGITS = 7
# Of more people than that who share something, such as the telephone of a school, not every pair.
MOST_ALIKE = 8
COLUMNS = ("id", "ref", "first_name", "last_name", "email", "phone", "home_zip", "status")


# Most people bear a name that others bear.
_folded = lru_cache(1 << 16)(folded)


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


def marks_of(one: Any) -> Iterator[tuple[str, str]]:
    """What makes somebody the same as whoever has it too: why, and what it is."""
    name = f"{_folded(one.first_name)} {_folded(one.last_name)}".strip()
    digits = digits_of(one.phone)
    if name and len(digits) >= LEAST_DIGITS:
        yield NAME_AND_PHONE, f"{name} {digits}"
    if name and one.home_zip:
        yield NAME_AND_ZIP, f"{name} {one.home_zip}"
    if one.email:
        yield EMAIL, one.email.lower()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one, the older file first, and why."""

    first: Person
    second: Person
    reasons: tuple[str, ...]


def alike_pairs(limit: int) -> tuple[list[Pair], int]:
    """The first ``limit`` pairs that nobody has told apart, and how many there are.

    Those with most reasons come first. Three queries; everybody is read.
    """
    people = {row.id: row for row in db.session.execute(_people())}
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    for why, group in _groups(people.values()):
        for pair in combinations(sorted(group)[:MOST_ALIKE], 2):
            reasons[pair].append(why)
    for why, pair in _certified(people):
        reasons[pair].append(why)
    apart = _told_apart()
    pairs = [
        Pair(Person(*people[a]), Person(*people[b]), tuple(dict.fromkeys(whys)))
        for (a, b), whys in reasons.items()
        if (people[a].ref, people[b].ref) not in apart
    ]
    pairs.sort(key=lambda one: (-len(one.reasons), one.first.id, one.second.id))
    return pairs[:limit], len(pairs)


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


def _groups(people: Iterable[Any]) -> Iterator[tuple[str, list[int]]]:
    """Who has a mark together; most marks are one person's alone, and are kept as her id."""
    first: dict[tuple[str, str], int] = {}
    others: dict[tuple[str, str], list[int]] = defaultdict(list)
    for person in people:
        for mark in marks_of(person):
            if first.setdefault(mark, person.id) != person.id:
                others[mark].append(person.id)
    return ((mark[0], [first[mark], *ids]) for mark, ids in others.items())


def _certified(people: Mapping[int, Any]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Pairs with a certificate of one type and number, which is told as the older file has it."""
    first, second = aliased(Credential), aliased(Credential)
    same = and_(second.number_folded == first.number_folded, second.code == first.code)
    shared = (
        select(first.code, first.number, first.candidate_id, second.candidate_id)
        .join(second, same)
        .where(first.number_folded != "", second.number_folded != "")
        .where(first.candidate_id < second.candidate_id)
        .order_by(first.candidate_id, second.candidate_id, first.code, first.number)
    )
    for code, number, a, b in db.session.execute(shared):
        if a in people and b in people:
            yield f"{SAME_NUMBER} {code}: {number}", (a, b)


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
    """What of hers whoever is the same would have too."""
    if her.home_zip:
        yield Candidate.home_zip == her.home_zip
    if her.email:
        yield func.lower(Candidate.email) == her.email.lower()
    if her.phone:
        yield _end_of_phone() == her.phone[-4:]


def _told_apart_from(ref: str) -> ColumnElement[bool]:
    first, second = DistinctPair.first_ref, DistinctPair.second_ref
    one_way = and_(first == ref, second == Candidate.ref)
    return select(first).where(or_(one_way, and_(second == ref, first == Candidate.ref))).exists()


def _end_of_phone() -> ColumnElement[str]:
    """The last four characters, as PostgreSQL has them in an index."""
    on_postgresql = db.engine.dialect.name == "postgresql"
    return func.right(Candidate.phone, 4) if on_postgresql else func.substr(Candidate.phone, -4)


def _told_apart() -> set[tuple[str, str]]:
    """Pairs of references, either way round."""
    pairs = db.session.execute(select(DistinctPair.first_ref, DistinctPair.second_ref)).all()
    return {(a, b) for one in pairs for a, b in (tuple(one), tuple(one)[::-1])}
