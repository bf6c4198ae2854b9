"""Candidates compared with all that stands on the lists: pure reckoning over what was read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from agency.extensions import db
from agency.finding.folding import folded
from agency.screening.blocking import Records, near_words
from agency.screening.likeness import Listed, Says, is_shown, likeness, points_of
from agency.screening.models import ListRecord
from agency.screening.names import name_of
from agency.screening.people import Person

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Alike:
    """A candidate and the row id of a record that is like her enough to be looked at."""

    person: Person
    record_id: int
    says: Says
    points: int


def listed_on(day: date) -> Iterator[Listed]:
    """All records that stand on the lists, but those whose exclusion has ended; one query."""
    names = (ListRecord.last_name, ListRecord.first_name, ListRecord.middle_name, ListRecord.suffix)
    standing = select(ListRecord.id, *names, ListRecord.city, ListRecord.state).where(
        ListRecord.removed_in.is_(None),
        ListRecord.reinstatement.is_(False),
        or_(ListRecord.ended_on.is_(None), ListRecord.ended_on >= day),
    )
    rows = db.session.execute(
        standing.order_by(ListRecord.id).execution_options(yield_per=ROWS_AT_ONCE)
    )
    for id, last, first, middle, suffix, city, state in rows:
        yield Listed(id, name_of(first, middle, last, suffix), folded(city), state)


def alike(people: Sequence[Person], records: Records) -> Iterator[Alike]:
    """Each pair that is alike as scoring.toml asks, the people in their order."""
    lasts = near_words(_parts(people), records.by_last.keys())
    firsts = near_words({word for one in people for word in one.name.firsts}, records.firsts)
    for person in people:
        for at in sorted(records.maybe(person, lasts, firsts)):
            record = records.all[at]
            says = likeness(person, record)
            if says and is_shown(says):
                yield Alike(person, record.id, says, points_of(says))


def _parts(people: Collection[Person]) -> set[str]:
    return {part for one in people for part in one.name.parts}
