"""What is kept of a candidate as a whole, as she and the staff have it from the API."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from agency.candidates.models import Candidate
from agency.documents.uploads import Upload
from agency.extensions import db
from agency.joining.consents import current_text
from agency.joining.models import Consent
from agency.verification.actions import attach_document
from tests.api.documented import misfits
from tests.api.programs import PREFIX, Program, faults, made, told
from tests.builders import make_credential
from tests.portal.her import ANOTHERS, HERS, browser_of_her, make_her
from tests.portal.photos import photo
from tests.signing_in import TESTER

HER = f"{PREFIX}/candidates/{HERS}"
OTHER = f"{PREFIX}/candidates/{ANOTHERS}"
# A certification, and a clearance.
CODES = ("CCMA-NHA", "DRUG-SCREEN")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False)
    return browser_of_her(app)


def test_all_of_hers_is_taken_along(client: FlaskClient) -> None:
    answer = client.get(f"{HER}/export")
    assert answer.mimetype == "application/zip"
    names = ZipFile(io.BytesIO(answer.get_data())).namelist()
    assert {"README.txt", "candidate.json", "history.json"} <= set(names)
    assert client.get(f"{OTHER}/export").status_code == 404


def test_she_asks_to_be_deleted_once_and_takes_it_back(app: Flask, client: FlaskClient) -> None:
    path = f"{HER}/deletion-request"
    assert told(client.get(path))["state"] is None
    key = {"Idempotency-Key": "gone"}
    answer = client.post(path, headers=key)
    assert made(answer)["state"] == "open"
    assert misfits(app, "POST", answer) == []
    assert made(client.post(path, headers=key)) == made(answer)
    assert client.post(path).status_code == 409
    assert client.post(f"{OTHER}/deletion-request").status_code == 404
    assert client.delete(path, headers={"If-Match": '"other"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": answer.headers["ETag"]}).status_code == 204
    assert told(client.get(path))["state"] == "withdrawn"
    assert client.delete(path).status_code == 404


def test_the_agency_settles_what_was_asked(app: Flask, client: FlaskClient) -> None:
    client.post(f"{HER}/deletion-request")
    admin = Program(app, "admin")
    (waiting,) = told(admin.get("/deletion-requests"))["items"]
    assert waiting["candidate_ref"] == HERS
    path = f"/candidates/{HERS}/deletion-request/settlement"
    assert faults(admin.post(path, {"remark": ""})).keys() == {"remark"}
    settled = admin.post(path, {"remark": "Papers removed."})
    assert told(settled)["state"] == "settled"
    assert misfits(app, "POST", settled) == []
    assert told(admin.get("/deletion-requests"))["items"] == []
    assert told(client.get(f"{HER}/deletion-request"))["remark"] == "Papers removed."


def test_what_was_agreed_to_is_told_also_before_she_agrees(app: Flask, client: FlaskClient) -> None:
    answer = client.get(f"{HER}/consents")
    assert misfits(app, "GET", answer) == []
    assert told(answer)["due"] is False
    assert [one["version"] for one in told(answer)["agreed"]] == [current_text().version]
    assert told(answer)["text"]["parts"][0]["says"]
    with app.app_context():
        db.session.execute(delete(Consent))
        db.session.commit()
    assert told(client.get(f"{HER}/consents"))["due"] is True
    assert client.get(HER).status_code == 403


def test_who_opened_her_documents_is_told_but_for_herself(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        ids = [make_credential(she, code, evidence="claimed").id for code in CODES]
        db.session.commit()
        proofs = [attach_document(id, [Upload("a.png", photo("PNG"))], TESTER).id for id in ids]
    specialist = Program(app, "compliance")
    for proof in proofs:
        for reader in (specialist, client):
            answer = reader.get(f"{PREFIX}/documents/{proof}/files/1")
            assert answer.status_code == 200
    answer = client.get(f"{HER}/document-views")
    assert misfits(app, "GET", answer) == []
    seen = [(one["document_id"], one["seen_by"]) for one in told(answer)["items"]]
    assert seen == [(proof, "a program of compliance") for proof in reversed(proofs)]
    # Of a clearance a recruiter is told nothing.
    staff = told(Program(app, "recruiter").get(f"{HER}/document-views"))["items"]
    assert [one["document_id"] for one in staff] == proofs[:1]
    assert client.get(f"{OTHER}/document-views").status_code == 404
