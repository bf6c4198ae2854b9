"""What tells one record from another."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agency.credentials.content import (
    CE_CREDIT_COLUMNS,
    TRAINING_COLUMNS,
    ce_credit_content,
    credential_ref,
    training_content,
)
from agency.credentials.models import CECredit, Training

TRAINING: dict[str, Any] = {
    "kind": "training",
    "topic": "injection",
    "provider": "Riverbend School",
    "accreditor": "OTHER",
    "hours": Decimal("10.50"),
    "classroom_hours": Decimal(4),
    "clinical_hours": Decimal(5),
    "externship_hours": Decimal(6),
    "in_person": True,
    "performances": ("venipuncture:12",),
    "completed_on": date(2026, 3, 1),
    "evidence": "reviewed",
}
CREDIT: dict[str, Any] = {
    "code": "CMA-AAMA",
    "category": "general",
    "units": Decimal("5.00"),
    "earned_on": date(2026, 3, 1),
    "provider": "AAMA",
    "issuer_approved": True,
}


@pytest.mark.parametrize(
    ("number", "issued_on", "ref"),
    [("X-1", date(2024, 1, 1), "CMA-AAMA:X-1:2024-01-01"), ("", None, "CMA-AAMA::")],
)
def test_a_credential_is_referred_to_by_code_number_and_day(
    number: str, issued_on: date | None, ref: str
) -> None:
    assert credential_ref("CMA-AAMA", number, issued_on) == ref


def test_every_column_but_the_owner_belongs_to_the_content() -> None:
    technical = {"id", "candidate_id", "content", "occurrence"}
    assert set(TRAINING_COLUMNS) == set(Training.__table__.c.keys()) - technical
    assert set(CE_CREDIT_COLUMNS) == set(CECredit.__table__.c.keys()) - technical


@pytest.mark.parametrize("column", TRAINING_COLUMNS)
def test_each_column_of_a_training_makes_a_difference(column: str) -> None:
    blank = () if column == "performances" else None
    assert training_content(TRAINING | {column: blank}) != training_content(TRAINING)


@pytest.mark.parametrize("column", CE_CREDIT_COLUMNS)
def test_each_column_of_a_credit_makes_a_difference(column: str) -> None:
    assert ce_credit_content(CREDIT | {column: None}) != ce_credit_content(CREDIT)


@pytest.mark.parametrize("written", ["10.5", "10.50", "010.500", "1.05E+1"])
def test_the_writing_of_a_number_makes_none(written: str) -> None:
    assert training_content(TRAINING | {"hours": Decimal(written)}) == training_content(TRAINING)


def test_neighbouring_columns_do_not_run_together() -> None:
    one = TRAINING | {"topic": "ab", "provider": "c"}
    other = TRAINING | {"topic": "a", "provider": "bc"}
    assert training_content(one) != training_content(other)


def test_a_no_is_not_a_blank() -> None:
    no, blank = TRAINING | {"in_person": False}, TRAINING | {"in_person": None}
    assert training_content(no) != training_content(blank)
