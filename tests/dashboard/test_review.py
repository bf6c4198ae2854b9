"""The review desk: what waits, what a decision does, and who may make it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.accounts.actions.own import actor_of
from agency.accounts.actions.users import add_user
from agency.accounts.models import User
from agency.credentials.models import Credential
from agency.extensions import db
from agency.matching.actions import match
from agency.verification.actions import change_credential, go_on, review_credential
from agency.verification.models import Verification
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
)
from tests.counting import counted
from tests.dashboard.desk import decide, fields, stored, waiting
from tests.dashboard.people import days, the_day
from tests.signing_in import TESTER, browser_of, signed_in


def test_the_nearest_start_comes_first(specialist: FlaskClient, desk: dict[str, int]) -> None:
    first = specialist.get("/review")
    assert (first.status_code, first.location) == (303, f"/review/{desk['ines']}")
    page = specialist.get(first.location)
    names = re.findall(r"<b>([\w -]+)</b> <span class=\"waits\"", page.text)
    assert names == ["Ines Halloran-Brook", "Noor Whitcombe"]
    assert "2 to review" in page.text
    assert "W-1 starts" in page.text


def test_the_queue_is_parted_and_searched_and_stays_so_over_a_decision(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        for number in range(2):
            waiting(make_candidate(f"P-8{number}"), "BLS-AHA", evidence="claimed")
        db.session.commit()
    first = specialist.get("/review?list=file")
    assert first.location == f"/review/{desk['ines']}?list=file"
    page = specialist.get(first.location)
    assert ">With a file (2)</a>" in page.text
    assert ">All (4)</a>" in page.text
    assert page.text.count('class="waits"') == 2
    said = {**fields(page), "decision": "verify"}
    after = specialist.post(first.location, data=said)
    assert after.location == f"/review/{desk['noor']}?list=file"
    found = specialist.get("/review?q=p-81", follow_redirects=True)
    assert re.findall(r"<b>([\w -]+)</b> <span class=\"waits\"", found.text) == ["Amara Lindqvist"]
    nobody = specialist.get("/review?q=nobody", follow_redirects=True)
    assert "Nothing that waits is like what you asked for." in nobody.text


def test_what_follows_is_told_before_the_click_and_comes_true(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    page = specialist.get(f"/review/{desk['ines']}")
    assert "W-1 Cedar Flats is covered on all 42 days." in page.text
    strips = re.findall(r"visually-hidden\">(\d+ of 42 days covered[^<]*)<", page.text)
    assert strips == ["0 of 42 days covered, 42 unknown", "42 of 42 days covered"]
    decide(specialist, desk["ines"], decision="verify")
    assert stored(app, desk["ines"]) == ("active", "reviewed")
    assert (
        "No work becomes possible by this alone." in specialist.get(f"/review/{desk['ines']}").text
    )


def test_a_near_miss_that_would_be_one_no_more_is_counted(
    app: Flask, specialist: FlaskClient
) -> None:
    with app.app_context():
        person = make_candidate("P-7", first_name="Wes", last_name="Okonjo")
        make_credential(person, issued_on=days(-300), expires_on=days(900))
        id = waiting(person, "BLS-ARC")
        for number in range(3):
            make_assignment(
                f"W-{number}",
                starts_on=days(10),
                ends_on=days(40),
                client_requirements=("BLS",),
            )
        make_assignment("W-9", starts_on=days(10), ends_on=days(700), client_requirements=("BLS",))
        db.session.commit()
        match(the_day())
        db.session.rollback()
    page = specialist.get(f"/review/{id}").text
    assert "She becomes eligible for 3 more assignments." in page
    assert "31 of 31 days covered" in page


def test_a_decision_leads_to_the_next_and_can_be_taken_back(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    answer = decide(specialist, desk["ines"], decision="verify")
    assert (answer.status_code, answer.location) == (303, f"/review/{desk['noor']}")
    page = specialist.get(answer.location)
    assert "of Ines Halloran-Brook: verified." in page.text
    back = specialist.post(f"/review/{desk['ines']}/undo")
    assert back.location == f"/review/{desk['ines']}"
    assert stored(app, desk["ines"]) == ("active", "documented")
    assert "Taken back" in specialist.get(back.location).text


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ({"decision": "verify"}, {}, 303),
        ({"decision": "verify", "number": "Y-7"}, {}, 303),
        ({"decision": "reject", "reason": "illegible"}, {}, 303),
        ({"decision": "reject", "reason": "illegible"}, {"reason": "altered"}, 412),
        ({"decision": "verify"}, {"number": "Y-8"}, 412),
        ({"decision": "verify"}, {"decision": "reject", "reason": "illegible"}, 412),
    ],
)
def test_a_decision_that_is_sent_twice_is_made_once_and_leads_on(
    app: Flask,
    specialist: FlaskClient,
    desk: dict[str, int],
    first: dict[str, str],
    second: dict[str, str],
    status: int,
) -> None:
    said = {**fields(specialist.get(f"/review/{desk['ines']}")), **first}
    specialist.post(f"/review/{desk['ines']}", data=said)
    # The answer to the first was given up by the browser, and with it what it said of undoing.
    with specialist.session_transaction() as session:
        session.pop("undo")
    answer = specialist.post(f"/review/{desk['ines']}", data=said | second)
    assert answer.status_code == status
    if status == 303:
        assert answer.location == f"/review/{desk['noor']}"
        assert f'action="/review/{desk["ines"]}/undo"' in specialist.get(answer.location).text
    with app.app_context():
        made = select(Verification).where(Verification.credential_id == desk["ines"])
        assert len(db.session.scalars(made).all()) == 1


def test_what_a_colleague_decided_meanwhile_is_no_decision_of_ones_own(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    said = {**fields(specialist.get(f"/review/{desk['ines']}")), "decision": "verify"}
    with app.app_context():
        go_on(db.session.scalars(select(User.id)).one())
        review_credential(desk["ines"], "verify", TESTER)
    assert specialist.post(f"/review/{desk['ines']}", data=said).status_code == 412


@pytest.mark.parametrize("next_one", ["", "x", "999999999", "99999999999999999999", "own"])
def test_where_the_page_knew_of_no_next_that_is_free_one_is_looked_for(
    specialist: FlaskClient, desk: dict[str, int], next_one: str
) -> None:
    said = str(desk["ines"]) if next_one == "own" else next_one
    answer = decide(specialist, desk["noor"], decision="verify", next=said)
    assert (answer.status_code, answer.location) == (303, f"/review/{desk['ines']}")


def test_a_next_that_another_has_opened_is_passed_over(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    page = specialist.get(f"/review/{desk['ines']}")
    assert f'name="next" value="{desk["noor"]}"' in page.text
    second_specialist(app).get(f"/review/{desk['noor']}")
    said = {**fields(page), "decision": "verify", "next": str(desk["noor"])}
    assert specialist.post(f"/review/{desk['ines']}", data=said).location == "/review"


def test_a_rejection_needs_a_reason(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    assert decide(specialist, desk["ines"], decision="reject").status_code == 422
    said = {"reason": "illegible", "remark": "The card code is blurred."}
    assert decide(specialist, desk["ines"], decision="reject", **said).status_code == 303
    assert stored(app, desk["ines"]) == ("rejected", "documented")
    assert "The card code is blurred." in specialist.get(f"/review/{desk['ines']}").text


def test_what_has_changed_meanwhile_is_not_decided(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    page = specialist.get(f"/review/{desk['ines']}")
    with app.app_context():
        db.session.get_one(Credential, desk["ines"]).changed_at = db.session.get_one(
            Credential, desk["noor"]
        ).changed_at.replace(year=2030)
        db.session.commit()
    answer = specialist.post(f"/review/{desk['ines']}", data={**fields(page), "decision": "verify"})
    assert answer.status_code == 412
    assert "somebody else has changed it" in answer.text.lower()
    assert stored(app, desk["ines"]) == ("active", "documented")
    said = {"version": fields(page)["version"], "answer": "found", "checked_on": str(the_day())}
    answer = specialist.post(f"/review/{desk['ines']}/source", data=said)
    assert answer.status_code == 412
    assert "somebody else has changed it" in answer.text.lower()
    assert stored(app, desk["ines"]) == ("active", "documented")


def test_an_administrator_may_look_and_a_recruiter_may_not(
    app: Flask, desk: dict[str, int]
) -> None:
    admin, recruiter = signed_in(app, "admin"), signed_in(app, "recruiter")
    page = admin.get(f"/review/{desk['ines']}")
    assert "A credentialing specialist decides; you may look." in page.text
    assert admin.post(f"/review/{desk['ines']}", data={"decision": "verify"}).status_code == 403
    for path in ("/review", f"/review/{desk['ines']}"):
        assert recruiter.get(path).status_code == 403
    assert 'href="/review"' not in recruiter.get("/").text


def test_the_form_of_one_does_not_decide_another(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    of_ines = fields(specialist.get(f"/review/{desk['ines']}"))
    answer = specialist.post(f"/review/{desk['noor']}", data={**of_ines, "decision": "verify"})
    assert answer.status_code == 412
    assert stored(app, desk["noor"]) == ("active", "documented")


def test_a_desk_with_nothing_on_it_says_so(app: Flask, specialist: FlaskClient) -> None:
    assert "Nothing waits for review" in specialist.get("/review").text


def test_what_another_specialist_has_opened_is_hers(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    specialist.get(f"/review/{desk['ines']}")
    other = second_specialist(app)
    page = other.get(f"/review/{desk['ines']}")
    assert "Ann compliance is looking at this until" in page.text
    assert "UTC" not in page.text
    assert other.get("/review").location == f"/review/{desk['noor']}"
    refused = decide(other, desk["ines"], decision="verify")
    assert (refused.status_code, stored(app, desk["ines"])[1]) == (409, "documented")
    assert "Ann compliance is looking at this; nothing was decided" in refused.text
    specialist.get(f"/review/{desk['noor']}")
    assert "is looking at this" not in other.get(f"/review/{desk['ines']}").text


def second_specialist(app: Flask) -> FlaskClient:
    """The browser of another one, who is Ruth Osei."""
    with app.app_context():
        values = {"email": "ruth@example.org", "name": "Ruth Osei", "role": "compliance"}
        made = add_user(values, TESTER)
        return browser_of(app, made.fs_uniquifier)


def test_who_has_a_part_in_it_is_told_and_refused(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        me = db.session.scalars(select(User)).one()
        change_credential(desk["noor"], {"number": "Y-3"}, actor_of(me))
    page = specialist.get(f"/review/{desk['noor']}")
    assert "You wrote what is claimed here: somebody else decides on it." in page.text
    refused = specialist.post(
        f"/review/{desk['noor']}", data={**fields(page), "decision": "verify"}
    )
    assert refused.status_code == 403
    assert "somebody else decides on it" in refused.text


def test_a_candidate_is_asked_and_the_next_is_opened(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    where = f"/review/{desk['ines']}"
    blank = specialist.post(f"{where}/question", data={"message": " "})
    assert blank.status_code == 422
    answer = specialist.post(f"{where}/question", data={"message": "Is it a 0?"})
    assert (answer.status_code, answer.location) == (303, f"/review/{desk['noor']}")
    page = specialist.get(answer.location)
    assert "asked on" in page.text
    assert f'action="{where}/question/undo"' in page.text
    # What waits for an answer of hers comes after all that does not.
    assert specialist.get("/review").location == f"/review/{desk['noor']}"
    assert stored(app, desk["ines"]) == ("active", "documented")
    assert specialist.post(f"{where}/question/undo").location == where
    assert "She is not asked." in specialist.get(where).text


def test_a_page_takes_at_most_thirteen_statements(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    specialist.get(f"/review/{desk['ines']}")
    with app.app_context(), counted(db) as statements:
        specialist.get(f"/review/{desk['ines']}")
    assert len(statements) <= 13, "\n".join(statements)
