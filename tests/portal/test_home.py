"""Home: the one thing to do first, what is coming up, and what she holds."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from agency import clock
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.verification.actions import review_credential
from agency.verification.models import Verification
from tests.builders import make_candidate
from tests.counting import counted
from tests.portal.her import HERS, PAGE, browser_of_her, make_her, read
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


def test_what_she_holds_is_told_with_until_when_and_how_well_it_is_known(app: Flask) -> None:
    make_her(app)
    held = read(browser_of_her(app), HOME).partition("What I hold")[2]
    assert "CMA (AAMA) to 31 Dec 2028, renew by 1 Dec 2028 Checked" in held
    assert "Not seen yet" in held


def test_what_was_not_accepted_comes_first_and_leads_to_its_paper(app: Flask) -> None:
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
    with app.app_context():
        db.session.execute(update(Verification).values(at=clock.now() - timedelta(minutes=6)))
        db.session.commit()
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
