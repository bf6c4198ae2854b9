"""Who may be one person with two files, and why it seems so; nobody is merged by that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
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

    def marks(self) -> Iterator[tuple[str, str]]:
        """What makes her the same as whoever has it too: why, and what it is."""
        name = folded(f"{self.first_name} {self.last_name}".strip())
        digits = digits_of(self.phone)
        if name and len(digits) >= LEAST_DIGITS:
            yield NAME_AND_PHONE, f"{name} {digits}"
        if name and self.home_zip:
            yield NAME_AND_ZIP, f"{name} {self.home_zip}"
        if self.email:
            yield EMAIL, self.email.lower()


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
    people = {row.id: Person(*row) for row in db.session.execute(_people())}
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    for why, group in _groups(people.values()):
        for pair in combinations(sorted(group)[:MOST_ALIKE], 2):
            reasons[pair].append(why)
    for why, pair in _certified(people):
        reasons[pair].append(why)
    apart = _told_apart()
    pairs = [
        Pair(people[a], people[b], tuple(dict.fromkeys(whys)))
        for (a, b), whys in reasons.items()
        if (people[a].ref, people[b].ref) not in apart
    ]
    pairs.sort(key=lambda one: (-len(one.reasons), one.first.id, one.second.id))
    return pairs[:limit], len(pairs)


def alike_to(row: Mapping[str, Any]) -> list[Pair]:
    """The pairs of one candidate, by her row as plain values; one query."""
    her = Person(**{name: row[name] for name in COLUMNS})
    mine = dict(her.marks())
    pairs = []
    for *columns, number in db.session.execute(_maybe_alike(her)):
        other = Person(*columns)
        whys = [why for why, mark in other.marks() if mine.get(why) == mark]
        whys += [f"{SAME_NUMBER} {number}"] if number else []
        first, second = sorted((her, other), key=lambda one: one.id)
        pairs += [Pair(first, second, tuple(whys))] if whys else []
    return pairs


def _people() -> Any:
    return select(*(getattr(Candidate, name) for name in COLUMNS)).where(ITS_OWN)


def _groups(people: Iterable[Person]) -> Iterator[tuple[str, list[int]]]:
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for person in people:
        for mark in person.marks():
            alike[mark].append(person.id)
    return ((why, ids) for (why, _), ids in alike.items() if len(ids) > 1)


def _certified(people: Mapping[int, Person]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Pairs with a certificate of one type and number."""
    first, second = aliased(Credential), aliased(Credential)
    shared = (
        select(first.code, first.number, first.candidate_id, second.candidate_id)
        .join(second, and_(second.number == first.number, second.code == first.code))
        .where(first.number != "", second.number != "")
        .where(first.candidate_id < second.candidate_id)
        .order_by(first.candidate_id, second.candidate_id, first.code, first.number)
    )
    for code, number, a, b in db.session.execute(shared):
        if a in people and b in people:
            yield f"{SAME_NUMBER} {code}: {number}", (a, b)


def _maybe_alike(her: Person) -> Any:
    """Whom to look at, by an index each, and the first certificate that both have, if any."""
    mine, theirs = aliased(Credential), aliased(Credential)
    shared = (
        select(theirs.candidate_id, func.min(theirs.code + ": " + theirs.number).label("number"))
        .join(mine, and_(theirs.number == mine.number, theirs.code == mine.code))
        .where(mine.candidate_id == her.id, mine.number != "", theirs.number != "")
        .group_by(theirs.candidate_id)
        .subquery()
    )
    parts: list[ColumnElement[bool]] = [Candidate.id.in_(select(shared.c.candidate_id))]
    if her.home_zip:
        parts.append(Candidate.home_zip == her.home_zip)
    if her.email:
        parts.append(func.lower(Candidate.email) == her.email.lower())
    if her.phone:
        parts.append(_end_of_phone() == her.phone[-4:])
    return (
        _people()
        .add_columns(shared.c.number)
        .outerjoin(shared, shared.c.candidate_id == Candidate.id)
        .where(Candidate.id != her.id, or_(*parts), ~_told_apart_from(her.ref))
        .order_by(Candidate.id)
    )


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
