"""Renewals: her plan step by step, what counts towards it, and the address of her calendar."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.accounts.secrets import hash_of
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.placements.models import Placement
from agency.renewals.actions import set_days
from agency.renewals.models import Calendar as CalendarRow
from agency.renewals.models import Filed
from agency.rules.renewal import renew_by
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text
from tests.builders import make_ce_credit, make_credential
from tests.counting import counted
from tests.portal.her import (
    ANOTHERS,
    HERS,
    PAGE,
    THIRD_JOB,
    browser_of_her,
    in_days,
    make_her,
    place_her,
    read,
)
from tests.renewals.reading import events
from tests.signing_in import TESTER

HERE = "/portal/renewals"
ADDRESS = re.compile(r"http://[^\"]*(/calendar/[\w-]+\.ics)")


def card_of(app: Flask, code: str = "BLS-AHA", ref: str = HERS) -> int:
    with app.app_context():
        whose = select(Credential.id).join(Candidate, Candidate.id == Credential.candidate_id)
        found = whose.where(Candidate.ref == ref, Credential.code == code)
        return db.session.scalars(found).one()


def made(client: FlaskClient) -> str:
    """The path of a new address of her calendar."""
    answer = client.post(f"{HERE}/calendar", headers=PAGE, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = ADDRESS.search(answer.text)
    assert found
    return found[1]


def test_the_first_to_file_comes_first_with_its_steps(app: Flask) -> None:
    make_her(app, bls_ends=60)
    place_her(app, "working", THIRD_JOB)
    said = read(browser_of_her(app), HERE)
    by = day_text(renew_by(load_rulebook().catalogue["BLS-AHA"], in_days(60), load_rulebook()))
    assert said.index(f"BLS Provider (AHA) File by {by}") < said.index("CMA (AAMA) File by")
    assert f"by {by} File the renewal" in said
    assert f"{day_text(in_days(60))} This one ends" in said
    assert f"{day_text(in_days(61))} Work goes on after its end" in said
    assert "Where these days come from" in said


def test_what_has_ended_stands_before_what_is_to_come(app: Flask) -> None:
    make_her(app, bls_ends=60)
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        make_credential(she, "TB-SCREEN", expires_on=in_days(-400))
        db.session.commit()
    said = read(browser_of_her(app), HERE)
    tuberculosis = load_rulebook().catalogue["TB-SCREEN"].title
    assert said.index(f"{tuberculosis} Repeat") < said.index("BLS Provider (AHA) File by")


def test_what_counts_is_told_and_what_does_not_with_the_reason(app: Flask) -> None:
    make_her(app)
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        make_ce_credit(she, units=Decimal(7), earned_on=None)
        db.session.commit()
    said = read(browser_of_her(app), HERE)
    assert "5 general, 1 Mar 2026 Counts as general and in all" in said
    assert "7 general Does not count: no day is on file, so it counts in no cycle" in said
    assert "Earn the missing recertification points: 55 in all" in said


def test_home_papers_and_account_lead_there(app: Flask) -> None:
    make_her(app, matched=False)
    client = browser_of_her(app)
    for page in ("/portal/", "/portal/papers", "/portal/account"):
        assert f'href="{HERE}"' in client.get(page, headers=PAGE).text, page


def test_she_says_that_she_has_filed(app: Flask) -> None:
    make_her(app, bls_ends=60)
    client, id = browser_of_her(app), card_of(app)
    answer = client.post(
        f"{HERE}/{id}/filing", data={"filed_on": in_days(-1).isoformat()}, headers=PAGE
    )
    assert answer.status_code == 302
    assert f"Filed on {day_text(in_days(-1))}" in read(client, HERE)
    for wrong, words in (("", "Choose the day"), (in_days(3).isoformat(), "to today")):
        answer = client.post(f"{HERE}/{id}/filing", data={"filed_on": wrong}, headers=PAGE)
        assert answer.status_code == 422
        assert words in answer.text
    answer = client.post(
        f"{HERE}/{card_of(app, ref=ANOTHERS)}/filing",
        data={"filed_on": in_days(-1).isoformat()},
        headers=PAGE,
    )
    assert answer.status_code == 404
    with app.app_context():
        assert [one.credential_id for one in db.session.scalars(select(Filed))] == [id]


def test_what_she_said_she_filed_she_takes_back(app: Flask) -> None:
    make_her(app, bls_ends=60)
    client, id = browser_of_her(app), card_of(app)
    undo = f"{HERE}/{id}/filing/withdrawal"
    assert "Not filed after all" not in read(client, HERE)
    client.post(f"{HERE}/{id}/filing", data={"filed_on": in_days(-1).isoformat()}, headers=PAGE)
    said = read(client, HERE)
    assert "Not filed after all" in said
    assert "The renewal is filed" in said
    assert "File the renewal This one ends" not in said
    assert client.post(undo, headers=PAGE).status_code == 303
    said = read(client, HERE)
    assert "Taken back: it is noted as not filed." in said
    assert "Not filed after all" not in said
    assert client.post(undo, headers=PAGE).status_code == 303  # a second tap
    assert "Nothing was noted as filed." in read(client, HERE)
    of_another = f"{HERE}/{card_of(app, ref=ANOTHERS)}/filing/withdrawal"
    assert client.post(of_another, headers=PAGE).status_code == 404
    with app.app_context():
        assert db.session.scalars(select(Filed)).all() == []


def test_what_lacks_credits_is_noted_as_filed_only_once_she_says_so_all_the_same(
    app: Flask,
) -> None:
    make_her(app, bls_ends=60)
    client, id = browser_of_her(app), card_of(app, "CMA-AAMA")
    assert "5 of 60 recertification points are on file" in read(client, HERE)
    said = {"filed_on": in_days(-1).isoformat()}
    answer = client.post(f"{HERE}/{id}/filing", data=said, headers=PAGE)
    assert answer.status_code == 422
    assert "tick that you filed it all the same" in answer.text
    assert f'value="{said["filed_on"]}"' in answer.text
    said["anyway"] = "yes"
    assert client.post(f"{HERE}/{id}/filing", data=said, headers=PAGE).status_code == 302
    with app.app_context():
        assert [one.credential_id for one in db.session.scalars(select(Filed))] == [id]


def test_what_the_agency_looks_up_itself_is_not_asked_of_her(app: Flask) -> None:
    make_her(app, bls_ends=60)
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        make_credential(she, "SAM-CLEAR", expires_on=in_days(5))
        make_credential(she, "OIG-LEIE-CLEAR", expires_on=in_days(-5), evidence="claimed")
        db.session.commit()
    client = browser_of_her(app)
    types = load_rulebook().catalogue.types
    for code in ("SAM-CLEAR", "OIG-LEIE-CLEAR"):
        title = types[code].title
        assert title not in read(client, HERE)
        home = read(client, "/portal/")
        assert f"Renew your {title}" not in home
        assert f"Your {title} has ended" not in home
        page = read(client, f"/portal/papers/credentials/{card_of(app, code)}")
        assert "We check this ourselves. You need not do anything." in page
        assert "Last safe day to renew" not in page
        offered = client.get("/portal/papers/send", headers=PAGE, follow_redirects=True).text
        assert f'value="{code}"' not in offered


def test_addresses_that_take_forms_alone_lead_to_the_page_above(app: Flask) -> None:
    make_her(app, matched=False)
    client = browser_of_her(app)
    for address, page in (
        (f"{HERE}/calendar", HERE),
        (f"{HERE}/calendar/revocation", HERE),
        (f"{HERE}/{card_of(app)}/filing", HERE),
        ("/portal/papers/documents/1/withdrawal", "/portal/papers"),
        ("/review/5/source", "/review/5"),
    ):
        answer = client.get(address, headers=PAGE)
        assert (answer.status_code, answer.headers["Location"]) == (303, page)
        assert client.get(address, headers={"Accept": "application/json"}).status_code == 405
    assert client.get("/sign-out", headers=PAGE).status_code == 405


def test_her_calendar_is_read_without_sign_in_until_its_address_ends(app: Flask) -> None:
    make_her(app, bls_ends=60)
    client, program = browser_of_her(app), app.test_client()
    path = made(client)
    with app.app_context():
        (row,) = db.session.scalars(select(CalendarRow)).all()
        secret = path.removeprefix("/calendar/").removesuffix(".ics")
        assert row.secret_hash == hash_of(secret)
    answer = program.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    summaries = {str(one["summary"]) for one in events(answer.data)}
    assert "BLS Provider (AHA) ends" in summaries
    assert program.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    seen = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert program.get(path, headers=seen).status_code == 304
    assert program.head(path).status_code == 200
    other = made(client)
    assert (program.get(path).status_code, program.get(other).status_code) == (404, 200)
    assert client.post(f"{HERE}/calendar/revocation", headers=PAGE).status_code == 302
    assert program.get(other).status_code == 404
    assert secret not in read(client, HERE)


def test_one_form_makes_one_address_which_is_shown_once(app: Flask) -> None:
    make_her(app, bls_ends=60)
    client, program = browser_of_her(app), app.test_client()
    (once,) = re.findall(r'name="once" value="([^"]+)"', client.get(HERE, headers=PAGE).text)
    for _ in range(2):  # a double click: both are sent before the page is there
        answer = client.post(f"{HERE}/calendar", data={"once": once}, headers=PAGE)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{HERE}#calendar")
    found = ADDRESS.search(client.get(HERE, headers=PAGE).text)
    assert found
    assert program.get(found[1]).status_code == 200
    assert not ADDRESS.search(client.get(HERE, headers=PAGE).text)
    other = made(client)
    client.post(f"{HERE}/calendar", data={"once": once}, headers=PAGE)
    assert "No address was made" in read(client, HERE)
    assert (program.get(found[1]).status_code, program.get(other).status_code) == (404, 200)
    client.post(f"{HERE}/calendar", data={"once": "x"}, headers=PAGE)
    assert program.get(other).status_code == 200


def test_the_calendar_of_a_file_that_went_into_another_is_gone(app: Flask) -> None:
    make_her(app)
    path = made(browser_of_her(app))
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        she.merged_into = ANOTHERS
        db.session.commit()
    assert app.test_client().get(path).status_code == 404


def test_guessing_addresses_of_calendars_is_stopped(app: Flask) -> None:
    make_her(app)
    path, program = made(browser_of_her(app)), app.test_client()
    tries = [program.get(f"/calendar/guess-{n}.ics").status_code for n in range(60)]
    assert tries.count(404) == app.config["SETTINGS"].sign_in_tries_per_address
    assert tries[-1] == 429
    assert program.get(path, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


def test_the_page_asks_as_much_however_much_she_holds(app: Flask) -> None:
    make_her(app)
    client = browser_of_her(app)
    client.get(HERE, headers=PAGE)
    with app.app_context(), counted(db) as statements:
        client.get(HERE, headers=PAGE)
    assert len(statements) <= 12


def test_a_plan_is_open_as_far_ahead_as_reminders_look(app: Flask) -> None:
    make_her(app, bls_ends=250)
    client, opened = browser_of_her(app), f'id="plan-{card_of(app)}" open'
    assert opened not in client.get(HERE, headers=PAGE).text
    with app.app_context():
        set_days("BLS-AHA", [300], TESTER)
    assert opened in client.get(HERE, headers=PAGE).text


def test_a_plan_looks_at_work_that_is_agreed_on_alone(app: Flask) -> None:
    make_her(app, bls_ends=60)
    place_her(app, "submitted", THIRD_JOB)
    assert "Work goes on after its end" not in read(browser_of_her(app), HERE)
    with app.app_context():
        row = db.session.scalars(select(Placement)).one()
        row.stage, row.ends_on = "confirmed", in_days(60) + timedelta(days=30)
        db.session.commit()
    assert "Work goes on after its end" in read(browser_of_her(app), HERE)
