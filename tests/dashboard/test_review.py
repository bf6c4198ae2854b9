"""The review desk: what waits, what stands out, what a decision does, and who may make it."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from agency.accounts.actions.own import actor_of
from agency.accounts.actions.users import add_user
from agency.accounts.models import User
from agency.credentials.models import Credential
from agency.extensions import db
from agency.matching.actions import match
from agency.verification.actions import change_credential, go_on, review_credential
from agency.verification.models import Verification
from tests.builders import (
    known_by,
    make_assignment,
    make_candidate,
    make_credential,
    make_document,
    make_document_file,
    make_facility,
    make_placement,
)
from tests.counting import counted
from tests.dashboard.people import days, the_day
from tests.documents.hostile import pdf
from tests.signing_in import TESTER, browser_of, signed_in


@pytest.fixture
def specialist(app: Flask) -> FlaskClient:
    return signed_in(app, "compliance")


@pytest.fixture
def desk(app: Flask) -> dict[str, int]:
    """What waits, by a name: hers who starts soon, hers who waits long, and one without trouble."""
    with app.app_context():
        soon = make_candidate("P-1", first_name="Ines", last_name="Halloran-Brook", email="i@x.org")
        late = make_candidate("P-2", first_name="Noor", last_name="Whitcombe", email="n@x.org")
        make_credential(soon, issued_on=days(-300), expires_on=days(900))
        work = make_assignment(
            "W-1",
            make_facility("Cedar Flats"),
            starts_on=days(5),
            ends_on=days(46),
            client_requirements=("BLS",),
        )
        make_assignment(
            "W-2",
            make_facility("Lookout"),
            starts_on=days(10),
            ends_on=days(40),
            client_requirements=("BLS",),
        )
        make_placement(soon, work, "confirmed")
        # A claim like that of Ines is older than what Noor claims; hers starts sooner all the same.
        found = {
            "noor": waiting(late, "CCMA-NHA", number="Y-2"),
            "ines": waiting(soon, "BLS-AHA", number="Y-1"),
        }
        for id in found.values():
            proved(id)
        db.session.commit()
        match(the_day())
        db.session.rollback()
    return found


def waiting(person: Any, code: str, **said: Any) -> int:
    usual = {"evidence": "documented", "issued_on": days(-20), "expires_on": days(600)}
    return make_credential(person, code, **{**usual, **said}).id


def proved(id: int) -> int:
    """The id of a document of it, with a file."""
    paper = make_document(db.session.get_one(Credential, id))
    make_document_file(paper)
    return paper.id


def stored(app: Flask, id: int) -> tuple[str, str]:
    with app.app_context():
        row = db.session.get_one(Credential, id)
        return row.status, row.evidence


def fields(page: TestResponse) -> dict[str, str]:
    """What the form of a page would send, as it stands."""
    found = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page.text))
    names = ("version", "document", "entry", "profile_name", "name", "number")
    sent = {name: found[name] for name in names}
    for name in ("issued_on", "expires_on"):
        sent[name] = found[name]
    # Who cannot decide chooses no type.
    codes = re.findall(r'<option value="([\w-]+)" selected', page.text)
    return {**sent, "code": codes[0]} if codes else sent


def decide(client: FlaskClient, id: int, **said: Any) -> TestResponse:
    page = client.get(f"/review/{id}")
    return client.post(f"/review/{id}", data={**fields(page), **said})


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


def test_a_field_is_corrected_before_it_is_verified(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    decide(specialist, desk["ines"], decision="verify", number="Y-100", expires_on=str(days(500)))
    with app.app_context():
        row = db.session.get_one(Credential, desk["ines"])
        assert (row.number, row.expires_on) == ("Y-100", days(500))
        entry = db.session.scalars(select(Verification).order_by(Verification.id.desc())).first()
        assert entry is not None
        assert entry.after["number"] == "Y-100"


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ({"issued_on": days(3)}, "is in the future"),
        ({"expires_on": days(-3)}, "It ended on"),
        ({"expires_on": None}, "Without its last day"),
        ({"number": ""}, "No number was given"),
        ({"issued_on": date(2026, 1, 1), "expires_on": date(2036, 1, 1)}, "Later than"),
    ],
)
def test_what_does_not_fit_is_marked(
    app: Flask, specialist: FlaskClient, said: dict[str, Any], mark: str
) -> None:
    with app.app_context():
        id = waiting(make_candidate("P-3"), "BLS-AHA", **said)
        db.session.commit()
    assert mark in specialist.get(f"/review/{id}").text


def test_a_number_that_somebody_else_has_is_to_be_settled(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        id = waiting(make_candidate("P-4"), "BLS-AHA", number="Y-1")
        proved(id)
        db.session.commit()
    assert "P-1 has this number too" in specialist.get(f"/review/{id}").text
    refused = decide(specialist, id, decision="verify")
    assert refused.status_code == 422
    assert "Not decided yet" in refused.text
    assert stored(app, id) == ("active", "documented")
    assert decide(specialist, id, decision="verify", settled="number").status_code == 303


def test_where_there_is_nothing_to_look_at_nobody_verifies(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        id = waiting(
            make_candidate("P-4", email="p4@x.org"), "BLS-AHA", number="Y-1", evidence="claimed"
        )
        db.session.commit()
    page = specialist.get(f"/review/{id}").text
    assert "There is nothing to look at: ask at the source, or ask her." in page
    assert "Nothing stands out" not in page
    assert "It is so on the document" not in page
    assert re.search(r'value="verify"[^>]*aria-disabled="true"', page)
    refused = decide(specialist, id, decision="verify", settled="number")
    assert refused.status_code == 422
    assert "Not decided yet" in refused.text
    assert stored(app, id) == ("active", "claimed")
    asked = specialist.post(f"/review/{id}/question", data={"message": "Have you a card?"})
    assert asked.status_code == 303
    assert decide(specialist, id, decision="reject", reason="illegible").status_code == 303


@pytest.mark.parametrize(
    ("answer", "remark", "status"), [("differs", "It has 7", 303), ("not_found", "", 422)]
)
def test_what_its_source_had_may_be_verified_without_a_document(
    app: Flask, specialist: FlaskClient, answer: str, remark: str, status: int
) -> None:
    with app.app_context():
        id = waiting(make_candidate("P-4"), "BLS-AHA", evidence="claimed")
        db.session.commit()
    said = {"answer": answer, "remark_of_source": remark, "checked_on": str(the_day())}
    said["version"] = fields(specialist.get(f"/review/{id}"))["version"]
    specialist.post(f"/review/{id}/source", data=said)
    page = specialist.get(f"/review/{id}").text
    assert ("There is nothing to look at" in page) == (status == 422)
    assert decide(specialist, id, decision="verify", number="7").status_code == status


def test_the_name_on_the_document_is_not_guessed_from_the_profile(
    specialist: FlaskClient, desk: dict[str, int]
) -> None:
    assert fields(specialist.get(f"/review/{desk['ines']}"))["name"] == ""


def test_a_corrected_number_is_held_against_those_of_others(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        make_credential(make_candidate("P-4"), "BLS-AHA", number="ab-1234")
        db.session.commit()
    refused = decide(specialist, desk["ines"], decision="verify", number="AB 1234")
    assert refused.status_code == 422
    assert "P-4 has this number too" in refused.text
    assert stored(app, desk["ines"]) == ("active", "documented")


@pytest.mark.parametrize(
    ("read", "status"), [("INES HALLORAN BROOK", 303), ("Ines Brook", 422), ("", 303)]
)
def test_a_name_that_differs_by_more_than_its_spelling_is_to_be_settled(
    specialist: FlaskClient, desk: dict[str, int], read: str, status: int
) -> None:
    assert decide(specialist, desk["ines"], decision="verify", name=read).status_code == status


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


def test_a_document_that_came_in_meanwhile_is_not_decided_unseen(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        row = db.session.get_one(Credential, desk["ines"])
        make_document(row, version=2)
        db.session.commit()
    page = specialist.get(f"/review/{desk['ines']}")
    with app.app_context():
        make_document(db.session.get_one(Credential, desk["ines"]), version=3)
        db.session.commit()
    answer = specialist.post(f"/review/{desk['ines']}", data={**fields(page), "decision": "verify"})
    assert answer.status_code == 412
    assert "another document has come in" in answer.text.lower()
    assert stored(app, desk["ines"]) == ("active", "documented")
    seen_now = specialist.post(
        f"/review/{desk['ines']}", data={**fields(answer), "decision": "verify"}
    )
    assert seen_now.status_code == 303


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


def test_what_the_register_says_is_written_down(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    page = specialist.get(f"/review/{desk['ines']}")
    assert "Enter the eCard code" in page.text
    said = {"answer": "found", "checked_on": str(the_day()), "confirmation": "Q-9"}
    said["version"] = fields(page)["version"]
    specialist.post(f"/review/{desk['ines']}/source", data=said)
    assert stored(app, desk["ines"]) == ("active", "primary_source")
    assert "confirmation Q-9" in specialist.get(f"/review/{desk['ines']}").text
    wrong = specialist.post(f"/review/{desk['noor']}/source", data={"answer": "differs"})
    assert wrong.status_code == 422
    assert "Ask at the source" in wrong.text


def test_asking_at_the_source_leads_back_into_the_same_part_of_the_queue(
    specialist: FlaskClient, desk: dict[str, int]
) -> None:
    page = specialist.get(f"/review/{desk['ines']}?list=file&q=ines")
    asked = re.search(r'action="([^"]*/source[^"]*)"', page.text)
    assert asked
    said = {"version": fields(page)["version"], "answer": "not_found", "checked_on": str(the_day())}
    answer = specialist.post(asked[1].replace("&amp;", "&"), data=said)
    assert answer.location == f"/review/{desk['ines']}?list=file&q=ines"
    assert "Not found at its source" in specialist.get(answer.location).text


def test_the_form_of_one_does_not_decide_another(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    of_ines = fields(specialist.get(f"/review/{desk['ines']}"))
    answer = specialist.post(f"/review/{desk['noor']}", data={**of_ines, "decision": "verify"})
    assert answer.status_code == 412
    assert stored(app, desk["noor"]) == ("active", "documented")


def test_the_answer_of_the_register_is_kept_with_the_log(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    address = f"/review/{desk['ines']}/source"
    said = {"version": fields(specialist.get(f"/review/{desk['ines']}"))["version"]}
    said["checked_on"] = str(the_day())
    files = {"file": (BytesIO(pdf()), "answer.pdf")}
    page = specialist.post(address, data={**said, "answer": "differs", **files})
    assert page.status_code == 422
    assert "What you attached is kept." in page.text
    kept = re.search(r'name="evidence" value="(\d+)"', page.text)
    assert kept
    specialist.post(address, data={**said, "answer": "found", "evidence": kept[1]})
    assert stored(app, desk["ines"]) == ("active", "primary_source")
    link = f"/api/v1/documents/{kept[1]}/files/1"
    assert link in specialist.get(f"/review/{desk['ines']}").text
    assert link in signed_in(app).get(f"/candidates/P-1/credentials/{desk['ines']}").text
    bad = {"file": (BytesIO(b"MZ no document"), "answer.exe")}
    version = fields(specialist.get(f"/review/{desk['noor']}"))["version"]
    page = specialist.post(
        f"/review/{desk['noor']}/source",
        data={**said, "version": version, "answer": "not_found", **bad},
    )
    assert page.status_code == 422


@pytest.mark.parametrize(("role", "shown"), [("compliance", True), ("recruiter", False)])
def test_a_recruiter_reads_the_log_without_what_tells_of_health(
    app: Flask, role: str, shown: bool
) -> None:
    with app.app_context():
        id = waiting(make_candidate("P-5"), "TB-SCREEN")
        paper = make_document(db.session.get_one(Credential, id)).id
        db.session.commit()
        review_credential(id, "reject", TESTER, "illegible", "The stamp is cut off.")
    page = signed_in(app, role).get(f"/candidates/P-5/credentials/{id}")
    assert "The stamp is cut off." in page.text
    assert (f"/api/v1/documents/{paper}/files/1" in page.text) == shown
    assert ("open to credentialing alone" in page.text) != shown


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


@pytest.mark.parametrize(
    ("role", "code", "shown"),
    [
        ("compliance", "BLS-AHA", True),
        ("compliance", "TB-SCREEN", True),
        ("admin", "BLS-AHA", True),
        ("admin", "TB-SCREEN", False),
    ],
)
def test_a_document_is_shown_to_whom_it_is_for(
    app: Flask, role: str, code: str, shown: bool
) -> None:
    with app.app_context():
        id = waiting(make_candidate("P-5"), code)
        paper = make_document(db.session.get_one(Credential, id))
        make_document_file(paper, media_type="image/png")
        db.session.commit()
        address = f"/api/v1/documents/{paper.id}/files/1"
    page = signed_in(app, role).get(f"/review/{id}")
    assert (f'src="{address}"' in page.text) == shown
    assert ("open to credentialing alone" in page.text) != shown
    assert ('name="number"' in page.text) == shown


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 200),
        ("?page=4&turn=270&size=full", 200),
        ("?page=5", 404),
        ("?page=0", 422),
        ("?page=x", 422),
        ("?turn=91", 422),
        ("?size=huge", 422),
    ],
)
def test_the_address_says_how_the_document_lies(
    app: Flask, specialist: FlaskClient, desk: dict[str, int], asked: str, status: int
) -> None:
    with app.app_context():
        paper = make_document(db.session.get_one(Credential, desk["ines"]), version=2)
        make_document_file(paper, pages=3)
        make_document_file(paper, place=2, media_type="image/png", pages=1)
        db.session.commit()
        address = f"/api/v1/documents/{paper.id}/files"
    page = specialist.get(f"/review/{desk['ines']}{asked}")
    assert page.status_code == status
    if status == 200:
        sheet = f"{address}/2" if asked else f"{address}/1/pages/1"
        assert f'<img src="{sheet}"' in page.text
        assert f"Page {4 if asked else 1} of 4" in page.text


def test_of_a_pdf_whose_pages_nobody_counted_the_next_can_be_asked_for(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        paper = make_document(db.session.get_one(Credential, desk["ines"]), version=2)
        make_document_file(paper)
        db.session.commit()
        address = f"/api/v1/documents/{paper.id}/files/1/pages"
    page = specialist.get(f"/review/{desk['ines']}?page=2")
    assert f'<img src="{address}/2"' in page.text
    assert 'page=3" data-sheet-after' in page.text
    assert specialist.get(f"/review/{desk['ines']}?page=501").status_code == 404
    assert specialist.get(f"/review/{desk['ines']}?page=2147483647").status_code == 422


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


def test_a_new_version_is_decided_on_and_what_counts_stays(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        row = db.session.get_one(Credential, desk["noor"])
        known_by(row, "primary_source")
        waits = make_document(row, version=2).id
        db.session.commit()
    page = specialist.get(f"/review/{desk['noor']}")
    assert f'name="document" value="{waits}"' in page.text
    assert page.text.count("New version to look at") == 2
    assert "It counts already, and goes on to." in page.text
    decide(specialist, desk["noor"], decision="reject", reason="illegible")
    assert stored(app, desk["noor"]) == ("active", "primary_source")
    assert "1 to review" in specialist.get(f"/review/{desk['ines']}").text


def test_a_page_takes_at_most_thirteen_statements(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    specialist.get(f"/review/{desk['ines']}")
    with app.app_context(), counted(db) as statements:
        specialist.get(f"/review/{desk['ines']}")
    assert len(statements) <= 13, "\n".join(statements)
