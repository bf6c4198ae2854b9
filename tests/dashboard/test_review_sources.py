"""Asking at the source from the desk, and the log of how a credential came to be known."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency.credentials.models import Credential
from agency.extensions import db
from agency.verification.actions import review_credential
from tests.builders import (
    make_candidate,
    make_document,
)
from tests.dashboard.desk import fields, stored, waiting
from tests.dashboard.people import the_day
from tests.documents.hostile import pdf
from tests.signing_in import TESTER, signed_in


def test_what_the_register_says_is_written_down(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    page = specialist.get(f"/review/{desk['ines']}")
    assert "Enter the eCard code" in page.text
    said = {"answer": "found", "checked_on": str(the_day()), "confirmation": "Q-9"}
    said["version"] = fields(page)["version"]
    specialist.post(f"/review/{desk['ines']}/source", data=said)
    assert stored(app, desk["ines"]) == ("active", "primary_source")
    assert "confirmation Q-9" in specialist.get(f"/review/{desk['ines']}").text
    wrong = specialist.post(f"/review/{desk['noor']}/source", data={"answer": "differs"})
    assert wrong.status_code == 422
    assert "Ask at the source" in wrong.text


def test_asking_at_the_source_leads_back_into_the_same_part_of_the_queue(
    specialist: FlaskClient, desk: dict[str, int]
) -> None:
    page = specialist.get(f"/review/{desk['ines']}?list=file&q=ines")
    asked = re.search(r'action="([^"]*/source[^"]*)"', page.text)
    assert asked
    said = {"version": fields(page)["version"], "answer": "not_found", "checked_on": str(the_day())}
    answer = specialist.post(asked[1].replace("&amp;", "&"), data=said)
    assert answer.location == f"/review/{desk['ines']}?list=file&q=ines"
    assert "Not found at its source" in specialist.get(answer.location).text


def test_the_answer_of_the_register_is_kept_with_the_log(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    address = f"/review/{desk['ines']}/source"
    said = {"version": fields(specialist.get(f"/review/{desk['ines']}"))["version"]}
    said["checked_on"] = str(the_day())
    files = {"file": (BytesIO(pdf()), "answer.pdf")}
    page = specialist.post(address, data={**said, "answer": "differs", **files})
    assert page.status_code == 422
    assert "What you attached is kept." in page.text
    kept = re.search(r'name="evidence" value="(\d+)"', page.text)
    assert kept
    specialist.post(address, data={**said, "answer": "found", "evidence": kept[1]})
    assert stored(app, desk["ines"]) == ("active", "primary_source")
    link = f"/api/v1/documents/{kept[1]}/files/1"
    assert link in specialist.get(f"/review/{desk['ines']}").text
    assert link in signed_in(app).get(f"/candidates/P-1/credentials/{desk['ines']}").text
    bad = {"file": (BytesIO(b"MZ no document"), "answer.exe")}
    version = fields(specialist.get(f"/review/{desk['noor']}"))["version"]
    page = specialist.post(
        f"/review/{desk['noor']}/source",
        data={**said, "version": version, "answer": "not_found", **bad},
    )
    assert page.status_code == 422


@pytest.mark.parametrize(("role", "shown"), [("compliance", True), ("recruiter", False)])
def test_a_recruiter_reads_the_log_without_what_tells_of_health(
    app: Flask, role: str, shown: bool
) -> None:
    with app.app_context():
        id = waiting(make_candidate("P-5"), "TB-SCREEN")
        paper = make_document(db.session.get_one(Credential, id)).id
        db.session.commit()
        review_credential(id, "reject", TESTER, "illegible", "The stamp is cut off.")
    page = signed_in(app, role).get(f"/candidates/P-5/credentials/{id}")
    assert "The stamp is cut off." in page.text
    assert (f"/api/v1/documents/{paper}/files/1" in page.text) == shown
    assert ("open to credentialing alone" in page.text) != shown
