"""Rows for tests: plain functions with defaults; each adds one row, flushes and returns it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.audit.actors import Actor
from agency.candidates.models import Absence, Candidate
from agency.credentials.content import ce_credit_content, training_content
from agency.credentials.models import CECredit, Credential, Training
from agency.documents.kinds import PDF
from agency.documents.models import Document, DocumentFile
from agency.documents.readings.findings_json import as_json
from agency.documents.readings.models import FileReading
from agency.extensions import Model, db
from agency.fields.described import Change
from agency.pinning.models import Pin
from agency.placements.models import Placement
from agency.reading.findings import FieldRead, Place
from agency.reading.version import READER
from agency.verification.log import Entry

A_MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)
_number = count(1)
AnyRow = TypeVar("AnyRow", bound=Model)


def make_candidate(ref: str | None = None, **values: Any) -> Candidate:
    """A candidate of Texas, free to work; ``unavailable`` takes pairs of days."""
    absences = values.pop("unavailable", ())
    defaults = {
        "first_name": "Amara",
        "last_name": "Lindqvist",
        "home_zip": "75201",
        "willing_states": ("TX",),
        "adult": True,
    }
    candidate = _added(Candidate(ref=ref or f"C-{next(_number):04}", **_stamped(defaults, values)))
    for first, last in absences:
        _added(Absence(candidate_id=candidate.id, first_day=first, last_day=last))
    return candidate


def make_credential(candidate: Candidate, code: str = "CMA-AAMA", **values: Any) -> Credential:
    """A reviewed credential, valid from 2024 through 2028."""
    defaults = {
        "number": f"X-{next(_number)}",
        "issued_on": date(2024, 1, 1),
        "expires_on": date(2028, 12, 31),
        "evidence": "reviewed",
    }
    return _added(Credential(candidate_id=candidate.id, code=code, **_stamped(defaults, values)))


def known_by(credential: Credential, evidence: str) -> None:
    """What it is known by from now on, with the entry of the log without which it would not be."""
    log = Entry(Actor("command", "a test"))
    db.session.flush()
    log(credential, Change({"evidence": evidence}, {"evidence": credential.evidence}, {}), A_MOMENT)
    credential.evidence = evidence
    db.session.flush()


def make_document(credential: Credential, **values: Any) -> Document:
    """A document that waits for review; it has no files yet."""
    defaults = {
        "version": 1,
        "name": "certificate.pdf",
        "uploaded_by": "rita@example.org",
        "uploaded_at": A_MOMENT,
    }
    owner = {"candidate_id": credential.candidate_id, "credential_id": credential.id}
    return _added(Document(**owner, **{**defaults, **values}))


def make_document_file(document: Document, **values: Any) -> DocumentFile:
    """A file of a document by its row alone: nothing lies in the store."""
    defaults = {
        "place": 1,
        "name": "certificate.pdf",
        "media_type": PDF,
        "size": 1_000,
        "sha256": "0" * 64,
        "stored_name": f"{next(_number):064x}",
        "key_id": "0" * 16,
        "wrapped_key": bytes(60),
    }
    return _added(DocumentFile(document_id=document.id, **{**defaults, **values}))


def make_reading(stored_name: str, how: str | None = "text", **found: Any) -> FileReading:
    """What was read of a file: each field by its value, which is as printed and sure, or whole."""
    findings = [
        one if isinstance(one, FieldRead) else read(name, one) for name, one in found.items()
    ]
    return _added(
        FileReading(
            stored_name=stored_name,
            asked_at=A_MOMENT,
            how=how,
            pages=1,
            fields=[as_json(one) for one in findings],
            reader=READER,
            read_at=A_MOMENT if how else None,
        )
    )


def read(field: str, value: str, text: str | None = None, **said: Any) -> FieldRead:
    """A finding: sure, and in the upper half of the first page, unless something else is said."""
    usual = {"value": value, "confidence": 98, "place": Place(1, (100, 200, 500, 260)), "note": ""}
    return FieldRead(field, text or value, **{**usual, **said})


def make_training(candidate: Candidate, kind: str = "education", **values: Any) -> Training:
    """A high-school education, reviewed."""
    topic = "high_school" if kind == "education" else None
    defaults = {"topic": topic, "completed_on": date(2016, 6, 1), "evidence": "reviewed"}
    columns = {"kind": kind, **defaults, **values}
    columns.setdefault("content", training_content(columns))
    return _added(Training(candidate_id=candidate.id, **columns))


def make_ce_credit(candidate: Candidate, code: str = "CMA-AAMA", **values: Any) -> CECredit:
    """Five general units, approved by the issuer."""
    defaults = {
        "category": "general",
        "units": Decimal(5),
        "earned_on": date(2026, 3, 1),
        "issuer_approved": True,
    }
    columns = {"code": code, **defaults, **values}
    columns.setdefault("content", ce_credit_content(columns))
    return _added(CECredit(candidate_id=candidate.id, **columns))


def make_facility(name: str | None = None, **values: Any) -> Facility:
    """A clinic in Texas; ``do_not_return`` takes references of candidates."""
    refused = values.pop("do_not_return", ())
    defaults = {"zip": "75201", "state": "TX", "setting": "clinic"}
    name = name or f"Clinic {next(_number)}"
    facility = _added(Facility(name=name, **_stamped(defaults, values)))
    for ref in refused:
        _added(DoNotReturn(facility_id=facility.id, candidate_ref=ref))
    return facility


def make_assignment(
    ref: str | None = None, facility: Facility | None = None, **values: Any
) -> Assignment:
    """An open assignment of general work in Texas, January through March 2027."""
    defaults = {
        "zip": None if facility else "75201",
        "state": None if facility else "TX",
        "setting": None if facility else "clinic",
        "delegator": "physician",
        "supervision": "on_premises",
        "starts_on": date(2027, 1, 4),
        "ends_on": date(2027, 3, 31),
        "pay_rate": Decimal("25.00"),
        "tasks": ("general",),
    }
    facility_id = facility.id if facility else None
    ref = ref or f"A-{next(_number):04}"
    return _added(Assignment(ref=ref, facility_id=facility_id, **_stamped(defaults, values)))


def make_placement(
    candidate: Candidate, assignment: Assignment, stage: str = "confirmed", **values: Any
) -> Placement:
    """A placement over all the days of its assignment."""
    defaults = {"starts_on": assignment.starts_on, "ends_on": assignment.ends_on}
    return _added(
        Placement(
            candidate_id=candidate.id,
            assignment_id=assignment.id,
            stage=stage,
            **_stamped(defaults, values),
        )
    )


def make_pin(candidate: Candidate, assignment: Assignment, kind: str = "pin", **values: Any) -> Pin:
    """What is wanted of a pair."""
    defaults = {"reason": "", "made_at": A_MOMENT, "made_by": "ann@example.org"}
    pair = {"candidate_id": candidate.id, "assignment_id": assignment.id}
    return _added(Pin(**pair, kind=kind, **{**defaults, **values}))


def _stamped(defaults: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    return {"changed_at": A_MOMENT, **defaults, **values}


def _added(row: AnyRow) -> AnyRow:
    db.session.add(row)
    db.session.flush()
    return row
