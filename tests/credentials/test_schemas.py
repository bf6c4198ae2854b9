"""What credentials, trainings and continuing-education credits coming in may say."""

from typing import Any

import pytest

from agency.credentials.schemas import CECreditInput, CredentialInput, TrainingInput
from agency.errors import Problem, Refused
from agency.fields import InputSchema

CREDENTIAL = {"candidate_ref": "C-1", "code": "CMA-AAMA"}
TRAINING = {"candidate_ref": "C-1", "kind": "training"}
CREDIT = {"candidate_ref": "C-1", "code": "CMA-AAMA", "units": "5"}


def refusal(schema: InputSchema, data: dict[str, Any]) -> Problem:
    """The one problem of ``data``."""
    with pytest.raises(Refused) as refused:
        schema.accept(data)
    [problem] = refused.value.problems
    return problem


def test_a_credential_is_claimed_and_active_unless_it_says_more() -> None:
    values = CredentialInput().accept(CREDENTIAL)
    assert (values["evidence"], values["status"], values["number"]) == ("claimed", "active", "")
    assert values["issued_on"] is values["expires_on"] is values["bound_to"] is None


def test_a_credential_that_expires_before_its_issue_is_nonsense() -> None:
    days = {"issued_on": "2026-03-01", "expires_on": "2026-02-28"}
    problem = refusal(CredentialInput(), CREDENTIAL | days)
    assert (problem.field, problem.value) == ("expires_on", "2026-02-28")
    assert problem.expected == "a day not before issued_on, which is 2026-03-01"


@pytest.mark.parametrize("expires_on", ["2026-03-01", "2026-03-02", "2099-12-31", ""])
def test_any_other_expiry_is_taken_as_given(expires_on: str) -> None:
    days = {"issued_on": "2026-03-01", "expires_on": expires_on}
    values = CredentialInput().accept(CREDENTIAL | days)
    assert str(values["expires_on"] or "") == expires_on


def test_days_to_come_are_taken() -> None:
    values = CredentialInput().accept(CREDENTIAL | {"issued_on": "2090-01-01"})
    assert str(values["issued_on"]) == "2090-01-01"


@pytest.mark.parametrize("code", ["CCMA", "NCMA", "RMA", "CPT"])
@pytest.mark.parametrize(
    ("schema", "row"), [(CredentialInput, CREDENTIAL), (CECreditInput, CREDIT)]
)
def test_a_code_without_its_issuer_is_refused(
    schema: type[InputSchema], row: dict[str, str], code: str
) -> None:
    problem = refusal(schema(), row | {"code": code})
    assert problem.field == "code"
    assert problem.expected.endswith(f"{code} alone does not name the issuer")


@pytest.mark.parametrize(
    ("field", "value"),
    [("evidence", "hearsay"), ("status", "expired"), ("number", "9" * 81), ("issued_on", "2026")],
)
def test_a_credential_with_a_value_that_cannot_be_is_refused(field: str, value: str) -> None:
    assert refusal(CredentialInput(), CREDENTIAL | {field: value}).field == field


@pytest.mark.parametrize("topic", ["high_school", "ged", "associate", "bachelor"])
def test_an_education_names_its_level(topic: str) -> None:
    education = TRAINING | {"kind": "education", "topic": topic}
    assert TrainingInput().accept(education)["topic"] == topic


@pytest.mark.parametrize("topic", ["", "doctorate"])
def test_an_education_without_a_level_is_refused(topic: str) -> None:
    problem = refusal(TrainingInput(), TRAINING | {"kind": "education", "topic": topic})
    assert problem.field == "topic"
    assert problem.expected.startswith("one of high_school, ged, associate, bachelor")


def test_the_topic_of_any_other_training_is_free() -> None:
    assert TrainingInput().accept(TRAINING | {"topic": "doctorate"})["topic"] == "doctorate"


@pytest.mark.parametrize(
    "written", ["venipuncture:12; vaccine : 007 ;", ["venipuncture:12", "vaccine:7"]]
)
def test_performances_are_acts_and_how_often(written: Any) -> None:
    values = TrainingInput().accept(TRAINING | {"performances": written})
    assert values["performances"] == ("venipuncture:12", "vaccine:7")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("venipuncture", "acts and how often"),
        ("venipuncture:", "acts and how often"),
        ("venipuncture:0", "acts and how often"),
        ("venipuncture:-1", "acts and how often"),
        ("venipuncture:1.5", "acts and how often"),
        ("venipuncture:many", "acts and how often"),
        ("venipuncture:123456", "acts and how often"),
        ("juggling:3", "a known task"),
        ("venipuncture:1;venipuncture:2", "each act once"),
    ],
)
def test_what_are_no_performances_is_refused(written: str, wanted: str) -> None:
    problem = refusal(TrainingInput(), TRAINING | {"performances": written})
    assert problem.field == "performances"
    assert problem.expected.startswith(wanted)


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "hobby"), ("accreditor", "MINE"), ("hours", "-1"), ("in_person", "maybe")],
)
def test_a_training_with_a_value_that_cannot_be_is_refused(field: str, value: str) -> None:
    assert refusal(TrainingInput(), TRAINING | {field: value}).field == field


@pytest.mark.parametrize(
    ("field", "value"), [("units", ""), ("units", "-1"), ("units", "1.555"), ("earned_on", "May")]
)
def test_a_credit_with_a_value_that_cannot_be_is_refused(field: str, value: str) -> None:
    assert refusal(CECreditInput(), CREDIT | {field: value}).field == field
