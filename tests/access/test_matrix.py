"""Every route, by everybody who may come, by session and by token: as the policy says."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from agency.access.policy import policy
from agency.accounts.scopes import SCOPES
from agency.badges.actions import with_badges
from agency.documents.models import UnsentFile
from agency.documents.readings.models import FileReading
from agency.documents.unsent import put_down
from agency.documents.uploads import Upload
from agency.extensions import db
from agency.jobs import actions as jobs
from agency.matching.actions import match
from agency.notices.actions import Draft, post
from agency.screening.actions import Told, ask_list, load_list, screen
from agency.settings import today
from agency.verification.actions import attach_document
from agency.verification.registers.actions import load_file
from tests.access.matrix import ROLES, Route, contents, inventory, routes
from tests.badges.keeping import badge_file
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_facility,
    make_pin,
    make_placement,
    make_reading,
    make_training,
)
from tests.documents.hostile import pdf
from tests.screening.lists import leie
from tests.signing_in import TESTER, account, signed_in, token_for
from tests.verification.registers.files import register

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HERS, ANOTHERS = "C-HERS", "C-OTHER"
OF_CANDIDATES = (
    *("credentials/id", "trainings/id", "ce-credits/id", "renewals/id"),
    *("documents/id", "badges/id", "sent/id"),
)
PAGE = {"Accept": "text/html"}
STAFF = ("admin", "recruiter", "compliance")
REFUSED = (401, 403)
AMARA = {"LASTNAME": "LINDQVIST", "FIRSTNAME": "AMARA"}


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> Flask:
    """One of everything that an address can name; of candidates two."""
    account(app, "compliance")  # the first of all: whom an address names is not the one who asks
    credentials = []
    with app.app_context():
        site = make_facility(name="Cedar Flats")
        work = make_assignment("A-1", facility=site)
        for ref in (ANOTHERS, HERS):
            person = make_candidate(ref)
            credentials.append(make_credential(person).id)
            make_training(person)
            make_ce_credit(person)
        make_placement(person, work)
        make_pin(person, make_assignment("A-2", facility=site))
        jobs.add("match_delta")
        post(Draft("ruth@example.org", "A subject", "A text"))
        db.session.commit()
        for id in credentials:
            sheets = {"certificate.pdf": pdf(), "badge.json": badge_file()}
            uploads = [Upload(name, BytesIO(content)) for name, content in sheets.items()]
            attach_document(id, uploads, TESTER, also=with_badges())
        put_down(HERS, HERS, [Upload("certificate.pdf", BytesIO(pdf()))], TESTER)
        load_list("leie", leie(tmp_path, AMARA), TESTER)
        with leie(tmp_path, AMARA, name="again.csv").open("rb") as stream:
            ask_list("leie", stream, "again.csv", TESTER, Told())
        screen("by hand", TESTER)
        name = db.session.scalars(select(UnsentFile.stored_name)).one()
        db.session.execute(delete(FileReading))
        make_reading(name, number="X-1")
        db.session.commit()
        match(today())
        said = {"ActionTaken": "Yes", "ExpirationDate": "20271231"}
        make_credential(make_candidate("C-WA"), "WA-MA-C", number="CM60123456")
        db.session.commit()
        load_file("washington", register(tmp_path / "wa.csv", said), TESTER)
    return app


def values_of(candidate: str) -> dict[str, str]:
    """What stands in an address, ``candidate`` where it names one."""
    number = "2" if candidate == HERS else "1"  # of the two, she was made second
    return {
        **dict.fromkeys(OF_CANDIDATES, number),
        "send/key": candidate,
        "candidates/ref": candidate,
        "candidate_ref": candidate,
        "assignments/ref": "A-1",
        "deletions/ref": candidate,
        "work/assignment_ref": "A-1",
        "mail/topic": "renewal",
        "states/code": "WA",
        "screenings/month": "2026-13",  # of which one is made is told by the day of the test
        "code": "WA",
        "rulebook/code": "WA",
        "other_ref": HERS if candidate == ANOTHERS else ANOTHERS,
    }


def test_every_route_stands_in_the_policy_and_nothing_else_does(app: Flask) -> None:
    assert inventory(app) == set(policy())


@pytest.mark.parametrize("candidate", [HERS, ANOTHERS])
@pytest.mark.parametrize("role", ROLES)
def test_a_session_may_what_its_role_may(world: Flask, role: str, candidate: str) -> None:
    wrong = []
    for route in routes(world):
        answer = put(world, browser(world, role), route, candidate)
        wrong += faults(route, answer, expected(route, role, candidate))
    assert wrong == []


@pytest.mark.parametrize("role", STAFF)
def test_a_token_may_what_its_scopes_and_its_owner_may(world: Flask, role: str) -> None:
    wrong = []
    for route in routes(world):
        scopes = [route.cell.scope] if route.cell.scope else list(SCOPES)
        client = bearer(world, role, scopes)
        may = bool(route.cell.scope) and role in route.cell.roles
        wanted = "may" if may else "refused"
        wrong += faults(route, put(world, client, route, ANOTHERS), wanted)
    assert wrong == []


def test_a_token_without_the_scope_may_not(world: Flask) -> None:
    wrong = []
    for route in routes(world):
        others = [scope for scope in SCOPES if scope != route.cell.scope]
        client = bearer(world, "admin", others)
        wrong += faults(route, put(world, client, route, ANOTHERS), "refused")
    assert wrong == []


def test_nobody_is_let_in_without_showing_who_they_are(world: Flask) -> None:
    client = world.test_client()
    wrong = []
    for route in routes(world):
        answer = put(world, client, route, ANOTHERS)
        to_the_door = answer.status_code == 302 and "/sign-in" in answer.headers["Location"]
        if not (to_the_door or answer.status_code == 401):
            wrong.append(f"{route.name}: nobody got {answer.status_code}")
    assert wrong == []


def test_a_change_by_a_session_needs_the_proof_that_it_was_meant(world: Flask) -> None:
    client = signed_in(world, "admin", csrf=False)
    wrong = []
    for route in routes(world):
        if route.changes and expected(route, "admin", ANOTHERS) == "may":
            answer = put(world, client, route, ANOTHERS, may_change=False)
            if answer.status_code != 400:
                wrong.append(f"{route.name}: without proof got {answer.status_code}")
    assert wrong == []


# What is expected, and what was found


def expected(route: Route, role: str, candidate: str) -> str:
    """``may``, ``refused``, or ``hidden``: hers are shown to her, another's are not there."""
    if role in route.cell.roles:
        others = route.of_portal and "<int" in route.rule and candidate != HERS
        return "hidden" if others else "may"
    if role in route.cell.own:
        return "may" if candidate == HERS else "hidden"
    return "refused"


