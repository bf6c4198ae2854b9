"""One job explained to her: the same findings as the staff and the API have, in her words."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.matching.explaining import explain_pair
from agency.portal.job_page import JobPage
from agency.portal.unlocking import Openings
from agency.rules.ranking import load_scale
from agency.settings import settings, today
from agency.standards.queries import rulebook
from tests.builders import known_by, make_assignment, make_credential
from tests.counting import counted
from tests.portal.her import (
    BILL,
    HERS,
    JOB,
    PAGE,
    THIRD_JOB,
    browser_of_her,
    in_days,
    make_her,
    place_her,
    read,
    text_of,
)
from tests.signing_in import signed_in

ADDRESS = f"/portal/work/{JOB}"


def test_the_title_is_the_verdict_and_the_number_of_steps(app: Flask) -> None:
    make_her(app)
    html = browser_of_her(app).get(ADDRESS, headers=PAGE).text
    assert "<h1>Not yet: one step</h1>" in html
    said = text_of(html)
    assert "41 of 56 days covered, 15 not covered" in said
    assert "Your BLS Provider (AHA) is valid through" in said
    assert "Renew your BLS Provider (AHA) by" in said
    assert "other things are in order" in said


def test_what_the_agency_looks_up_itself_is_no_step_of_hers(app: Flask) -> None:
    make_her(app, bls_ends=500)
    with app.app_context():
        work = db.session.scalars(select(Assignment).where(Assignment.ref == THIRD_JOB)).one()
        work.client_requirements = ("OIG-LEIE-CLEAR",)
        db.session.commit()
    said = read(browser_of_her(app), f"/portal/work/{THIRD_JOB}")
    assert "We look up your OIG exclusion check ourselves" in said
    assert "You need not do anything." in said
    assert "Get OIG exclusion check" not in said


def test_a_job_that_is_hers_says_so_and_what_it_rests_on(app: Flask) -> None:
    make_her(app)
    said = read(browser_of_her(app), f"/portal/work/{THIRD_JOB}")
    assert "You can take this one" in said
    assert "You are covered on all 56 days." in said
    assert "CMA (AAMA) to 31 Dec 2028, checked" in said


def test_a_change_says_how_many_other_jobs_it_opens(app: Flask) -> None:
    make_her(app)
    assert "It also opens 1 other job that you nearly have." in read(browser_of_her(app), ADDRESS)


def test_the_findings_are_those_that_the_api_gives(app: Flask) -> None:
    make_her(app)
    client = browser_of_her(app)
    told = json.loads(client.get(f"/api/v1/assignments/{JOB}/candidates/{HERS}").text)
    with app.test_request_context(), app.app_context():
        scale = load_scale(settings().ranking_file)
        keeps = settings().shorten_keeps_percent
        judged = explain_pair(HERS, JOB, rulebook(), scale, today(), keeps)
        page = JobPage(judged, Openings([], judged.candidate, judged.book, today()))
        rows = [(row.finding.requirement.id, row.finding.verdict) for row in page.open_rows]
        covered = len(page.covered_rows)
    deciding = [one for one in told["findings"] if one.get("effect") != "advise"]
    open_there = [
        (one["requirement"], one["verdict"]) for one in deciding if one["verdict"] != "met"
    ]
    assert sorted(rows) == sorted(open_there)
    assert covered == sum(one["verdict"] == "met" for one in deciding)
    said = read(client, ADDRESS)
    for one in deciding:
        if one["verdict"] != "met":
            reason = re.split(r"\(\d+ days?\): ", one["says"])[1]
            assert f"{reason[0].upper()}{reason[1:]}" in said


def test_a_page_of_the_staff_says_the_same_number_of_days(app: Flask) -> None:
    make_her(app)
    theirs = signed_in(app, "recruiter").get(f"/assignments/{JOB}/candidates/{HERS}", headers=PAGE)
    assert "41 of 56 days covered, 15 not covered" in theirs.text


def test_a_place_beyond_her_reach_is_changed_by_herself(app: Flask) -> None:
    make_her(app, bls_ends=400, willing_states=("WA",))
    html = browser_of_her(app).get(ADDRESS, headers=PAGE).text
    assert "<h1>Not yet: one step</h1>" in html
    assert "Add TX to the states you work in" in html
    assert 'href="/portal/preferences"' in html


@pytest.mark.parametrize(
    "asked", [{"required_skills": ("front_desk",)}, {"pay_rate": "5.00"}, {"state": "GA"}]
)
def test_what_she_may_change_herself_is_not_yet_for_her_recruiter_too(
    app: Flask, asked: dict[str, Any]
) -> None:
    make_her(app, min_pay_rate=Decimal(20), willing_states=("TX",))
    with app.app_context():
        work = db.session.scalars(select(Assignment).where(Assignment.ref == THIRD_JOB)).one()
        for name, value in asked.items():
            setattr(work, name, Decimal(value) if name == "pay_rate" else value)
        db.session.commit()
    hers = browser_of_her(app).get(f"/portal/work/{THIRD_JOB}", headers=PAGE).text
    theirs = signed_in(app).get(f"/assignments/{THIRD_JOB}/candidates/{HERS}", headers=PAGE).text
    assert "<h1>Not yet: one step</h1>" in hers
    assert "<h1>Not yet: " in theirs
    assert "front_desk" not in text_of(hers) + text_of(theirs)


def test_what_a_newer_one_took_the_place_of_is_no_reason(app: Flask) -> None:
    make_her(app, bls_ends=90)
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        make_credential(she, "BLS-AHA", number="old", status="superseded")
        db.session.commit()
    said = read(browser_of_her(app), ADDRESS)
    assert "superseded" not in said
    assert "Your BLS Provider (AHA) is valid through" in said


def test_days_off_in_the_way_lead_to_her_calendar(app: Flask) -> None:
    away = [(in_days(60), in_days(62))]
    make_her(app, bls_ends=400, unavailable=away)
    html = browser_of_her(app).get(ADDRESS, headers=PAGE).text
    assert "Change the days on which you are free" in html
    assert 'href="/portal/days-off"' in html
    assert "You said that you are not available then." in html


def test_pay_below_what_she_asks_is_told_in_dollars(app: Flask) -> None:
    make_her(app, bls_ends=400, min_pay_rate="30.00")
    said = read(browser_of_her(app), ADDRESS)
    assert "It pays $28.40 an hour, and you ask for $30.00." in said
    assert "Take $28.40 an hour as your least pay." in said


def test_a_paper_nobody_has_checked_is_unknown_and_never_covered(app: Flask) -> None:
    make_her(app, bls_ends=400, matched=False)
    with app.app_context():
        for row in db.session.scalars(select(Credential).where(Credential.code == "BLS-AHA")):
            known_by(row, "claimed")
        db.session.commit()
    said = read(browser_of_her(app), ADDRESS)
    assert "0 of 56 days covered, 56 unknown" in said
    assert "Show us your BLS Provider (AHA) for a specialist's check" in said


def test_work_that_a_rule_forbids_is_told_with_the_rule(app: Flask) -> None:
    make_her(app, bls_ends=400)
    with app.app_context():
        work = db.session.scalars(select(Assignment).where(Assignment.ref == JOB)).one()
        work.state, work.zip, work.tasks = "CA", "94103", ("iv_start",)
        db.session.commit()
    said = read(browser_of_her(app), ADDRESS)
    assert "Nobody can take this one as it is" in said
    assert "The law asks for it." in said
    assert "§" in said


def test_two_open_things_are_two_steps(app: Flask) -> None:
    make_her(app, min_pay_rate="30.00")
    said = read(browser_of_her(app), ADDRESS)
    assert "Not yet: two steps" in said
    assert "Renew your BLS Provider (AHA) by" in said
    assert "Take $28.40 an hour as your least pay." in said


@pytest.mark.parametrize("status", ["draft", "on_hold", "cancelled"])
def test_a_job_that_is_not_open_is_not_there(app: Flask, status: str) -> None:
    make_her(app)
    set_status(app, status)
    assert browser_of_her(app).get(ADDRESS, headers=PAGE).status_code == 404


def test_a_job_where_she_was_put_forward_stays_to_be_seen(app: Flask) -> None:
    make_her(app)
    place_her(app, "submitted")
    set_status(app, "filled")
    assert browser_of_her(app).get(ADDRESS, headers=PAGE).status_code == 200


def test_a_job_that_nobody_knows_is_not_there(app: Flask) -> None:
    make_her(app)
    assert browser_of_her(app).get("/portal/work/AS-9999", headers=PAGE).status_code == 404


def test_a_job_that_is_over_is_told_not_failed(app: Flask) -> None:
    make_her(app)
    with app.app_context():
        work = db.session.scalars(select(Assignment).where(Assignment.ref == JOB)).one()
        work.starts_on, work.ends_on = in_days(-60), in_days(-10)
        db.session.commit()
    assert "This job is over" in read(browser_of_her(app), ADDRESS)


def test_a_state_without_rules_is_told_not_failed(app: Flask) -> None:
    make_her(app)
    with app.app_context():
        site = db.session.scalars(select(Facility)).one()
        site.state, site.zip = "PR", None
        db.session.commit()
    assert "We cannot say: no rules are recorded for PR" in read(browser_of_her(app), ADDRESS)


def test_names_are_shown_as_they_are_written(app: Flask) -> None:
    make_her(app)
    with app.app_context():
        db.session.scalars(select(Facility)).one().name = "<script>alert(1)</script>"
        db.session.commit()
    html = browser_of_her(app).get(ADDRESS, headers=PAGE).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_no_rate_of_the_client_and_no_other_candidate_is_shown(app: Flask) -> None:
    make_her(app)
    html = browser_of_her(app).get(ADDRESS, headers=PAGE).text
    assert "$28.40" in html
    assert BILL not in html
    assert "Devon" not in html


def test_the_page_takes_few_statements(app: Flask) -> None:
    make_her(app)
    client = browser_of_her(app)
    with app.app_context(), counted(db) as statements:
        client.get(ADDRESS, headers=PAGE)
    assert len(statements) <= 12, statements


def set_status(app: Flask, status: str) -> None:
    with app.app_context():
        work = db.session.scalars(select(Assignment).where(Assignment.ref == JOB)).one()
        work.status = status
        db.session.commit()


@pytest.mark.parametrize("status", ["draft", "on_hold", "cancelled", "closed"])
def test_what_the_agency_keeps_to_itself_is_there_for_neither_page_nor_program(
    app: Flask, status: str
) -> None:
    make_her(app, matched=False)
    with app.app_context():
        days = {"starts_on": in_days(20), "ends_on": in_days(60)}
        make_assignment("X-1", db.session.scalars(select(Facility)).one(), status=status, **days)
        db.session.commit()
    client, program = browser_of_her(app), f"/api/v1/assignments/X-1/candidates/{HERS}"
    assert client.get("/portal/work/X-1", headers=PAGE).status_code == 404
    answer, unknown = client.get(program), client.get(program.replace("X-1", "X-2"))
    assert answer.status_code == 404
    assert answer.text.replace("X-1", "X-2") == unknown.text
    assert signed_in(app, "recruiter").get(program).status_code == 200
    place_her(app, "submitted", "X-1")
    assert client.get("/portal/work/X-1", headers=PAGE).status_code == 200
    assert client.get(program).status_code == 200
