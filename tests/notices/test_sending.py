"""Mail leaves through a real server, once; what cannot leave is tried again or given up."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.jobs.actions import beat
from agency.jobs.models import Job
from agency.notices.actions import post, send_waiting
from agency.notices.delivery import delivery
from agency.notices.models import STATES
from agency.notices.queries import mails_by_state
from agency.notices.sending import send_mail
from tests.matching.working import work_off
from tests.notices.certificates import certified
from tests.notices.outbox import A_DRAFT, ANN, RUTH, attempts_of, hurry, look, posted, work_off_due
from tests.notices.post_office import PostOffice, mailing_through, opened, text_of


def test_a_mail_arrives_as_it_was_written(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    mail_id = posted(database)
    message_id = look(database, mail_id).message_id
    work_off(app)
    (arrived,) = post_office.mails
    assert (arrived["To"], arrived["Subject"]) == ("ruth@example.org", "Café, and a link")
    assert arrived["From"] == "no-reply@localhost"
    assert arrived["Message-ID"] == message_id
    assert text_of(arrived).startswith(A_DRAFT.text)
    mail = look(database, mail_id)
    assert (mail.state, mail.text, mail.attempts) == ("sent", None, 1)
    assert mail.sent_at is not None
    (attempt,) = attempts_of(database, mail_id)
    assert (attempt.outcome, attempt.code, attempt.status) == ("taken", 250, "2.0.0")
    assert (attempt.tls, attempt.server) == (False, post_office.url.removeprefix("smtp://"))


def test_nothing_is_sent_of_what_was_not_committed(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    post(A_DRAFT)
    database.session.rollback()
    work_off(app)
    assert post_office.mails == []
    assert database.session.scalars(select(Job)).all() == []


def test_a_mail_that_was_sent_is_not_sent_again(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    mail_id = posted(database)
    work_off(app)
    send_mail({"mail": mail_id})()
    assert len(post_office.mails) == 1


def test_a_worker_that_died_between_sending_and_noting_leaves_one_message_id(
    database: SQLAlchemy, post_office: PostOffice
) -> None:
    mail_id = posted(database)
    send_mail({"mail": mail_id})
    send_mail({"mail": mail_id})()
    first, second = (mail["Message-ID"] for mail in post_office.mails)
    assert first == second


def test_a_server_that_is_busy_is_tried_again(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    mail_id = posted(database)
    post_office.answers = ["451 later, please"]
    work_off_due(app, database)
    mail = look(database, mail_id)
    assert (mail.state, mail.attempts) == ("waiting", 1)
    assert "451" in (mail.last_error or "")
    assert mail.text is not None
    hurry(database)
    work_off_due(app, database)
    assert look(database, mail_id).state == "sent"
    assert len(post_office.mails) == 1


def test_a_mail_that_is_refused_for_good_is_given_up(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    mail_id = posted(database)
    post_office.answers = ["550 no such person"]
    work_off(app)
    mail = look(database, mail_id)
    assert (mail.state, mail.text) == ("failed", None)
    assert "550" in (mail.last_error or "")


def test_a_server_that_is_away_is_tried_for_a_day(app: Flask, database: SQLAlchemy) -> None:
    with mailing_through(app, "smtp://127.0.0.1:1"):
        mail_id = posted(database)
        for _ in delivery().try_again_seconds:
            hurry(database)
            work_off_due(app, database)
            assert look(database, mail_id).state == "waiting"
        hurry(database)
        work_off_due(app, database)
    mail = look(database, mail_id)
    assert (mail.state, mail.attempts) == ("failed", len(delivery().try_again_seconds) + 1)
    assert "refused" in (mail.last_error or "")
    assert 20 * 3600 < sum(delivery().try_again_seconds) < 25 * 3600


def test_without_a_server_mail_waits_until_there_is_one(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    with mailing_through(app, None):
        mail_id = posted(database)
        work_off(app)
    assert mails_by_state() == dict.fromkeys(STATES, 0) | {"waiting": 1}
    assert send_waiting() == 1
    work_off(app)
    assert look(database, mail_id).state == "sent"
    assert len(post_office.mails) == 1


def test_what_waited_for_a_server_leaves_by_itself_and_once(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    with mailing_through(app, None):
        mail_id, old_id = posted(database), posted(database, replace(A_DRAFT, to=ANN))
        look(database, old_id).posted_at -= timedelta(days=delivery().held_days, minutes=1)
        database.session.commit()
        beat()
        work_off(app)
        assert post_office.mails == []
    for _ in range(2):
        beat()
        work_off(app)
    assert (look(database, mail_id).state, look(database, old_id).state) == ("sent", "waiting")
    (arrived,) = post_office.mails
    assert arrived["To"] == RUTH


def test_what_a_job_is_to_send_already_is_not_asked_for_again(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    posted(database)
    beat()
    work_off(app)
    sending = select(Job).where(Job.kind == "send_mail")
    assert len(database.session.scalars(sending).all()) == len(post_office.mails) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1, signed by itself, with its key."""
    return certified(tmp_path_factory.mktemp("tls") / "mail.pem")


def test_a_server_that_offers_encryption_gets_it(
    app: Flask, database: SQLAlchemy, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with opened(context) as office, mailing_through(app, office.url):
        posted(database)
        work_off(app)
    assert office.encrypted == [True]


@pytest.mark.parametrize(
    "address", ["smtp://127.0.0.1:{}?starttls=required", "smtp://ann:secret@127.0.0.1:{}"]
)
def test_what_must_be_encrypted_does_not_leave_in_the_clear(
    app: Flask, database: SQLAlchemy, post_office: PostOffice, address: str
) -> None:
    url = address.format(post_office.url.rpartition(":")[2])
    with mailing_through(app, url):
        mail_id = posted(database)
        work_off_due(app, database)
    assert post_office.mails == []
    mail = look(database, mail_id)
    assert "does not offer STARTTLS" in (mail.last_error or "")
    assert "secret" not in (mail.last_error or "")