def faults(route: Route, answer: TestResponse, wanted: str) -> list[str]:
    """What is wrong with an answer, in a line; nothing if it is as wanted."""
    status = answer.status_code
    fine = {
        "may": status not in REFUSED and status < 500 and (route.changes or status != 404),
        "refused": status == 403,
        "hidden": status == 404,
    }[wanted]
    return [] if fine else [f"{route.name}: {wanted}, but got {status}"]


def put(
    world: Flask,
    client: FlaskClient,
    route: Route,
    candidate: str,
    *,
    may_change: bool = True,
) -> TestResponse:
    """Ask; what is refused must have changed nothing."""
    kind = {} if route.of_api else PAGE
    with world.app_context():
        before = contents() if route.changes else ""
    answer = client.open(route.path(values_of(candidate)), method=route.method, headers=kind)
    refused = answer.status_code in (*REFUSED, 404) or not may_change
    if route.changes and refused:
        with world.app_context():
            assert contents() == before, f"{route.name} was refused and changed something"
    return answer


def browser(world: Flask, role: str) -> FlaskClient:
    """Somebody with a role who has just signed in; a candidate is the one of HERS."""
    return signed_in(world, role, HERS if role == "candidate" else None)


def bearer(world: Flask, role: str, scopes: list[str]) -> FlaskClient:
    client = world.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_for(world, role, scopes)}"
    return client
