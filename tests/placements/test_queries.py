"""Everything known about one pair, from the database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.assignments.facts import assignment_facts
from agency.assignments.schemas import AssignmentInput, FacilityInput
from agency.candidates.facts import candidate_facts
from agency.candidates.schemas import CandidateInput
from agency.credentials.facts import ce_credit_facts, credential_facts, training_facts
from agency.credentials.schemas import CECreditInput, CredentialInput, TrainingInput
from agency.errors import NotFound
from agency.placements.queries import facts_of_pair, first_work_beyond
from agency.rules.spans import Spans
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

CANDIDATE = CandidateInput().accept(
    {
        "ref": "C-1",
        "first_name": "Inés",
        "last_name": "Ortega",
        "home_zip": "02134",
        "willing_states": ["MA", "RI"],
        "max_travel_miles": "25.5",
        "available_from": "2026-12-01",
        "unavailable": ["2027-02-01/2027-02-07", "2027-05-01/2027-05-03"],
        "min_pay_rate": "22.10",
        "skills": ["ekg", "phlebotomy"],
        "years_experience": "4.5",
        "adult": True,
        "specialties": ["pediatrics"],
        "shifts": ["day"],
        "roles": ["medical_assistant"],
    }
)
CREDENTIALS = [
    CredentialInput().accept({"candidate_ref": "C-1", **columns})
    for columns in (
        {"code": "RMA-AMT", "number": "7", "issued_on": "2024-01-01", "expires_on": "2027-01-31"},
        {"code": "BLS-AHA", "number": "9", "evidence": "reviewed", "status": "revoked"},
        {"code": "WA-MA-R", "evidence": "primary_source", "bound_to": "Cedar Flats"},
    )
]
TRAININGS = [
    TrainingInput().accept({"candidate_ref": "C-1", **columns})
    for columns in (
        {"kind": "training", "topic": "venipuncture", "hours": "10", "evidence": "reviewed"},
        {"kind": "education", "topic": "ged", "completed_on": "2012-06-10"},
        {"kind": "training", "classroom_hours": "2.25", "in_person": "yes"},
        {"kind": "performances", "performances": "venipuncture:10;capillary_puncture:9"},
    )
]
CE_CREDITS = [
    CECreditInput().accept({"candidate_ref": "C-1", "code": "RMA-AMT", "units": "2.50"}),
    CECreditInput().accept(
        {"candidate_ref": "C-1", "code": "CMA-AAMA", "units": 5, "issuer_approved": "yes"}
    ),
]
FACILITY = FacilityInput().accept(
    {
        "name": "Cedar Flats",
        "zip": "98901",
        "state": "WA",
        "setting": "clinic",
        "do_not_return": ["C-9", "C-8"],
    }
)
ASSIGNMENT = AssignmentInput().accept(
    {
        "ref": "A-1",
        "facility": "Cedar Flats",
        "starts_on": "2027-01-19",
        "ends_on": "2027-03-15",
        "pay_rate": "25.00",
        "tasks": ["general", "ekg"],
        "accepted_certifications": ["RMA-AMT", "CMA-AAMA"],
        "client_requirements": ["BLS", "TDAP"],
        "preferred_skills": ["epic"],
        "shift": "day",
        "status": "on_hold",
    }
)


def keep_all() -> None:
    """The values above as rows."""
    person = make_candidate(**CANDIDATE)
    for values in CREDENTIALS:
        make_credential(person, **without_ref(values))
    for values in TRAININGS:
        make_training(person, **without_ref(values))
    for values in CE_CREDITS:
        make_ce_credit(person, **without_ref(values))
    site = make_facility(**FACILITY)
    make_assignment(facility=site, **{k: v for k, v in ASSIGNMENT.items() if k != "facility"})


def without_ref(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "candidate_ref"}


def keep_a_stranger() -> None:
    """Somebody else with papers of her own, placed elsewhere; another facility refuses C-1."""
    stranger = make_candidate("C-2", unavailable=[(date(2027, 1, 1), date(2027, 12, 31))])
    make_credential(stranger)
    make_training(stranger)
    make_ce_credit(stranger)
    other = make_assignment("A-2", make_facility(do_not_return=["C-1"]))
    make_placement(stranger, other)


def test_facts_from_the_database_equal_facts_from_the_values(database: SQLAlchemy) -> None:
    keep_a_stranger()
    keep_all()
    pair = facts_of_pair("C-1", "A-1")
    assert pair.candidate == candidate_facts(
        CANDIDATE,
        map(credential_facts, CREDENTIALS),
        map(training_facts, TRAININGS),
        map(ce_credit_facts, CE_CREDITS),
    )
    assert pair.assignment == assignment_facts(ASSIGNMENT, FACILITY, FACILITY["do_not_return"])


def test_hours_read_from_the_database_are_written_like_the_hours_of_a_file(
    database: SQLAlchemy,
) -> None:
    keep_all()
    hours = [str(record.hours) for record in facts_of_pair("C-1", "A-1").candidate.trainings]
    assert sorted(hours) == ["0", "0", "0", "10"]


def test_the_pair_carries_her_name_and_the_state_of_the_assignment(database: SQLAlchemy) -> None:
    keep_a_stranger()
    keep_all()
    pair = facts_of_pair("C-1", "A-1")
    assert pair.candidate_name == "Inés Ortega"
    assert (pair.assignment_status, pair.placed) == ("on_hold", None)


def test_confirmed_and_working_placements_make_her_busy(database: SQLAlchemy) -> None:
    keep_a_stranger()
    person = make_candidate("C-1")
    make_assignment("A-1")
    for stage, first, last in (
        ("confirmed", date(2027, 1, 1), date(2027, 1, 31)),
        ("working", date(2026, 11, 1), date(2026, 11, 30)),
        ("offered", date(2027, 5, 1), date(2027, 5, 31)),
        ("cancelled", date(2027, 6, 1), date(2027, 6, 30)),
        ("completed", date(2025, 6, 1), date(2025, 6, 30)),
    ):
        make_placement(person, make_assignment(), stage, starts_on=first, ends_on=last)
    facts = facts_of_pair("C-1", "A-1").candidate
    assert facts.busy == Spans.of(
        [
            (date(2026, 11, 1).toordinal(), date(2026, 11, 30).toordinal()),
            (date(2027, 1, 1).toordinal(), date(2027, 1, 31).toordinal()),
        ]
    )


def test_her_completed_placements_are_counted(database: SQLAlchemy) -> None:
    keep_a_stranger()
    person = make_candidate("C-1")
    work = make_assignment("A-1")
    make_placement(person, make_assignment(), "completed")
    make_placement(person, work, "completed", starts_on=date(2027, 1, 4))
    make_placement(person, make_assignment(), "withdrawn")
    assert facts_of_pair("C-1", "A-1").candidate.completed_placements == 2


@pytest.mark.parametrize("stage", ["confirmed", "working"])
def test_her_placement_on_the_assignment_itself_is_told_and_keeps_no_days(
    database: SQLAlchemy, stage: str
) -> None:
    keep_a_stranger()
    person = make_candidate("C-1")
    make_placement(person, make_assignment("A-1"), stage)
    pair = facts_of_pair("C-1", "A-1")
    assert pair.placed == stage
    assert not pair.candidate.busy


def test_a_placement_that_is_only_offered_is_none(database: SQLAlchemy) -> None:
    person = make_candidate("C-1")
    make_placement(person, make_assignment("A-1"), "offered")
    assert facts_of_pair("C-1", "A-1").placed is None


def test_an_assignment_without_facility_stands_for_itself(database: SQLAlchemy) -> None:
    keep_a_stranger()
    make_candidate("C-1")
    make_assignment("A-1", pay_rate=Decimal("19.99"))
    facts = facts_of_pair("C-1", "A-1").assignment
    assert (facts.facility, facts.state, facts.pay_cents) == (None, "TX", 1999)
    assert not facts.do_not_return


@pytest.mark.parametrize(
    ("candidate", "assignment", "said"),
    [
        ("C-404", "A-1", "there is no candidate 'C-404'"),
        ("C-1", "A-404", "there is no assignment 'A-404'"),
    ],
)
def test_an_unknown_reference_is_named(
    database: SQLAlchemy, candidate: str, assignment: str, said: str
) -> None:
    make_candidate("C-1")
    make_assignment("A-1")
    with pytest.raises(NotFound, match=said):
        facts_of_pair(candidate, assignment)


def test_the_number_of_queries_does_not_grow_with_what_she_holds(database: SQLAlchemy) -> None:
    make_candidate("C-0")
    make_assignment("A-0")
    with counted(database) as for_nothing:
        facts_of_pair("C-0", "A-0")
    keep_all()
    with counted(database) as for_much:
        facts_of_pair("C-1", "A-1")
    assert len(for_nothing) == len(for_much) == 6


def test_the_first_work_beyond_a_day_is_confirmed_or_begun(database: SQLAlchemy) -> None:
    person, idle = make_candidate("C-1"), make_candidate("C-2")
    spans = {
        "confirmed": (date(2027, 3, 1), date(2027, 4, 30)),
        "working": (date(2027, 1, 1), date(2027, 1, 31)),
        "offered": (date(2027, 1, 1), date(2027, 6, 30)),
        "completed": (date(2027, 2, 1), date(2027, 12, 31)),
    }
    for stage, (first, last) in spans.items():
        work = make_assignment(f"A-{stage}", starts_on=first, ends_on=last)
        make_placement(person, work, stage)
    make_placement(make_candidate("C-3"), work, "working")
    days = [date(2027, 1, 30), date(2027, 1, 31), date(2027, 4, 30)]
    asked = [*(("C-1", one) for one in days), (idle.ref, days[0])]
    found = first_work_beyond(asked, date(2026, 11, 24))
    assert {key: work.assignment_ref for key, work in found.items()} == {
        ("C-1", days[0]): "A-working",
        ("C-1", days[1]): "A-confirmed",
    }
    assert first_work_beyond([("C-1", days[0])], date(2027, 2, 1)).keys() == {("C-1", days[0])}
    [work_left] = first_work_beyond([("C-1", days[0])], date(2027, 2, 1)).values()
    assert work_left.assignment_ref == "A-confirmed"


def test_work_beyond_many_days_is_one_query(database: SQLAlchemy) -> None:
    people = [make_candidate() for _ in range(20)]
    with counted(database) as statements:
        assert first_work_beyond([(one.ref, date(2027, 1, 31)) for one in people], date.min) == {}
    assert len(statements) == 1
