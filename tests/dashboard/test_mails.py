"""The outbox on pages: what came back, each try of a mail, and never what it says."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.extensions import db
from agency.notices.actions import Draft, post
from agency.notices.actions.bad_addresses import mark_bad
from agency.notices.actions.reports import note_report
from agency.notices.models import BadAddress, Mail
from tests.builders import make_candidate
from tests.dashboard.test_runs import shown
from tests.matching.working import work_off
from tests.notices.outbox import ANN, RUTH, look, posted
from tests.notices.post_office import mailing_through, opened
from tests.notices.reported import of_postfix
from tests.signing_in import signed_in

SECRET = "https://tenens.example/reset-password/secret"


@pytest.fixture
def bounced(app: Flask, database: SQLAlchemy) -> int:
    """A mail to Ruth that came back; one to Ann has arrived."""
    with opened() as office, mailing_through(app, office.url):
        mail_id = posted(database, Draft(RUTH, "Two things run out", "Soon.", topic="renewal"))
        posted(database, Draft(ANN, "Another", "t"))
        work_off(app)
    note_report(of_postfix(look(database, mail_id).message_id))
    database.session.rollback()
    return mail_id


def test_what_came_back_is_shown_first(app: Flask, bounced: int) -> None:
    page = shown(signed_in(app, "admin"), "/mails")
    assert f'href="/mails/{bounced}"' in page
    assert "Two things run out" in page
    assert ANN not in page
    assert "No mail server is set" in page
    page = shown(signed_in(app, "admin"), "/mails?state=sent")
    assert ANN in page
    assert RUTH not in page
    assert "No mail waits" in shown(signed_in(app, "admin"), "/mails?state=waiting")


def test_one_mail_has_its_tries_and_what_was_reported(app: Flask, bounced: int) -> None:
    page = shown(signed_in(app, "admin"), f"/mails/{bounced}")
    assert "Came back" in page
    assert "250 2.0.0 OK" in page
    assert "Failed, mailbox unknown" in page
    assert "Recipient address rejected" in page


def test_what_a_mail_says_is_shown_to_nobody(app: Flask, database: SQLAlchemy) -> None:
    mail_id = posted(database, Draft(RUTH, "A link", SECRET))
    assert "secret" not in shown(signed_in(app, "admin"), f"/mails/{mail_id}")


def test_a_page_of_mails_follows_another(app: Flask, database: SQLAlchemy) -> None:
    for number in range(51):
        post(Draft(f"p{number}@example.org", f"Number {number}.", "t"))
    database.session.commit()
    client = signed_in(app, "admin")
    page = client.get("/mails").text
    assert "Number 0." not in page
    following = page.partition('href="/mails?state=waiting&amp;after=')[2].partition('"')[0]
    assert "Number 0." in client.get(f"/mails?state=waiting&after={following}").text


def test_an_address_is_tried_again_from_the_mail(
    app: Flask, database: SQLAlchemy, bounced: int
) -> None:
    held = posted(database, Draft(RUTH, "Held", "t"))
    client = signed_in(app, "admin")
    answer = client.post(f"/mails/{bounced}/address", follow_redirects=True)
    assert "is tried again; 1 mail that waited for it" in answer.text
    assert look(database, held).state == "waiting"
    answer = client.post(f"/mails/{bounced}/address", follow_redirects=True)
    assert "is not marked any more" in answer.text


def test_her_page_says_that_mail_does_not_reach_her(app: Flask) -> None:
    with app.app_context():
        make_candidate("C-1", email="Ruth@Example.org")
        make_candidate("C-2", email=ANN)
        mark_bad(RUTH, "5.1.1", "no such mailbox")
        db.session.commit()
    client = signed_in(app, "recruiter")
    page = shown(client, "/candidates/C-1")
    assert "Mail to her came back on" in page
    assert "mailbox unknown" in page
    assert "came back" not in shown(client, "/candidates/C-2")
    assert "Try it again" not in shown(signed_in(app, "compliance"), "/candidates/C-1")
    answer = client.post("/candidates/C-1/mail", follow_redirects=True)
    assert "is tried again." in answer.text
    with app.app_context():
        assert db.session.get(BadAddress, RUTH) is None


def test_whoever_has_no_address_cannot_be_tried(app: Flask, database: SQLAlchemy) -> None:
    make_candidate("C-1")
    database.session.commit()
    assert signed_in(app, "recruiter").post("/candidates/C-1/mail").status_code == 404


def test_quiet_hours_are_told(app: Flask, database: SQLAlchemy) -> None:
    mail_id = posted(database, Draft(RUTH, "s", "t"))
    mail = database.session.get_one(Mail, mail_id)
    mail.due_at = mail.posted_at
    database.session.commit()
    assert "for quiet hours" in shown(signed_in(app, "admin"), f"/mails/{mail_id}")
