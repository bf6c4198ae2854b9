"""Home: the one thing to do first, what is coming up, and what she holds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import clock
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.placements.models import Placement
from agency.rules.sentences import day_text
from agency.verification.actions import review_credential
from tests.builders import make_candidate, make_ce_credit, make_credential
from tests.counting import counted
from tests.portal.her import (
    HERS,
    PAGE,
    THIRD_JOB,
    browser_of_her,
    in_days,
    make_her,
    place_her,
    read,
)
from tests.signing_in import TESTER, signed_in

HOME = "/portal/"


def test_a_renewal_that_opens_jobs_comes_first(app: Flask) -> None:
    make_her(app)
    said = read(browser_of_her(app), HOME)
    assert "Marisol" in said
    first = said.partition("Do this first")[2]
    assert first.startswith(" Renew your BLS Provider (AHA) by")
    assert "It ends" in first
    assert "It opens 2 more jobs." in first


def test_a_paper_that_has_ended_and_opens_jobs_comes_first(app: Flask) -> None:
    make_her(app, bls_ends=-20)
    first = read(browser_of_her(app), HOME).partition("Do this first")[2]
    assert "BLS" in first[:60]
    assert "more jobs." in first[:200]


def test_what_ended_first_stands_first_and_all_that_ended_is_counted(app: Flask) -> None:
    make_her(app, matched=False, bls_ends=300)
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        make_credential(she, "DRUG-SCREEN", issued_on=None, expires_on=in_days(-5))
        make_credential(she, "TB-SCREEN", issued_on=None, expires_on=in_days(-9))
        db.session.commit()
    said = read(browser_of_her(app), HOME)
    assert "2 things need you" in said
    assert "uberculosis" in said.partition("Do this first")[2][:60]


def test_what_she_holds_is_told_with_until_when_and_how_well_it_is_known(app: Flask) -> None:
    make_her(app)
    held = read(browser_of_her(app), HOME).partition("What I hold")[2]
    assert "CMA (AAMA) to 31 Dec 2028, renew by 1 Dec 2028 Checked" in held
    assert "Not seen yet" in held


def test_what_was_not_accepted_comes_first_and_leads_to_its_paper(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_her(app)
    client = browser_of_her(app)
    with app.app_context():
        id = db.session.scalars(
            select(Credential.id)
            .join(Candidate)
            .where(Candidate.ref == HERS, Credential.code == "CPT-NHA")
        ).one()
        review_credential(id, "reject", TESTER, reason="illegible", remark="The code is cut off")
    assert "was not accepted" not in read(client, HOME)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    first = read(client, HOME).partition("Do this first")[2]
    assert first.startswith(" Your CPT (NHA) was not accepted The code is cut off.")
    assert f"/portal/papers/credentials/{id}#documents" in client.get(HOME, headers=PAGE).text


def test_what_is_coming_up_has_its_last_safe_day(app: Flask) -> None:
    make_her(app)
    coming = read(browser_of_her(app), HOME).partition("Coming up")[2]
    assert "BLS Provider (AHA) renew by" in coming


def test_the_file_says_how_full_it_is_and_what_comes_next(app: Flask) -> None:
    make_her(app)
    said = read(browser_of_her(app), HOME)
    assert "filled in" in said
    assert "Next: Add your e-mail address" in said


def test_somebody_without_papers_is_asked_for_her_certification(app: Flask) -> None:
    with app.app_context():
        make_candidate(HERS, first_name="Marisol")
        db.session.commit()
    said = read(browser_of_her(app), HOME)
    assert "Worth doing next Add your certification" in said
    assert "Nothing is on file yet." in said


def test_home_takes_few_statements(app: Flask) -> None:
    make_her(app)
    client = browser_of_her(app)
    with app.app_context(), counted(db) as statements:
        client.get(HOME, headers=PAGE)
    assert len(statements) <= 12, statements


def test_a_candidate_who_signs_in_or_asks_for_the_board_lands_at_home(app: Flask) -> None:
    make_her(app, matched=False)
    client = browser_of_her(app)
    assert led_to(client, "/welcome") == HOME
    assert led_to(client, "/") == HOME
    assert led_to(client, "/account") == "/portal/account"


def test_the_staff_land_at_their_board(app: Flask) -> None:
    assert led_to(signed_in(app, "recruiter"), "/welcome") == "/"


def test_an_account_without_a_file_is_told_so(app: Flask) -> None:
    client = signed_in(app, "candidate")
    assert led_to(client, "/welcome") == "/account"
    answer = client.get(HOME, headers=PAGE)
    assert answer.status_code == 403
    assert "not tied to a file yet" in answer.text


def test_her_name_is_shown_as_it_is_written(app: Flask) -> None:
    make_her(app, matched=False)
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        she.first_name = "<b>Marisol</b>"
        db.session.commit()
    html = browser_of_her(app).get(HOME, headers=PAGE).text
    assert "&lt;b&gt;Marisol" in html


def led_to(client: FlaskClient, address: str) -> str:
    """Where an address leads in the end."""
    return client.get(address, headers=PAGE, follow_redirects=True).request.path


def test_what_ends_while_she_works_comes_first_and_says_where(app: Flask) -> None:
    make_her(app, bls_ends=1)
    place_her(app, "working", THIRD_JOB)
    with app.app_context():
        row = db.session.scalars(select(Placement)).one()
        row.starts_on, row.ends_on = in_days(-20), in_days(40)
        db.session.commit()
    first = read(browser_of_her(app), HOME).partition("Do this first")[2]
    assert first.startswith(" Renew your BLS Provider (AHA)")
    assert f"It ends tomorrow, {in_days(1):%a}" in first
    assert f", while you work at Cedar Flats to {day_text(in_days(40))}" in first


def test_units_that_are_missing_are_counted_and_no_far_day_is_reckoned(app: Flask) -> None:
    make_her(app)
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        make_credential(she, "CCMA-NHA", issued_on=in_days(-729), expires_on=in_days(1))
        make_ce_credit(she, code="CCMA-NHA", units=Decimal("3.5"), earned_on=in_days(-100))
        db.session.commit()
    said = read(browser_of_her(app), HOME)
    assert "Still missing of its CE credits: 6.5 in all." in said
    assert "days after the last safe day" not in said


def test_a_newcomer_is_told_what_keeps_jobs_from_her(app: Flask) -> None:
    with app.app_context():
        make_candidate(HERS, first_name="Marisol")
        db.session.commit()
    said = read(browser_of_her(app), HOME)
    assert "No job for you yet: add your certification." in said
    assert "Choose your shifts" not in said
