"""Servers that refuse, stall or drop: no mail is lost, and one is given up for its own fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from aiosmtpd.smtp import AuthResult
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.notices.actions import Draft
from agency.notices.actions.attempts import begin_attempt
from agency.notices.delivery import delivery
from agency.notices.models import BadAddress, Mail
from agency.notices.sending import send_mail
from tests.matching.working import work_off
from tests.notices.outbox import (
    ANN,
    RUTH,
    attempts_of,
    due_in_seconds,
    hurry,
    look,
    posted,
    work_off_due,
)
from tests.notices.post_office import Drops, Mood, PostOffice, Says, Stalls, mailing_through, opened

WITHOUT_TLS = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    said = replace(delivery(), answer_seconds=0.5, mail_seconds=1.5)
    monkeypatch.setattr("agency.notices.smtp.delivery", lambda: said)


def tried_once(app: Flask, database: SQLAlchemy) -> Mail:
    mail_id = posted(database)
    work_off_due(app, database)
    return look(database, mail_id)


@pytest.mark.parametrize(
    ("stage", "mood"),
    [
        ("CONNECT", Says("554 5.3.2 no service here")),
        ("CONNECT", Says("421 4.3.2 too many of you")),
        ("MAIL", Says("550 5.7.1 not from you")),
        ("MAIL", Says("452 4.3.1 no room")),
        ("RCPT", Says("450 4.2.0 greylisted, come back in five minutes")),
        ("RCPT", Says("421 4.3.2 closing")),
        ("DATA", Says("451 4.3.0 later")),
        ("CONNECT", Drops()),
        ("EHLO", Drops()),
        ("RCPT", Drops()),
        ("DATA", Drops("354 go on")),
        ("TAKEN", Drops()),
    ],
)
def test_what_may_pass_is_tried_again_and_then_arrives(
    app: Flask, database: SQLAlchemy, post_office: PostOffice, stage: str, mood: Mood
) -> None:
    post_office.moods[stage] = [mood]
    mail = tried_once(app, database)
    assert (mail.state, mail.attempts, mail.text is None) == ("waiting", 1, False)
    assert 50 < due_in_seconds(database) <= 60
    hurry(database)
    work_off(app)
    mail = look(database, mail.id)
    assert (mail.state, mail.text, mail.last_error) == ("sent", None, None)
    first, second = attempts_of(database, mail.id)
    assert (first.outcome, second.outcome) == ("delayed", "taken")
    if isinstance(mood, Says):
        assert f"{first.code} {first.said}" == mood.answer
        assert first.status == mood.answer.split()[1]
    else:
        assert (first.code, first.status) == (None, None)


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("RCPT", "550 5.7.1 we do not like it"),
        ("RCPT", "550 no such person"),
        ("DATA", "554 5.6.0 no"),
    ],
)
def test_what_is_refused_for_good_is_given_up_and_says_why(
    app: Flask, database: SQLAlchemy, post_office: PostOffice, stage: str, answer: str
) -> None:
    post_office.moods[stage] = [Says(answer)]
    mail = tried_once(app, database)
    assert (mail.state, mail.text, mail.last_error) == ("failed", None, answer)
    assert database.session.get(BadAddress, mail.to) is None


def test_who_is_not_there_gets_no_more_mail(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    post_office.moods["RCPT"] = [Says("550 5.1.1 no such mailbox")]
    later = posted(database, Draft("Ruth@Example.org", "Another", "Waits already."))
    posted(database, Draft(ANN, "Another", "Somebody else's."))
    work_off(app)
    assert look(database, later).state == "failed"
    held = posted(database)
    bad = database.session.get_one(BadAddress, RUTH)
    assert (bad.status, bad.said) == ("5.1.1", "550 5.1.1 no such mailbox")
    assert look(database, held).state == "held"
    assert [one["To"] for one in post_office.mails] == [ANN]


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("stage", ["CONNECT", "EHLO", "RCPT", "TAKEN"])
def test_who_says_nothing_is_not_waited_for(
    app: Flask, database: SQLAlchemy, post_office: PostOffice, stage: str
) -> None:
    post_office.moods[stage] = [Stalls()]
    mail = tried_once(app, database)
    assert (mail.state, mail.attempts) == ("waiting", 1)


@pytest.mark.usefixtures("_impatient")
def test_who_is_never_done_is_cut_off(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    post_office.moods["RCPT"] = [Stalls(drips=True)]
    mail = tried_once(app, database)
    assert (mail.state, mail.attempts) == ("waiting", 1)


@pytest.mark.parametrize("mood", [Says("500 what?"), Drops(), Stalls()])
def test_a_mail_that_was_taken_is_sent_whatever_becomes_of_the_goodbye(
    app: Flask, database: SQLAlchemy, post_office: PostOffice, mood: Mood
) -> None:
    post_office.moods["QUIT"] = [mood]
    assert tried_once(app, database).state == "sent"
    assert len(post_office.mails) == 1


def test_the_same_message_id_comes_again_after_a_worker_that_died(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    mail_id = posted(database)
    send_mail({"mail": mail_id})  # and nobody notes it
    work_off(app)
    first, second = (mail["Message-ID"] for mail in post_office.mails)
    assert first == second
    assert [one.outcome for one in attempts_of(database, mail_id)] == ["begun", "taken"]


@WITHOUT_TLS
def test_a_server_that_does_not_take_our_password_loses_no_mail(
    app: Flask, database: SQLAlchemy
) -> None:
    def wrong(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    with (
        opened(authenticator=wrong, auth_required=True, auth_require_tls=False) as office,
        mailing_through(app, office.url.replace("//", "//ann:secret@") + "?starttls=no"),
    ):
        mail = tried_once(app, database)
    assert (mail.state, mail.last_error) == (
        "waiting",
        "535 5.7.8 Authentication credentials invalid",
    )


@WITHOUT_TLS
def test_a_server_that_wants_a_password_and_gets_none_loses_no_mail(
    app: Flask, database: SQLAlchemy
) -> None:
    with (
        opened(auth_required=True, auth_require_tls=False) as office,
        mailing_through(app, office.url),
    ):
        mail = tried_once(app, database)
    assert (mail.state, mail.last_error) == ("waiting", "530 5.7.0 Authentication required")


def test_while_a_server_is_away_not_every_mail_waits_for_it(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    post_office.moods["CONNECT"] = [Drops(), Drops(), Drops()]
    first, second, third = (posted(database) for _ in range(3))
    work_off_due(app, database)
    assert [look(database, one).attempts for one in (first, second, third)] == [1, 0, 0]
    assert post_office.connections == 1
    hurry(database)
    post_office.moods.clear()
    work_off(app)
    assert len(post_office.mails) == 3


@pytest.fixture
def _paced(app: Flask, post_office: PostOffice) -> Iterator[None]:
    with mailing_through(app, post_office.url, mail_per_minute=2):
        yield


@pytest.mark.usefixtures("_paced")
def test_no_more_go_in_a_minute_than_the_server_takes(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    ids = [posted(database) for _ in range(5)]
    for expected in (2, 4, 5):
        work_off_due(app, database)
        assert len(post_office.mails) == expected
        hurry(database)
    assert {look(database, one).attempts for one in ids} == {1}


@pytest.mark.usefixtures("_paced")
def test_who_has_to_wait_comes_back_when_there_may_be_a_place(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    for _ in range(2):
        posted(database)
    work_off(app)
    posted(database)
    work_off_due(app, database)
    assert 50 < due_in_seconds(database) < 100


def test_an_address_that_no_mail_can_have_is_given_up(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    mail_id = posted(database, Draft("ruth@example.org\nBcc: all@example.org", "s", "t"))
    work_off(app)
    mail = look(database, mail_id)
    assert mail.state == "failed"
    assert "cannot be written as a mail" in (mail.last_error or "")
    assert post_office.mails == []


def test_an_address_that_is_not_ascii_goes_where_it_is_taken(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    posted(database, Draft("rúth@example.org", "s", "t"))
    work_off(app)
    assert [one["To"] for one in post_office.mails] == ["rúth@example.org"]


def test_where_it_is_not_taken_it_is_given_up_and_no_other_mail_waits(
    app: Flask, database: SQLAlchemy
) -> None:
    with opened(enable_SMTPUTF8=False) as office, mailing_through(app, office.url):
        odd, other = posted(database, Draft("rúth@example.org", "s", "t")), posted(database)
        work_off_due(app, database)
    assert [look(database, one).state for one in (odd, other)] == ["failed", "sent"]
    assert look(database, odd).last_error == "the mail server takes no address like this one"


def test_a_mail_that_is_gone_is_not_tried(database: SQLAlchemy, post_office: PostOffice) -> None:
    assert begin_attempt(2_000_000) is None


def test_reports_go_where_they_are_read(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    with mailing_through(app, post_office.url, mail_reports_to="reports@example.org"):
        posted(database)
        work_off(app)
    assert post_office.senders == ["reports@example.org"]
    assert post_office.mails[0]["From"] == "no-reply@localhost"


def test_a_server_that_reports_is_asked_to_by_the_name_of_the_mail(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    post_office.offers_reports = True
    mail_id = posted(database)
    work_off(app)
    name = look(database, mail_id).message_id.strip("<>")
    sender, reader = post_office.told
    assert sender.endswith(f" RET=HDRS ENVID={name}")
    assert reader == f"TO:<{RUTH}> NOTIFY=FAILURE,DELAY"
    assert len(post_office.mails) == 1
