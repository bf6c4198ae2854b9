"""A forgotten password: a mail, a link that works once, and the end of all that was open."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from agency.accounts.actions.users import disable
from agency.extensions import db
from agency.jobs.models import Job
from agency.notices.models import Mail
from tests.access.browsing import (
    OTHER_PASSWORD,
    PAGE,
    actions_noted,
    is_in,
    make_account,
    sign_in,
    submit,
    user_named,
)
from tests.matching.working import work_off
from tests.notices.post_office import PostOffice, text_of
from tests.signing_in import TESTER

LINK = re.compile(r"http://127\.0\.0\.1:8000(/reset-password/\S+)")


def ask(app: Flask, email: str = "ruth@example.org", host: str = "localhost") -> str:
    """Ask for a link; the page that answers."""
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = host
    answer = submit(client, "/reset-password", email=email)
    assert answer.status_code == 200
    return answer.text


def send_all(app: Flask) -> None:
    with app.app_context():
        work_off(app)


def link_in(text: str | None) -> str:
    found = LINK.search(text or "")
    assert found, text
    return found[1]


def set_password(app: Flask, link: str, new: str = OTHER_PASSWORD) -> int:
    """Open a link and fill in its form; the status of the answer, 410 if the link is dead."""
    client = app.test_client()
    if client.get(link, headers=PAGE).status_code != 200:
        return 410
    answer = submit(client, link, password=new, password_confirm=new)
    return answer.status_code


def test_a_link_arrives_by_mail_and_sets_the_password_once(
    app: Flask, post_office: PostOffice
) -> None:
    make_account(app)
    make_account(app, "other@example.org")
    before = app.test_client()
    sign_in(before)
    ask(app)
    send_all(app)
    (mail,) = post_office.mails
    assert mail["To"] == "ruth@example.org"
    link = link_in(text_of(mail))
    assert set_password(app, link) == 302
    assert not is_in(before)
    assert sign_in(app.test_client()).status_code == 200
    assert sign_in(app.test_client(), password=OTHER_PASSWORD).status_code == 302
    assert sign_in(app.test_client(), "other@example.org").status_code == 302
    assert set_password(app, link, "and a third password") == 410
    send_all(app)
    assert [mail["Subject"] for mail in post_office.mails] == [
        "Set your password",
        "Your password was set anew",
    ]
    with app.app_context():
        assert actions_noted()[:3] == ["sign in", "send link to set a password", "reset password"]


def test_the_link_leads_to_our_address_whatever_the_request_calls_us(app: Flask) -> None:
    make_account(app)
    ask(app, host="evil.example")
    with app.app_context():
        text = db.session.query(Mail).one().text
    assert "evil" not in (text or "")
    link_in(text)


def test_the_secret_stands_in_no_job_and_is_wiped_with_the_mail(
    app: Flask, post_office: PostOffice
) -> None:
    make_account(app)
    ask(app)
    with app.app_context():
        secret = link_in(db.session.query(Mail).one().text).rpartition("/")[2]
        assert [secret in str(vars(job)) for job in db.session.query(Job)] == [False]
    send_all(app)
    with app.app_context():
        mail = db.session.query(Mail).one()
        assert (mail.state, mail.text) == ("sent", None)


@pytest.mark.parametrize("email", ["nobody@example.org", "shut@example.org"])
def test_who_has_no_account_gets_the_same_answer_and_no_mail(app: Flask, email: str) -> None:
    make_account(app)
    shut = make_account(app, "shut@example.org")
    with app.app_context():
        disable(shut, TESTER)
    told = ask(app, email)
    assert lines(told) == lines(ask(app).replace("ruth@example.org", email))
    with app.app_context():
        assert [mail.to for mail in db.session.query(Mail)] == ["ruth@example.org"]


def lines(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line.lower()]


def test_a_link_is_dead_once_its_owner_is_disabled(app: Flask) -> None:
    user_id = make_account(app)
    ask(app)
    with app.app_context():
        link = link_in(db.session.query(Mail).one().text)
        disable(user_id, TESTER)
    assert set_password(app, link) == 410


def test_a_link_that_was_edited_is_dead(app: Flask) -> None:
    make_account(app)
    ask(app)
    with app.app_context():
        link = link_in(db.session.query(Mail).one().text)
        uniquifier = user_named().fs_uniquifier
    assert set_password(app, link[:-3] + "abc") == 410
    with app.app_context():
        assert user_named().fs_uniquifier == uniquifier


def test_two_passwords_that_differ_set_none(app: Flask) -> None:
    make_account(app)
    ask(app)
    with app.app_context():
        link = link_in(db.session.query(Mail).one().text)
    fields = {"password": OTHER_PASSWORD, "password_confirm": OTHER_PASSWORD + "x"}
    answer = submit(app.test_client(), link, **fields)
    assert "The two are not the same." in answer.text
    assert sign_in(app.test_client()).status_code == 302


@pytest.mark.parametrize("email", ["ruth@example.org", "nobody@example.org"])
def test_without_a_mail_server_everybody_is_told_to_ask_an_administrator(
    app: Flask, email: str
) -> None:
    make_account(app)
    assert app.config["SETTINGS"].smtp_url is None
    told = ask(app, email)
    assert "No mail server is set here: ask an administrator for a link." in told
    assert "on its way" not in told
