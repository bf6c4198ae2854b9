"""Badges over the API: sent, listed with five lights, asked anew and believed; and who may what."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from agency.extensions import db
from tests.api.documented import misfits, whole
from tests.api.programs import Program, made, told
from tests.badges.issuing import ed_signer
from tests.badges.keeping import badge_file, held, judge_all, trusted
from tests.builders import make_candidate, make_credential
from tests.documents import hostile
from tests.documents.forms import form
from tests.signing_in import signed_in

SIGNER = ed_signer()
QUESTIONS = ["signature", "not_revoked", "in_date", "trusted_issuer", "recipient"]


@pytest.fixture
def credential(app: Flask) -> int:
    with app.app_context():
        return held().id


def send(who: Program, credential: int, content: bytes, **headers: str) -> TestResponse:
    path = f"/credentials/{credential}/badges"
    return who.send("POST", path, headers=headers, **form([(content, "badge.json")]))


def judged(app: Flask) -> None:
    with app.app_context():
        judge_all(app)


def test_a_badge_is_sent_and_judged_within_seconds(app: Flask, credential: int) -> None:
    program = Program(app, "compliance")
    with app.app_context():
        trusted(SIGNER)
    answer = send(program, credential, badge_file())
    badge = made(answer)
    assert badge["lights"] == dict.fromkeys(QUESTIONS)
    assert (badge["judged_at"], badge["says"]) == (None, None)
    assert told(program.get(answer.headers["Location"])) == badge
    judged(app)
    badge = told(program.get(f"/badges/{badge['id']}"))
    assert [badge["lights"][name]["answer"] for name in QUESTIONS] == ["yes"] * 5
    assert badge["says"]["issuer"] == SIGNER.did
    assert badge["judged_for"] == "CMA-AAMA"
    listed = told(program.get(f"/credentials/{credential}/badges"))
    assert listed == {"items": [badge], "next": None}


def test_sent_twice_under_one_key_it_is_taken_once(app: Flask, credential: int) -> None:
    program = Program(app, "compliance")
    first = send(program, credential, badge_file(), **{"Idempotency-Key": "k-1"})
    second = send(program, credential, badge_file(), **{"Idempotency-Key": "k-1"})
    assert made(first) == made(second)
    assert len(told(program.get(f"/credentials/{credential}/badges"))["items"]) == 1


def test_a_badge_among_documents_is_judged_too(app: Flask, credential: int) -> None:
    program = Program(app, "compliance")
    parts = [(badge_file(), "badge.json"), (hostile.pdf(), "card.pdf")]
    made(program.send("POST", f"/credentials/{credential}/documents", **form(parts)))
    judged(app)
    (badge,) = told(program.get(f"/credentials/{credential}/badges"))["items"]
    assert (badge["place"], badge["lights"]["signature"]["answer"]) == (1, "yes")


def test_what_is_no_badge_is_refused_and_nothing_is_kept(app: Flask, credential: int) -> None:
    program = Program(app, "compliance")
    for content in (hostile.pdf(), hostile.picture("PNG"), b'{"a": 1}', b""):
        answer = send(program, credential, content)
        assert answer.status_code == 422
        assert "badge" in answer.text
    assert told(program.get(f"/credentials/{credential}/documents"))["items"] == []


def test_it_is_believed_where_all_five_are_yes_and_only_then(app: Flask, credential: int) -> None:
    admin, specialist = Program(app, "admin"), Program(app, "compliance")
    badge = made(send(admin, credential, badge_file()))
    judged(app)
    refused = specialist.post(f"/badges/{badge['id']}/source-check")
    assert refused.status_code == 422
    assert "five answers are all yes" in refused.text
    with app.app_context():
        trusted(SIGNER)
    judged(app)
    row = told(specialist.post(f"/badges/{badge['id']}/source-check"))
    assert row["evidence"] == "primary_source"
    for program in (admin, Program(app, "recruiter")):
        assert program.post(f"/badges/{badge['id']}/source-check").status_code == 403


def test_it_is_not_believed_of_a_credential_that_has_changed(app: Flask, credential: int) -> None:
    badge = made(send(Program(app, "admin"), credential, badge_file()))
    with app.app_context():
        trusted(SIGNER)
    judged(app)
    path = f"/badges/{badge['id']}/source-check"
    late = Program(app, "compliance").post(path, headers={"If-Match": '"another"'})
    assert late.status_code == 412
    told_of = whole(app)["paths"]["/api/v1/badges/{id}/source-check"]["post"]["parameters"]
    assert {"$ref": "#/components/parameters/IfMatch"} in told_of


def test_it_is_asked_anew(app: Flask, credential: int) -> None:
    specialist = Program(app, "compliance")
    badge = made(send(specialist, credential, badge_file()))
    judged(app)
    again = told(specialist.post(f"/badges/{badge['id']}/judgement"))
    assert again["judged_at"] is not None
    judged(app)
    later = told(specialist.get(f"/badges/{badge['id']}"))
    assert later["judged_at"] > again["judged_at"]


def test_she_sees_and_sends_her_own_and_nobody_elses(app: Flask, credential: int) -> None:
    badge = made(send(Program(app, "compliance"), credential, badge_file()))
    hers, others = signed_in(app, "candidate", "C-1"), signed_in(app, "candidate", "C-1-other")
    own = f"/api/v1/credentials/{credential}/badges"
    assert hers.get(own).status_code == 200
    assert hers.post(own, **form([(badge_file(), "b")])).status_code == 201
    assert hers.get(f"/api/v1/badges/{badge['id']}").status_code == 200
    for address in (own, f"/api/v1/badges/{badge['id']}"):
        assert others.get(address).status_code == 404
    assert others.post(own, **form([(badge_file(), "b")])).status_code == 404


def test_a_badge_of_what_is_confidential_is_for_specialists(app: Flask) -> None:
    with app.app_context():
        person = make_candidate("C-2")
        id = make_credential(person, "DRUG-SCREEN", evidence="claimed").id
        db.session.commit()
    badge = made(send(Program(app, "compliance"), id, badge_file()))
    recruiter = Program(app, "recruiter")
    assert recruiter.get(f"/credentials/{id}/badges").status_code == 404
    assert recruiter.get(f"/badges/{badge['id']}").status_code == 404


def test_what_is_told_is_as_the_document_says(app: Flask, credential: int) -> None:
    program = Program(app, "compliance")
    badge = made(send(program, credential, badge_file()))
    judged(app)
    answers: list[Any] = [
        program.get(f"/badges/{badge['id']}"),
        program.get(f"/credentials/{credential}/badges"),
        program.get("/badges/999999"),
        program.get("/credentials/999999/badges"),
    ]
    assert [misfits(app, "GET", one) for one in answers] == [[]] * 4
