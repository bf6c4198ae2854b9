"""Registers over the API: handed in once, findings settled, alarms closed."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from agency.audit.actors import Actor
from agency.credentials.models import Credential
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.verification.register_models import RegisterLoad
from agency.verification.registers.actions import load_file
from tests.api.documented import misfits
from tests.api.programs import Program, faults, told
from tests.builders import make_candidate, make_credential
from tests.documents.forms import form
from tests.verification.registers.files import register, text_of

MONDAY = date(2026, 11, 2)
BY = Actor("command", "agency registers load")
AT = "/register-loads"


@pytest.fixture
def program(app: Flask) -> Program:
    """A specialist's program; on file is Amara's certification."""
    with app.app_context():
        make_credential(make_candidate("C-1"), "WA-MA-C", number="CM60123456")
        db.session.commit()
    return Program(app, "compliance")


def hand_in(program: Program, text: str, key: str = "", **said: str) -> TestResponse:
    sent = form([(text.encode(), "wa.csv")], **{"source": "washington", **said})
    headers = {"Idempotency-Key": key} if key else {}
    return program.send("POST", AT, headers=headers, **sent)


def load(app: Flask, tmp_path: Path, said: dict[str, str]) -> None:
    with app.app_context():
        load_file("washington", register(tmp_path / "wa.csv", said), BY, MONDAY)


def test_a_file_is_handed_in_once_and_held_by_a_job(app: Flask, program: Program) -> None:
    first = hand_in(program, text_of({}), key="one", day="2026-11-02")
    again = hand_in(program, text_of({}), key="one", day="2026-11-02")
    assert (first.status_code, again.status_code) == (202, 202)
    assert misfits(app, "POST", first) == []
    assert first.get_json() == again.get_json()
    with app.app_context():
        assert run_job(app, db.session.scalars(select(Job.id)).one())
        assert db.session.scalars(select(Credential.evidence)).all() == ["primary_source"]
    done = program.get(f"{AT}/{first.get_json()['id']}")
    assert misfits(app, "GET", done) == []
    assert told(done)["counts"]["confirmed"] == 1
    assert [one["id"] for one in told(program.get(AT))["items"]] == [first.get_json()["id"]]


def test_what_is_no_file_of_the_register_is_refused(app: Flask, program: Program) -> None:
    answer = hand_in(program, "a,b\n1,2\n")
    assert answer.status_code == 400
    assert "expected the columns CredentialNumber" in answer.text
    assert hand_in(program, text_of({}), colour="red").status_code == 422
    assert program.send("POST", AT, **form([], source="washington")).status_code == 422
    assert program.post(AT, {"source": "washington"}).status_code == 415
    with app.app_context():
        assert db.session.scalars(select(RegisterLoad)).all() == []


def damaged(text: str) -> bytes:
    """An archive of a file of which the packed bytes are broken from the first."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("wa.csv", text)
    first = 30 + len("wa.csv")
    return archive.getvalue()[:first] + b"\xff" * 8 + archive.getvalue()[first + 8 :]


def test_a_damaged_archive_is_refused_with_words(program: Program) -> None:
    sent = form([(damaged(text_of({})), "wa.zip")], source="washington")
    answer = program.send("POST", AT, **sent)
    assert answer.status_code == 400
    assert "expected a ZIP archive that can be read" in answer.text


def test_what_is_told_twice_is_refused(app: Flask, program: Program) -> None:
    one = text_of({}).encode()
    sent = form([(one, "wa.csv"), (one, "other.csv")], source="washington")
    assert faults(program.send("POST", AT, **sent)) == {"file": "each once"}
    sent = form([(one, "wa.csv")], source="washington", day="2026-11-02")
    sent["data"] = sent["data"].replace(b'"day"', b'"source"')
    assert faults(program.send("POST", AT, **sent)) == {"source": "each once"}
    with app.app_context():
        assert db.session.scalars(select(RegisterLoad)).all() == []


def test_a_finding_is_settled(app: Flask, program: Program, tmp_path: Path) -> None:
    load(app, tmp_path, {"ExpirationDate": "20301231"})
    (found,) = told(program.get("/register-findings"))["items"]
    assert found["differences"] == ["expires_on"]
    assert found["says"] == "it ends there on 31 Dec 2030, here on 31 Dec 2028"
    at = f"/register-findings/{found['id']}"
    seen = program.get(at)
    assert misfits(app, "GET", seen) == []
    stale = {"If-Match": '"no"'}
    body: dict[str, Any] = {"settled_as": "accepted"}
    assert program.post(f"{at}/settlement", body, headers=stale).status_code == 412
    settled = program.post(f"{at}/settlement", body, headers={"If-Match": seen.headers["ETag"]})
    assert settled.status_code == 200
    assert misfits(app, "POST", settled) == []
    assert told(settled)["settled_as"] == "accepted"
    assert told(program.get("/register-findings"))["items"] == []
    with app.app_context():
        row = db.session.scalars(select(Credential)).one()
        assert (row.expires_on, row.evidence) == (date(2030, 12, 31), "primary_source")
    undone = program.post(f"{at}/settlement/undo", {})
    assert misfits(app, "POST", undone) == []
    assert told(undone)["settled_as"] is None
    assert program.post(f"{at}/settlement/undo", {}).status_code == 404


def test_an_alarm_is_closed_with_words(app: Flask, program: Program, tmp_path: Path) -> None:
    load(app, tmp_path, {"ActionTaken": "Yes"})
    (alarm,) = told(program.get("/register-alarms"))["items"]
    assert alarm["reasons"] == ["action_taken"]
    at = f"/register-alarms/{alarm['id']}/closing"
    assert program.post(at, {}).status_code == 422
    closed = program.post(at, {"remark": "A fine of 2003, paid."})
    assert misfits(app, "POST", closed) == []
    assert told(closed)["closed_at"]
    assert program.post(at, {"remark": "Again."}).status_code == 404
