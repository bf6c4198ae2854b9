"""Two files of one person, as a program proposes, merges and parts them."""

from __future__ import annotations

import pytest
from flask import Flask

from agency.extensions import db
from tests.api.documented import misfits
from tests.api.programs import Program, faults, made, told
from tests.builders import make_candidate


@pytest.fixture
def program(app: Flask) -> Program:
    with app.app_context():
        for ref, phone in (("C-1", "206 555 0142"), ("C-2", "(206) 555-0142")):
            make_candidate(ref, first_name="Ana", last_name="Duarte", phone=phone, skills=(ref,))
        db.session.commit()
    return Program(app)


def test_who_may_be_the_same_is_told_with_why(app: Flask, program: Program) -> None:
    answer = program.get("/candidates/C-1/duplicates")
    (one,) = told(answer)["duplicates"]
    assert (one["ref"], one["name"]) == ("C-2", "Ana Duarte")
    assert "same name and telephone number" in one["reasons"]
    assert misfits(app, "GET", answer) == []


def test_who_is_told_apart_is_proposed_no_more(app: Flask, program: Program) -> None:
    answer = program.post("/candidates/C-1/duplicates/C-2/refusal")
    assert told(answer) == {"candidate_ref": "C-1", "not_the_same_as": "C-2"}
    assert told(program.get("/candidates/C-2/duplicates"))["duplicates"] == []
    assert program.post("/candidates/C-1/duplicates/C-9/refusal").status_code == 404


def test_a_merge_is_made_once_and_taken_apart(app: Flask, program: Program) -> None:
    body = {"kept_ref": "C-1", "merged_ref": "C-2", "other": ["phone"], "both": ["skills"]}
    answer = program.post("/merges", body, headers={"Idempotency-Key": "m1"})
    merge = made(answer)
    assert misfits(app, "POST", answer) == []
    again = program.post("/merges", body, headers={"Idempotency-Key": "m1"})
    assert made(again) == merge
    kept = told(program.get("/candidates/C-1"))
    assert (kept["phone"], kept["skills"]) == ("(206) 555-0142", ["C-1", "C-2"])
    assert program.get("/candidates/C-2").status_code == 404
    undone = program.post(f"/merges/{merge['id']}/undo")
    assert told(undone)["undone_at"]
    assert misfits(app, "POST", undone) == []
    assert told(program.get("/candidates/C-2"))["phone"] == "(206) 555-0142"
    assert told(program.get("/merges"))["items"] == [told(undone)]


def test_a_merge_that_cannot_be_is_refused_by_its_field(program: Program) -> None:
    both = {"kept_ref": "C-1", "merged_ref": "C-2"}
    assert faults(program.post("/merges", both | {"both": ["phone"]})).keys() == {"phone"}
    assert faults(program.post("/merges", both | {"other": ["ref"]})).keys() == {"other"}
    same = {"kept_ref": "C-1", "merged_ref": "C-1"}
    assert faults(program.post("/merges", same)).keys() == {"other_ref"}
    assert program.post("/merges", {"kept_ref": "C-1", "merged_ref": "C-9"}).status_code == 404
