"""Work: the jobs of the last match that are hers or nearly, in her words."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from agency.assignments.models import DoNotReturn, Facility
from agency.extensions import db
from tests.counting import counted
from tests.jobs.ledger import configure
from tests.portal.her import (
    BILL,
    HERS,
    JOB,
    OTHER_JOB,
    PAGE,
    THIRD_JOB,
    browser_of_her,
    in_days,
    make_her,
    place_her,
    read,
)


def test_a_job_that_is_hers_is_told_with_pay_days_and_verdict(app: Flask) -> None:
    make_her(app)
    html = browser_of_her(app).get("/portal/work", headers=PAGE).text
    assert f'href="/portal/work/{THIRD_JOB}"' in html
    assert f'href="/portal/work/{JOB}"' not in html
    said = read(browser_of_her(app), "/portal/work")
    for words in ("Cedar Flats", "$28.40 per hour", "You can take this one", "all 56 days"):
        assert words in said
    assert f"{in_days(10).day} {in_days(10):%b}" in said


def test_a_job_that_is_nearly_hers_says_how_short_it_is_and_what_to_do(app: Flask) -> None:
    make_her(app)
    client = browser_of_her(app)
    said = read(client, "/portal/work?list=nearly")
    assert "Not yet: 15 days short" in said
    assert "Renew your BLS Provider (AHA) by" in said
    html = client.get("/portal/work?list=nearly", headers=PAGE).text
    jobs = set(re.findall(r'href="/portal/work/([^"]+)"', html))
    assert jobs == {JOB, OTHER_JOB}


def test_the_chips_count_the_jobs_of_each_list(app: Flask) -> None:
    make_her(app)
    said = read(browser_of_her(app), "/portal/work")
    assert "For you 1 Nearly 2" in said


def test_a_job_far_away_says_which_state_to_add(app: Flask) -> None:
    make_her(app, bls_ends=400, willing_states=("WA",))
    said = read(browser_of_her(app), "/portal/work?list=nearly")
    assert "Not yet: it is beyond where you work" in said
    assert "Add TX to the states you work in" in said


def test_before_the_first_match_the_page_says_so(app: Flask) -> None:
    make_her(app, matched=False)
    said = read(browser_of_her(app), "/portal/work")
    assert "Nothing has been matched yet" in said


def test_a_clinic_that_does_not_want_her_is_not_named_to_her(app: Flask) -> None:
    make_her(app, bls_ends=400)
    with app.app_context():
        site = db.session.scalars(select(Facility.id)).one()
        db.session.add(DoNotReturn(facility_id=site, candidate_ref=HERS))
        db.session.commit()
    for address in ("/portal/work", "/portal/work?list=nearly"):
        assert "Cedar Flats" not in read(browser_of_her(app), address)


def test_another_list_of_jobs_is_not_there(app: Flask) -> None:
    make_her(app)
    assert browser_of_her(app).get("/portal/work?list=all", headers=PAGE).status_code == 404


def test_no_rate_of_the_client_and_no_other_candidate_is_shown(app: Flask) -> None:
    make_her(app)
    for address in ("/portal/work", "/portal/work?list=nearly"):
        html = browser_of_her(app).get(address, headers=PAGE).text
        assert BILL not in html
        assert "Devon" not in html


def test_the_list_takes_few_statements_however_many_jobs(app: Flask) -> None:
    make_her(app)
    client = browser_of_her(app)
    with app.app_context(), counted(db) as statements:
        client.get("/portal/work?list=nearly", headers=PAGE)
    assert len(statements) <= 12, statements


def test_a_job_that_she_was_sent_for_says_so_and_is_not_counted_again(app: Flask) -> None:
    make_her(app)
    client = browser_of_her(app)
    assert "1 job for you" in read(client, "/portal/")
    place_her(app, "submitted", THIRD_JOB)
    assert "Sent, the clinic decides You are covered" in read(client, "/portal/work")
    assert "Sent, the clinic decides." in read(client, f"/portal/work/{THIRD_JOB}")
    assert "No job for you, 1 sent" in read(client, "/portal/")


def test_a_job_that_is_hers_says_whom_to_tell(app: Flask) -> None:
    make_her(app)
    told = {"desk_name": "Rita Moss", "desk_phone": "(512) 555-0100", "desk_email": ""}
    configure(app, **told)
    client = browser_of_her(app)
    for address in ("/portal/work", f"/portal/work/{THIRD_JOB}", "/portal/account"):
        said = read(client, address)
        assert "Rita Moss, (512) 555-0100." in said, address
