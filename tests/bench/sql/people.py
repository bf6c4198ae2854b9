"""Facts → rows of a PostgreSQL database, in a transaction that a test gives up again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from agency.assignments.models import Assignment
from agency.bench.sql.tables import homes, too_far
from agency.candidates.models import Absence, Candidate
from agency.credentials.models import Credential, Training
from agency.extensions import Model
from agency.placements.models import Placement
from agency.rules import facts
from agency.rules.facts import CandidateFacts
from tests.builders import A_MOMENT


def add_people(session: Session, people: Iterable[CandidateFacts]) -> None:
    """Add candidates with all that PostgreSQL is asked of them."""
    elsewhere = Assignment(
        ref="A-BUSY", starts_on=date.min, ends_on=date.max, state="TX", changed_at=A_MOMENT
    )
    session.add(elsewhere)
    for person in people:
        candidate = _candidate(person)
        session.add(candidate)
        session.flush()
        session.add_all(_records(person, candidate.id, elsewhere.id))
        session.flush()
        if person.home and person.max_travel_tenths is not None:
            point, limit = person.home, too_far(person.max_travel_tenths)
            row = {"x": point.x, "y": point.y, "z": point.z, "too_far": limit}
            session.execute(insert(homes).values(candidate_id=candidate.id, **row))


def _candidate(person: CandidateFacts) -> Candidate:
    return Candidate(
        ref=person.ref,
        status=person.status,
        adult=person.adult,
        willing_states=tuple(sorted(person.willing_states)),
        max_travel_miles=_scaled(person.max_travel_tenths, 1),
        available_from=person.available_from,
        min_pay_rate=_scaled(person.min_pay_cents, 2),
        skills=tuple(sorted(person.skills)),
        shifts=tuple(sorted(person.shifts)),
        roles=tuple(sorted(person.roles)),
        changed_at=A_MOMENT,
    )


def _scaled(whole: int | None, places: int) -> Decimal | None:
    return None if whole is None else Decimal(whole).scaleb(-places)


def _records(person: CandidateFacts, id: int, elsewhere: int) -> Iterator[Model]:
    for first, last in person.unavailable.dates():
        yield Absence(candidate_id=id, first_day=first, last_day=last)
    for first, last in person.busy.dates():
        yield Placement(
            candidate_id=id,
            assignment_id=elsewhere,
            stage="confirmed",
            starts_on=first,
            ends_on=last,
            changed_at=A_MOMENT,
        )
    for number, held in enumerate(filter(_can_be_stored, person.credentials)):
        yield Credential(
            candidate_id=id,
            code=held.code,
            number=str(number),
            issued_on=held.issued_on,
            expires_on=held.expires_on,
            evidence=held.evidence.name,
            bound_to=held.bound_to,
            status=held.status,
            changed_at=A_MOMENT,
        )
    for number, record in enumerate(person.trainings):
        yield Training(
            candidate_id=id,
            kind=record.kind,
            topic=record.topic,
            provider=record.provider,
            accreditor=record.accreditor,
            hours=record.hours,
            classroom_hours=record.classroom_hours,
            clinical_hours=record.clinical_hours,
            externship_hours=record.externship_hours,
            in_person=record.in_person,
            performances=tuple(f"{act}:{count}" for act, count in record.performances),
            completed_on=record.completed_on,
            evidence=record.evidence.name,
            content=str(number),
        )


def _can_be_stored(held: facts.Credential) -> bool:
    """What ends before it begins is valid on no day, and no database of ours holds it."""
    return not (held.issued_on and held.expires_on) or held.issued_on <= held.expires_on
