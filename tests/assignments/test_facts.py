"""What an assignment's values say as facts."""

from __future__ import annotations

from datetime import date

from agency.assignments.facts import assignment_facts
from agency.assignments.schemas import AssignmentInput, FacilityInput
from agency.places import point_of
from agency.rules.facts import AssignmentFacts, Evidence

DAYS = {"starts_on": "2027-01-04", "ends_on": "2027-04-02"}
FACILITY = FacilityInput().accept(
    {"name": "Cedar Flats", "zip": "98901", "state": "WA", "setting": "urgent_care"}
)


def test_every_value_becomes_its_fact() -> None:
    values = AssignmentInput().accept(
        {
            "ref": "A-1",
            "facility": "Cedar Grove",
            "zip": "75201",
            "state": "TX",
            "setting": "clinic",
            "delegator": "physician",
            "supervision": "on_premises",
            **DAYS,
            "pay_rate": "25.10",
            "accepted_certifications": "RMA-AMT;CMA-AAMA",
            "tasks": "general;ekg",
            "required_skills": "ekg",
            "preferred_skills": "epic;spanish",
            "client_requirements": "BLS;TDAP",
            "min_evidence": "documented",
            "role": "medical_office_manager",
            "specialty": "pediatrics",
            "shift": "night",
        }
    )
    assert assignment_facts(values, do_not_return=["C-2", "C-3"]) == AssignmentFacts(
        ref="A-1",
        state="TX",
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 4, 2),
        facility="Cedar Grove",
        place=point_of("75201"),
        setting="clinic",
        delegator="physician",
        supervision="on_premises",
        pay_cents=2510,
        role="medical_office_manager",
        specialty="pediatrics",
        shift="night",
        min_evidence=Evidence.documented,
        accepted_certifications=("RMA-AMT", "CMA-AAMA"),
        tasks=frozenset({"general", "ekg"}),
        required_skills=frozenset({"ekg"}),
        preferred_skills=frozenset({"epic", "spanish"}),
        client_requirements=("BLS", "TDAP"),
        do_not_return=frozenset({"C-2", "C-3"}),
    )


def test_blanks_are_the_facilitys_a_medical_assistants_and_reviewed() -> None:
    values = AssignmentInput().accept({"ref": "A-1", **DAYS})
    assert assignment_facts(values, FACILITY) == AssignmentFacts(
        ref="A-1",
        state="WA",
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 4, 2),
        facility="Cedar Flats",
        place=point_of("98901"),
        setting="urgent_care",
        role="medical_assistant",
        min_evidence=Evidence.reviewed,
    )


def test_what_the_assignment_says_itself_wins_over_its_facility() -> None:
    own = {"zip": "75201", "state": "TX", "setting": "clinic"}
    values = AssignmentInput().accept({"ref": "A-1", **DAYS, **own})
    facts = assignment_facts(values, FACILITY)
    assert (facts.place, facts.state, facts.setting) == (point_of("75201"), "TX", "clinic")


def test_a_state_that_nobody_names_is_blank() -> None:
    values = AssignmentInput().accept({"ref": "A-1", **DAYS})
    assert assignment_facts(values).state == ""
