"""The API on exclusion lists, certificates and findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.screening.actions import load_list, screen
from agency.screening.file_models import ListFile
from agency.screening.models import Finding
from agency.settings import today
from tests.api.documented import misfits, whole
from tests.api.programs import Program
from tests.builders import make_candidate
from tests.documents.forms import form
from tests.screening.lists import ROSA, leie
from tests.signing_in import TESTER, signed_in


@pytest.fixture
def finding(app: Flask, tmp_path: Path) -> int:
    """What is found about C-1; nobody is like C-2."""
    with app.app_context():
        make_candidate("C-1", first_name="Rosa", last_name="Quillfeather")
        make_candidate("C-2")
        db.session.commit()
        load_list("leie", leie(tmp_path, ROSA), TESTER)
        screen("by hand", TESTER)
        return db.session.scalars(select(Finding.id)).one()


@pytest.fixture
def month(app: Flask) -> str:
    with app.app_context():
        return f"{today():%Y-%m}"


def documented(app: Flask, program: Program, path: str, body: Any = None) -> Any:
    """What is answered, which is what the document says; a body is sent."""
    answer = program.get(path) if body is None else program.post(path, body)
    assert answer.status_code == 200, answer.text
    assert misfits(app, "GET" if body is None else "POST", answer) == []
    return answer


def test_how_she_stands_is_told_without_what_was_found(
    app: Flask, finding: int, month: str
) -> None:
    recruiter = Program(app, "recruiter")
    said = documented(app, recruiter, "/candidates/C-1/screenings").get_json()
    assert (said["result"], [one["month"] for one in said["months"]]) == ("to_decide", [month])
    assert "QUILLFEATHER" not in str(said)
    other = documented(app, recruiter, "/candidates/C-2/screenings").get_json()
    assert other["result"] == "clear"


def test_a_certificate_says_which_files_and_what_was_decided(
    app: Flask, finding: int, month: str
) -> None:
    specialist = Program(app, "compliance")
    path = f"/candidates/C-1/screenings/{month}"
    before = documented(app, specialist, path).get_json()
    assert before["result"] == "to_decide"
    (file,) = before["lists"][0]["files"]
    assert (file["name"], file["rows"], len(file["sha256"])) == ("UPDATED.csv", 1, 64)
    body = {"decision": "not_same", "reason": "Born in another year."}
    documented(app, specialist, f"/screening-findings/{finding}/decision", body)
    after = documented(app, specialist, path).get_json()
    assert after["result"] == "cleared"
    assert after["findings"][0]["decided_by"] == "a program of compliance"
    assert "Born" not in str(after)
    assert after == documented(app, specialist, path).get_json()
    pdf = [specialist.get(f"{path}/certificate") for _ in range(2)]
    assert pdf[0].data.startswith(b"%PDF-")
    assert pdf[0].data == pdf[1].data


def test_a_month_in_which_she_was_not_screened_has_none(
    app: Flask, finding: int, month: str
) -> None:
    specialist = Program(app, "compliance")
    assert specialist.get("/candidates/C-1/screenings/2020-01").status_code == 404
    assert specialist.get("/candidates/C-1/screenings/2020-13").status_code == 422
    assert specialist.get(f"/candidates/C-9/screenings/{month}").status_code == 404
    early = specialist.get(f"/candidates/C-1/screenings/{month}?known_on=2020-01-01")
    assert early.status_code == 404


def test_a_month_is_documented_as_it_is_read(app: Flask) -> None:
    paths = whole(app)["paths"]
    for end in ("", "/certificate"):
        path = paths[f"/api/v1/candidates/{{ref}}/screenings/{{month}}{end}"]
        (shape,) = [one["schema"] for one in path["parameters"] if one["name"] == "month"]
        told = [jsonschema_rs.is_valid(shape, one) for one in ("2026-11", "2026-13", "a month")]
        assert told == [True, False, False]


def test_a_finding_is_told_with_its_evidence_and_decided(app: Flask, finding: int) -> None:
    specialist = Program(app, "compliance")
    (listed,) = documented(app, specialist, "/screening-findings").get_json()["items"]
    said = documented(app, specialist, f"/screening-findings/{finding}").get_json()
    assert said == listed
    assert said["record"]["LASTNAME"] == "QUILLFEATHER"
    assert said["points"] == sum(one["points"] for one in said["evidence"])
    path = f"/screening-findings/{finding}/decision"
    assert specialist.post(path, {"decision": "not_same"}).status_code == 422
    assert specialist.post(path, {"decision": "clear"}).status_code == 422
    decided = documented(app, specialist, path, {"decision": "same", "reason": "Yes"})
    assert decided.get_json()["state"] == "same"
    undone = documented(app, specialist, f"{path}/undo", {})
    assert undone.get_json()["state"] == "open"
    assert [one["decision"] for one in undone.get_json()["decisions"]] == ["same", "undone"]


def test_lists_are_told_with_what_they_are_made_of(app: Flask, finding: int) -> None:
    (one,) = documented(app, Program(app, "recruiter"), "/exclusion-lists").get_json()["lists"]
    assert (one["list"], one["people"], one["as_of"]) == ("leie", 1, "2026-03-20")


def test_she_sees_how_she_stands_and_no_more(app: Flask, finding: int, month: str) -> None:
    her = signed_in(app, "candidate", "C-1")
    assert her.get("/api/v1/candidates/C-1/screenings").get_json()["result"] == "to_decide"
    assert her.get(f"/api/v1/candidates/C-1/screenings/{month}").status_code == 403
    assert her.get("/api/v1/candidates/C-2/screenings").status_code == 404
    assert her.get(f"/api/v1/screening-findings/{finding}").status_code == 403


FILES = "/exclusion-list-files"


def hand_in(program: Program, file: Path, key: str = "", **said: str) -> TestResponse:
    sent = form([(file.read_bytes(), file.name)], **{"source": "leie", **said})
    return program.send("POST", FILES, headers={"Idempotency-Key": key} if key else {}, **sent)


def test_a_list_is_handed_in_once_and_taken_up_by_a_job(app: Flask, tmp_path: Path) -> None:
    program, file = Program(app, "compliance"), leie(tmp_path, ROSA)
    first, again = (hand_in(program, file, key="one", day="2026-03-21") for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert misfits(app, "POST", first) == []
    assert first.get_json() == again.get_json()
    assert (first.get_json()["state"], first.get_json()["load"]) == ("waiting", None)
    with app.app_context():
        assert run_job(app, db.session.scalars(select(Job.id)).one())
    done = documented(app, program, f"{FILES}/{first.get_json()['id']}").get_json()
    assert (done["state"], done["load"]["added"], done["load"]["day"]) == ("done", 1, "2026-03-21")
    assert [one["id"] for one in documented(app, program, FILES).get_json()["items"]] == [
        done["id"]
    ]
    (told,) = documented(app, program, "/exclusion-lists").get_json()["lists"]
    assert (told["as_of"], told["old"]) == ("2026-03-21", True)


def test_what_is_no_list_is_refused_and_nothing_is_kept(app: Flask, tmp_path: Path) -> None:
    program = Program(app, "compliance")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")
    answer = hand_in(program, wrong)
    assert answer.status_code == 400
    assert "wrong.csv: expected the columns of OIG LEIE" in answer.text
    file = leie(tmp_path, ROSA)
    assert hand_in(program, file, colour="red").status_code == 422
    assert hand_in(program, file, supplement="perhaps").status_code == 422
    assert hand_in(program, file, source="medicaid").status_code == 422
    assert program.post(FILES, {"source": "leie"}).status_code == 415
    assert hand_in(Program(app, "recruiter"), file).status_code == 403
    with app.app_context():
        assert db.session.scalars(select(ListFile)).all() == []
