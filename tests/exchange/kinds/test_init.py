"""The columns of each file are a contract with other programs."""

import pytest

from agency.errors import NotFound
from agency.exchange.kinds import KINDS, kind_named

# As published; columns may be added behind, never taken away or renamed.
REQUIRED = {
    "candidates": (
        "ref, first_name, last_name, email, phone, home_zip, willing_states, max_travel_miles,"
        " available_from, unavailable, min_pay_rate, skills, years_experience, status, adult"
    ),
    "credentials": "candidate_ref, code, number, issued_on, expires_on, evidence, bound_to",
    "trainings": (
        "candidate_ref, kind, topic, provider, accreditor, hours, classroom_hours, clinical_hours,"
        " externship_hours, in_person, performances, completed_on, evidence"
    ),
    "ce_credits": "candidate_ref, code, category, units, earned_on, provider, issuer_approved",
    "facilities": "name, zip, state, setting, do_not_return",
    "assignments": (
        "ref, facility, zip, state, setting, delegator, supervision, starts_on, ends_on, openings,"
        " pay_rate, bill_rate, priority, status, accepted_certifications, tasks, required_skills,"
        " preferred_skills, client_requirements, min_evidence"
    ),
    "placements": "candidate_ref, assignment_ref, stage, starts_on, ends_on",
}
OPTIONAL = {
    "candidates": "specialties, shifts, roles, career_goal",
    "credentials": "status",
    "assignments": "role, specialty, shift, hours_per_week, guaranteed_hours",
}


@pytest.mark.parametrize("name", REQUIRED)
def test_the_columns_are_the_published_ones(name: str) -> None:
    kind = KINDS[name]
    required = tuple(REQUIRED[name].split(", "))
    optional = tuple(OPTIONAL[name].split(", ")) if name in OPTIONAL else ()
    assert kind.columns == required + optional
    assert kind.optional == frozenset(optional)


@pytest.mark.parametrize("name", REQUIRED)
def test_every_column_is_read_by_a_field(name: str) -> None:
    kind = KINDS[name]
    assert set(kind.columns) == set(kind.schema.load_fields)


def test_each_kind_refers_only_to_kinds_before_it() -> None:
    assert list(KINDS) == list(REQUIRED)


def test_a_name_may_be_written_as_in_a_file_or_as_in_an_address() -> None:
    assert kind_named("ce-credits") is kind_named("ce_credits") is KINDS["ce_credits"]


@pytest.mark.parametrize("name", ["", "people", "Candidates", "candidates.csv"])
def test_no_other_name_is_a_kind(name: str) -> None:
    with pytest.raises(NotFound, match="there is no kind of file"):
        kind_named(name)
