"""Idempotency-Key: what comes twice is done once, and answered alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from agency import clock
from agency.api.actions import FORGET
from agency.api.models import KeptAnswer
from agency.audit.models import AuditEntry
from agency.candidates.models import Candidate
from agency.credentials.models import Training
from agency.extensions import db
from agency.jobs.kinds import kind_named, wanted
from agency.settings import settings
from tests.api.programs import Program, faults, made, told
from tests.api.test_etags import at_once
from tests.signing_in import signed_in

KEYED = {"Idempotency-Key": "order-66"}
TRAINING = {"kind": "education", "topic": "high_school"}


def add(program: Program, ref: str = "C-1", **options: Any) -> TestResponse:
    return program.post("/candidates", {"ref": ref}, **{"headers": KEYED, **options})


def rows(app: Flask, model: Any) -> int | None:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_the_same_request_gets_the_same_answer_and_has_one_effect(app: Flask) -> None:
    program = Program(app)
    first, again = add(program), add(program)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == first.data
    for name in ("ETag", "Location", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert rows(app, Candidate) == 1
    with app.app_context():
        about = select(func.count()).where(AuditEntry.subject == "candidate:C-1")
        assert db.session.scalar(about) == 1


def test_without_a_key_each_request_is_one_of_its_own(app: Flask) -> None:
    program = Program(app)
    made(add(program, headers={}))
    for _ in range(2):
        made(program.post("/candidates/C-1/trainings", TRAINING))
    assert rows(app, Training) == 2
    assert add(program, headers={}).status_code == 409


def test_another_request_under_the_same_key_is_refused(app: Flask) -> None:
    program = Program(app)
    made(add(program))
    assert faults(add(program, "C-2")).keys() == {"Idempotency-Key"}
    elsewhere = program.post("/candidates/C-1/trainings", {"ref": "C-1"}, headers=KEYED)
    assert elsewhere.status_code == 422
    assert rows(app, Candidate) == 1


def test_a_key_is_its_owners_alone(app: Flask) -> None:
    made(add(Program(app, "recruiter"), "C-1"))
    made(add(Program(app, "admin"), "C-2"))
    assert rows(app, Candidate) == 2


def test_a_new_token_with_an_old_name_is_given_nobody_elses_answer(app: Flask) -> None:
    old, new = Program(app), Program(app)
    made(add(old))
    assert add(new).status_code == 409
    assert faults(add(old, "C-2")).keys() == {"Idempotency-Key"}
    assert made(add(new, "C-2"))["ref"] == "C-2"


def test_a_person_and_her_program_have_keys_of_their_own(app: Flask) -> None:
    made(add(Program(app)))
    client = signed_in(app, "recruiter")
    answer = client.post("/api/v1/candidates", json={"ref": "C-2"}, headers=KEYED)
    assert made(answer)["ref"] == "C-2"


def test_a_refusal_is_not_kept(app: Flask) -> None:
    program = Program(app)
    refused = program.post("/candidates", {"ref": ".."}, headers=KEYED)
    assert refused.status_code == 422
    assert made(add(program))["ref"] == "C-1"


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
def test_a_key_that_is_none_is_refused(app: Flask, key: str) -> None:
    answer = add(Program(app), headers={"Idempotency-Key": key})
    assert faults(answer).keys() == {"Idempotency-Key"}
    assert rows(app, Candidate) == 0


@pytest.mark.parametrize("times", [2, 5])
def test_requests_at_once_have_one_effect_and_one_answer(app: Flask, times: int) -> None:
    """A training has no key of its own that would keep two apart."""
    program = Program(app)
    made(add(program, headers={}))
    answers = at_once(
        lambda _: program.post("/candidates/C-1/trainings", TRAINING, headers=KEYED),
        tuple(range(times)),
    )
    assert [one.status_code for one in answers] == [201] * times
    assert len({one.data for one in answers}) == 1
    assert sum("Idempotency-Replayed" not in one.headers for one in answers) == 1
    assert rows(app, Training) == 1


def test_requests_at_once_for_one_reference_are_answered_alike(app: Flask) -> None:
    """The second finds the reference taken, by itself."""
    program = Program(app)
    answers = at_once(lambda _: add(program), (1, 2))
    assert [one.status_code for one in answers] == [201, 201]
    assert len({one.data for one in answers}) == 1


def test_a_match_is_ordered_once(app: Flask) -> None:
    program = Program(app)
    order = {"as_of": (clock.now().date() + timedelta(days=30)).isoformat()}
    first = program.post("/match-runs", order, headers=KEYED)
    again = program.post("/match-runs", order, headers=KEYED)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.headers["Location"] == again.headers["Location"]
    assert told(program.get(first.headers["Location"]))["kind"] == "match_night"


def _age(app: Flask, hours: int) -> None:
    with app.app_context():
        db.session.execute(update(KeptAnswer).values(kept_at=clock.now() - timedelta(hours=hours)))
        db.session.commit()


def test_a_key_may_be_used_anew_after_a_day(app: Flask) -> None:
    program = Program(app)
    made(add(program))
    _age(app, settings_of(app) - 1)
    assert add(program).headers["Idempotency-Replayed"] == "true"
    _age(app, settings_of(app) + 1)
    assert made(add(program, "C-2"))["ref"] == "C-2"
    assert rows(app, KeptAnswer) == 1


def test_what_counts_no_more_is_swept_once_a_day(app: Flask) -> None:
    program = Program(app)
    made(add(program))
    _age(app, settings_of(app) + 1)
    made(add(program, "C-2", headers={"Idempotency-Key": "another"}))
    with app.app_context():
        kind_named(FORGET).work({})()
        db.session.commit()
        assert list(db.session.scalars(select(KeptAnswer.key))) == ["another"]
        (job,) = [one for one in wanted(clock.now()) if one.kind == FORGET]
        assert job.unique_key == f"{FORGET}:{clock.now().date()}"


def settings_of(app: Flask) -> int:
    with app.app_context():
        return settings().idempotency_hours
