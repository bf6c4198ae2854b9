"""What was read of a document on the desk: frames, what it says beside each field, differences."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.credentials.models import Credential
from agency.documents.kinds import JPEG
from agency.documents.readings.models import FileReading
from agency.extensions import db
from agency.reading.findings import FieldRead, Place
from tests.builders import (
    A_MOMENT,
    make_candidate,
    make_credential,
    make_document,
    make_document_file,
    make_reading,
    read,
)
from tests.dashboard.desk import decide, fields
from tests.dashboard.people import days
from tests.signing_in import signed_in


@pytest.fixture
def paper(app: Flask) -> int:
    """A claim of Ines with a photo and, before it, a PDF of two pages; another's beside it."""
    with app.app_context():
        for ref, name in (("P-1", "Ines"), ("P-2", "Noor")):
            she = make_candidate(ref, first_name=name, last_name="Halloran-Brook")
            row = make_credential(
                she,
                "BLS-AHA",
                evidence="documented",
                number=f"26110{ref[-1]}",
                issued_on=days(-20),
                expires_on=days(600),
            )
            papers = make_document(row)
            make_document_file(papers, pages=2, stored_name=f"pdf-{ref}")
            make_document_file(papers, place=2, media_type=JPEG, stored_name=f"photo-{ref}")
        make_reading("photo-P-2", number="another's")
        db.session.commit()
        return db.session.scalars(select(Credential.id).order_by(Credential.id)).first() or 0


def reads(app: Flask, of: str = "photo-P-1", **found: object) -> None:
    with app.app_context():
        make_reading(of, "ocr", **found)
        db.session.commit()


def evidence(app: Flask, id: int) -> str:
    with app.app_context():
        return db.session.get_one(Credential, id).evidence


