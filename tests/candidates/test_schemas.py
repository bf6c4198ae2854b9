"""What a candidate coming in may say."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agency.candidates.models import Candidate
from agency.candidates.schemas import CandidateInput
from agency.errors import Refused

CANDIDATE = CandidateInput()
NEVER_STORED = {"date_of_birth", "dob", "ssn", "race", "sex", "gender", "religion", "citizenship"}


def refused_fields(values: dict[str, Any]) -> set[str]:
    with pytest.raises(Refused) as refused:
        CANDIDATE.accept({"ref": "C-1"} | values)
    return {problem.field for problem in refused.value.problems}


def test_each_column_is_kept_and_absences_beside_them() -> None:
    technical = {"id", "changed_at", "merged_into", "email_key", "name_key", "phone_key"}
    assert set(CANDIDATE.load_fields) - {"unavailable"} == (
        set(Candidate.__table__.c.keys()) - technical
    )


def test_nothing_tells_age_sex_or_origin() -> None:
    assert not NEVER_STORED & set(CANDIDATE.load_fields)
    assert CANDIDATE.unknown_in(sorted(NEVER_STORED)) == sorted(NEVER_STORED)


def test_a_reference_is_enough() -> None:
    values = CANDIDATE.accept({"ref": "C-1"})
    assert values["status"] == "active"
    assert values["adult"] is None
    assert values["willing_states"] == values["unavailable"] == ()


def test_everything_said_is_read() -> None:
    values = CANDIDATE.accept(
        {
            "ref": "C-1",
            "home_zip": "02134",
            "willing_states": "WA;NY",
            "max_travel_miles": "25.5",
            "unavailable": "2027-02-01/2027-02-07",
            "min_pay_rate": "22.50",
            "years_experience": 4,
            "adult": "no",
            "shifts": ["day", "night"],
            "career_goal": "medical_office_manager",
        }
    )
    assert values["home_zip"] == "02134"
    assert values["willing_states"] == ("WA", "NY")
    assert values["max_travel_miles"] == Decimal("25.5")
    assert values["unavailable"] == ((date(2027, 2, 1), date(2027, 2, 7)),)
    assert values["min_pay_rate"] == Decimal("22.50")
    assert (values["years_experience"], values["adult"]) == (4, False)
    assert values["shifts"] == ("day", "night")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ref", ""),
        ("email", "nobody"),
        ("home_zip", "1234"),
        ("willing_states", "WA;Oregon"),
        ("max_travel_miles", "25.55"),
        ("available_from", "1/2/27"),
        ("unavailable", "2027-02-01"),
        ("min_pay_rate", "$22"),
        ("years_experience", "100"),
        ("status", "deleted"),
        ("adult", "maybe"),
        ("shifts", "day;dawn"),
        ("roles", "astronaut"),
        ("career_goal", "astronaut"),
        ("first_name", "a" * 201),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_field(field: str, value: str) -> None:
    assert refused_fields({field: value}) == {field}
