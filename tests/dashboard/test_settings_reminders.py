"""When people are reminded, as it is set and shown; and the calendar of somebody of the agency."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import update

from agency.accounts.models import User
from agency.extensions import db
from agency.renewals.reminder_settings import reminder_settings
from tests.dashboard.test_lapses import lapsing
from tests.portal.her import text_of
from tests.renewals.reading import events
from tests.signing_in import signed_in

HERE = "/settings/reminders"


def said(client: FlaskClient) -> str:
    answer = client.get(HERE)
    assert answer.status_code == 200
    return text_of(answer.text)


def test_the_rule_is_told_to_all_staff(app: Flask) -> None:
    for role in ("admin", "recruiter", "compliance"):
        words = said(signed_in(app, role))
        assert "90, 60, 30, 14, 7 days before the last safe day to file." in words
        assert "Mails are written from 09:00 on" in words
        assert ("Remind on these days" in words) is (role == "admin")


def test_an_administrator_sets_a_type_apart_and_back(database: SQLAlchemy, app: Flask) -> None:
    client = signed_in(app, "admin")
    answer = client.post(HERE, data={"code": "BLS-AHA", "days": "10, 45"})
    assert answer.status_code == 302
    assert "BLS Provider (AHA) 45, 10 days before" in said(client)
    client.post(HERE, data={"code": "BLS-AHA", "days": "never"})
    assert "BLS Provider (AHA) never" in said(client)
    assert client.post(f"{HERE}/removal", data={"code": "BLS-AHA"}).status_code == 302
    assert reminder_settings().by_type == {}
    assert client.post(f"{HERE}/removal", data={"code": "BLS-AHA"}).status_code == 404


def test_what_is_no_day_is_refused_at_its_field(app: Flask) -> None:
    client = signed_in(app, "admin")
    for days in ("", "soon", "366", "-3", "1.5", "9" * 40, "٣"):
        answer = client.post(HERE, data={"code": "BLS-AHA", "days": days})
        assert answer.status_code == 422, days
        assert "days-error" in answer.text
    assert client.post(HERE, data={"code": "BLS", "days": "3"}).status_code == 422


def test_a_calendar_of_staff_ends_with_the_account(database: SQLAlchemy, app: Flask) -> None:
    lapsing("Ann", 20)
    client, program = signed_in(app), app.test_client()
    answer = client.post("/settings/calendar", follow_redirects=True)
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r"(/calendar/[\w-]+\.ics)", answer.text)
    assert found
    calendar = program.get(found[1])
    summaries = [str(one["summary"]) for one in events(calendar.data)]
    assert "Ann Lee: BLS Provider (AHA) ends, at work at Ann Clinic" in summaries
    assert (
        program.get(found[1], headers={"If-None-Match": calendar.headers["ETag"]}).status_code
        == 304
    )
    db.session.execute(update(User).values(active=False))
    db.session.commit()
    assert program.get(found[1]).status_code == 404


def test_an_address_is_ended_by_its_owner_alone(app: Flask) -> None:
    client, other, program = signed_in(app), signed_in(app, "admin"), app.test_client()
    found = re.search(
        r"(/calendar/[\w-]+\.ics)",
        client.post("/settings/calendar", follow_redirects=True).text,
    )
    assert found
    assert other.post("/settings/calendar/revocation").status_code == 404
    assert program.get(found[1]).status_code == 200
    assert client.post("/settings/calendar/revocation").status_code == 302
    assert program.get(found[1]).status_code == 404
