"""`agency documents`: keys and store, and a server that does not start without the keys."""

from __future__ import annotations

import json
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.documents.models import DocumentFile
from agency.documents.uploads import Upload
from agency.verification.actions import attach_document
from tests.builders import make_candidate, make_credential
from tests.cli.commands import answer, run, told
from tests.documents.hostile import pdf
from tests.processes import agency_running
from tests.signing_in import TESTER

NEW = b64encode(b"n" * 32).decode()


@pytest.fixture
def with_document(app: Flask, database: SQLAlchemy, no_agency: dict[str, str]) -> dict[str, str]:
    """The environment of a command over a database with one document."""
    credential = make_credential(make_candidate())
    database.session.commit()
    attach_document(credential.id, [Upload("a.pdf", BytesIO(pdf()))], TESTER)
    return no_agency


def old_key(app: Flask) -> str:
    return b64encode(app.config["SETTINGS"].document_keys[0]).decode()


def test_keys_are_wrapped_anew_and_told(app: Flask, with_document: dict[str, str]) -> None:
    both = with_document | {"AGENCY_DOCUMENT_KEY": f"{NEW},{old_key(app)}"}
    assert "1 files were wrapped anew" in told(both, "documents", "rotate")
    new = with_document | {"AGENCY_DOCUMENT_KEY": NEW}
    assert answer(new, "documents", "rotate") == {"rotated": 0, "unread": []}
    refused = run(with_document, "documents", "rotate")
    assert refused.exit_code == 2
    assert "AGENCY_DOCUMENT_KEY lacks the keys" in refused.stderr


def test_a_key_that_cannot_be_read_is_named_with_a_status(
    app: Flask, database: SQLAlchemy, with_document: dict[str, str]
) -> None:
    both = with_document | {"AGENCY_DOCUMENT_KEY": f"{NEW},{old_key(app)}"}
    database.session.execute(update(DocumentFile).values(wrapped_key=bytes(60)))
    database.session.commit()
    found = run(both, "documents", "rotate")
    assert found.exit_code == 1
    assert "its key cannot be read: document" in found.stdout
    assert found.stdout.rstrip().endswith("file 1: a.pdf")


def test_a_missing_file_is_told_with_a_status(
    with_document: dict[str, str], tmp_path: Path
) -> None:
    assert "1 files by their rows, 0 of them missing" in told(with_document, "documents", "check")
    (file,) = (tmp_path / "documents").glob("??/*")
    file.unlink()
    found = run(with_document, "documents", "check")
    assert found.exit_code == 1
    assert "missing: document" in found.stdout
    told_again = run(with_document, "documents", "check", "--json").stdout
    assert len(json.loads(told_again)["missing"]) == 1


def test_nothing_is_served_without_the_keys(
    app: Flask, with_document: dict[str, str], tmp_path: Path
) -> None:
    wrong = with_document | {"AGENCY_DOCUMENT_KEY": NEW, "PORT": "0"}
    with agency_running(tmp_path / "log", "serve", **wrong) as running:
        assert running.process.wait(60) == 2
    assert "AGENCY_DOCUMENT_KEY lacks the keys" in running.said()
    doctor = run(with_document | {"AGENCY_DOCUMENT_KEY": NEW}, "doctor", "--json")
    assert '"documents"' in doctor.stdout
    assert "back into AGENCY_DOCUMENT_KEY" in doctor.stdout


def test_documents_are_read_by_hand(
    app: Flask, database: SQLAlchemy, with_document: dict[str, str]
) -> None:
    assert answer(with_document, "documents", "read", "--all") == {
        "text": 0,
        "ocr": 0,
        "none": 1,
        "unopened": [],
    }
    assert answer(with_document, "documents", "read", "--all")["none"] == 0
    id = database.session.scalars(select(DocumentFile.document_id)).one()
    assert "1 say nothing that could be read" in told(with_document, "documents", "read", str(id))


def test_what_cannot_be_opened_is_told_and_the_rest_is_read(
    app: Flask, with_document: dict[str, str], tmp_path: Path
) -> None:
    (file,) = (tmp_path / "documents").glob("??/*")
    file.unlink()
    found = run(with_document, "documents", "read", "--all")
    assert (found.exit_code, "not opened: " in found.stdout) == (1, True)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ((), "name one document by its ID, or say --all"),
        (("1", "--all"), "name one document by its ID, or say --all"),
        (("999999",), "there is no document '999999'"),
    ],
)
def test_which_documents_are_to_be_read_must_be_said(
    with_document: dict[str, str], said: tuple[str, ...], words: str
) -> None:
    found = run(with_document, "documents", "read", *said)
    assert found.exit_code != 0
    assert words in found.stderr


def test_the_doctor_says_whether_photos_are_read_and_how_many_wait(
    with_document: dict[str, str],
) -> None:
    found = json.loads(run(with_document, "doctor", "--json").stdout)["checks"]["documents"]
    assert (found["waiting_to_be_read"], type(found["ocr"])) == (1, bool)
    assert "1 file to read" in found["says"]
