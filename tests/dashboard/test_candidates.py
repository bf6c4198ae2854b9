"""Pages of candidates: the list, one candidate's file, and the forms that change it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from werkzeug.test import TestResponse

from agency.candidates.models import Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from agency.rules.sentences import day_text
from agency.upkeep.actions import ask_for_deletion
from tests.builders import make_assignment, make_candidate, make_credential, make_training
from tests.counting import counted
from tests.dashboard.people import days, make_an_agency, make_people
from tests.signing_in import TESTER, signed_in

TABS = ("overview", "credentials", "trainings", "assignments", "pathways", "history")


@pytest.fixture
def recruiter(app: Flask) -> FlaskClient:
    return signed_in(app, "recruiter")


@pytest.fixture
def one(app: Flask) -> str:
    """The reference of somebody with papers."""
    with app.app_context():
        make_people(1)
        make_candidate("P-900", first_name="Zoe", last_name="Stranger", home_zip="98901")
        db.session.commit()
    return "P-000"


def names(page: TestResponse) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', page.text)


def errors(page: TestResponse) -> dict[str, str]:
    return dict(re.findall(r'<p class="error" id="(\w+)-error">([^<]*)</p>', page.text))


def version(page: TestResponse) -> str:
    found = re.search(r'name="version" value="(\w+)"', page.text)
    assert found
    return found[1]


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        found = list(db.session.scalars(db.select(model)))
        db.session.expunge_all()
        return found


# The list


def test_the_list_tells_who_what_and_where(recruiter: FlaskClient, one: str) -> None:
    page = recruiter.get("/candidates")
    assert names(page) == ["Inés Ortega 000", "Zoe Stranger"]
    for words in ("CMA (AAMA)", "Yakima WA", "no valid certification", "1 to 2 of 2"):
        assert words in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=ortega", ["Inés Ortega 000"]),
        ("text=Ines", ["Inés Ortega 000"]),
        ("text=CMA-AAMA", ["Inés Ortega 000"]),
        ("state=WA", ["Zoe Stranger"]),
        ("code=CMA-AAMA", ["Inés Ortega 000"]),
        ("sort=-name", ["Zoe Stranger", "Inés Ortega 000"]),
        ("status=any&text=stranger&code=CMA-AAMA", []),
    ],
)
def test_filters_and_search_keep_whom_they_name(
    recruiter: FlaskClient, one: str, query: str, found: list[str]
) -> None:
    assert names(recruiter.get(f"/candidates?{query}")) == found


def test_where_nobody_is_left_the_filter_that_removes_most_is_named(
    recruiter: FlaskClient, one: str
) -> None:
    page = recruiter.get("/candidates?state=HI&shift=day")
    assert "Nobody fits all of this" in page.text
    assert "state: HI" in page.text
    assert "there are 2 people" in page.text


def test_pages_follow_each_other(app: Flask, recruiter: FlaskClient) -> None:
    with app.app_context():
        for number in range(30):
            make_candidate(last_name=f"Lee {number:02}")
        db.session.commit()
    first = recruiter.get("/candidates")
    address = re.search(r'rel="next" href="([^"]*)"', first.text)
    assert address
    second = recruiter.get(address[1].replace("&amp;", "&"))
    assert len(names(first)) == 25
    assert len(names(second)) == 5
    assert "26 to 30 of 30" in second.text
    assert not set(names(first)) & set(names(second))


def test_whom_the_status_keeps_from_the_list_is_told_beside_the_total(
    app: Flask, recruiter: FlaskClient, one: str
) -> None:
    assert "in all" not in recruiter.get("/candidates").text
    with app.app_context():
        make_candidate("P-901", status="do_not_contact")
        db.session.commit()
    assert "1 to 2 of 2 active, 3 in all" in recruiter.get("/candidates").text
    assert "1 to 1 of 1 do not contact, 3 in all" in (
        recruiter.get("/candidates?status=do_not_contact").text
    )
    assert "in all" not in recruiter.get("/candidates?status=any").text
    assert "in all" not in recruiter.get("/candidates?state=WA").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("after=made-up", 400),
        ("state=XX", 422),
        ("sort=age", 422),
        ("available_by=soon", 422),
        ("code=CCMA", 422),
    ],
)
def test_a_bad_address_is_refused_with_its_reason(
    recruiter: FlaskClient, one: str, query: str, status: int
) -> None:
    assert recruiter.get(f"/candidates?{query}").status_code == status


def test_a_place_in_one_list_is_none_in_another(app: Flask, recruiter: FlaskClient) -> None:
    with app.app_context():
        for _ in range(60):
            make_candidate()
        db.session.commit()
    address = re.search(r'rel="next" href="([^"]*)"', recruiter.get("/candidates").text)
    assert address
    other = address[1].replace("&amp;", "&") + "&sort=ref"
    assert recruiter.get(other).status_code == 400


# One candidate


def test_her_page_says_who_she_is_and_what_is_to_be_renewed(
    recruiter: FlaskClient, one: str
) -> None:
    page = recruiter.get(f"/candidates/{one}")
    for words in ("Inés Ortega 000", "I0", "CMA (AAMA)", "1 thing to renew", "BLS Provider (AHA)"):
        assert words in page.text


def test_matches_tell_their_verdict_and_lead_to_the_explanation(
    app: Flask, recruiter: FlaskClient
) -> None:
    make_an_agency(app, 1, 1)
    page = recruiter.get("/candidates/P-000")
    assert "Eligible" in page.text
    assert "/assignments/W-000/candidates/P-000" in page.text
    assert "Short by 30 days" in page.text
    assert "/assignments/W-NEAR/candidates/P-000" in page.text


def test_what_would_open_more_is_something_to_obtain_or_to_renew(
    app: Flask, recruiter: FlaskClient
) -> None:
    with app.app_context():
        make_assignment("W-AWAY", starts_on=days(100), ends_on=days(140))
        make_candidate("P-900", unavailable=[(days(110), days(120))])
        db.session.commit()
        away = db.session.scalars(db.select(Candidate)).one()
        make_credential(away, issued_on=days(-300), expires_on=days(900))
        make_training(away)
        db.session.commit()
    make_an_agency(app, 1, 1)
    near = recruiter.get("/candidates/P-900").text
    assert "Free on every day" in near
    assert "<span>Free on every day</span><b>+" not in near
    opens = recruiter.get("/candidates/P-000").text
    assert "<span>BLS Provider (AHA)" in opens[opens.index("What would open more") :]


def test_units_to_go_are_told_by_category(recruiter: FlaskClient, one: str) -> None:
    page = recruiter.get(f"/candidates/{one}")
    assert "55 to go" in page.text
    assert "5 of 10" in page.text


@pytest.mark.parametrize("tab", TABS)
def test_no_part_of_her_page_tells_the_number_of_a_screen(
    recruiter: FlaskClient, one: str, tab: str
) -> None:
    page = recruiter.get(f"/candidates/{one}?tab={tab}")
    assert page.status_code == 200
    assert "LAB-77" not in page.text


@pytest.mark.parametrize("address", ["/candidates/P-404", "/candidates/P-000?tab=diary"])
def test_what_is_not_there_is_not_found(recruiter: FlaskClient, one: str, address: str) -> None:
    assert recruiter.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/candidates", *(f"/candidates/P-000?tab={t}" for t in TABS)])
def test_a_page_asks_the_database_at_most_twelve_times_however_much_there_is(
    app: Flask, recruiter: FlaskClient, address: str
) -> None:
    make_an_agency(app, 2, 1)
    recruiter.get(address)
    with app.app_context(), counted(db) as few:
        recruiter.get(address)
    with app.app_context():
        for person in list(db.session.scalars(db.select(Candidate))):
            for number in range(5):
                make_credential(person, number=f"{number}")
        for _ in range(20):
            make_candidate()
        db.session.commit()
    recruiter.get(address)
    with app.app_context(), counted(db) as many:
        recruiter.get(address)
    assert len(few) == len(many) <= 12, "\n".join(many)


# Forms


def test_a_candidate_is_taken_up_with_what_was_said(app: Flask, recruiter: FlaskClient) -> None:
    said = {
        "ref": "N-1",
        "first_name": "Thu",
        "last_name": "Nguyễn",
        "willing_states": "WA, OR",
        "skills": "ekg, phlebotomy",
        "shifts": ["day", "night"],
        "unavailable": "2027-02-01/2027-02-07",
        "adult": "yes",
    }
    answer = recruiter.post("/candidates/new", data=said)
    assert (answer.status_code, answer.location) == (302, "/candidates/N-1")
    [row] = rows(app, Candidate)
    assert (row.last_name, row.willing_states, row.skills) == (
        "Nguyễn",
        ("WA", "OR"),
        ("ekg", "phlebotomy"),
    )
    assert (row.shifts, row.adult) == (("day", "night"), True)
    assert "Thu Nguyễn is on file" in recruiter.get("/candidates/N-1").text


def test_what_is_wrong_is_told_under_its_field_and_nothing_typed_is_lost(
    app: Flask, recruiter: FlaskClient
) -> None:
    page = recruiter.post("/candidates/new", data={"ref": "N-1", "phone": "55", "home_zip": "9"})
    assert page.status_code == 422
    assert errors(page).keys() == {"home_zip"}
    assert 'value="55"' in page.text
    assert 'href="#home_zip"' in page.text
    assert rows(app, Candidate) == []


def test_a_reference_that_is_taken_is_told_so(recruiter: FlaskClient, one: str) -> None:
    page = recruiter.post("/candidates/new", data={"ref": one})
    assert page.status_code == 409
    assert "already" in errors(page)["ref"]


def test_a_change_is_saved_and_told_in_the_history(
    app: Flask, recruiter: FlaskClient, one: str
) -> None:
    form = recruiter.get(f"/candidates/{one}/edit")
    said = {"version": version(form), "first_name": "Inés", "last_name": "Vega", "status": "active"}
    assert recruiter.post(f"/candidates/{one}/edit", data=said).status_code == 302
    assert {row.last_name for row in rows(app, Candidate)} == {"Vega", "Stranger"}
    history = recruiter.get(f"/candidates/{one}?tab=history").text
    assert "<del>Ortega 000</del> <ins>Vega</ins>" in history
    assert "Stranger" not in history


def test_the_history_speaks_as_the_other_pages_do(
    app: Flask, recruiter: FlaskClient, one: str
) -> None:
    said = {"code": "RMA-AMT", "evidence": "claimed", "expires_on": "2027-06-30"}
    recruiter.post(f"/candidates/{one}/credentials/new", data={**said, "status": "active"})
    page = recruiter.get(f"/candidates/{one}?tab=history").text
    assert "Credential RMA (AMT): added" in page
    for words in ("Known how well <ins>said</ins>", "Valid to <ins>30 Jun 2027</ins>"):
        assert words in page
    for raw in ("claimed", "2027-06-30<", "expires on"):
        assert raw not in page


def test_somebody_elses_change_is_not_written_over_unseen(
    app: Flask, recruiter: FlaskClient, one: str
) -> None:
    old = version(recruiter.get(f"/candidates/{one}/edit"))
    recruiter.post(f"/candidates/{one}/edit", data={"version": old, "phone": "111"})
    mine = {"version": old, "phone": "222"}
    page = recruiter.post(f"/candidates/{one}/edit", data=mine)
    assert page.status_code == 412
    assert "Somebody else has changed this" in page.text
    assert 'value="222"' in page.text
    assert {row.phone for row in rows(app, Candidate)} == {"111", ""}
    again = {**mine, "version": version(page)}
    assert recruiter.post(f"/candidates/{one}/edit", data=again).status_code == 302
    assert {row.phone for row in rows(app, Candidate)} == {"222", ""}


def test_a_credential_is_added_and_changed(app: Flask, recruiter: FlaskClient, one: str) -> None:
    said = {"code": "RMA-AMT", "number": "R-1", "evidence": "documented", "status": "active"}
    answer = recruiter.post(f"/candidates/{one}/credentials/new", data=said)
    assert answer.location == f"/candidates/{one}?tab=credentials"
    [row] = [row for row in rows(app, Credential) if row.code == "RMA-AMT"]
    address = f"/candidates/{one}/credentials/{row.id}"
    later = {**said, "version": version(recruiter.get(address)), "expires_on": "2029-01-31"}
    assert recruiter.post(address, data=later).status_code == 302
    [row] = [row for row in rows(app, Credential) if row.code == "RMA-AMT"]
    assert str(row.expires_on) == "2029-01-31"


def test_nobody_says_of_what_she_enters_that_it_was_checked(
    app: Flask, recruiter: FlaskClient, one: str
) -> None:
    said = {"code": "RMA-AMT", "number": "R-1", "evidence": "reviewed", "status": "active"}
    page = recruiter.post(f"/candidates/{one}/credentials/new", data=said)
    assert page.status_code == 422
    assert "only who may verify" in errors(page)["evidence"]
    specialist = signed_in(app, "compliance")
    assert 'value="reviewed"' not in specialist.get(f"/candidates/{one}/credentials/new").text
    assert specialist.post(f"/candidates/{one}/credentials/new", data=said).status_code == 422
    seen = {**said, "evidence": "documented"}
    assert specialist.post(f"/candidates/{one}/credentials/new", data=seen).status_code == 302


def test_days_in_the_wrong_order_are_told_under_their_field(
    recruiter: FlaskClient, one: str
) -> None:
    said = {"code": "RMA-AMT", "issued_on": "2027-01-02", "expires_on": "2027-01-01"}
    page = recruiter.post(f"/candidates/{one}/credentials/new", data=said)
    assert page.status_code == 422
    assert errors(page) == {"expires_on": "Must not be before Issued on, 2 Jan 2027."}
    assert "Valid to: must not be before Issued on, 2 Jan 2027." in page.text
    assert 'value="2027-01-02"' in page.text


def test_a_training_and_a_credit_are_added_changed_and_removed(
    app: Flask, recruiter: FlaskClient, one: str
) -> None:
    training = {"kind": "training", "topic": "ekg", "evidence": "claimed"}
    for path, model, said, change in (
        ("trainings", Training, training, {"hours": "10"}),
        ("ce-credits", CECredit, {"code": "CMA-AAMA", "units": "2"}, {"units": "3"}),
    ):
        before = {row.id for row in rows(app, model)}
        assert recruiter.post(f"/candidates/{one}/{path}/new", data=said).status_code == 302
        [made] = [row for row in rows(app, model) if row.id not in before]
        address = f"/candidates/{one}/{path}/{made.id}"
        changed = {**said, **change, "version": version(recruiter.get(address))}
        assert recruiter.post(address, data=changed).status_code == 302
        stale = recruiter.post(f"{address}/removal", data={"version": "0"})
        assert stale.status_code == 412
        fresh = {"version": version(recruiter.get(address))}
        assert recruiter.post(f"{address}/removal", data=fresh).status_code == 302
        assert {row.id for row in rows(app, model)} == before
    assert "removed" in recruiter.get(f"/candidates/{one}?tab=history").text


def test_what_belongs_to_somebody_else_is_not_found_under_her(
    app: Flask, recruiter: FlaskClient, one: str
) -> None:
    [credential, *_] = rows(app, Credential)
    assert recruiter.get(f"/candidates/P-900/credentials/{credential.id}").status_code == 404
    assert recruiter.post(f"/candidates/P-900/credentials/{credential.id}").status_code == 404
    assert recruiter.get("/candidates/P-404/credentials/new").status_code == 404


# What is over, and what nobody has checked


@pytest.fixture
def lapsed(app: Flask) -> str:
    """Somebody whose certification and checks ran out, one of them with a newer one."""
    with app.app_context():
        make_candidate("P-000", first_name="Nobody", last_name="Atall")
        person = make_candidate("P-1", first_name="Ama", last_name="Lapsed")
        make_credential(person, "CCMA-NHA", issued_on=days(-740), expires_on=days(-10))
        make_credential(person, "RMA-AMT", issued_on=days(-4000), expires_on=days(-3000))
        make_credential(person, "TB-SCREEN", issued_on=days(-400), expires_on=days(-20))
        make_credential(person, "BLS-AHA", issued_on=days(-800), expires_on=days(-70))
        make_credential(person, "BLS-AHA", issued_on=days(-70), expires_on=days(60))
        db.session.commit()
    return "P-1"


def test_what_ended_is_counted_told_first_and_with_its_day(
    recruiter: FlaskClient, lapsed: str
) -> None:
    page = recruiter.get(f"/candidates/{lapsed}").text
    assert "3 ended, 1 thing to renew" in page
    renewals = page[page.index(">Renewals</h2>") :]
    ended = f"Ended {day_text(days(-10))}"
    assert renewals.index("CCMA") < renewals.index(ended) < renewals.index("BLS Provider")
    assert f"Ended {day_text(days(-20))}" in renewals
    assert f"Ended {day_text(days(-70))}" not in renewals


def test_the_list_says_what_ended_where_nothing_is_valid(
    recruiter: FlaskClient, lapsed: str
) -> None:
    page = recruiter.get("/candidates").text
    assert f"no valid certification: CCMA (NHA) ended {day_text(days(-10))}" in page
    assert "and 3 more" in page
    assert "nothing on file" in page
    assert "nothing due" not in page


def test_what_ended_stands_first_among_the_credentials(recruiter: FlaskClient, lapsed: str) -> None:
    page = recruiter.get(f"/candidates/{lapsed}?tab=credentials")
    assert names(page)[0] == "CCMA (NHA)"
    assert "ended, renewed" in page.text


@pytest.mark.parametrize(
    ("evidence", "words"), [("claimed", "Said, not checked"), ("documented", "Seen, not checked")]
)
def test_what_nobody_has_checked_is_not_told_as_valid(
    app: Flask, recruiter: FlaskClient, evidence: str, words: str
) -> None:
    with app.app_context():
        person = make_candidate("P-1")
        make_credential(person, "CMA-AAMA", evidence=evidence)
        make_credential(person, "RMA-AMT", expires_on=None)
        db.session.commit()
    page = recruiter.get("/candidates/P-1?tab=credentials").text
    assert words in page
    assert "No end on file" in page
    assert ">Valid<" not in page
    assert "not checked yet: CMA (AAMA)" in page
    assert 'class="bar bar-met"  x' not in recruiter.get("/candidates/P-1").text


def test_days_of_credentials_are_told_with_their_year(recruiter: FlaskClient, one: str) -> None:
    page = recruiter.get(f"/candidates/{one}?tab=credentials").text
    for day in (days(-700), days(60)):
        assert f">{day_text(day)}</time>" in page


def test_a_credential_that_ended_is_not_held_any_more(app: Flask, recruiter: FlaskClient) -> None:
    with app.app_context():
        person = make_candidate("P-1")
        make_credential(person, "RMA-AMT", expires_on=days(-1))
        make_credential(person, "CPT-NHA", issued_on=days(1))
        db.session.commit()
    assert "no valid certification" in recruiter.get("/candidates").text
    assert "Ended" in recruiter.get("/candidates/P-1?tab=credentials").text


def test_a_request_for_deletion_is_told_on_her_page(database: SQLAlchemy, app: Flask) -> None:
    make_candidate("C-1", first_name="Ann")
    db.session.commit()
    client = signed_in(app)
    asks = "She asks that her file be deleted"
    assert asks not in client.get("/candidates/C-1").text
    ask_for_deletion("C-1", TESTER)
    assert asks in client.get("/candidates/C-1").text
