"""Registers on the review desk: handed in, looked at, and settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.audit.actors import Actor
from agency.credentials.models import Credential
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.verification.register_models import RegisterAlarm, RegisterAnswer, RegisterLoad
from agency.verification.registers.actions import load_file
from tests.access.browsing import PAGE
from tests.builders import make_candidate, make_credential
from tests.counting import counted
from tests.dashboard.people import make_an_agency
from tests.signing_in import signed_in
from tests.verification.registers.files import register, text_of

MONDAY = date(2026, 11, 2)
BY = Actor("command", "agency registers load")


@pytest.fixture
def desk(app: Flask) -> Iterator[FlaskClient]:
    """A specialist's browser; on file is Amara's certification."""
    client = signed_in(app, "compliance")
    with app.app_context():
        make_credential(make_candidate("C-1"), "WA-MA-C", number="CM60123456")
        db.session.commit()
    with app.app_context():
        yield client


def load(tmp_path: Path, said: dict[str, str], day: date = MONDAY) -> None:
    load_file("washington", register(tmp_path / "wa.csv", said), BY, day)
    db.session.rollback()


def the_finding() -> int:
    return db.session.scalars(select(RegisterAnswer.id)).one()


def version_in(page: str) -> str:
    return page.partition('name="version" value="')[2].partition('"')[0]


def settle(desk: FlaskClient, settled_as: str, reason: str = "") -> int:
    address = f"/review/registers/findings/{the_finding()}"
    version = version_in(desk.get(address, headers=PAGE).text)
    said = {"settled_as": settled_as, "reason": reason, "version": version}
    return desk.post(address, data=said, headers=PAGE).status_code


def the_credential() -> Credential:
    db.session.rollback()
    return db.session.scalars(select(Credential)).one()


def hand_in(desk: FlaskClient, text: str, **said: str) -> tuple[int, str]:
    fields = {"source": "washington", "file": (BytesIO(text.encode()), "wa.csv"), **said}
    answer = desk.post("/review/registers", data=fields, headers=PAGE)
    return answer.status_code, answer.text


def test_a_file_that_is_handed_in_is_held_against_what_is_on_file(
    app: Flask, desk: FlaskClient
) -> None:
    assert hand_in(desk, text_of({}), day="2026-11-02")[0] == 303
    assert "Waits for a worker" in desk.get("/review/registers", headers=PAGE).text
    assert run_job(app, db.session.scalars(select(Job.id)).one())
    assert the_credential().evidence == "primary_source"
    done = db.session.scalars(select(RegisterLoad)).one()
    assert (done.state, done.stored_name, done.by) == ("done", None, "compliance@example.org")
    shown = desk.get(f"/review/registers/loads/{done.id}", headers=PAGE).text
    assert "1 credential" in shown


@pytest.mark.parametrize(
    ("text", "said", "told"),
    [
        ("a,b\n1,2\n", {}, "expected the columns CredentialNumber"),
        ("", {}, "In wa.csv: expected a file of the register; this one is empty"),
        ("EXCLTYPE,WAIVERDATE\n", {}, "this one looks like the OIG&#39;s exclusion list (LEIE)"),
        (text_of({}), {"day": "yesterday"}, "YYYY-MM-DD"),
        (text_of({}), {"day": "2199-01-01"}, "not in the future"),
        (text_of({}), {"source": "oregon"}, "washington"),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_kept(
    desk: FlaskClient, tmp_path: Path, text: str, said: dict[str, str], told: str
) -> None:
    status, page = hand_in(desk, text, **said)
    assert status == 422
    assert told in page or told == "YYYY-MM-DD"
    assert page.count("In wa.csv") <= 1
    assert db.session.scalars(select(RegisterLoad)).all() == []
    assert list((tmp_path / "registers").glob("*")) == []


def test_no_file_is_told(desk: FlaskClient) -> None:
    answer = desk.post("/review/registers", data={"source": "washington"}, headers=PAGE)
    assert answer.status_code == 422
    assert "the file of a register" in answer.text


def test_the_registers_word_is_taken(desk: FlaskClient, tmp_path: Path) -> None:
    load(tmp_path, {"ExpirationDate": "20301231"})
    assert "it ends there on" in desk.get("/review/registers", headers=PAGE).text.lower()
    assert settle(desk, "accepted") == 303
    row = the_credential()
    assert (row.expires_on, row.evidence) == (date(2030, 12, 31), "primary_source")
    assert "Nothing is to be settled" in desk.get("/review/registers", headers=PAGE).text


def test_ours_stands_for_a_reason_alone(desk: FlaskClient, tmp_path: Path) -> None:
    load(tmp_path, {"ExpirationDate": "20301231"})
    assert settle(desk, "kept") == 422
    assert settle(desk, "kept", "The card says so; they were told.") == 303
    row = the_credential()
    assert (row.expires_on, row.evidence) == (date(2028, 12, 31), "reviewed")


def test_a_finding_that_changed_meanwhile_is_not_settled(desk: FlaskClient, tmp_path: Path) -> None:
    load(tmp_path, {"ExpirationDate": "20301231"})
    address = f"/review/registers/findings/{the_finding()}"
    version = version_in(desk.get(address, headers=PAGE).text)
    load(tmp_path, {"ExpirationDate": "20291231"}, MONDAY + timedelta(1))
    said = {"settled_as": "accepted", "reason": "", "version": version}
    assert desk.post(address, data=said, headers=PAGE).status_code == 412


def test_an_alarm_stands_on_the_desk_until_somebody_says_what_came_of_it(
    desk: FlaskClient, tmp_path: Path
) -> None:
    load(tmp_path, {"ActionTaken": "Yes"})
    shown = desk.get("/review/registers", headers=PAGE).text
    assert "An action was taken against its holder" in shown
    alarm = db.session.scalars(select(RegisterAlarm.id)).one()
    address = f"/review/registers/alarms/{alarm}"
    assert desk.post(address, data={"remark": " "}, headers=PAGE).status_code == 422
    said = {"remark": "A fine of 2003, paid."}
    assert desk.post(address, data=said, headers=PAGE).status_code == 303
    assert "An action was taken" not in desk.get("/review/registers", headers=PAGE).text
    assert desk.post(address, data=said, headers=PAGE).status_code == 404


def test_an_alarm_says_what_the_register_says_and_leads_to_the_finding(
    desk: FlaskClient, tmp_path: Path
) -> None:
    load(tmp_path, {})
    said = {"Status": "REVOKED", "ExpirationDate": "20271130"}
    load(tmp_path, said, MONDAY + timedelta(1))
    page = " ".join(desk.get("/review/registers", headers=PAGE).text.split())
    alarms = page.partition('id="alarms"')[2].partition('id="findings"')[0]
    assert "Its status is now REVOKED, and on file it counts" in alarms
    assert "it ends there on 30 Nov 2027 now, and on file on 31 Dec 2028" in alarms
    assert f'href="/review/registers/findings/{the_finding()}"' in alarms


def test_the_list_of_files_adds_up_and_names_rows_that_were_not_read(
    desk: FlaskClient, tmp_path: Path
) -> None:
    load(tmp_path, {})
    page = desk.get("/review/registers", headers=PAGE).text
    assert "1 agree (1 newly known at source)" in page
    load(tmp_path, {"ExpirationDate": "soon"}, MONDAY + timedelta(1))
    page = " ".join(desk.get("/review/registers", headers=PAGE).text.split())
    assert "Done, but for 1 row" in page
    assert "1 row not read</a>: 1 credential stays as it was" in page


def test_an_alarm_is_on_the_red_list_of_today(app: Flask, tmp_path: Path) -> None:
    make_an_agency(app, people=1, work=1)
    with app.app_context():
        make_credential(make_candidate("C-1"), "WA-MA-C", number="CM60123456")
        db.session.commit()
        load(tmp_path, {"ActionTaken": "Yes"})
    shown = signed_in(app, "recruiter").get("/", headers=PAGE).text
    assert "WA-MA-C: an action was taken against its holder" in shown


def test_the_desk_shows_what_the_register_says(desk: FlaskClient, tmp_path: Path) -> None:
    load(tmp_path, {"ExpirationDate": "20301231"})
    shown = desk.get(f"/review/{the_credential().id}", headers=PAGE).text
    assert "A register says otherwise" in shown


def test_the_page_asks_few_questions_however_much_there_is(
    app: Flask, desk: FlaskClient, tmp_path: Path
) -> None:
    load(tmp_path, {"ActionTaken": "Yes", "ExpirationDate": "20301231"})
    with counted(db) as few:
        desk.get("/review/registers", headers=PAGE)
    for number in range(5):
        make_credential(make_candidate(f"D-{number}"), "WA-MA-C", number="CM60123456")
    db.session.commit()
    load(tmp_path, {"ActionTaken": "Yes", "ExpirationDate": "20291231"}, MONDAY + timedelta(1))
    with counted(db) as many:
        desk.get("/review/registers", headers=PAGE)
    assert len(many) == len(few) <= 12


def test_what_was_settled_can_be_taken_back_and_says_what_it_was(
    desk: FlaskClient, tmp_path: Path
) -> None:
    load(tmp_path, {"ExpirationDate": "20301231"})
    assert settle(desk, "accepted") == 303
    page = desk.get("/review/registers", headers=PAGE).text
    assert "of Amara Lindqvist: the register&#39;s word was taken." in page
    address = f"/review/registers/findings/{the_finding()}"
    shown = desk.get(address, headers=PAGE).text
    assert "Take it back" in shown
    assert desk.post(f"{address}/undo", headers=PAGE).status_code == 303
    row = the_credential()
    assert (row.expires_on, row.evidence) == (date(2028, 12, 31), "reviewed")
    assert "1 credential of which a register says otherwise" in desk.get("/review/registers").text


def test_a_licence_that_is_suspended_is_marked_as_grave(desk: FlaskClient, tmp_path: Path) -> None:
    load(tmp_path, {"Status": "SUSPENDED"})
    page = desk.get("/review/registers", headers=PAGE).text
    findings = page.partition('id="findings"')[2].partition("</table>")[0]
    assert "Grave: it does not count there as it is on file" in findings
    assert 'class="verdict unmet"' in findings
