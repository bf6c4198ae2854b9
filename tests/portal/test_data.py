"""My data: all that is kept about her in one archive, and the request that it be deleted."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import clock
from agency.assignments.models import Assignment
from agency.audit.actors import Actor
from agency.candidates.actions import change_candidate
from agency.candidates.models import Candidate
from agency.credentials.actions import remove_training
from agency.credentials.models import Credential, Training
from agency.documents.keeping import the_store
from agency.documents.models import Document, DocumentFile
from agency.documents.uploads import Upload
from agency.extensions import db
from agency.joining.consents import current_text
from agency.joining.models import Invitation, Registration
from agency.merging import actions as merging
from agency.merging.actions import merge
from agency.notices.actions import Draft, post
from agency.portal import personal_data
from agency.settings import today
from agency.upkeep.actions import ask_for_deletion, settle_deletion
from agency.upkeep.models import DeletionRequest
from agency.verification.actions import attach_document, check_source
from tests.builders import make_credential, make_pin
from tests.joining.letters import Letters
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
from tests.signing_in import TESTER, signed_in

DATA = "/portal/data"
# A specialist whose number no account of a test has.
BEA = Actor("user", "bea@example.org", 900_001)


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


def today_of(client: FlaskClient) -> date:
    with client.application.app_context():
        return today()


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


def test_where_she_is_pinned_is_told_without_the_reason(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        work = db.session.scalars(select(Assignment).where(Assignment.ref == JOB)).one()
        make_pin(she, work, kind="exclusion", reason="The clinic told us in confidence")
        db.session.commit()
    found = archive(client)
    (pin,) = loaded(found, "pins.json")
    assert (pin["assignment"], pin["kind"]) == (JOB, "exclusion")
    whole = "".join(found.read(name).decode() for name in found.namelist())
    assert "in confidence" not in whole.replace("to us in confidence", "")


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
            post(Draft(to, "Set a password", "Open https://tenens.example/reset-password/secret"))
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        she.email = "admin@example.org"
        db.session.commit()
    mails = loaded(archive(client), "mails.json")
    assert [one["to"] for one in mails] == [f"{HERS}@example.org".lower()]
    assert mails[0]["text"] == "Open (a link)"


def test_what_was_removed_is_in_the_history(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        hers = select(Training.id).join(Candidate).where(Candidate.ref == HERS)
        id = db.session.scalars(hers.where(Training.kind == "training")).one()
        remove_training(id, TESTER)
    entries = loaded(archive(client), "history.json")
    assert [one["by"] for one in entries if one["action"] == "removed"] == ["the agency (command)"]


@pytest.fixture
def proof(app: Flask, client: FlaskClient) -> int:
    """A document of hers, as a specialist has asked its issuer about it."""
    with app.app_context():
        hers = select(Credential).join(Candidate, Candidate.id == Credential.candidate_id)
        card = hers.where(Candidate.ref == HERS, Credential.code == "CPT-NHA")
        id = db.session.scalars(card).one().id
        document = attach_document(id, [Upload("card.png", photo("PNG"))], TESTER)
        check_source(id, "differs", BEA, today(), remark="another day", confirmation="NHA-77")
        return document.id


def test_how_her_papers_came_to_be_known_is_in_it(client: FlaskClient, proof: int) -> None:
    found = archive(client)
    entry = loaded(found, "verifications.json")[-1]
    assert (entry["source"], entry["result"], entry["by"]) == (
        *("register", "differs"),
        "the agency",
    )
    assert (entry["confirmation"], entry["remark"]) == ("NHA-77", "another day")
    assert entry["checked_on"] == str(today_of(client))
    assert (entry["evidence_before"], entry["evidence_after"]) == ("documented", "documented")
    assert BEA.name not in found.read("verifications.json").decode()


def test_what_the_staff_did_to_her_documents_and_her_account_is_in_it(
    client: FlaskClient, proof: int
) -> None:
    about = {one["about"]: one for one in loaded(archive(client), "history.json")}
    assert about[f"document:{proof}"]["action"] == "uploaded"
    assert any(one.startswith("user:") for one in about)


def test_what_she_agreed_to_is_in_it_with_its_words(client: FlaskClient) -> None:
    (agreed,) = loaded(archive(client), "consents.json")
    text = current_text()
    assert (agreed["version"], agreed["title"]) == (text.version, text.title)
    assert agreed["parts"][0]["says"] == text.parts[0].says
    assert agreed["accepted_at"]


def test_how_she_came_in_is_in_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        link = Invitation(
            candidate_ref=HERS,
            email="mari@example.org",
            secret_hash="f" * 64,
            made_at=clock.now(),
            expires_at=clock.now(),
        )
        db.session.add(link)
        db.session.commit()
        Letters().register(email=f"{HERS}@example.org".lower())
    found = loaded(archive(client), "coming_in.json")
    assert [one["email"] for one in found["invitations"]] == ["mari@example.org"]
    assert "f" * 64 not in json.dumps(found)


def test_a_registration_that_anybody_may_have_typed_tells_no_name(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        for ended in (None, "used"):
            row = {"first_name": "Eve", "last_name": "Stranger", "home_zip": "98101"}
            moment = clock.now() if ended else None
            db.session.add(
                Registration(
                    **row,
                    email=f"{HERS}@example.org".lower(),
                    password="",
                    phone="",
                    consent_version="1",
                    secret_hash=f"{ended}",
                    made_at=clock.now(),
                    expires_at=clock.now(),
                    ended_at=moment,
                    ended_as=ended,
                )
            )
        db.session.commit()
    typed, used = loaded(archive(client), "coming_in.json")["registrations"]
    assert "first_name" not in typed
    assert used["first_name"] == "Eve"


def test_a_file_that_cannot_be_read_is_told_and_the_rest_goes_out(
    app: Flask, client: FlaskClient, proof: int
) -> None:
    with app.app_context():
        row = db.session.scalars(select(DocumentFile).where(DocumentFile.document_id == proof))
        name = row.one().stored_name
        (kept,) = [one for one in the_store().all() if one.name == name]
        the_store().remove(kept)
    found = archive(client)
    (told,) = [name for name in found.namelist() if name.endswith("could-not-be-read.txt")]
    assert told.startswith(f"documents/{proof}-1-")
    assert "card" in found.read(told).decode()
    assert "history.json" in found.namelist()


def test_what_she_opened_herself_is_not_told_as_somebody_else(
    app: Flask, client: FlaskClient, proof: int
) -> None:
    assert client.get(f"/api/v1/documents/{proof}/files/1").status_code == 200
    assert loaded(archive(client), "documents.json")[0]["seen"] == []
    with app.app_context():
        id = db.session.get_one(Document, proof).credential_id
    address = f"/portal/papers/credentials/{id}"
    assert "Nobody has opened it yet" in read(client, address)
    staff = signed_in(app, "compliance")
    assert staff.get(f"/api/v1/documents/{proof}/files/1").status_code == 200
    assert "Seen by compliance@example.org" in read(client, address)
    (seen,) = loaded(archive(client), "documents.json")[0]["seen"]
    assert seen["by"] == "compliance@example.org"


def test_whom_she_was_taken_for_is_not_named(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        merging.tell_apart(HERS, ANOTHERS, BEA)
        merged = merging.merge(HERS, ANOTHERS, {"first_name": "other"}, BEA, lambda *_: None)
        merging.undo_merge(merged.id, BEA)
    found = archive(client)
    done = [one["action"] for one in loaded(found, "history.json")]
    assert {"told apart", "merged", "merge undone"} <= set(done)
    whole = "".join(found.read(name).decode(errors="replace") for name in found.namelist())
    assert [word for word in (ANOTHERS, "Devon") if word in whole] == []


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
