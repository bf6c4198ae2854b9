"""What facilities and assignments coming in may say."""

from typing import Any

import pytest

from agency.assignments.models import Assignment
from agency.assignments.schemas import AssignmentInput, FacilityInput
from agency.errors import Problem, Refused
from agency.fields import InputSchema
from agency.rules.rulebook import load_rulebook

ASSIGNMENT = {"ref": "A-1", "state": "TX", "starts_on": "2027-01-04", "ends_on": "2027-03-31"}


def refusal(schema: InputSchema, data: dict[str, Any]) -> Problem:
    """The one problem of ``data``."""
    with pytest.raises(Refused) as refused:
        schema.accept(data)
    [problem] = refused.value.problems
    return problem


def test_each_column_of_an_assignment_is_kept() -> None:
    kept = set(Assignment.__table__.c.keys()) - {"id", "changed_at", "facility_id"}
    assert set(AssignmentInput().load_fields) - {"facility"} == kept


def test_a_plain_assignment_is_open_normal_and_for_one() -> None:
    values = AssignmentInput().accept(ASSIGNMENT)
    assert (values["status"], values["priority"], values["openings"]) == ("open", "normal", 1)
    assert values["min_evidence"] is values["role"] is values["delegator"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ref", ""),
        ("starts_on", ""),
        ("ends_on", "2027-01-03"),
        ("openings", "0"),
        ("openings", "1.5"),
        ("pay_rate", "25,00"),
        ("priority", "asap"),
        ("status", "opened"),
        ("zip", "123"),
        ("setting", "spaceship"),
        ("delegator", "chiropractor"),
        ("supervision", "remote"),
        ("accepted_certifications", "CMA-AAMA;CCMA"),
        ("tasks", "general;surgery_on_mars"),
        ("client_requirements", "BLS;NOTHING"),
        ("min_evidence", "hearsay"),
        ("role", "astronaut"),
        ("shift", "dawn"),
        ("hours_per_week", "169"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_field(field: str, value: str) -> None:
    assert refusal(AssignmentInput(), ASSIGNMENT | {field: value}).field == field


def test_skills_are_free_text() -> None:
    values = AssignmentInput().accept(ASSIGNMENT | {"required_skills": "juggling; Epic (EHR)"})
    assert values["required_skills"] == ("juggling", "Epic (EHR)")


def test_a_client_may_ask_for_any_basic_life_support() -> None:
    values = AssignmentInput().accept(ASSIGNMENT | {"client_requirements": "BLS;TB-SCREEN"})
    assert values["client_requirements"] == ("BLS", "TB-SCREEN")


def test_work_in_a_state_without_recorded_rules_is_refused_with_those_that_are() -> None:
    recorded = load_rulebook().states
    assert "GU" not in recorded
    problem = refusal(AssignmentInput(), ASSIGNMENT | {"state": "GU"})
    assert problem.field == "state"
    assert f"a state whose rules are recorded: {', '.join(recorded)}" in problem.expected
    assert problem.expected.endswith("no rules are recorded for GU yet")


def test_a_facility_may_lie_where_no_rules_are_recorded() -> None:
    values = FacilityInput().accept({"name": "Alder Clinic", "state": "GU", "zip": "96910"})
    assert (values["state"], values["zip"], values["do_not_return"]) == ("GU", "96910", ())


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("state", "Texas"), ("setting", "spaceship"), ("do_not_return", "C-1;C/2")],
)
def test_a_facility_with_a_value_that_cannot_be_is_refused(field: str, value: str) -> None:
    assert refusal(FacilityInput(), {"name": "Alder Clinic"} | {field: value}).field == field
