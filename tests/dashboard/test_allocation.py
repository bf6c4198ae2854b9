"""Who goes where, as pages tell it."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.actions import match
from agency.settings import today
from tests.builders import make_candidate, make_pin
from tests.counting import counted
from tests.matching.test_allocating import SUMMER, somebody, work
from tests.signing_in import signed_in


def read(client: FlaskClient, address: str) -> str:
    """The words of a page, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split()).replace(" .", ".")


@pytest.fixture
def client(app: Flask, database: SQLAlchemy) -> FlaskClient:
    work("A-TX")
    work("A-OK", state="OK", openings=2)
    somebody("C-BOTH", "15", ("TX", "OK"))
    somebody("C-TEXAN", "24")
    somebody("C-DEAR", "25")
    make_candidate("C-NOBODY")
    database.session.commit()
    return signed_in(app, "recruiter")


def test_before_a_match_nobody_is_chosen(client: FlaskClient) -> None:
    client.post(HERE, data={"kind": "pin"})
    said = read(client, "/allocation")
    assert "Nobody has been chosen yet" in said
    assert "Not asked yet: the next match chooses by it." in said
    assert "Nobody has been chosen here" in read(client, "/assignments/A-TX/allocation")


def test_all_proposals_stand_with_their_proof(client: FlaskClient) -> None:
    match(today())
    said = read(client, "/allocation")
    assert "2 of 3 openings can be filled at once" in said
    assert "No other choice is worth more: that is proven." in said
    assert "C-BOTH" in said
    assert "C-DEAR" not in said


def test_an_assignment_says_who_goes_there_and_why_not_others(client: FlaskClient) -> None:
    match(today())
    said = read(client, "/assignments/A-TX/allocation")
    assert "better filled by Amara Lindqvist (C-TEXAN)" in said
    assert "A filled opening counts for 100 points (200 at high priority, 400 at urgent)" in said
    assert "Proposed for A-OK on these days" in said
    page = read(client, "/assignments/A-TX")
    assert "Proposed over all openings at once" in page
    assert page.count("proposed here") == 1


def test_today_tells_how_many_openings_can_be_filled_at_once(client: FlaskClient) -> None:
    match(today())
    assert "2 of 3 openings can be filled. Who goes where" in read(client, "/")


def test_pages_take_few_statements(client: FlaskClient, database: SQLAlchemy) -> None:
    work("A-MORE", **SUMMER)
    database.session.commit()
    match(today())
    make_pin(*pair("C-BOTH", "A-TX"))
    make_pin(*pair("C-DEAR", "A-TX"), kind="exclusion")
    database.session.commit()
    match(today())
    for address in (
        "/allocation",
        "/allocation/pins",
        "/allocation/unsettled",
        "/assignments/A-TX/allocation",
        "/assignments/A-TX/allocation/C-BOTH",
        "/assignments/A-TX/allocation/C-DEAR?price=exact",
        "/assignments/A-TX",
    ):
        read(client, address)
        with counted(database) as statements:
            read(client, address)
        assert len(statements) <= 12, address


def pair(candidate: str, assignment: str) -> tuple[Candidate, Assignment]:
    her = db.session.scalars(select(Candidate).where(Candidate.ref == candidate)).one()
    return her, db.session.scalars(select(Assignment).where(Assignment.ref == assignment)).one()


HERE = "/assignments/A-TX/allocation/C-BOTH"


def test_somebody_is_pinned_and_proposed_by_the_next_match(client: FlaskClient) -> None:
    match(today())
    assert "Price, pin or exclude : Amara Lindqvist" in read(client, "/assignments/A-TX/allocation")
    assert "Pin or exclude Amara Lindqvist" in read(client, "/assignments/A-TX")
    assert "Pin or exclude" in read(client, "/assignments/A-TX/candidates/C-BOTH")
    done = client.post(HERE, data={"kind": "pin", "reason": "Asked for"}, follow_redirects=True)
    assert done.status_code == 200
    said = read(client, "/assignments/A-TX/allocation")
    assert "Something has changed since" in said
    assert "Not asked yet: the next match chooses by it." in said
    match(today())
    said = read(client, "/assignments/A-TX/allocation")
    assert "Kept: she is proposed here." in said
    assert ": Asked for" in said
    assert "Amara Lindqvist C-BOTH Pinned" in said
    assert "Whoever goes here is pinned here." in said
    assert "Something has changed since" not in said
    assert "Kept: she is proposed here." in read(client, "/allocation")
    assert "Pinned to A-TX on these days." in read(client, "/assignments/A-OK/allocation")


def test_what_cannot_be_kept_is_told_when_it_is_pinned(client: FlaskClient) -> None:
    match(today())
    nowhere = "/assignments/A-OK/allocation/C-TEXAN"
    said = client.post(nowhere, data={"kind": "pin"}, follow_redirects=True).text
    assert "is pinned here. Cannot be kept as it stands: she was not eligible here" in said
    assert 'class="flash soon"' in said
    said = client.post(HERE, data={"kind": "pin"}, follow_redirects=True).text
    assert "is pinned here. The next match chooses by it." in said
    assert 'class="flash met"' in said


