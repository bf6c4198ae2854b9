"""My data: all that is kept about her in one archive, and the request that it be deleted."""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.candidates.actions import change_candidate
from agency.candidates.models import Candidate
from agency.credentials.actions import remove_training
from agency.credentials.models import Training
from agency.documents.uploads import Upload
from agency.extensions import db
from agency.merging.actions import merge
from agency.notices.actions import Draft, post
from agency.portal import personal_data
from agency.upkeep.actions import ask_for_deletion, settle_deletion
from agency.upkeep.models import DeletionRequest
from agency.verification.actions import attach_document
from tests.builders import make_credential
from tests.portal.her import (
    ANOTHERS,
    BILL,
    HERS,
    JOB,
    PAGE,
    browser_of_her,
    make_her,
    place_her,
    read,
)
from tests.portal.photos import photo
from tests.signing_in import TESTER

DATA = "/portal/data"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app)
    place_her(app, "submitted")
    return browser_of_her(app)


def archive(client: FlaskClient) -> ZipFile:
    answer = client.get(f"{DATA}/export")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    found = ZipFile(io.BytesIO(answer.get_data()))
    assert found.testzip() is None
    return found


def loaded(found: ZipFile, name: str) -> Any:
    return json.loads(found.read(name))


def test_everything_about_her_is_in_the_archive(client: FlaskClient) -> None:
    found = archive(client)
    assert loaded(found, "candidate.json")["ref"] == HERS
    codes = {one["code"] for one in loaded(found, "credentials.json")}
    assert codes == {"CMA-AAMA", "BLS-AHA", "CPT-NHA"}
    assert len(loaded(found, "trainings.json")) == 2
    assert len(loaded(found, "ce_credits.json")) == 1
    assert loaded(found, "placements.json")[0]["assignment"] == JOB
    assert len(loaded(found, "matches.json")["matches"]) == 3
    assert loaded(found, "account.json")["candidate"] == HERS


def test_the_readme_names_every_file(client: FlaskClient) -> None:
    found = archive(client)
    said = found.read("README.txt").decode()
    assert [name for name in found.namelist() if name != "README.txt" and name not in said] == []


def test_nothing_in_it_is_somebody_elses_or_a_secret(client: FlaskClient) -> None:
    found = archive(client)
    whole = "".join(found.read(name).decode() for name in found.namelist())
    for word in (ANOTHERS, "Devon", BILL, "bill_rate", "password_hash", "fs_uniquifier", "$argon"):
        assert word not in whole


def test_what_she_did_is_hers_and_what_others_did_has_no_name(client: FlaskClient) -> None:
    client.post(f"{DATA}/deletion", headers=PAGE)
    found = archive(client)
    entries = loaded(found, "history.json")
    assert {one["by"] for one in entries if one["action"] == "asked for deletion"} == {"you"}
    assert loaded(found, "deletion_requests.json")[0]["state"] == "open"


def test_mails_to_an_address_that_she_only_names_are_not_hers(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        for to in ("admin@example.org", f"{HERS}@example.org".lower()):
            post(Draft(to, "Set a password", "A secret link"))
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        she.email = "admin@example.org"
        db.session.commit()
    mails = loaded(archive(client), "mails.json")
    assert [one["to"] for one in mails] == [f"{HERS}@example.org".lower()]
    assert "secret" not in json.dumps(mails)


def test_what_was_removed_is_in_the_history(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        hers = select(Training.id).join(Candidate).where(Candidate.ref == HERS)
        id = db.session.scalars(hers.where(Training.kind == "training")).one()
        remove_training(id, TESTER)
    entries = loaded(archive(client), "history.json")
    assert [one["by"] for one in entries if one["action"] == "removed"] == ["the agency (command)"]


def test_other_features_add_their_files(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def photos(_: object) -> Any:
        yield "documents/card.jpg", [b"one", b"two"]

    added = [*personal_data.CONTRIBUTORS, photos]
    monkeypatch.setattr(personal_data, "CONTRIBUTORS", added)
    assert archive(client).read("documents/card.jpg") == b"onetwo"


def test_she_asks_to_be_deleted_and_takes_it_back(app: Flask, client: FlaskClient) -> None:
    assert client.post(f"{DATA}/deletion", headers=PAGE).status_code == 302
    assert "You have asked us to delete your data" in read(client, DATA)
    assert client.post(f"{DATA}/deletion", headers=PAGE).status_code == 409
    assert client.post(f"{DATA}/deletion/withdrawal", headers=PAGE).status_code == 302
    assert "Ask us to delete it" in read(client, DATA)
    assert client.post(f"{DATA}/deletion/withdrawal", headers=PAGE).status_code == 404
    with app.app_context():
        ask_for_deletion(HERS, TESTER)
        settle_deletion(HERS, "Papers removed; placements are kept.", TESTER)
    assert "Papers removed; placements are kept." in read(client, DATA)
    with app.app_context():
        assert [one.state for one in db.session.scalars(select(DeletionRequest))] == [
            "withdrawn",
            "settled",
        ]


def test_what_came_with_another_file_of_hers_is_in_the_archive(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        change_candidate(ANOTHERS, {"phone": "2065550100"}, TESTER)
        held = select(Candidate).where(Candidate.ref.in_((HERS, ANOTHERS))).order_by(Candidate.ref)
        she, other = db.session.scalars(held)
        for row, evidence in ((she, "reviewed"), (other, "claimed")):
            twin = make_credential(row, "RMA-AMT", number="T-1", evidence=evidence)
        db.session.commit()
        paper = attach_document(twin.id, [Upload("hers.png", photo("PNG"))], TESTER).id
        ask_for_deletion(ANOTHERS, TESTER)
        merge(HERS, ANOTHERS, {}, TESTER, lambda *_: None)
    found = archive(client)
    assert [one["id"] for one in loaded(found, "documents.json")] == [paper]
    assert [name for name in found.namelist() if name.startswith(f"documents/{paper}-1-")]
    told = {(one["action"], one["about"]) for one in loaded(found, "history.json")}
    assert {("changed", f"candidate:{ANOTHERS}"), ("merged", f"candidate:{HERS}")} <= told
    assert [one["state"] for one in loaded(found, "deletion_requests.json")] == ["open"]
    assert client.get(f"/api/v1/documents/{paper}").status_code == 200
