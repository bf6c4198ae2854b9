"""Programs review credentials as the desk does: what was seen, what is settled, who has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from agency.accounts.actions.users import add_user
from agency.credentials.models import Credential
from agency.extensions import db
from agency.verification.actions import take
from tests.api.documented import misfits
from tests.api.programs import Program, faults, made, told
from tests.builders import make_candidate, make_credential, make_document
from tests.documents.forms import form
from tests.documents.hostile import pdf
from tests.signing_in import TESTER, signed_in

VERIFY = {"decision": "verify"}


@pytest.fixture
def credential(app: Flask) -> int:
    """A documented one, with two versions of its proof."""
    with app.app_context():
        make_credential(make_candidate("C-9"), number="AB 12")
        row = make_credential(make_candidate("C-1"), evidence="documented", number="1")
        for version in (1, 2):
            make_document(row, version=version)
        db.session.commit()
        return row.id


@pytest.fixture
def specialist(app: Flask) -> Program:
    return Program(app, "compliance")


def stored(app: Flask, id: int) -> tuple[str, str]:
    with app.app_context():
        row = db.session.get_one(Credential, id)
        return row.number, row.evidence


def test_what_was_not_seen_is_not_decided(app: Flask, credential: int, specialist: Program) -> None:
    documents = told(specialist.get(f"/credentials/{credential}/documents"))["items"]
    first, second = (one["id"] for one in documents)
    path = f"/credentials/{credential}/review"
    late = specialist.post(path, VERIFY | {"document": first})
    assert late.status_code == 412
    assert f"its newest document is {second}, not {first}" in late.get_json()["detail"].lower()
    assert stored(app, credential) == ("1", "documented")
    done = specialist.post(path, VERIFY | {"document": second})
    assert told(done)["evidence"] == "reviewed"
    assert misfits(app, "POST", done) == []
    documents = told(specialist.get(f"/credentials/{credential}/documents"))["items"]
    assert [one["state"] for one in documents] == ["replaced", "accepted"]


def test_what_has_nothing_to_look_at_is_not_verified(app: Flask, specialist: Program) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], single_specialist=True)
    with app.app_context():
        id = make_credential(make_candidate("C-1"), evidence="claimed").id
        db.session.commit()
    refused = specialist.post(f"/credentials/{id}/review", VERIFY)
    assert "There is nothing to look at" in faults(refused)["document"]
    reject = {"decision": "reject", "reason": "illegible"}
    assert told(specialist.post(f"/credentials/{id}/review", reject))["status"] == "rejected"


def test_what_stands_out_is_corrected_or_said_to_be_settled(
    app: Flask, credential: int, specialist: Program
) -> None:
    path, corrected = f"/credentials/{credential}/review", {"number": "ab-12"}
    refused = specialist.post(path, VERIFY | {"corrected": corrected})
    assert faults(refused).keys() == {"number"}
    assert "C-9 has this number too" in faults(refused)["number"]
    assert stored(app, credential) == ("1", "documented")
    told(specialist.post(path, VERIFY | {"corrected": corrected, "settled": ["number"]}))
    assert stored(app, credential) == ("ab-12", "reviewed")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"corrected": {"number": 7}}, "corrected"),
        ({"corrected": {"evidence": "primary_source"}}, "corrected"),
        ({"corrected": {"expires_on": "2001-01-01"}}, "expires_on"),
        ({"corrected": "number"}, "corrected"),
        ({"settled": ["evidence"]}, "settled"),
        ({"document": 0}, "document"),
    ],
)
def test_what_no_document_says_is_refused(
    credential: int, specialist: Program, said: dict[str, Any], field: str
) -> None:
    refused = specialist.post(f"/credentials/{credential}/review", VERIFY | said)
    assert faults(refused).keys() == {field}


def test_what_somebody_else_has_before_her_is_not_decided(
    app: Flask, credential: int, specialist: Program
) -> None:
    with app.app_context():
        values = {"email": "ruth@example.org", "name": "Ruth Osei", "role": "compliance"}
        take(credential, add_user(values, TESTER).id)
    answer = specialist.post(f"/credentials/{credential}/review", VERIFY)
    assert answer.status_code == 409
    assert "Ruth Osei is looking at this" in answer.get_json()["detail"]


def test_evidence_of_a_check_is_for_staff_alone(
    app: Flask, credential: int, specialist: Program
) -> None:
    path = f"/credentials/{credential}"
    sent = specialist.send("POST", f"{path}/check-documents", **form([(pdf(), "answer.pdf")]))
    document = made(sent)
    assert misfits(app, "POST", sent) == []
    assert document["kind"] == "check"
    assert "check" not in [
        one["kind"] for one in told(specialist.get(f"{path}/documents"))["items"]
    ]
    checks = told(specialist.get(f"{path}/documents?kind=check"))["items"]
    assert [one["id"] for one in checks] == [document["id"]]
    said = {"answer": "found", "checked_on": "2026-11-01", "document": document["id"]}
    assert told(specialist.post(f"{path}/source-check", said))["evidence"] == "primary_source"
    log = told(Program(app).get(f"{path}/verifications"))["items"]
    assert log[-1]["document_id"] == document["id"]
    file = f"/documents/{document['id']}/files/1"
    assert Program(app).get(file).status_code == 200
    her = signed_in(app, "candidate", "C-1")
    for hidden in (file, f"/documents/{document['id']}"):
        assert her.get(f"/api/v1{hidden}").status_code == 404
    assert her.get(f"/api/v1{path}/documents?kind=check").status_code == 403
    assert len(her.get(f"/api/v1{path}/documents").get_json()["items"]) == 2
    recruiter = Program(app).send("POST", f"{path}/check-documents", **form([(pdf(), "a.pdf")]))
    assert recruiter.status_code == 403
