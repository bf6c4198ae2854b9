"""Photos and PDFs: she sends them, is told who saw them, and takes them back."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from agency import clock
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.actions import give_file
from agency.documents.models import Document
from agency.extensions import db
from agency.portal.once import new_key
from agency.verification.actions import ask_candidate
from tests.counting import counted
from tests.portal.her import ANOTHERS, HERS, PAGE, browser_of_her, make_her, read
from tests.portal.photos import photo
from tests.signing_in import TESTER


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False)
    return browser_of_her(app)


def credential_of(ref: str, code: str = "CPT-NHA") -> int:
    own = select(Credential.id).join(Candidate, Candidate.id == Credential.candidate_id)
    db.session.rollback()
    return db.session.scalars(own.where(Candidate.ref == ref, Credential.code == code)).one()


def page_of(id: int) -> str:
    return f"/portal/papers/credentials/{id}"


def send(client: FlaskClient, id: int, *files: tuple[io.BytesIO, str]) -> tuple[int, str]:
    """The status of sending, and the words of the page that is shown then."""
    key = new_key()
    form = MultiDict([("credential", str(id)), *(("file", file) for file in files)])
    answer = client.post(f"/portal/papers/send/{key}", data=form, headers=PAGE)
    if answer.status_code != 303:
        return answer.status_code, answer.text
    said = {"credential": str(id)}
    sent = client.post(f"/portal/papers/send/{key}/card", data=said, headers=PAGE)
    return sent.status_code, read(client, page_of(id))


def evidence_of(id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Credential, id, populate_existing=True).evidence


def test_two_photos_are_one_document_that_waits_and_the_paper_is_seen(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        id = credential_of(HERS)
        status, page = send(client, id, (photo(), "front.jpg"), (photo("PNG"), "back.png"))
        assert (status, evidence_of(id)) == (303, "documented")
        assert "Add newer photos or a PDF" in page
        assert "2 pages" in page
        assert "Waits for a specialist." in page
        assert "Nobody has opened it yet." in page


def test_who_has_seen_it_is_told_to_her(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = credential_of(HERS)
        send(client, id, (photo(), "front.jpg"))
        give_file(db.session.scalars(select(Document.id)).one(), 1, TESTER)
        assert f"Seen by {TESTER.name}" in read(client, page_of(id))


@pytest.mark.parametrize(("content", "name"), [(b"GIF89a", "card.gif"), (b"", "card.jpg")])
def test_what_is_not_taken_is_told_and_nothing_is_kept(
    app: Flask, client: FlaskClient, content: bytes, name: str
) -> None:
    with app.app_context():
        id = credential_of(HERS)
        status, page = send(client, id, (io.BytesIO(content), name))
        assert (status, evidence_of(id)) == (422, "claimed")
        assert name in page
        assert db.session.scalars(select(Document.id)).all() == []


def test_a_form_without_a_file_is_told(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        assert send(client, credential_of(HERS))[0] == 422


def test_what_she_sent_may_be_taken_back(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = credential_of(HERS)
        send(client, id, (photo(), "front.jpg"))
        document = db.session.scalars(select(Document.id)).one()
        answer = client.post(f"/portal/papers/documents/{document}/withdrawal", headers=PAGE)
        assert (answer.status_code, evidence_of(id)) == (303, "claimed")
        assert "Taken back." in read(client, page_of(id))


def test_what_is_anothers_is_as_if_it_were_not_there(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = credential_of(ANOTHERS)
        assert send(client, id, (photo(), "front.jpg"))[0] == 404
        assert client.post("/portal/papers/documents/1/withdrawal", headers=PAGE).status_code == 404
        assert evidence_of(id) == "claimed"


def test_her_archive_has_the_files_and_who_saw_them(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        send(client, credential_of(HERS), (photo(), "front.jpg"))
        document = db.session.scalars(select(Document.id)).one()
    answer = client.get("/portal/data/export", headers=PAGE)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        assert f"documents/{document}-1-front.jpg" in found.namelist()
        assert found.read(f"documents/{document}-1-front.jpg").startswith(b"\xff\xd8")


def test_the_page_costs_at_most_twelve_statements(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = credential_of(HERS)
        for _ in range(3):
            send(client, id, (photo(), "front.jpg"))
        with counted(db) as statements:
            read(client, page_of(id))
    assert len(statements) <= 12


def test_a_question_stands_with_the_paper_once_it_cannot_be_taken_back(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        id = credential_of(HERS)
        ask_candidate(id, "Is the last digit a 0 or an O?", TESTER)
    assert "Is the last digit" not in client.get(page_of(id)).text
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = client.get(page_of(id)).text
    assert "a specialist asks about this paper" in page
    assert "Is the last digit a 0 or an O?" in page
