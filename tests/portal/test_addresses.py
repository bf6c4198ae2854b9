"""Another e-mail address: hers once its mail has reached her, and never a way to find others."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from agency import clock
from agency.audit.models import AuditEntry
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.joining.queries import is_known
from agency.notices.models import Mail
from tests.access.test_limits import TRIES, limited
from tests.portal.her import ANOTHERS, HERS, PAGE, browser_of_her, make_her, read
from tests.signing_in import account, signed_in

DETAILS = "/portal/details"
VERSION = re.compile(r'name="version" value="([^"]+)"')
LINK = re.compile(r"http://127\.0\.0\.1:8000(/portal/details/address/\S+)")
OLD, NEW, DEVONS = "mari@example.org", "mari.new@example.org", "devon@example.org"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False, email=OLD)
    with app.app_context():
        hers = (
            update(Candidate)
            .where(Candidate.ref == ANOTHERS)
            .values(email=DEVONS, email_key=DEVONS)
        )
        db.session.execute(hers)
        db.session.commit()
    return browser_of_her(app)


def ask(client: FlaskClient, email: str, **said: str) -> TestResponse:
    version = VERSION.search(client.get(DETAILS, headers=PAGE).text)
    assert version
    details = {"first_name": "Marisol", "last_name": "Vega-Lund", "home_zip": "75201"}
    sent = {**details, "adult": "yes", "email": email, "version": version[1], **said}
    return client.post(DETAILS, data=sent, headers=PAGE)


def address_of(app: Flask, ref: str = HERS) -> str:
    with app.app_context():
        found = db.session.scalar(select(Candidate.email).where(Candidate.ref == ref))
        assert found is not None
        return found


def mails(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        sent = db.session.execute(select(Mail.to, Mail.text).order_by(Mail.id))
        return [(to, text or "") for to, text in sent]


def link_in_mail(app: Flask, to: str = NEW) -> str:
    found = [LINK.search(text) for whom, text in mails(app) if whom == to]
    assert found
    assert found[-1]
    return found[-1][1]


def test_an_address_is_hers_once_its_mail_has_reached_her(app: Flask, client: FlaskClient) -> None:
    assert ask(client, NEW, phone="555 0100").status_code == 302
    assert address_of(app) == OLD
    assert "555 0100" in client.get(DETAILS, headers=PAGE).text
    with app.app_context():
        assert not is_known(NEW)
    link = link_in_mail(app)
    assert NEW in read(client, link)
    assert address_of(app) == OLD
    assert client.post(link, headers=PAGE).location == "/portal/account"
    assert address_of(app) == NEW
    assert client.post(link, headers=PAGE).status_code == 410


def test_the_address_she_has_is_told(app: Flask, client: FlaskClient) -> None:
    ask(client, NEW)
    assert [to for to, _ in mails(app)] == [NEW, OLD]
    assert NEW not in mails(app)[1][1]
    ask(client, "")
    assert address_of(app) == ""
    assert [to for to, _ in mails(app)] == [NEW, OLD, OLD]


def test_an_address_of_somebody_else_is_answered_like_any_other(
    app: Flask, client: FlaskClient
) -> None:
    said = {}
    for email in (NEW, DEVONS, "recruiter@example.org"):
        account(app, "recruiter")
        answer = ask(client, email)
        assert answer.status_code == 302
        page = client.get(answer.location, headers=PAGE)
        said[email] = page.text.replace(email, "")
        assert [word for word in (ANOTHERS, "Devon ", "somebody else") if word in page.text] == []
    assert len(set(said.values())) == 1
    assert [to for to, _ in mails(app)] == [NEW, OLD, DEVONS, OLD, "recruiter@example.org", OLD]
    assert not any(LINK.search(text) for to, text in mails(app) if to not in (NEW, OLD))
    assert address_of(app) == OLD
    with app.app_context():
        asked = select(AuditEntry).where(AuditEntry.action == "asked for another address")
        assert len(db.session.scalars(asked).all()) == 3


def test_an_address_that_became_somebodys_meanwhile_stays_hers(
    app: Flask, client: FlaskClient
) -> None:
    ask(client, NEW)
    with app.app_context():
        taken = update(Candidate).where(Candidate.ref == ANOTHERS).values(email=NEW, email_key=NEW)
        db.session.execute(taken)
        db.session.commit()
    answer = client.post(link_in_mail(app), headers=PAGE)
    assert answer.status_code == 410
    assert ANOTHERS not in answer.text
    assert address_of(app) == OLD


def test_a_link_is_worth_nothing_to_anybody_else(app: Flask, client: FlaskClient) -> None:
    ask(client, NEW)
    link = link_in_mail(app)
    devon = signed_in(app, "candidate", ANOTHERS)
    assert devon.post(link, headers=PAGE).status_code == 410
    assert app.test_client().get(link, headers=PAGE).location.startswith("/sign-in?next=")
    assert client.post(f"{link}x", headers=PAGE).status_code == 410
    assert address_of(app) == OLD


def test_a_link_ends(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(client, NEW)
    later: datetime = clock.now() + timedelta(hours=49)
    link = link_in_mail(app)
    with monkeypatch.context() as moved:
        moved.setattr("agency.access.address_links.clock.now", lambda: later)
        moved.setattr("agency.access.sessions._young", lambda: True)
        assert client.post(link, headers=PAGE).status_code == 410
    assert address_of(app) == OLD


def test_nobody_has_mails_sent_to_a_stranger_again_and_again(
    app: Flask, client: FlaskClient
) -> None:
    for strict in limited(app):
        hers = browser_of_her(strict)
        answers = [ask(hers, NEW).status_code for _ in range(TRIES + 1)]
        assert answers == [302] * TRIES + [429]
        assert ask(hers, OLD, phone="555 0100").status_code == 302
