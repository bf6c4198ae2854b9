"""The document on the desk: how it is shown, to whom, and a newer one."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency.credentials.models import Credential
from agency.extensions import db
from tests.builders import (
    known_by,
    make_candidate,
    make_document,
    make_document_file,
)
from tests.dashboard.desk import decide, fields, stored, waiting
from tests.signing_in import signed_in


def test_a_document_that_came_in_meanwhile_is_not_decided_unseen(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        row = db.session.get_one(Credential, desk["ines"])
        make_document(row, version=2)
        db.session.commit()
    page = specialist.get(f"/review/{desk['ines']}")
    with app.app_context():
        make_document(db.session.get_one(Credential, desk["ines"]), version=3)
        db.session.commit()
    answer = specialist.post(f"/review/{desk['ines']}", data={**fields(page), "decision": "verify"})
    assert answer.status_code == 412
    assert "another document has come in" in answer.text.lower()
    assert stored(app, desk["ines"]) == ("active", "documented")
    seen_now = specialist.post(
        f"/review/{desk['ines']}", data={**fields(answer), "decision": "verify"}
    )
    assert seen_now.status_code == 303


@pytest.mark.parametrize(
    ("role", "code", "shown"),
    [
        ("compliance", "BLS-AHA", True),
        ("compliance", "TB-SCREEN", True),
        ("admin", "BLS-AHA", True),
        ("admin", "TB-SCREEN", False),
    ],
)
def test_a_document_is_shown_to_whom_it_is_for(
    app: Flask, role: str, code: str, shown: bool
) -> None:
    with app.app_context():
        id = waiting(make_candidate("P-5"), code)
        paper = make_document(db.session.get_one(Credential, id))
        make_document_file(paper, media_type="image/png")
        db.session.commit()
        address = f"/api/v1/documents/{paper.id}/files/1"
    page = signed_in(app, role).get(f"/review/{id}")
    assert (f'src="{address}"' in page.text) == shown
    assert ("open to credentialing alone" in page.text) != shown
    assert ('name="number"' in page.text) == shown


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 200),
        ("?page=4&turn=270&size=full", 200),
        ("?page=5", 404),
        ("?page=0", 422),
        ("?page=x", 422),
        ("?turn=91", 422),
        ("?size=huge", 422),
    ],
)
def test_the_address_says_how_the_document_lies(
    app: Flask, specialist: FlaskClient, desk: dict[str, int], asked: str, status: int
) -> None:
    with app.app_context():
        paper = make_document(db.session.get_one(Credential, desk["ines"]), version=2)
        make_document_file(paper, pages=3)
        make_document_file(paper, place=2, media_type="image/png", pages=1)
        db.session.commit()
        address = f"/api/v1/documents/{paper.id}/files"
    page = specialist.get(f"/review/{desk['ines']}{asked}")
    assert page.status_code == status
    if status == 200:
        sheet = f"{address}/2" if asked else f"{address}/1/pages/1"
        assert f'<img src="{sheet}"' in page.text
        assert f"Page {4 if asked else 1} of 4" in page.text


def test_of_a_pdf_whose_pages_nobody_counted_the_next_can_be_asked_for(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        paper = make_document(db.session.get_one(Credential, desk["ines"]), version=2)
        make_document_file(paper)
        db.session.commit()
        address = f"/api/v1/documents/{paper.id}/files/1/pages"
    page = specialist.get(f"/review/{desk['ines']}?page=2")
    assert f'<img src="{address}/2"' in page.text
    assert 'page=3" data-sheet-after' in page.text
    assert specialist.get(f"/review/{desk['ines']}?page=501").status_code == 404
    assert specialist.get(f"/review/{desk['ines']}?page=2147483647").status_code == 422


def test_a_new_version_is_decided_on_and_what_counts_stays(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        row = db.session.get_one(Credential, desk["noor"])
        known_by(row, "primary_source")
        waits = make_document(row, version=2).id
        db.session.commit()
    page = specialist.get(f"/review/{desk['noor']}")
    assert f'name="document" value="{waits}"' in page.text
    assert page.text.count("New version to look at") == 2
    assert "It counts already, and goes on to." in page.text
    decide(specialist, desk["noor"], decision="reject", reason="illegible")
    assert stored(app, desk["noor"]) == ("active", "primary_source")
    assert "1 to review" in specialist.get(f"/review/{desk['ines']}").text
