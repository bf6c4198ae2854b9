"""Lapses inside placements as a page and a file, the plan on a candidate's page, and reminders."""

from __future__ import annotations

import csv
import io
from datetime import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.actions import match
from agency.notices.models import BadAddress, LeftTopic, Mail
from agency.notices.quiet import Hours
from agency.placements.models import Placement
from agency.renewals.schemas import LAPSE_COLUMNS
from agency.rules.sentences import day_text
from agency.settings import today
from tests.builders import A_MOMENT, make_candidate, make_credential
from tests.counting import counted
from tests.dashboard.people import days
from tests.notices.post_office import mailing_through
from tests.portal.her import text_of
from tests.renewals.people import at_work
from tests.screening.found import found_on_leie
from tests.signing_in import signed_in


def lapsing(name: str, ends: int = 20, **values: object) -> Candidate:
    """Somebody at work for another eighty days, whose BLS card ends in so many."""
    she = make_candidate(
        f"C-{name}", first_name=name, last_name="Lee", **{"email": f"{name}@example.org"} | values
    )
    make_credential(she, expires_on=days(900))
    make_credential(she, "BLS-AHA", expires_on=days(ends))
    at_work(she, name, days(-5), days(80))
    db.session.commit()
    return she


def shown(client: FlaskClient, address: str = "/lapses") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return text_of(answer.text)


def test_the_first_to_lapse_stands_first_with_what_is_left_uncovered(
    database: SQLAlchemy, app: Flask
) -> None:
    lapsing("Ann", 40)
    lapsing("Bea", 20)
    said = shown(signed_in(app))
    assert said.index("Bea Lee") < said.index("Ann Lee")
    assert "60 days uncovered" in said
    assert "Nothing under way" in said
    assert "Bea Clinic, Dallas" in said


def test_all_is_well_where_nothing_lapses(database: SQLAlchemy, app: Flask) -> None:
    lapsing("Ann", 300)
    client = signed_in(app)
    assert "Nothing lapses inside a placement" in shown(client)
    assert "Nothing lapses here" in shown(client, "/lapses?state=WA")


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("site=bea", True),
        ("site=ann", False),
        ("state=TX", True),
        ("state=WA", False),
        ("credential=BLS-AHA", True),
        ("credential=BLS-ARC", False),
        ("recruiter=recruiter@example.org", False),
    ],
)
def test_filters_live_in_the_address(
    database: SQLAlchemy, app: Flask, query: str, there: bool
) -> None:
    lapsing("Bea")
    assert ("Bea Lee" in shown(signed_in(app), f"/lapses?{query}")) is there


def test_a_filter_that_nobody_can_mean_is_refused(app: Flask) -> None:
    for query in ("state=XX", "credential=BLS", "show=none"):
        assert signed_in(app).get(f"/lapses?{query}").status_code in (400, 422), query


def test_one_button_mails_her_once_a_day_and_leads_back(database: SQLAlchemy, app: Flask) -> None:
    lapsing("Ann")
    client = signed_in(app)
    for words in ("Nothing has left: no mail server is set.", "is in the outbox already"):
        answer = client.post("/candidates/C-Ann/reminder", data={"back": "/lapses?state=TX"})
        assert (answer.status_code, answer.location) == (302, "/lapses?state=TX")
        said = shown(client)
        assert words in said
    assert f"Asked on {day_text(today())}; the mail has not left yet" in said
    assert db.session.scalars(select(Mail.to)).all() == ["Ann@example.org"]
    elsewhere = client.post("/candidates/C-Ann/reminder", data={"back": "https://example.com"})
    assert elsewhere.location == "/candidates/C-Ann?tab=renewals"


@pytest.mark.parametrize(
    ("quiet", "says"),
    [
        (None, "C-Ann is being mailed all that is to be renewed."),
        ((time(0), time(23, 59)), " at 23:59 her time (C"),
    ],
)
def test_a_reminder_says_when_its_mail_leaves(
    database: SQLAlchemy, app: Flask, quiet: Hours | None, says: str
) -> None:
    lapsing("Ann", home_zip="75201")
    client = signed_in(app)
    client.get("/lapses")
    with mailing_through(app, "smtp://127.0.0.1:9", quiet_hours=quiet):
        client.post("/candidates/C-Ann/reminder")
    assert says in shown(client)


def test_a_mail_that_did_not_arrive_has_asked_nobody(database: SQLAlchemy, app: Flask) -> None:
    lapsing("Ann")
    lapsing("Bea")
    client = signed_in(app)
    for name in ("Ann", "Bea"):
        client.post(f"/candidates/C-{name}/reminder")
    to_ann = db.session.scalars(select(Mail).where(Mail.to.startswith("Ann"))).one()
    to_ann.state = "bounced"
    db.session.commit()
    said = shown(client)
    assert said.count(f"Asked on {day_text(today())}; the mail came back") == 1
    assert said.count(f"Asked on {day_text(today())}; the mail has not left yet") == 1


