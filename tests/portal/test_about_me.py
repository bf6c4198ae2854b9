"""What work she wants, how she is reached, and when she is free."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.candidates.models import Absence, Candidate
from agency.extensions import db
from tests.builders import make_assignment
from tests.portal.her import (
    ANOTHERS,
    HERS,
    PAGE,
    browser_of_her,
    in_days,
    make_her,
    place_her,
    read,
)

VERSION = re.compile(r'name="version" value="([^"]+)"')
WANTED: dict[str, object] = {
    "willing_states": ["TX", "OK"],
    "max_travel_miles": "60",
    "min_pay_rate": "27.5",
    "shifts": ["day", "evening"],
    "roles": ["medical_assistant"],
    "skills": "phlebotomy, ekg",
    "years_experience": "4",
    "career_goal": "medical_office_manager",
}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False)
    return browser_of_her(app)


def herself(ref: str = HERS) -> Candidate:
    db.session.rollback()
    return db.session.scalars(select(Candidate).where(Candidate.ref == ref)).one()


def days_off() -> list[tuple[date, date]]:
    db.session.rollback()
    own = select(Absence).where(Absence.candidate_id == herself().id).order_by(Absence.first_day)
    return [(one.first_day, one.last_day) for one in db.session.scalars(own)]


def save(client: FlaskClient, address: str, fields: Mapping[str, object]) -> int:
    found = VERSION.search(client.get(address, headers=PAGE).text)
    assert found is not None
    return client.post(address, data={**fields, "version": found[1]}, headers=PAGE).status_code


def test_what_she_wants_is_saved_and_nothing_else_is(app: Flask, client: FlaskClient) -> None:
    sly = {"status": "archived", "ref": ANOTHERS, "first_name": "Eve", "unavailable": ""}
    assert save(client, "/portal/preferences", WANTED | sly) == 302
    with app.app_context():
        she = herself()
        assert set(she.willing_states) == {"TX", "OK"}
        assert set(she.shifts) == {"day", "evening"}
        assert (str(she.min_pay_rate), str(she.max_travel_miles)) == ("27.50", "60.0")
        assert she.career_goal == "medical_office_manager"
        assert (she.status, she.first_name) == ("active", "Marisol")
        assert herself(ANOTHERS).first_name == "Devon"


def test_a_saved_wish_is_shown_again(client: FlaskClient) -> None:
    save(client, "/portal/preferences", WANTED)
    html = client.get("/portal/preferences", headers=PAGE).text
    assert 'value="OK" checked' in html
    assert 'value="27.50"' in html


def test_a_wish_that_cannot_be_is_told_beside_its_field(client: FlaskClient) -> None:
    address = "/portal/preferences"
    found = VERSION.search(client.get(address, headers=PAGE).text)
    assert found is not None
    said = WANTED | {"min_pay_rate": "much", "version": found[1]}
    answer = client.post(address, data=said, headers=PAGE)
    assert answer.status_code == 422
    assert 'id="min_pay_rate-error"' in answer.text
    assert 'value="much"' in answer.text


def test_details_are_saved(app: Flask, client: FlaskClient) -> None:
    said = {"first_name": "Mari", "last_name": "Vega", "phone": "555 0100", "adult": "yes"}
    assert save(client, "/portal/details", said | {"home_zip": "75201"}) == 302
    with app.app_context():
        assert (herself().first_name, herself().phone) == ("Mari", "555 0100")
        assert herself().willing_states == ("TX",)


def test_a_form_opened_before_another_change_does_not_undo_it(
    app: Flask, client: FlaskClient
) -> None:
    found = VERSION.search(client.get("/portal/details", headers=PAGE).text)
    assert found is not None
    assert save(client, "/portal/details", {"first_name": "Mari"}) == 302
    late = {"first_name": "Maria", "version": found[1]}
    answer = client.post("/portal/details", data=late, headers=PAGE)
    assert answer.status_code == 412
    assert "is now: Mari" in answer.text


def test_days_off_are_added_drawn_and_removed(app: Flask, client: FlaskClient) -> None:
    first, last = in_days(40), in_days(42)
    said = {"first": first.isoformat(), "last": last.isoformat()}
    answer = client.post("/portal/days-off", data=said, headers=PAGE)
    assert answer.location == f"/portal/days-off?month={first:%Y-%m}"
    with app.app_context():
        assert days_off() == [(first, last)]
    html = client.get(answer.location, headers=PAGE).text
    assert f'<td class="away"><time datetime="{first}">' in html
    assert client.post("/portal/days-off/removal", data=said, headers=PAGE).status_code == 302
    with app.app_context():
        assert days_off() == []


def test_one_day_off_needs_no_last_day(app: Flask, client: FlaskClient) -> None:
    client.post("/portal/days-off", data={"first": in_days(40).isoformat()}, headers=PAGE)
    with app.app_context():
        assert days_off() == [(in_days(40), in_days(40))]


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"first": "", "last": ""}, "first", "Choose the first day you are away."),
        ({"first": "soon", "last": "later"}, "first", "Choose the first day you are away."),
        (
            {"first": "2027-03-02", "last": "2027-03-01"},
            "last",
            "Choose a day not before 2 Mar 2027, the first day.",
        ),
        ({"first": "2027-03-02", "last": "x"}, "last", "Choose a day of the calendar"),
        (
            {"first": "2027-01-01;2027-02-01", "last": "2027-02-02"},
            "first",
            "Choose the first day you are away.",
        ),
    ],
)
def test_days_that_cannot_be_are_told(
    app: Flask, client: FlaskClient, said: dict[str, str], field: str, words: str
) -> None:
    answer = client.post("/portal/days-off", data=said, headers=PAGE)
    assert answer.status_code == 422
    assert f'id="{field}-error">{words}' in answer.text
    assert "runs of days" not in answer.text
    with app.app_context():
        assert days_off() == []


def test_a_placement_is_drawn_as_taken(app: Flask, client: FlaskClient) -> None:
    place_her(app, "confirmed")
    html = client.get(f"/portal/days-off?month={in_days(50):%Y-%m}", headers=PAGE).text
    assert '<td class="placed">' in html


@pytest.mark.parametrize("month", ["", "soon", "2027-13", "0001-01", "9999-12"])
def test_any_month_may_be_asked_for(client: FlaskClient, month: str) -> None:
    assert client.get(f"/portal/days-off?month={month}", headers=PAGE).status_code == 200


def test_from_when_on_she_is_free(app: Flask, client: FlaskClient) -> None:
    address = "/portal/days-off/free-from"
    day = in_days(30)
    assert client.post(address, data={"available_from": day.isoformat()}).status_code == 302
    with app.app_context():
        assert herself().available_from == day
    assert "Free from" in read(client, "/portal/days-off")
    assert client.post(address, data={"available_from": "soon"}, headers=PAGE).status_code == 422
    assert client.post(address, data={"available_from": ""}).status_code == 302
    with app.app_context():
        assert herself().available_from is None


def test_the_account_leads_to_all_of_it(client: FlaskClient) -> None:
    html = client.get("/portal/account", headers=PAGE).text
    for address in ("details", "preferences", "days-off", "placements", "pathways", "data"):
        assert f'href="/portal/{address}"' in html


def test_a_skill_typed_as_she_was_told_it_is_the_one_that_is_asked(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        make_assignment("AS-7", required_skills=("triage_support",), specialty="pediatrics")
        db.session.commit()
    page = client.get("/portal/preferences", headers=PAGE).text
    assert 'type="checkbox" value="triage_support"' in page
    assert "<span>triage support</span>" in page
    skills = {"skills": ["triage_support", "Front desk, front-desk"], "specialties": "Pediatrics"}
    assert save(client, "/portal/preferences", WANTED | skills) == 302
    with app.app_context():
        she = herself()
        assert (she.skills, she.specialties) == (("triage_support", "front_desk"), ("pediatrics",))
    page = client.get("/portal/preferences", headers=PAGE).text
    assert 'value="front desk"' in page
    assert 'value="triage_support" checked' in page


def test_a_wrong_zip_is_told_without_words_of_files_and_its_use_is_told_truly(
    client: FlaskClient,
) -> None:
    page = client.get("/portal/details", headers=PAGE).text
    assert "whether a file of you is here twice" in page
    found = VERSION.search(page)
    assert found is not None
    fields = {"home_zip": "9810", "version": found[1]}
    answer = client.post("/portal/details", data=fields, headers=PAGE)
    assert "Expected a ZIP code of 5 digits, such as 02134." in answer.text
    assert "spreadsheet" not in answer.text
