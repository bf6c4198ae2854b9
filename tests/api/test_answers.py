"""Every answer is as the document says, whatever was asked; and asks the database little."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from agency import clock
from agency.access.policy import policy
from agency.assignments.models import Assignment
from agency.badges.actions import with_badges
from agency.badges.models import Badge
from agency.candidates.models import Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.documents.models import Document
from agency.documents.uploads import Upload
from agency.extensions import db
from agency.jobs.models import Job
from agency.matching.actions import match, value_run
from agency.matching.models import MatchRun
from agency.matching.queries import current_run
from agency.notices.actions import Draft, post
from agency.notices.models import Mail
from agency.pinning.models import Pin
from agency.placements.models import Placement
from agency.screening.actions import Told, ask_list, load_list, screen
from agency.screening.file_models import ListFile
from agency.screening.models import Finding
from agency.verification.actions import attach_document
from agency.verification.register_models import RegisterAnswer, RegisterLoad
from agency.verification.registers.actions import load_file
from config import Config
from tests.api.documented import misfits
from tests.api.programs import PREFIX, Program
from tests.badges.keeping import badge_file
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_facility,
    make_pin,
    make_placement,
    make_training,
)
from tests.counting import counted
from tests.documents.hostile import pdf
from tests.samples.agencies import AS_OF
from tests.screening.lists import leie
from tests.signing_in import TESTER
from tests.verification.registers.files import register

ON = f"on={AS_OF}"
MOST_QUERIES = 12
AMARA = {"LASTNAME": "LINDQVIST", "FIRSTNAME": "AMARA"}
# The document itself, and what a candidate alone may take along.
NOT_ASKED = {"/openapi.json", "/docs", "/candidates/<ref>/export"}
KNOWN = (
    *("credential", "document", "training", "ce_credit"),
    *("placement", "job", "run", "facility", "pin", "mail"),
    *("badge", "load", "answer", "file", "likeness"),
)


def prove(app: Flask, folder: Path) -> None:
    """Attach a document and a badge to the first credential, and ask a register and a list."""
    with app.app_context():
        first = db.session.scalars(select(Credential.id).order_by(Credential.id).limit(1)).one()
        files = {"certificate.pdf": pdf(), "badge.json": badge_file()}
        uploads = [Upload(name, BytesIO(content)) for name, content in files.items()]
        attach_document(first, uploads, TESTER, also=with_badges())
        if db.session.scalar(select(Candidate.id).where(Candidate.ref == "C-WA")) is None:
            make_credential(make_candidate("C-WA"), "WA-MA-C", number="CM60123456")
            db.session.commit()
        said = {"ActionTaken": "Yes", "ExpirationDate": "20271231"}
        load_file("washington", register(folder / "wa.csv", said), TESTER)
        load_list("leie", leie(folder, AMARA), TESTER)
        with leie(folder, AMARA, name="again.csv").open("rb") as stream:
            ask_list("leie", stream, "again.csv", TESTER, Told())
        screen("by hand", TESTER)


def _pair(candidate: str, assignment: str) -> tuple[Candidate, Assignment]:
    her = db.session.scalars(select(Candidate).where(Candidate.ref == candidate)).one()
    return her, db.session.scalars(select(Assignment).where(Assignment.ref == assignment)).one()


def ids(app: Flask) -> dict[str, int]:
    """The row ids of the first of each kind."""
    kinds: dict[str, Any] = {
        "credential": Credential,
        "document": Document,
        "training": Training,
        "ce_credit": CECredit,
        "placement": Placement,
        "job": Job,
        "run": MatchRun,
        "pin": Pin,
        "mail": Mail,
        "badge": Badge,
        "load": RegisterLoad,
        "file": ListFile,
        "answer": RegisterAnswer,
        "likeness": Finding,
    }
    with app.app_context():
        found = {
            name: db.session.scalar(select(kind.id).order_by(kind.id).limit(1))
            for name, kind in kinds.items()
        }
        found["facility"] = db.session.scalar(select(Placement.id).limit(1))
    assert all(found.values()), found
    return {name: id or 0 for name, id in found.items()}


def reads(first: dict[str, int], assignment: str, candidate: str, day: date) -> dict[str, str]:
    """An address for every GET of the policy, by its rule."""
    numbers = ("id", "place", "number")
    row, place, number = (f"<int(min=1, max=2147483647):{name}>" for name in numbers)
    on, month = f"on={day}", f"{clock.today(Config.from_environment({}).timezone):%Y-%m}"
    return {
        "/candidates": "/candidates",
        "/candidates/<ref>": f"/candidates/{candidate}",
        "/candidates/<ref>/credentials": f"/candidates/{candidate}/credentials",
        "/candidates/<ref>/trainings": f"/candidates/{candidate}/trainings",
        "/candidates/<ref>/ce-credits": f"/candidates/{candidate}/ce-credits",
        "/candidates/<ref>/renewals": f"/candidates/{candidate}/renewals?within=3650&{on}",
        "/candidates/<ref>/pathways": f"/candidates/{candidate}/pathways?{on}",
        "/candidates/<ref>/matches": f"/candidates/{candidate}/matches?as_of={day}",
        "/candidates/<ref>/duplicates": f"/candidates/{candidate}/duplicates",
        "/candidates/<ref>/document-views": f"/candidates/{candidate}/document-views",
        "/candidates/<ref>/consents": f"/candidates/{candidate}/consents",
        "/candidates/<ref>/deletion-request": f"/candidates/{candidate}/deletion-request",
        "/candidates/<ref>/mail-topics": f"/candidates/{candidate}/mail-topics",
        "/placements/lapses": f"/placements/lapses?show=all&{on}",
        "/deletion-requests": "/deletion-requests",
        "/merges": "/merges",
        "/reviews": "/reviews",
        f"/credentials/{row}": f"/credentials/{first['credential']}",
        f"/credentials/{row}/verifications": f"/credentials/{first['credential']}/verifications",
        f"/credentials/{row}/documents": f"/credentials/{first['credential']}/documents",
        f"/documents/{row}": f"/documents/{first['document']}",
        f"/documents/{row}/files/{place}": f"/documents/{first['document']}/files/1",
        f"/documents/{row}/files/{place}/pages/{number}": (
            f"/documents/{first['document']}/files/1/pages/1"
        ),
        f"/trainings/{row}": f"/trainings/{first['training']}",
        f"/ce-credits/{row}": f"/ce-credits/{first['ce_credit']}",
        "/facilities": "/facilities",
        f"/facilities/{row}": f"/facilities/{first['facility']}",
        "/assignments": "/assignments",
        "/assignments/<ref>": f"/assignments/{assignment}",
        "/assignments/<ref>/requirements": f"/assignments/{assignment}/requirements?{on}",
        "/assignments/<ref>/matches": f"/assignments/{assignment}/matches?as_of={day}",
        "/assignments/<ref>/kept-out": f"/assignments/{assignment}/kept-out?requirement=available",
        "/assignments/<ref>/candidates/<candidate_ref>": (
            f"/assignments/{assignment}/candidates/{candidate}?{on}"
        ),
        "/match-runs": "/match-runs",
        f"/match-runs/{row}": f"/match-runs/{first['run']}",
        f"/match-runs/{row}/changes": f"/match-runs/{first['run']}/changes",
        f"/match-runs/{row}/allocation": f"/match-runs/{first['run']}/allocation",
        "/assignments/<ref>/allocation": f"/assignments/{assignment}/allocation",
        "/assignments/<ref>/allocation/<candidate_ref>": (
            f"/assignments/{assignment}/allocation/{candidate}"
        ),
        f"/match-runs/{row}/pins": f"/match-runs/{first['run']}/pins",
        f"/match-runs/{row}/unsettled-pairs": f"/match-runs/{first['run']}/unsettled-pairs",
        "/pins": "/pins",
        f"/pins/{row}": f"/pins/{first['pin']}",
        "/credential-values": "/credential-values?code=CCMA-NHA",
        "/candidates/<ref>/credential-values": f"/candidates/{candidate}/credential-values",
        "/fallbacks": "/fallbacks?limit=2",
        "/lone-openings": "/lone-openings",
        "/placements": "/placements",
        f"/placements/{row}": f"/placements/{first['placement']}",
        "/rulebook": "/rulebook",
        "/rulebook/states/<code>": f"/rulebook/states/WA?{on}",
        "/jobs": "/jobs",
        f"/jobs/{row}": f"/jobs/{first['job']}",
        "/mails": "/mails",
        f"/mails/{row}": f"/mails/{first['mail']}",
        f"/credentials/{row}/badges": f"/credentials/{first['credential']}/badges",
        f"/badges/{row}": f"/badges/{first['badge']}",
        "/register-loads": "/register-loads",
        f"/register-loads/{row}": f"/register-loads/{first['load']}",
        "/register-findings": "/register-findings",
        f"/register-findings/{row}": f"/register-findings/{first['answer']}",
        "/register-alarms": "/register-alarms",
        "/candidates/<ref>/screenings": f"/candidates/{candidate}/screenings",
        "/candidates/<ref>/screenings/<month>": f"/candidates/{candidate}/screenings/{month}",
        "/candidates/<ref>/screenings/<month>/certificate": (
            f"/candidates/{candidate}/screenings/{month}/certificate"
        ),
        "/exclusion-lists": "/exclusion-lists",
        "/exclusion-list-files": "/exclusion-list-files",
        f"/exclusion-list-files/{row}": f"/exclusion-list-files/{first['file']}",
        "/screening-findings": "/screening-findings",
        f"/screening-findings/{row}": f"/screening-findings/{first['likeness']}",
    }


def test_every_answer_of_a_whole_agency_is_as_documented(small: Flask, tmp_path: Path) -> None:
    program = Program(small, "admin")
    prove(small, tmp_path)
    with small.app_context():
        facility = make_facility("Last", do_not_return=("S-01",))
        make_pin(*_pair("S-02", "W-1"))
        post(Draft("ruth@example.org", "A subject", "A text"))
        db.session.commit()
        value_run(current_run(AS_OF))
        first = ids(small) | {"facility": facility.id}
    wrong = {}
    for path in reads(first, "W-1", "S-02", AS_OF).values():
        answer = program.get(path)
        assert answer.status_code == 200, (path, answer.text)
        if found := misfits(small, "GET", answer):
            wrong[path] = found
    assert wrong == {}


def test_no_read_of_the_policy_is_left_out() -> None:
    said = {
        rule.removeprefix(PREFIX)
        for method, rule in policy()
        if method == "GET" and rule.startswith(PREFIX)
    }
    known = dict.fromkeys(KNOWN, 1)
    assert reads(known, "A", "C", AS_OF).keys() == said - NOT_ASKED


@pytest.mark.parametrize("pair", ["W-1/S-05", "W-5/S-01", "W-6/S-01", "W-2/S-09"])
def test_every_judgement_of_a_pair_is_as_documented(small: Flask, pair: str) -> None:
    assignment, _, candidate = pair.partition("/")
    answer = Program(small).get(f"/assignments/{assignment}/candidates/{candidate}?{ON}")
    assert misfits(small, "GET", answer) == []


def test_problems_are_as_documented(small: Flask) -> None:
    program = Program(small)
    for method, path, body, status in (
        ("GET", "/candidates/nobody", None, 404),
        ("GET", "/candidates?limit=0", None, 422),
        ("GET", "/candidates?after=nowhere", None, 400),
        ("POST", "/candidates", {"ref": "S-01"}, 409),
        ("POST", "/candidates", {"ref": ".."}, 422),
        ("POST", "/jobs/1/retry", None, 403),
        ("GET", "/assignments/W-1/matches?as_of=2020-01-01", None, 409),
        ("GET", "/assignments/W-1/requirements?on=2030-01-01", None, 409),
    ):
        answer = program.send(method, path, json=body)
        assert answer.status_code == status, (path, answer.text)
        assert misfits(small, method, answer) == []
    nobody = small.test_client().get(f"{PREFIX}/candidates")
    assert nobody.status_code == 401
    assert misfits(small, "GET", nobody) == []


def test_no_read_asks_more_of_the_database_where_there_is_more(app: Flask, tmp_path: Path) -> None:
    program = Program(app, "admin")
    numbers = [_queries(app, program, size, tmp_path) for size in (1, 12)]
    assert {path: number for path, number in numbers[1].items() if number > MOST_QUERIES} == {}
    more = {
        path: (numbers[0][path], number)
        for path, number in numbers[1].items()
        if number > numbers[0][path]
    }
    assert more == {}


def _queries(app: Flask, program: Program, size: int, folder: Path) -> dict[str, int]:
    """How many queries each read takes, in an agency that has ``size`` more of everything."""
    with app.app_context():
        for number in range(size):
            _add(f"{size}-{number}")
        db.session.commit()
    prove(app, folder)
    with app.app_context():
        match(AS_OF)
        value_run(current_run(AS_OF))
    first = ids(app)
    with app.app_context():
        first["facility"] = make_facility().id
        db.session.commit()
    queries = {}
    for rule, path in reads(first, f"A-{size}-0", f"C-{size}-0", AS_OF).items():
        assert program.get(path).status_code == 200, path
        # Now and then it is noted that the token was used.
        queries[rule] = min(_counted(app, program, path) for _ in range(2))
    return queries


def _counted(app: Flask, program: Program, path: str) -> int:
    with app.app_context(), counted(db) as statements:
        program.get(path)
    return len(statements)


def _add(name: str) -> None:
    """Somebody with one of everything, placed on one assignment and fit for another."""
    person = make_candidate(f"C-{name}", unavailable=((date(2027, 6, 1), date(2027, 6, 2)),))
    for code in ("CMA-AAMA", "BLS-AHA"):
        make_credential(person, code, expires_on=date(2027, 2, 1))
    make_training(person)
    make_ce_credit(person, units=Decimal("2.5"))
    site = make_facility(f"Site {name}", do_not_return=(f"X-{name}",))
    make_pin(person, make_assignment(f"A-{name}", site))
    post(Draft(f"{name}@example.org", "A subject", "A text"))
    make_placement(person, make_assignment(f"B-{name}", site, ends_on=date(2027, 1, 5)))


def test_an_answer_that_is_not_as_documented_is_found(small: Flask) -> None:
    answer = Program(small).get("/candidates/S-01")
    said = answer.get_json()
    for wrong in (
        said | {"surprise": 1},
        {name: value for name, value in said.items() if name != "skills"},
        said | {"adult": "yes"},
        said | {"available_from": "soon"},
    ):
        answer.data = Program.text(wrong).encode()
        assert misfits(small, "GET", answer) != []
