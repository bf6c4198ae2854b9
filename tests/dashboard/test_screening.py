"""Screening on the review desk, on Today and on a candidate's page."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.matching.actions import match
from agency.screening.actions import decide as decide_finding
from agency.screening.actions import load_list, screen
from agency.screening.file_models import ListFile
from agency.screening.models import Finding
from agency.settings import today
from tests.builders import make_candidate
from tests.counting import counted
from tests.dashboard.boards import placed
from tests.screening.found import found_on_leie
from tests.screening.lists import ROSA, leie
from tests.signing_in import TESTER, signed_in

MOST_QUERIES = 12
LATER = {**ROSA, "FIRSTNAME": "AMARA", "LASTNAME": "LINDQVIST", "CITY": ""}


@pytest.fixture
def waiting(app: Flask, tmp_path: Path) -> list[int]:
    """Findings about Rosa, who is the most alike, and Amara; nobody is like Dana."""
    with app.app_context():
        make_candidate("C-1", first_name="Rosa", last_name="Quillfeather")
        make_candidate("C-2")
        make_candidate("C-3", first_name="Dana", last_name="Ruiz")
        db.session.commit()
        load_list("leie", leie(tmp_path, ROSA, LATER), TESTER)
        screen("by hand", TESTER)
        ordered = select(Finding.id).order_by(Finding.points.desc())
        return list(db.session.scalars(ordered))


@pytest.fixture
def specialist(app: Flask) -> FlaskClient:
    return signed_in(app, "compliance")


def version(client: FlaskClient, id: int) -> str:
    found = re.search(r'name="version" value="(\w+)"', client.get(f"/review/screening/{id}").text)
    assert found
    return found[1]


def decide(client: FlaskClient, id: int, decision: str, reason: str = "Born later") -> TestResponse:
    said = {"version": version(client, id), "decision": decision, "reason": reason}
    return client.post(f"/review/screening/{id}", data=said)


def state_of(app: Flask, id: int) -> str:
    with app.app_context():
        return db.session.scalars(select(Finding.state).where(Finding.id == id)).one()


def test_the_most_alike_is_opened_first(specialist: FlaskClient, waiting: list[int]) -> None:
    first = specialist.get("/review/screening")
    assert (first.status_code, first.location) == (303, f"/review/screening/{waiting[0]}")
    page = specialist.get(first.location).text
    assert "2 to decide" in page
    assert "Is <a" in page
    for words in ("QUILLFEATHER", "No birth date on file", "Excluded on", "20 Mar 2026", "+40"):
        assert words.casefold() in page.casefold()


def test_the_next_is_opened_behind_a_decision(
    app: Flask, specialist: FlaskClient, waiting: list[int]
) -> None:
    done = decide(specialist, waiting[0], "not_same")
    assert (done.status_code, done.location) == (303, f"/review/screening/{waiting[1]}")
    assert state_of(app, waiting[0]) == "not_same"
    page = specialist.get(done.location).text
    assert "Rosa Quillfeather is somebody else than on OIG LEIE." in page
    undone = specialist.post(f"/review/screening/{waiting[0]}/undo")
    assert undone.location == f"/review/screening/{waiting[0]}"
    assert state_of(app, waiting[0]) == "open"


def test_a_reason_is_asked_for(app: Flask, specialist: FlaskClient, waiting: list[int]) -> None:
    page = decide(specialist, waiting[0], "not_same", " ")
    assert page.status_code == 422
    assert "Expected what tells the two apart." in page.text
    assert state_of(app, waiting[0]) == "open"


def test_what_has_changed_since_is_looked_at_again(
    app: Flask, specialist: FlaskClient, waiting: list[int]
) -> None:
    said = {"version": version(specialist, waiting[0]), "decision": "same", "reason": "x"}
    decide(specialist, waiting[0], "not_same")
    page = specialist.post(f"/review/screening/{waiting[0]}", data=said)
    assert page.status_code == 412
    assert state_of(app, waiting[0]) == "not_same"


def test_the_form_of_one_finding_decides_no_other(
    app: Flask, specialist: FlaskClient, waiting: list[int]
) -> None:
    said = {"version": version(specialist, waiting[0]), "decision": "same", "reason": ""}
    for sent in (said, said | {"version": ""}):
        page = specialist.post(f"/review/screening/{waiting[1]}", data=sent)
        assert page.status_code == 412
        assert state_of(app, waiting[1]) == "open"


def test_a_list_is_asked_for_where_there_is_none(specialist: FlaskClient) -> None:
    assert "No exclusion list was loaded yet" in specialist.get("/review/screening").text


def test_nothing_to_decide_is_good_news(specialist: FlaskClient, waiting: list[int]) -> None:
    for id in waiting:
        decide(specialist, id, "not_same")
    page = specialist.get("/review/screening").text
    assert "Nothing waits for a decision" in page
    assert "UPDATED.csv, 2 rows" in page


def test_the_desk_leads_to_screening(specialist: FlaskClient, waiting: list[int]) -> None:
    assert 'href="/review/screening"' in specialist.get("/review").text


def test_who_looks_cannot_decide(app: Flask, waiting: list[int]) -> None:
    admin = signed_in(app, "admin")
    assert "A credentialing specialist decides" in admin.get(f"/review/screening/{waiting[0]}").text
    recruiter = signed_in(app, "recruiter")
    assert recruiter.get(f"/review/screening/{waiting[0]}").status_code == 403


def test_her_page_says_how_she_stands_and_nothing_of_others(
    app: Flask, specialist: FlaskClient, waiting: list[int]
) -> None:
    recruiter = signed_in(app, "recruiter")
    page = recruiter.get("/candidates/C-1?tab=screening").text
    assert "A record is like her; a specialist has not decided yet." in page
    assert "/review/screening" not in page
    assert "certificate" in page
    assert (
        "No record of these lists is like her."
        in recruiter.get("/candidates/C-3?tab=screening").text
    )
    assert f"/review/screening/{waiting[0]}" in specialist.get("/candidates/C-1?tab=screening").text


def test_whoever_is_on_a_list_is_on_hold_where_people_look(
    app: Flask, specialist: FlaskClient, waiting: list[int]
) -> None:
    decide(specialist, waiting[0], "same", "She said so.")
    recruiter = signed_in(app, "recruiter")
    hers = recruiter.get("/candidates/C-1").text
    assert "On hold: found to be on an exclusion list" in hers
    assert "On hold" not in recruiter.get("/candidates/C-2").text
    with app.app_context():
        match(today())
    assert "She is on hold: found" in recruiter.get("/candidates/C-1").text


def test_the_certificate_is_given_as_a_pdf(app: Flask, waiting: list[int]) -> None:
    recruiter = signed_in(app, "recruiter")
    link = re.search(
        r'href="([^"]+/certificate)"', recruiter.get("/candidates/C-1?tab=screening").text
    )
    assert link
    answer = recruiter.get(link[1])
    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"


def test_a_finding_takes_few_queries(
    app: Flask, specialist: FlaskClient, waiting: list[int]
) -> None:
    with app.app_context(), counted(db) as queries:
        specialist.get(f"/review/screening/{waiting[0]}")
    assert len(queries) <= MOST_QUERIES


def test_today_says_what_waits_and_who_is_on_hold(
    app: Flask, specialist: FlaskClient, waiting: list[int]
) -> None:
    with app.app_context():
        match(today())
    assert "<b>2</b> likenesses with exclusion lists" in specialist.get("/").text
    decide(specialist, waiting[0], "same", "She said so.")
    board = signed_in(app, "recruiter").get("/").text
    assert "1 person found to be on an exclusion list" in board
    assert 'href="/candidates/C-1?tab=screening"' in board
    assert "<b>1</b> likeness with exclusion lists" in board
    assert "/review/screening" not in board


def test_a_start_of_who_is_or_may_be_on_a_list_says_so(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        for name in ("Rosa", "Dana"):
            placed(name, 3, 30)
        db.session.commit()
        finding = found_on_leie(tmp_path, "C-Rosa")
        match(today())
    recruiter = signed_in(app, "recruiter")
    board = recruiter.get("/starts").text
    assert board.count("May be on OIG LEIE, not settled") == 1
    assert board.count("Exclusion list not settled") == 2  # said, and in the title
    assert 'href="/candidates/C-Rosa?tab=screening"' in board
    assert f"/review/screening/{finding}" in signed_in(app, "compliance").get("/starts").text
    with app.app_context():
        decide_finding(finding, "same", "", TESTER)
    before = recruiter.get("/starts").text
    assert before.count("On hold by screening") == 2
    with app.app_context():
        match(today())
    board = recruiter.get("/").text
    assert board.count("On hold: on OIG LEIE") == 1
    assert "On hold by screening" in board
    pair = recruiter.get("/assignments/A-Rosa/candidates/C-Rosa").text
    assert "On hold: found to be on an exclusion list (OIG LEIE)" in pair
    assert "On hold" not in recruiter.get("/assignments/A-Dana/candidates/C-Dana").text


def test_her_overview_says_that_nobody_has_settled_it(app: Flask, waiting: list[int]) -> None:
    recruiter = signed_in(app, "recruiter")
    assert (
        "May be on an exclusion list (OIG LEIE): not settled"
        in recruiter.get("/candidates/C-1").text
    )
    assert "exclusion list" not in recruiter.get("/candidates/C-3").text


def test_the_desk_says_that_verifying_puts_nobody_to_work_who_is_on_hold(
    app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        paper = {"evidence": "claimed"}
        placed("Rosa", 3, 30, **paper)
        placed("Dana", 3, 30, **paper)
        db.session.commit()
        ids = dict(db.session.execute(select(Candidate.ref, Credential.id).join(Credential)).all())
        found_on_leie(tmp_path, "C-Rosa", "same")
    specialist = signed_in(app, "compliance")
    page = specialist.get(f"/review/{ids['C-Rosa']}").text
    assert "On hold: on OIG LEIE" in page
    assert "No work becomes possible by this alone." in page
    other = specialist.get(f"/review/{ids['C-Dana']}").text
    assert "is covered on all" in other
    assert "On hold: on" not in other


def test_without_a_list_it_is_not_known_that_nobody_is_on_one(specialist: FlaskClient) -> None:
    page = specialist.get("/review/screening/lists").text
    on_hold = page.partition('id="on-hold"')[2].partition("</section>")[0]
    assert "There is no list yet" in on_hold
    assert "verdict met" not in on_hold


def test_all_who_are_on_hold_are_listed_with_who_decided_and_where_to_look(
    app: Flask, specialist: FlaskClient, waiting: list[int]
) -> None:
    assert "Nobody is on hold" in specialist.get("/review/screening/lists").text
    decide(specialist, waiting[0], "same", "She said so.")
    decide(specialist, waiting[1], "not_same")
    page = specialist.get("/review/screening").text
    table = page.partition('id="on-hold"')[2].partition("</table>")[0]
    assert "Rosa Quillfeather" in table
    assert "ROSA QUILLFEATHER" in table
    assert "compliance@example.org" in table
    assert f'href="/review/screening/{waiting[0]}"' in table
    assert "Quillfeather" in signed_in(app, "admin").get("/review/screening/lists").text
    assert signed_in(app, "recruiter").get("/review/screening/lists").status_code == 403


def test_an_old_list_is_told(app: Flask, specialist: FlaskClient, waiting: list[int]) -> None:
    page = specialist.get("/review/screening/lists").text
    assert "An exclusion list is old" in page
    assert "OIG LEIE goes up to 20 Mar 2026" in page
    with app.app_context():
        match(today())
    assert "An exclusion list is old" in specialist.get("/health").text


def hand_in(client: FlaskClient, file: Path, **said: str) -> TestResponse:
    fields = {"source": "leie", "file": (BytesIO(file.read_bytes()), file.name), **said}
    return client.post("/review/screening/lists", data=fields)


def load_jobs(app: Flask) -> None:
    with app.app_context():
        for id in db.session.scalars(select(Job.id).where(Job.kind == "load_exclusion_list")).all():
            assert run_job(app, id)


def test_a_list_that_is_handed_in_is_taken_up_by_a_job(
    app: Flask, specialist: FlaskClient, tmp_path: Path
) -> None:
    assert hand_in(specialist, leie(tmp_path, ROSA, LATER)).status_code == 303
    assert "Waits for a worker" in specialist.get("/review/screening/lists").text
    load_jobs(app)
    page = specialist.get("/review/screening/lists").text
    assert "2 came, 0 changed, 0 went; 2 people on the list" in page
    assert list((tmp_path / "exclusion-lists").glob("*")) == []


def test_what_is_no_file_of_a_list_is_told_by_its_name_as_it_is(
    app: Flask, specialist: FlaskClient, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("LASTNAME,FIRSTNAME\nA,B\n")
    answer = hand_in(specialist, wrong)
    assert answer.status_code == 422
    assert "In wrong.csv: expected the columns of OIG LEIE" in answer.text
    assert "Wrong.csv" not in answer.text
    assert answer.text.count("In wrong.csv") == 1
    for content, says in (
        ("", "In wrong.csv: expected a file of OIG LEIE; this one is empty"),
        ("%PDF-1.7", "this one is a PDF"),
        ("CredentialNumber,ActionTaken", "this one looks like Washington&#39;s register"),
    ):
        wrong.write_text(content)
        assert says in hand_in(specialist, wrong).text
    assert hand_in(specialist, leie(tmp_path, ROSA), day="2199-01-01").status_code == 422
    assert hand_in(specialist, leie(tmp_path, ROSA), source="medicaid").status_code == 422
    refused = hand_in(specialist, leie(tmp_path, ROSA), source="sam", supplement="yes")
    assert refused.status_code == 422
    nothing = specialist.post("/review/screening/lists", data={"source": "leie"})
    assert "Expected the file of an exclusion list." in nothing.text
    with app.app_context():
        assert db.session.scalars(select(ListFile)).all() == []
    assert list((tmp_path / "exclusion-lists").glob("*")) == []


def test_a_file_that_is_refused_by_its_job_says_why(
    app: Flask, specialist: FlaskClient, waiting: list[int], tmp_path: Path
) -> None:
    broken = leie(tmp_path, ROSA, LATER, name="late.csv")
    broken.write_text(broken.read_text()[:-40])
    assert hand_in(specialist, broken).status_code == 303
    load_jobs(app)
    page = specialist.get("/review/screening/lists").text
    assert "Refused" in page
    assert "late.csv, line 3:" in page