def test_what_was_read_stands_beside_its_field(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    day = days(600).isoformat()
    reads(app, expires_on=read("expires_on", day, "11/2028", note="end of month"))
    page = specialist.get(f"/review/{paper}").text
    assert "What we read" in page
    assert '<q class="as-printed">11/2028</q>' in page
    assert "sure, 98 %; end of month" in page
    assert "another&#39;s" not in page
    assert "Nothing stands out" in page


def test_its_frame_stands_on_its_sheet_with_the_number_of_the_field(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    second = Place(2, (100, 200, 400, 250))
    reads(app, "pdf-P-1", number=read("number", "261101", place=second))
    reads(app, holder=read("holder", "INES HALLORAN-BROOK"))
    page = specialist.get(f"/review/{paper}?page=2").text
    of_sheets = re.findall(
        r'data-frames-of="(\d)"( hidden)? aria-label.*?data-frame="(\w+)"', page, re.DOTALL
    )
    assert of_sheets == [("2", "", "number"), ("3", " hidden", "name")]
    assert '<rect x="9.4%" y="19.2%" width="31.2%" height="6.6%"' in page
    assert 'href="#number" class="frame met"' in page


def test_differences_are_told_and_counted(app: Flask, specialist: FlaskClient, paper: int) -> None:
    unsure = FieldRead("issued_on", "1l/21/26", None, 40, None)
    reads(app, holder="INES HALLORAN BROOK", number="261199", issued_on=unsure)
    page = specialist.get(f"/review/{paper}").text
    assert "Profile has Ines Halloran-Brook. Only the hyphen differs." in page
    assert "The document reads 261199." in page
    assert "Read as 1l/21/26, and unsure." in page
    assert "1 to settle" in page
    assert "2 to look at" in page
    assert 'value="INES HALLORAN BROOK"' in page


def test_what_was_read_otherwise_is_settled_before_it_is_verified(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    reads(app, number="261199")
    refused = decide(specialist, paper, decision="verify")
    assert (refused.status_code, evidence(app, paper)) == (422, "documented")
    assert "The document reads 261199." in refused.text
    assert decide(specialist, paper, decision="verify", settled="number").status_code == 303
    assert evidence(app, paper) == "reviewed"


def test_what_was_read_is_taken_over_and_then_nothing_is_left_to_settle(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    reads(app, number="261199")
    page = specialist.get(f"/review/{paper}")
    assert f'href="/review/{paper}?take=number"' in page.text
    taken = specialist.get(f"/review/{paper}?take=number")
    assert "to settle" not in taken.text
    sent = {**fields(taken), "decision": "verify"}
    assert sent["number"] == "261199"
    assert specialist.post(f"/review/{paper}", data=sent).status_code == 303
    with app.app_context():
        assert db.session.get_one(Credential, paper).number == "261199"


def look(client: FlaskClient, id: int, **said: str) -> str:
    """The page as it would be with other values in its form."""
    answer = client.post(f"/review/{id}/look", data={**fields(client.get(f"/review/{id}")), **said})
    assert answer.status_code == 200
    return answer.text


def test_what_stands_out_follows_what_is_typed(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    reads(app, number="261199", holder="INES HALLORAN BROOK")
    before = specialist.get(f"/review/{paper}").text
    assert "1 to settle" in before
    assert 'class="frame unmet" data-frame="number"' in before
    after = look(specialist, paper, number="261199", name="Ines Halloran-Brook")
    assert "Nothing stands out" in after
    assert 'class="frame met" data-frame="number"' in after
    assert 'data-takes="number"' in before
    assert 'data-takes="number"' not in after
    with app.app_context():
        assert db.session.get_one(Credential, paper).number == "261101"


def test_a_number_that_somebody_else_has_is_told_as_it_is_typed(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    assert "P-2 has this number too." in look(specialist, paper, number="261102")
    assert "has this number too." not in look(specialist, paper, number="261103")


def test_what_cannot_be_is_told_beside_what_does_not_agree(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    reads(app, number="261199")
    page = look(specialist, paper, issued_on="yesterday")
    assert re.search(r'id="issued_on-mark">Expected [^<]+<', page)
    assert "The document reads 261199." in page
    assert "2 to settle" in page


def test_what_is_so_on_the_document_is_settled_no_more(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    reads(app, number="261199")
    page = look(specialist, paper, settled="number")
    assert "to settle" not in page
    assert "The document reads 261199." in page


def test_a_refused_decision_shows_what_is_left_of_what_was_typed(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    reads(app, number="261199")
    sent = {"number": "261199", "expires_on": days(-1).isoformat()}
    refused = decide(specialist, paper, decision="verify", **sent)
    assert refused.status_code == 422
    assert "covers nothing any more" in refused.text
    assert "The document reads 261199." not in refused.text
    assert "1 to settle" in refused.text


def test_the_profiles_name_on_the_document_settles_what_a_machine_read_there(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    reads(app, holder="INES HALL0RAN")
    assert decide(specialist, paper, decision="verify").status_code == 422
    sent = {"decision": "verify", "name": "Ines Halloran-Brook"}
    assert decide(specialist, paper, **sent).status_code == 303
    assert evidence(app, paper) == "reviewed"


def test_what_a_machine_did_not_find_is_told(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    assert "nothing read" not in specialist.get(f"/review/{paper}").text
    reads(app, number="261101")
    assert specialist.get(f"/review/{paper}").text.count("nothing read") == 5


def test_who_cannot_decide_finds_nothing_to_type_in(app: Flask, paper: int) -> None:
    page = signed_in(app, "admin").get(f"/review/{paper}").text
    typed = re.findall(r'<input id="(\w+)" name[^>]*>', page)
    assert typed == re.findall(r'<input id="(\w+)" name[^>]* readonly', page)
    assert "number" in typed
    assert "<select" not in page
    assert "data-looks" not in page


def test_type_and_issuer_stand_as_printed_beside_what_is_filed(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    reads(
        app,
        code=read("code", "BLS-AHA", "Basic Life Support"),
        issuer=read("issuer", "American Heart Association", "AMERICAN HEART ASSOCIATION"),
    )
    page = specialist.get(f"/review/{paper}?page=3").text
    assert '<q class="as-printed">Basic Life Support</q>' in page
    assert '<q class="as-printed">AMERICAN HEART ASSOCIATION</q>' in page
    assert page.count("sure, 98 %") == 2
    assert 'href="#issuer" class="frame met"' in page
    assert 'id="issuer" type="text" readonly value="American Heart Association"' in page
    assert 'data-takes="issuer"' not in page


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (read("issuer", "American Red Cross"), "The document reads American Red Cross."),
        (
            FieldRead("issuer", "Amer1can", None, 40, Place(1, (1, 2, 3, 4)), "two could be meant"),
            "Read as Amer1can, and unsure: two could be meant.",
        ),
    ],
)
def test_another_issuer_than_that_of_the_type_is_to_be_looked_at(
    app: Flask, specialist: FlaskClient, paper: int, found: FieldRead, says: str
) -> None:
    reads(app, issuer=found)
    page = specialist.get(f"/review/{paper}").text
    assert says in page
    assert "1 to look at" in page
    assert 'href="#issuer" class="frame soon"' in page
    assert decide(specialist, paper, decision="verify").status_code == 303


def test_whoever_issues_what_anybody_may_issue_is_as_it_should_be(
    app: Flask, specialist: FlaskClient
) -> None:
    with app.app_context():
        row = make_credential(make_candidate("P-9"), "TB-SCREEN", evidence="documented")
        make_document_file(make_document(row), media_type=JPEG, stored_name="tb")
        make_reading("tb", "ocr", issuer="Cedar Hill Clinic")
        db.session.commit()
        id = row.id
    page = specialist.get(f"/review/{id}").text
    assert "Cedar Hill Clinic" in page
    assert 'href="#issuer" class="frame met"' in page


@pytest.mark.parametrize("take", ["nonsense", "bound_to", "expires_on", "issuer"])
def test_what_was_not_read_cannot_be_taken_over(
    app: Flask, specialist: FlaskClient, paper: int, take: str
) -> None:
    reads(app, number="261199", issuer="American Heart Association")
    page = specialist.get(f"/review/{paper}?take={take}")
    assert (page.status_code, "1 to settle" in page.text) == (200, True)


def test_that_it_is_being_read_or_could_not_be_is_told(
    app: Flask, specialist: FlaskClient, paper: int
) -> None:
    with app.app_context():
        make_reading("photo-P-1", None)
        db.session.commit()
    assert "is being read by a machine" in specialist.get(f"/review/{paper}").text
    with app.app_context():
        row = db.session.scalars(
            select(FileReading).where(FileReading.stored_name == "photo-P-1")
        ).one()
        row.how, row.read_at, row.note = "none", A_MOMENT, "it took too long"
        db.session.commit()
    said = specialist.get(f"/review/{paper}").text
    assert "A machine could read nothing there: it took too long." in said


def test_what_is_hidden_is_not_told_by_its_reading(app: Flask, specialist: FlaskClient) -> None:
    with app.app_context():
        row = make_credential(make_candidate("P-9"), "TB-SCREEN", evidence="documented")
        make_document_file(make_document(row), media_type=JPEG, stored_name="tb")
        make_reading("tb", "ocr", holder="Amara Elsewhere", number="SECRET-1")
        db.session.commit()
        id = row.id
    assert "SECRET-1" in specialist.get(f"/review/{id}").text
    told = signed_in(app, "admin").get(f"/review/{id}").text
    assert "SECRET-1" not in told
    assert "Amara Elsewhere" not in told
