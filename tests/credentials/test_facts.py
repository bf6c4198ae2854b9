"""What a credential, a training or a credit says as facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from agency.credentials.facts import ce_credit_facts, credential_facts, training_facts
from agency.credentials.schemas import CECreditInput, CredentialInput, TrainingInput
from agency.rules.facts import CECredit, Credential, Evidence, Training


def test_a_credential_keeps_its_days_evidence_and_binding() -> None:
    values = CredentialInput().accept(
        {
            "candidate_ref": "C-1",
            "code": "WA-MA-R",
            "number": "MR61",
            "issued_on": "2025-02-01",
            "expires_on": "2027-02-01",
            "evidence": "primary_source",
            "bound_to": "Cedar Flats",
            "status": "revoked",
        }
    )
    assert credential_facts(values) == Credential(
        code="WA-MA-R",
        ref="WA-MA-R:MR61:2025-02-01",
        issued_on=date(2025, 2, 1),
        expires_on=date(2027, 2, 1),
        evidence=Evidence.primary_source,
        bound_to="Cedar Flats",
        status="revoked",
    )


def test_a_credential_without_number_and_day_of_issue_has_a_reference_with_blanks() -> None:
    values = CredentialInput().accept({"candidate_ref": "C-1", "code": "TDAP"})
    assert credential_facts(values) == Credential(code="TDAP", ref="TDAP::")


def test_performances_are_counted_by_act() -> None:
    values = TrainingInput().accept(
        {
            "candidate_ref": "C-1",
            "kind": "performances",
            "performances": "venipuncture:10;capillary_puncture:012",
            "evidence": "reviewed",
        }
    )
    assert training_facts(values).performances == (("venipuncture", 10), ("capillary_puncture", 12))


def test_a_programme_keeps_hours_accreditor_and_presence() -> None:
    values = TrainingInput().accept(
        {
            "candidate_ref": "C-1",
            "kind": "program",
            "topic": "medical assisting",
            "provider": "Bates College",
            "accreditor": "CAAHEP",
            "hours": "720",
            "classroom_hours": "400.5",
            "clinical_hours": "160",
            "externship_hours": "159.5",
            "in_person": "yes",
            "completed_on": "2024-06-01",
            "evidence": "documented",
        }
    )
    assert training_facts(values) == Training(
        kind="program",
        topic="medical assisting",
        provider="Bates College",
        accreditor="CAAHEP",
        hours=Decimal(720),
        classroom_hours=Decimal("400.5"),
        clinical_hours=Decimal(160),
        externship_hours=Decimal("159.5"),
        in_person=True,
        completed_on=date(2024, 6, 1),
        evidence=Evidence.documented,
    )


def test_a_training_of_blanks_is_zero_hours_not_in_person_and_claimed() -> None:
    values = TrainingInput().accept({"candidate_ref": "C-1", "kind": "training"})
    assert training_facts(values) == Training(kind="training")


def test_hours_are_written_in_one_way() -> None:
    row = TrainingInput().accept({"candidate_ref": "C-1", "kind": "training", "hours": "10"})
    written = [
        str(training_facts({**row, "hours": Decimal(text)}).hours)
        for text in ("10", "10.00", "10.50", "100.0", "0.00")
    ]
    assert written == ["10", "10", "10.5", "100", "0"]


def test_a_credit_with_a_blank_approval_is_not_approved() -> None:
    values = CECreditInput().accept(
        {"candidate_ref": "C-1", "code": "CMA-AAMA", "units": "2.5", "earned_on": "2026-03-01"}
    )
    assert ce_credit_facts(values) == CECredit("CMA-AAMA", "", Decimal("2.5"), date(2026, 3, 1))
    assert ce_credit_facts({**values, "issuer_approved": True}).issuer_approved
