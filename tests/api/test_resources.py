"""Facilities, assignments, placements and what somebody holds: taken up, found and changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from agency.audit.models import AuditEntry
from agency.credentials.models import Credential
from agency.edits.models import Edit
from agency.extensions import db
from agency.settings import today
from tests.api.documented import misfits
from tests.api.programs import Program, faults, made, told
from tests.builders import make_document

FACILITY = {
    "name": "Larch Family Clinic",
    "zip": "98101",
    "state": "WA",
    "setting": "clinic",
    "do_not_return": ["C-9"],
}
ASSIGNMENT = {
    "ref": "A-0042",
    "facility": "Larch Family Clinic",
    "zip": None,
    "state": None,
    "setting": None,
    "delegator": "physician",
    "supervision": "on_premises",
    "starts_on": "2027-01-04",
    "ends_on": "2027-03-31",
    "openings": 2,
    "pay_rate": "25.50",
    "bill_rate": "40.00",
    "priority": "high",
    "status": "open",
    "accepted_certifications": ["CMA-AAMA"],
    "tasks": ["general", "vaccine"],
    "required_skills": ["EKG"],
    "preferred_skills": [],
    "client_requirements": ["BLS"],
    "min_evidence": "reviewed",
    "role": "medical_assistant",
    "specialty": "pediatrics",
    "shift": "day",
    "hours_per_week": "36.5",
    "guaranteed_hours": "32",
}
CREDENTIAL = {
    "code": "CMA-AAMA",
    "number": "X-1",
    "issued_on": "2024-02-01",
    "expires_on": "2029-02-01",
    "evidence": "documented",
    "bound_to": None,
    "status": "active",
}
TRAINING = {
    "kind": "performances",
    "topic": None,
    "provider": "Rainier College",
    "accreditor": "CAAHEP",
    "hours": "12.5",
    "classroom_hours": None,
    "clinical_hours": "4",
    "externship_hours": None,
    "in_person": True,
    "performances": ["injection_intramuscular:12"],
    "completed_on": "2025-06-30",
    "evidence": "documented",
}
CREDIT = {
    "code": "CMA-AAMA",
    "category": "clinical",
    "units": "2.5",
    "earned_on": "2026-03-01",
    "provider": "AAMA",
    "issuer_approved": True,
}
PLACEMENT = {
    "candidate_ref": "C-1",
    "assignment_ref": "A-0042",
    "stage": "submitted",
    "starts_on": "2027-01-04",
    "ends_on": "2027-03-31",
}
Resource = tuple[str, dict[str, Any], dict[str, Any]]
# Where each is added, what is sent, and a change of it.
RESOURCES: dict[str, Resource] = {
    "facility": ("/facilities", FACILITY, {"name": "Larch", "do_not_return": []}),
    "assignment": ("/assignments", ASSIGNMENT, {"openings": 3, "shift": None}),
    "credential": ("/candidates/C-1/credentials", CREDENTIAL, {"number": None}),
    "training": ("/candidates/C-1/trainings", TRAINING, {"hours": "13", "performances": []}),
    "ce_credit": ("/candidates/C-1/ce-credits", CREDIT, {"units": "3", "provider": None}),
    "placement": ("/placements", PLACEMENT, {"stage": "interview"}),
}


def prepared(app: Flask, name: str) -> Program:
    """A program in an agency that has what the resource rests on."""
    program = Program(app, "admin")
    made(program.post("/candidates", {"ref": "C-1"}))
    if name in ("assignment", "placement"):
        made(program.post("/facilities", FACILITY))
    if name == "placement":
        made(program.post("/assignments", ASSIGNMENT))
    return program


@pytest.mark.parametrize("name", RESOURCES)
def test_a_resource_goes_round(app: Flask, name: str) -> None:
    where, sent, change = RESOURCES[name]
    program = prepared(app, name)
    answer = program.post(where, sent)
    first = made(answer)
    assert {key: first[key] for key in sent} == sent
    assert misfits(app, "POST", answer) == []
    path = answer.headers["Location"]
    assert told(program.get(path)) == first
    assert first in told(program.get(where))["items"]
    changed = program.patch(path, change)
    after = told(changed)
    assert misfits(app, "PATCH", changed) == []
    assert {key: after[key] for key in change} == change
    kept = first.keys() - change.keys() - {"changed_at"}
    assert {key: after[key] for key in kept} == {key: first[key] for key in kept}
    assert told(program.get(path)) == after


@pytest.mark.parametrize("name", RESOURCES)
def test_a_write_leaves_its_trail_and_is_matched(app: Flask, name: str) -> None:
    where, sent, _ = RESOURCES[name]
    program = prepared(app, name)
    with app.app_context():
        edits = db.session.scalar(select(db.func.count()).select_from(Edit)) or 0
    first = made(program.post(where, sent))
    subject = f"{name}:{first.get('id') or first['ref']}"
    with app.app_context():
        row = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == subject)).one()
        assert (row.actor_kind, row.actor_name) == ("token", "a program of admin")
        assert (db.session.scalar(select(db.func.count()).select_from(Edit)) or 0) > edits


@pytest.mark.parametrize("name", RESOURCES)
def test_a_key_that_is_no_column_is_refused(app: Flask, name: str) -> None:
    where, sent, _ = RESOURCES[name]
    program = prepared(app, name)
    for key in ("id", "changed_at", "candidate_id", "content", "occurrence", "verified", "score"):
        assert faults(program.post(where, sent | {key: 1})).keys() == {key}
    path = program.post(where, sent).headers["Location"]
    for key in ("id", "changed_at", "candidate_id"):
        assert faults(program.patch(path, {key: 1})).keys() == {key}


@pytest.mark.parametrize(
    ("name", "change", "field"),
    [
        ("assignment", {"ends_on": "2026-12-31"}, "ends_on"),
        ("assignment", {"starts_on": None}, "starts_on"),
        ("assignment", {"facility": "Nowhere"}, "facility"),
        ("credential", {"issued_on": "2030-01-01"}, "expires_on"),
        ("credential", {"code": "CMA"}, "code"),
        ("training", {"kind": "education"}, "topic"),
        ("training", {"performances": ["suture:0"]}, "performances"),
        ("placement", {"ends_on": "2026-12-31"}, "ends_on"),
        ("placement", {"candidate_ref": "C-2"}, "candidate_ref"),
        ("facility", {"name": None}, "name"),
        ("ce_credit", {"units": None}, "units"),
    ],
    ids=lambda it: "-".join(it) if isinstance(it, dict) else it,
)
def test_a_change_that_does_not_go_together_is_refused(
    app: Flask, name: str, change: dict[str, Any], field: str
) -> None:
    where, sent, _ = RESOURCES[name]
    program = prepared(app, name)
    answer = program.post(where, sent)
    assert field in faults(program.patch(answer.headers["Location"], change))
    assert told(program.get(answer.headers["Location"])) == made(answer)


def test_lists_are_filtered(app: Flask) -> None:
    program = prepared(app, "placement")
    made(program.post("/facilities", {"name": "Elsewhere", "state": "OR"}))
    other = {"ref": "A-2", "facility": "Elsewhere", "status": "draft"}
    made(program.post("/assignments", ASSIGNMENT | other))
    for kind in ("credential", "training", "ce_credit", "placement"):
        where, sent, _ = RESOURCES[kind]
        made(program.post(where, sent))
    made(
        program.post(
            "/candidates/C-1/credentials", CREDENTIAL | {"status": "withdrawn", "number": "2"}
        )
    )
    made(program.post("/candidates/C-1/trainings", {"kind": "exam"}))
    made(program.post("/candidates/C-1/ce-credits", CREDIT | {"code": "RMA-AMT"}))
    made(program.post("/placements", PLACEMENT | {"assignment_ref": "A-2", "stage": "withdrawn"}))
    for path, number in (
        ("/facilities?state=OR", 1),
        ("/facilities?name=Elsewhere", 1),
        ("/facilities", 2),
        ("/assignments?status=draft", 1),
        ("/assignments?state=WA", 1),
        ("/assignments?facility=Elsewhere&state=WA", 0),
        ("/assignments?priority=high", 2),
        ("/candidates/C-1/credentials?status=withdrawn", 1),
        ("/candidates/C-1/trainings?kind=exam", 1),
        ("/candidates/C-1/ce-credits?code=RMA-AMT", 1),
        ("/placements?stage=withdrawn", 1),
        ("/placements?assignment=A-0042", 1),
        ("/placements?candidate=C-1", 2),
        ("/placements?candidate=C-2", 0),
    ):
        assert len(told(program.get(path))["items"]) == number, path


def test_what_somebody_else_holds_is_in_no_list_of_hers(app: Flask) -> None:
    program = prepared(app, "credential")
    made(program.post("/candidates", {"ref": "C-2"}))
    for kind in ("credential", "training", "ce_credit"):
        where, sent, _ = RESOURCES[kind]
        made(program.post(where, sent))
        assert told(program.get(where.replace("C-1", "C-2")))["items"] == []
        assert program.post(where.replace("C-1", "C-3"), sent).status_code == 404
        assert program.get(where.replace("C-1", "C-3")).status_code == 404


def test_only_a_specialist_who_did_not_enter_it_says_that_something_was_reviewed(
    app: Flask,
) -> None:
    recruiter, specialist = Program(app), Program(app, "compliance")
    made(recruiter.post("/candidates", {"ref": "C-1"}))
    reviewed = CREDENTIAL | {"evidence": "reviewed"}
    assert faults(recruiter.post("/candidates/C-1/credentials", reviewed)).keys() == {"evidence"}
    unscoped = Program(app, "compliance", ["credentials:read", "credentials:write"])
    assert faults(unscoped.post("/candidates/C-1/credentials", reviewed)).keys() == {"evidence"}
    assert faults(specialist.post("/candidates/C-1/credentials", reviewed)).keys() == {"evidence"}
    path = recruiter.post("/candidates/C-1/credentials", CREDENTIAL).headers["Location"]
    etag = {"If-Match": specialist.get(path).headers["ETag"]}
    said = specialist.patch(path, {"evidence": "reviewed"}, headers=etag)
    assert told(said)["evidence"] == "reviewed"
    mine = CREDENTIAL | {"number": "mine"}
    path = specialist.post("/candidates/C-1/credentials", mine).headers["Location"]
    etag = {"If-Match": specialist.get(path).headers["ETag"]}
    refused = specialist.patch(path, {"evidence": "reviewed"}, headers=etag)
    assert faults(refused).keys() == {"evidence"}


def test_where_there_is_one_specialist_alone_she_says_it_of_her_own_entries(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], single_specialist=True)
    specialist = Program(app, "compliance")
    made(Program(app).post("/candidates", {"ref": "C-1"}))
    reviewed = CREDENTIAL | {"evidence": "reviewed"}
    assert made(specialist.post("/candidates/C-1/credentials", reviewed))["evidence"] == "reviewed"


def test_a_review_verifies_or_rejects_for_a_reason(app: Flask) -> None:
    program, specialist = Program(app, "admin"), Program(app, "compliance")
    made(program.post("/candidates", {"ref": "C-1"}))
    path = program.post("/candidates/C-1/credentials", CREDENTIAL).headers["Location"]
    verify = {"decision": "verify"}
    assert program.post(f"{path}/review", verify).status_code == 403
    with app.app_context():
        make_document(db.session.scalars(select(Credential)).one())
        db.session.commit()
    assert told(specialist.post(f"{path}/review", verify))["evidence"] == "reviewed"
    etag = specialist.get(path).headers["ETag"]
    assert faults(specialist.post(f"{path}/review", {"decision": "reject"})).keys() == {"reason"}
    reject = {"decision": "reject", "reason": "altered", "remark": "the date was written over"}
    late = specialist.post(f"{path}/review", reject, headers={"If-Match": '"old"'})
    assert late.status_code == 412
    rejected = specialist.post(f"{path}/review", reject, headers={"If-Match": etag})
    assert told(rejected)["status"] == "rejected"
    assert misfits(app, "POST", rejected) == []


def test_only_a_dead_job_is_retried(app: Flask) -> None:
    program = Program(app, "admin")
    job = program.post("/match-runs", {}).get_json()
    answer = program.post(f"/jobs/{job['id']}/retry")
    assert answer.status_code == 409
    assert "only a dead one" in answer.get_json()["detail"]
    assert program.post("/jobs/2147483647/retry").status_code == 404


@pytest.mark.parametrize("days", [-367, 367, 300_000])
def test_a_match_is_of_a_day_within_a_year(app: Flask, days: int) -> None:
    program = Program(app)
    with app.app_context():
        day, first, last = (today() + timedelta(days=n) for n in (days, -366, 366))
    answer = program.post("/match-runs", {"as_of": day.isoformat()})
    assert faults(answer) == {"as_of": f"a day within a year of today, from {first} to {last}"}
    assert answer.get_json()["errors"][0]["value"] == day.isoformat()
    assert told(program.get("/jobs"))["items"] == []


@pytest.mark.parametrize("days", [-366, 366])
def test_a_year_from_today_is_within_it(app: Flask, days: int) -> None:
    with app.app_context():
        day = today() + timedelta(days=days)
    answer = Program(app).post("/match-runs", {"as_of": day.isoformat()})
    assert answer.status_code == 202
