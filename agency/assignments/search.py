"""Assignments by what somebody types: a reference, a facility, a town or a state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from agency.assignments.models import Assignment, Facility
from agency.bulk_lookup import among
from agency.extensions import db
from agency.finding.folding import folded, words_of
from agency.finding.index import Entry, Ranked, WordIndex
from agency.finding.keeping import Edited, Kept
from agency.finding.states import states_among
from agency.places import town_of

REF = 0
EXACT, NUMBER_ALIKE, IN_PART, IN_STATE = 2000, 1900, 1500, 500
LEAST_LETTERS = 3
MOST = 2_000
MOST_WORDS = 8
# Equal ones: what is open first.
OPEN = "open"


@dataclass(frozen=True, slots=True)
class AssignmentHit:
    """An assignment that was found; ``place`` is its town, else its state, else blank."""

    ref: str
    facility: str | None
    place: str
    starts_on: date
    ends_on: date
    status: str
    score: int


def found(text: str, limit: int) -> list[AssignmentHit]:
    """The best ``limit`` assignments for a text.

    The very reference comes first, then one that contains the text, then facilities and towns by
    how well they agree; of equal ones what is open, and what starts first. A state among the
    words keeps to it. In at most four queries.
    """
    states, others = states_among(text.replace(",", " ").split())
    with INDEX.current() as index:
        best = {one.id: one.score for one in _ranked(text, index)}
        words = words_of(" ".join(others))[:MOST_WORDS]
        within = {one.id: one.score for one in index.worded(words, MOST)} if states else {}
    if states:
        within = _in_states(states, words, within, limit)
    return _hits({**within, **best}, limit)


def _ranked(text: str, index: WordIndex) -> Iterator[Ranked]:
    """Whose words agree with the text, then whose reference does, the better later."""
    yield from index.worded(words_of(text)[:MOST_WORDS], MOST)
    small = text.strip().casefold()
    if len(small) >= LEAST_LETTERS:
        yield from index.coded_in_part(REF, small, IN_PART)
        if any(map(str.isdecimal, small)):
            yield from index.numbered(REF, small, NUMBER_ALIKE, IN_PART)
    yield from index.coded(REF, small, EXACT)


def _in_states(
    states: list[str], words: list[str], within: dict[int, int], limit: int
) -> dict[int, int]:
    """Those of a state: of the ones named, or where nothing else is said the next to start."""
    statement = (
        select(Assignment.id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .where(func.coalesce(Assignment.state, Facility.state).in_(states))
    )
    if words:
        ids = db.session.scalars(statement.where(among(Assignment.id, within)))
        return {id: within[id] for id in ids}
    soonest = statement.where(Assignment.status == OPEN).order_by(
        Assignment.starts_on, Assignment.id
    )
    return dict.fromkeys(db.session.scalars(soonest.limit(limit)), IN_STATE)


def _hits(scores: dict[int, int], limit: int) -> list[AssignmentHit]:
    """The best of them, as they are on file now."""
    least = sorted(scores.values(), reverse=True)[:limit][-1:]
    ids = [id for id, score in scores.items() if [score] >= least]
    if not ids:
        return []
    rows = db.session.execute(
        select(
            Assignment.id,
            Assignment.ref,
            Assignment.starts_on,
            Assignment.ends_on,
            Assignment.status,
            Facility.name,
            func.coalesce(Assignment.zip, Facility.zip).label("zip"),
            func.coalesce(Assignment.state, Facility.state).label("state"),
        )
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .where(among(Assignment.id, ids))
    )
    hits = [
        AssignmentHit(
            ref=row.ref,
            facility=row.name,
            place=town_of(row.zip) or row.state or "",
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            status=row.status,
            score=scores[row.id],
        )
        for row in rows
    ]
    return sorted(hits, key=_order)[:limit]


def _order(hit: AssignmentHit) -> tuple[int, bool, date, str]:
    return -hit.score, hit.status != OPEN, hit.starts_on, hit.ref


def _read(edited: Edited | None) -> Iterator[Entry]:
    """Every assignment as an entry of the index, or those that an edit may have touched."""
    statement = select(
        Assignment.id,
        Assignment.ref,
        Facility.name,
        func.coalesce(Assignment.zip, Facility.zip).label("zip"),
    ).outerjoin(Facility, Facility.id == Assignment.facility_id)
    if edited is not None:
        touched = among(Assignment.id, edited["assignment"])
        at_site = among(Assignment.facility_id, edited["facility"])
        statement = statement.where(or_(touched, at_site))
    for id, ref, name, zip_code in db.session.execute(statement):
        town = (town_of(zip_code) or "").rpartition(" ")[0]
        yield Entry(id, folded(f"{name or ''} {town}".strip()), (ref.casefold(),))


INDEX = Kept("assignment", codes=1, read=_read)
