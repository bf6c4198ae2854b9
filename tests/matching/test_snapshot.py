"""The bulk reading of everything equals the reading of each pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Executable, create_engine, event, select, update

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.credentials.models import CECredit, Credential
from agency.extensions import begin_snapshot
from agency.matching.snapshot import Opening, Snapshot, read_openings, read_snapshot
from agency.placements.queries import facts_of_pair
from agency.rules.distance import Point
from agency.rules.facts import AssignmentFacts, CandidateFacts, Evidence
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_facility,
    make_placement,
    make_training,
)
from tests.counting import counted
from tests.matching.pools import pool
from tests.matching.random_agency import AS_OF, RandomAgency
from tests.matching.test_people import MANY

MOST_QUERIES = 11


@pytest.mark.parametrize("seed", range(4))
def test_the_openings_are_the_assignments_that_are_open_and_not_over(
    database: SQLAlchemy, seed: int
) -> None:
    agency = RandomAgency(seed)
    wanted = [one for one in agency.assignments if one.status == "open" and one.ends_on >= AS_OF]
    read = read_snapshot(AS_OF)
    assert read.openings == tuple(_opening(one, agency) for one in wanted)


def _opening(row: Assignment, agency: RandomAgency) -> Opening:
    pairs = [facts_of_pair(one.ref, row.ref) for one in agency.candidates]
    placed = frozenset(pair.candidate.ref for pair in pairs if pair.placed)
    return Opening(pairs[0].assignment, row.openings, row.priority, placed)


@pytest.mark.parametrize("seed", range(3))
def test_some_openings_are_read_as_they_are_among_all(database: SQLAlchemy, seed: int) -> None:
    agency = RandomAgency(seed)
    wanted = agency.assignments[::2]
    refs = {one.ref for one in wanted}
    assert read_openings(AS_OF, [*(one.id for one in wanted), *MANY]) == tuple(
        one for one in read_openings(AS_OF) if one.assignment.ref in refs
    )
    assert read_openings(AS_OF, []) == ()


def test_an_assignment_counts_through_its_last_day(database: SQLAlchemy) -> None:
    make_assignment("A-1", starts_on=date(2026, 11, 1), ends_on=AS_OF)
    assert [one.assignment.ref for one in read_snapshot(AS_OF).openings] == ["A-1"]
    assert read_snapshot(AS_OF + timedelta(days=1)).openings == ()


def test_the_number_of_queries_does_not_grow_with_the_rows(database: SQLAlchemy) -> None:
    make_candidate()
    with counted(database) as for_little:
        read_snapshot(AS_OF)
    RandomAgency(1)
    with counted(database) as for_much:
        read_snapshot(AS_OF)
    assert len(for_little) == len(for_much) == MOST_QUERIES


# One moment


def keep_a_little(database: SQLAlchemy) -> None:
    person = make_candidate("C-1", unavailable=[(date(2027, 2, 1), date(2027, 2, 7))])
    make_credential(person, number="7")
    make_training(person)
    make_ce_credit(person)
    make_placement(person, make_assignment("A-1", make_facility("Alder Clinic")))
    database.session.commit()


@contextmanager
def another_writes_after(database: SQLAlchemy, reads: int) -> Iterator[None]:
    """When we have read so many times, another connection writes, and commits."""
    other = create_engine(database.engine.url)
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("SELECT"):
            return
        seen.append(statement)
        if len(seen) == reads:
            with other.begin() as connection:
                write_everywhere(connection)

    event.listen(database.engine, "after_cursor_execute", note)
    yield
    event.remove(database.engine, "after_cursor_execute", note)
    other.dispose()
    assert len(seen) >= reads


def write_everywhere(connection: Connection) -> None:
    connection.execute(update(Candidate).values(status="inactive"))
    connection.execute(update(Credential).values(status="revoked"))
    connection.execute(update(CECredit).values(units=Decimal(9)))
    connection.execute(update(Facility).values(zip="10001"))
    connection.execute(update(Assignment).values(pay_rate=Decimal(1)))


@pytest.mark.parametrize("reads", range(1, MOST_QUERIES))
def test_a_write_between_two_reads_is_not_half_seen(database: SQLAlchemy, reads: int) -> None:
    keep_a_little(database)
    before = read_snapshot(AS_OF).fingerprint
    begin_snapshot()
    with another_writes_after(database, reads):
        meanwhile = read_snapshot(AS_OF).fingerprint
    database.session.rollback()
    assert meanwhile == before
    assert read_snapshot(AS_OF).fingerprint != before


# Fingerprints

WORK = AssignmentFacts(
    ref="A-1",
    state="WA",
    starts_on=date(2027, 1, 4),
    ends_on=date(2027, 2, 28),
    accepted_certifications=("CMA-AAMA", "RMA-AMT"),
    client_requirements=("BLS",),
    tasks=frozenset({"general", "venipuncture"}),
)
OTHER_WORK: dict[str, Any] = {
    "ref": "A-2",
    "state": "NY",
    "starts_on": date(2027, 1, 5),
    "ends_on": date(2027, 2, 27),
    "facility": "Alder Clinic",
    "place": Point.at(47.6, -122.3),
    "setting": "clinic",
    "delegator": "physician",
    "supervision": "direct",
    "pay_cents": 2500,
    "role": "medical_office_manager",
    "specialty": "cardiology",
    "shift": "day",
    "min_evidence": Evidence.documented,
    "accepted_certifications": ("CMA-AAMA",),
    "tasks": frozenset({"general"}),
    "required_skills": frozenset({"ekg"}),
    "preferred_skills": frozenset({"ekg"}),
    "client_requirements": ("TDAP",),
    "do_not_return": frozenset({"C-1"}),
}
OPENING = Opening(WORK, 1, "normal", frozenset({"C-1"}))


def fingerprint(*openings: Opening) -> str:
    return Snapshot(pool([]), openings).fingerprint


@pytest.mark.parametrize(("name", "value"), OTHER_WORK.items(), ids=OTHER_WORK)
def test_every_fact_of_an_assignment_changes_the_fingerprint(name: str, value: Any) -> None:
    changed = replace(WORK, **{name: value})
    assert fingerprint(replace(OPENING, assignment=changed)) != fingerprint(OPENING)


def test_no_fact_of_an_assignment_was_forgotten() -> None:
    assert set(OTHER_WORK) == {one.name for one in fields(AssignmentFacts)}


@pytest.mark.parametrize(
    "other",
    [
        replace(OPENING, openings=2),
        replace(OPENING, priority="urgent"),
        replace(OPENING, placed=frozenset()),
        replace(OPENING, placed=frozenset({"C-1", "C-2"})),
    ],
    ids=["openings", "priority", "nobody placed", "another placed"],
)
def test_what_an_opening_adds_changes_the_fingerprint(other: Opening) -> None:
    assert fingerprint(other) != fingerprint(OPENING)


def test_another_opening_or_another_pool_is_another_snapshot() -> None:
    assert fingerprint(OPENING, OPENING) != fingerprint(OPENING) != fingerprint()
    somebody = Snapshot(pool([CandidateFacts("C-1")]), (OPENING,))
    assert somebody.fingerprint != fingerprint(OPENING)


NO_INPUTS: dict[str, Callable[[], Executable]] = {
    "name": lambda: update(Candidate).values(first_name="Zoë", last_name="Ng"),
    "address": lambda: update(Candidate).values(email="z@example.org", phone="555-0100"),
    "years": lambda: update(Candidate).values(years_experience=Decimal(9)),
    "goal": lambda: update(Candidate).values(career_goal="medical_office_manager"),
    "time of change": lambda: update(Candidate).values(changed_at=datetime(2027, 1, 1, tzinfo=UTC)),
    "number of a card": lambda: update(Credential).values(number="8"),
    "who gave the units": lambda: update(CECredit).values(provider="Elm School"),
    "what the client pays": lambda: update(Assignment).values(bill_rate=Decimal(99)),
    "hours": lambda: update(Assignment).values(hours_per_week=Decimal(36)),
}


@pytest.mark.parametrize("change", NO_INPUTS.values(), ids=NO_INPUTS)
def test_what_no_rule_sees_changes_no_fingerprint(
    database: SQLAlchemy, change: Callable[[], Executable]
) -> None:
    keep_a_little(database)
    before = read_snapshot(AS_OF).fingerprint
    database.session.execute(change())
    assert read_snapshot(AS_OF).fingerprint == before


def test_rows_that_match_nothing_change_no_fingerprint(database: SQLAlchemy) -> None:
    keep_a_little(database)
    before = read_snapshot(AS_OF).fingerprint
    person = database.session.scalars(select(Candidate)).one()
    for status in ("draft", "on_hold", "filled", "closed", "cancelled"):
        make_assignment(status=status)
    over = make_assignment(starts_on=date(2026, 1, 1), ends_on=AS_OF - timedelta(days=1))
    make_placement(person, over, "offered")
    make_credential(person, status="rejected")
    make_facility("Elsewhere", do_not_return=["C-1"])
    assert read_snapshot(AS_OF).fingerprint == before