def test_who_is_pinned_or_excluded_is_marked_on_the_shortlist(client: FlaskClient) -> None:
    match(today())
    client.post(HERE, data={"kind": "pin"})
    client.post("/assignments/A-TX/allocation/C-TEXAN", data={"kind": "exclusion"})
    rows = re.findall(r"(?s)<tr>.*?</tr>", client.get("/assignments/A-TX").text)
    marked = {
        ref: [word for word in ("Pinned", "Excluded") if f"<span>{word}</span>" in row]
        for row in rows
        for ref in re.findall(r"/candidates/(C-[A-Z]+)", row)[:1]
    }
    wished = {"C-BOTH": ["Pinned"], "C-TEXAN": ["Excluded"]}
    assert marked == {"C-DEAR": [], "C-NOBODY": [], **wished}
    assert "<span>Pinned</span>" not in client.get("/assignments/A-OK").text


def test_where_nobody_goes_it_is_told_whether_anybody_could(
    client: FlaskClient, database: SQLAlchemy
) -> None:
    work("A-NOBODY", state="CA")
    work("A-LESS", state="OK")
    make_pin(*pair("C-BOTH", "A-OK"))
    database.session.commit()
    match(today())
    said = read(client, "/assignments/A-NOBODY/allocation")
    assert "Nobody: nobody is eligible. Chosen over all openings at once" in said
    said = read(client, "/assignments/A-LESS/allocation")
    assert "Nobody: 1 person is eligible, and worth more elsewhere." in said
    make_pin(*pair("C-BOTH", "A-LESS"), kind="exclusion")
    database.session.commit()
    match(today())
    said = read(client, "/assignments/A-LESS/allocation")
    assert "Nobody: 1 person is eligible, and excluded here." in said


def test_what_cannot_be_kept_is_told_on_every_page_of_it(client: FlaskClient) -> None:
    client.post("/assignments/A-OK/allocation/C-TEXAN", data={"kind": "pin"})
    match(today())
    for address in ("/allocation", "/allocation/pins", "/assignments/A-OK/allocation"):
        said = read(client, address)
        assert "Cannot be kept: she was not eligible here." in said, address
    assert "what would fill more. 1 pin could not be kept" in read(client, "/")


def test_what_is_wanted_can_be_taken_back(client: FlaskClient) -> None:
    client.post(HERE, data={"kind": "exclusion"})
    assert "Excluded here" in read(client, HERE)
    for _ in range(2):
        done = client.post(f"{HERE}/taking-back")
        assert done.status_code == 302
    assert "Pin or exclude" in read(client, HERE)
    assert "Nobody is pinned or excluded" in read(client, "/allocation/pins")


def test_a_form_that_is_wrong_says_what_was_expected(client: FlaskClient) -> None:
    done = client.post(HERE, data={"kind": "perhaps", "reason": "x" * 501})
    assert done.status_code == 422
    assert "at most 500 characters" in done.text
    client.post(HERE, data={"kind": "pin"})
    assert client.post(HERE, data={"kind": "pin"}).status_code == 409


def test_the_exact_price_is_told_where_it_is_asked_for(client: FlaskClient) -> None:
    assert "after the first full match" in read(client, HERE)
    assert "Nothing has been matched yet" in read(client, f"{HERE}?price=exact")
    match(today())
    assert "Work out the exact price" in read(client, HERE)
    said = read(client, f"{HERE}?price=exact")
    assert re.search(r"costs \d+\.\d points\.", said)
    nobody = "/assignments/A-TX/allocation/C-NOBODY?price=exact"
    assert "She was not eligible here" in read(client, nobody)


def test_who_would_rather_have_each_other_is_listed(
    client: FlaskClient, database: SQLAlchemy
) -> None:
    pair("C-BOTH", "A-OK")[1].pay_rate = Decimal(20)
    database.session.commit()
    assert "No such pair" in read(client, "/allocation/unsettled")
    match(today())
    said = read(client, "/allocation")
    assert "1 pair" in said
    assert "A-OK ($20.00/h)" in said
    said = read(client, "/allocation/unsettled")
    assert "An assignment prefers the better score" in said
    assert "C-TEXAN" in said


def test_a_specialist_looks_and_pins_nobody(app: Flask, client: FlaskClient) -> None:
    match(today())
    other = signed_in(app, "compliance")
    assert "Pin or exclude" not in read(other, "/assignments/A-TX/candidates/C-BOTH")
    assert "Recruiters pin people" in read(other, HERE)
    assert other.post(HERE, data={"kind": "pin"}).status_code == 403


def test_a_pair_that_does_not_exist_is_not_found(client: FlaskClient) -> None:
    for address in ("A-NONE/allocation/C-BOTH", "A-TX/allocation/C-NONE"):
        assert client.get(f"/assignments/{address}").status_code == 404
        assert client.post(f"/assignments/{address}", data={"kind": "pin"}).status_code in (
            404,
            422,
        )


def test_an_assignment_that_does_not_exist_is_not_found(client: FlaskClient) -> None:
    assert client.get("/assignments/A-NONE/allocation").status_code == 404