def test_whoever_placed_her_is_told_and_finds_her_as_hers(database: SQLAlchemy, app: Flask) -> None:
    lapsing("Ann")
    lapsing("Bea")
    client = signed_in(app)
    ids = db.session.scalars(select(Placement.id).order_by(Placement.id)).all()
    with writing():
        note(Actor("user", "ruth@example.org"), "created", f"placement:{ids[0]}")
    with writing():
        note(Actor("user", "recruiter@example.org"), "moved", f"placement:{ids[0]}")
    assert "placed or moved last by recruiter@example.org" in shown(client)
    hers = shown(client, "/lapses?recruiter=ruth@example.org")
    assert "Ann Lee" in hers
    assert "Bea Lee" not in hers


def test_who_is_not_written_to_has_no_button(database: SQLAlchemy, app: Flask) -> None:
    lapsing("Ann", status="do_not_contact")
    client = signed_in(app)
    assert "Remind" not in shown(client)
    client.post("/candidates/C-Ann/reminder")
    assert "cannot be reminded" in shown(client)
    assert db.session.scalars(select(Mail)).all() == []


def test_remind_stands_only_where_it_can_work_else_why_not(
    database: SQLAlchemy, app: Flask
) -> None:
    she = lapsing("Ann")
    client, her_page = signed_in(app), "/candidates/C-Ann?tab=renewals"
    assert all("no mail server is set" in shown(client, page).lower() for page in PAGES)
    with mailing_through(app, "smtp://127.0.0.1:1"):
        assert "Remind now by mail" in shown(client, her_page)
        client.post("/candidates/C-Ann/reminder")
        assert all("eminded today" in shown(client, page) for page in PAGES)
    assert "eminded today" not in shown(client)  # as long as nothing can leave
    with mailing_through(app, "smtp://127.0.0.1:1"):
        db.session.add(LeftTopic(topic="renewal", candidate_id=she.id, left_at=A_MOMENT))
        db.session.commit()
        assert all("she wants none about renewals" in shown(client, page) for page in PAGES)
        address = "ann@example.org"
        dead = BadAddress(address=address, since=A_MOMENT, status="5.1.1", said="unknown")
        db.session.add(dead)
        db.session.execute(update(Mail).values(state="failed"))
        db.session.commit()
        unknown = "her mailbox is unknown: correct the address"
        assert all(unknown in shown(client, page) for page in PAGES)
        assert f"Asked on {day_text(today())}; {unknown}" in shown(client)
        assert "no server took the mail" not in shown(client)


PAGES = ("/lapses", "/candidates/C-Ann?tab=renewals")


def test_the_file_has_a_row_for_each_and_runs_nothing(database: SQLAlchemy, app: Flask) -> None:
    she = lapsing("Ann")
    she.first_name = "=1+1"
    lapsing("Bea", 30)
    answer = signed_in(app).get("/lapses.csv?state=TX")
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert tuple(head) == LAPSE_COLUMNS
    assert [row[0] for row in rows] == ["C-Ann", "C-Bea"]
    assert rows[0][1] == "'=1+1 Lee"
    assert dict(zip(head, rows[1], strict=True))["uncovered_days"] == "50"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_today_the_red_list_and_insight_lead_there(database: SQLAlchemy, app: Flask) -> None:
    lapsing("Ann")
    match(today())
    client = signed_in(app)
    for page in ("/red-list", "/insight"):
        assert 'href="/lapses"' in client.get(page).text, page


def test_the_page_asks_as_much_however_many_there_are(database: SQLAlchemy, app: Flask) -> None:
    lapsing("Ann")
    client = signed_in(app)
    client.get("/lapses")
    db.session.expire_all()
    with counted(database) as few:
        client.get("/lapses")
    for number in range(12):
        lapsing(f"P{number}")
    with counted(database) as many:
        assert "P11 Lee" in shown(client)
    assert len(few) == len(many)
    assert len(many) <= 12


# On the page of a candidate


def test_her_page_has_the_plan_and_when_she_was_reminded(database: SQLAlchemy, app: Flask) -> None:
    lapsing("Ann", 60)
    client = signed_in(app)
    before = shown(client, "/candidates/C-Ann?tab=renewals")
    assert "File the renewal" in before
    assert "None was written yet" in before
    assert "Work goes on after its end" in before
    client.post("/candidates/C-Ann/reminder")
    after = shown(client, "/candidates/C-Ann?tab=renewals")
    assert f"{day_text(today())}, asked for by" in after


def test_who_has_nothing_to_renew_has_no_plan(database: SQLAlchemy, app: Flask) -> None:
    make_credential(make_candidate("C-Ann"), "HEPB-IMMUNE", expires_on=None)
    db.session.commit()
    assert "Nothing is to be renewed" in shown(signed_in(app), "/candidates/C-Ann?tab=renewals")


def test_who_is_on_hold_is_not_reminded_and_it_says_so(
    database: SQLAlchemy, app: Flask, tmp_path: Path
) -> None:
    lapsing("Ann", 40)
    lapsing("Bea", 20)
    found_on_leie(tmp_path, "C-Ann", "same")
    client = signed_in(app)
    said = shown(client)
    assert "On hold: on an exclusion list" in said
    assert said.count("no mail: on hold") == 1
    client.post("/candidates/C-Ann/reminder", data={})
    assert "C-Ann is on hold by screening" in shown(client)
    assert db.session.scalars(select(Mail)).all() == []
