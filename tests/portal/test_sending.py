"""A paper sent in three steps: nothing she entered is lost, and what comes twice is sent once."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from agency.credentials.models import Credential
from agency.documents.models import Document, UnsentFile
from agency.extensions import db
from agency.rules.rulebook import load_rulebook
from agency.verification.models import Verification
from tests.api.test_etags import at_once
from tests.counting import counted
from tests.portal.her import ANOTHERS, HERS, PAGE, browser_of_her, in_days, make_her, read, text_of
from tests.portal.photos import photo
from tests.portal.test_documents import credential_of, evidence_of
from tests.signing_in import signed_in

SEND = "/portal/papers/send"
SHOWN = re.compile(r'name="shown" value="([^"]*)"')
CODE = "BLS-ARC"
CARD = {"name": "Marisol Vega-Lund", "number": "R-7", "issued_on": "2026-05-01"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False)
    return browser_of_her(app)


def rows(app: Flask, model: type[Any]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def begun(client: FlaskClient, **of: str) -> str:
    """The address of a new sending, without what it is of."""
    answer = client.get(SEND, query_string=of, headers=PAGE)
    assert answer.status_code == 302
    address, _, _ = answer.location.partition("?")
    return address


def put(
    client: FlaskClient, address: str, *names: str, code: str = CODE, **said: str
) -> TestResponse:
    files: list[tuple[str, Any]] = [
        ("file", (photo("PNG" if name.endswith("png") else "JPEG"), name)) for name in names
    ]
    form: MultiDict[str, Any] = MultiDict([("code", code), *said.items(), *files])
    return client.post(address, data=form, headers=PAGE)


def look(client: FlaskClient, address: str, **said: str) -> TestResponse:
    return client.post(f"{address}/card", data=CARD | {"code": CODE} | said, headers=PAGE)


def shown(answer: TestResponse) -> str:
    found = SHOWN.search(answer.text)
    assert found is not None, answer.text
    return found[1]


def value(answer: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', answer.text)
    assert found is not None, answer.text
    return found[1]


def test_three_steps_make_a_credential_with_its_proof(app: Flask, client: FlaskClient) -> None:
    address = begun(client, code=CODE)
    assert "Step 1 of 3 · Photo" in read(client, f"{address}?code={CODE}")
    answer = put(client, address, "front.jpg", "back.png")
    assert (answer.status_code, answer.location) == (303, f"{address}/card?code={CODE}")
    assert "Step 2 of 3 · What your card says" in read(client, answer.location)
    looked = look(client, address)
    assert (looked.status_code, rows(app, Document)) == (200, 0)
    sent = look(client, address, shown=shown(looked), expires_on=value(looked, "expires_on"))
    assert sent.status_code == 303
    said = read(client, sent.location)
    assert "Step 3 of 3 · Sent" in said
    assert "2 pages" in said
    with app.app_context():
        row = db.session.scalars(select(Credential).where(Credential.code == CODE)).one()
        assert (row.number, row.evidence, row.status) == ("R-7", "documented", "active")
        remarks = db.session.scalars(select(Verification.remark)).all()
        assert "the name on the card: Marisol Vega-Lund" in remarks
    assert rows(app, UnsentFile) == 0


def test_the_end_is_proposed_by_the_issuers_rule_and_she_may_change_it(
    app: Flask, client: FlaskClient
) -> None:
    address = begun(client)
    put(client, address, "front.jpg")
    looked = look(client, address)
    assert value(looked, "expires_on") == "2028-05-01"
    assert "Proposed by the rule of American Red Cross: good for 2 years" in text_of(looked.text)
    changed = look(client, address, expires_on="2028-04-30", shown=shown(looked), proposed="yes")
    assert changed.status_code == 200
    assert "That would be 1 May 2028." in text_of(changed.text)
    blank = look(client, address, shown=shown(changed), proposed="yes")
    assert value(blank, "expires_on") == ""
    assert "it covers nothing until we know" in blank.text
    assert look(client, address, shown=shown(blank), proposed="yes").status_code == 303


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "The name is the same as in your profile."),
        ({"name": "VEGA LUND, Marisól"}, "The name is the same as in your profile."),
        ({"name": "Marisol Ortiz"}, "Your profile says Marisol Vega-Lund."),
        ({"name": ""}, "type the name as the card has it"),
        ({"number": ""}, "No number"),
        ({"number": "P-1"}, "Your CPT (NHA) has this number too"),
        ({}, "The dates go together."),
        ({"issued_on": (in_days(9)).isoformat()}, "is a day to come"),
        ({"expires_on": "2026-06-01"}, "It ended on 1 Jun 2026"),
    ],
)
def test_what_is_seen_at_once_is_said(
    client: FlaskClient, said: dict[str, str], words: str
) -> None:
    address = begun(client)
    put(client, address, "front.jpg")
    assert words in text_of(look(client, address, **said).text)


def test_it_says_what_it_would_change(app: Flask) -> None:
    make_her(app, bls_ends=60)
    client = browser_of_her(app)
    address = begun(client)
    put(client, address, "front.jpg")
    days = {"issued_on": in_days(-5).isoformat(), "expires_on": in_days(700).isoformat()}
    said = text_of(look(client, address, **days).text)
    assert re.search(
        r"This closes your gap at Cedar Flats and makes you eligible for \d more jobs?,"
        " once a person has looked at it",
        said,
    )


def test_what_is_not_taken_is_told_and_what_was_stays(app: Flask, client: FlaskClient) -> None:
    address = begun(client)
    form = MultiDict(
        [("code", CODE), ("file", (photo(), "front.jpg")), ("file", (io.BytesIO(b"MZ"), "bad.jpg"))]
    )
    answer = client.post(address, data=form, headers=PAGE)
    assert answer.status_code == 422
    assert "bad.jpg was not taken, and nothing of it is kept." in answer.text
    assert "front.jpg" in answer.text
    assert f'value="{CODE}" selected' in answer.text
    assert (rows(app, UnsentFile), put(client, address).status_code) == (1, 303)


def test_what_it_is_must_be_chosen_and_the_photo_stays(app: Flask, client: FlaskClient) -> None:
    address = begun(client)
    answer = put(client, address, "front.jpg", code="")
    assert (answer.status_code, rows(app, UnsentFile)) == (422, 1)
    assert "Choose what it is." in answer.text
    assert "front.jpg" in answer.text


def test_without_a_photo_she_is_asked_for_one(client: FlaskClient) -> None:
    address = begun(client)
    answer = put(client, address)
    assert answer.status_code == 422
    assert "Take a photo of it, or choose a PDF." in answer.text
    back = client.get(f"{address}/card?code={CODE}", headers=PAGE)
    assert back.location == f"{address}?code={CODE}"


def test_a_wrong_field_is_told_and_nothing_is_lost(app: Flask, client: FlaskClient) -> None:
    address = begun(client)
    put(client, address, "front.jpg")
    answer = look(client, address, expires_on="2020-01-01")
    assert answer.status_code == 422
    assert "Must not be before Issued, 1 May 2026." in answer.text
    assert value(answer, "number") == "R-7"
    assert (rows(app, UnsentFile), rows(app, Document)) == (1, 0)


def test_pages_are_put_in_order_and_left_out_without_a_script(client: FlaskClient) -> None:
    address = begun(client)
    put(client, address, "front.jpg", "back.png")
    assert put(client, address, change="earlier-2").location == f"{address}?code={CODE}"
    said = read(client, f"{address}?code={CODE}")
    assert said.index("back.png") < said.index("front.jpg")
    put(client, address, change="out-1")
    said = read(client, f"{address}?code={CODE}")
    assert "back.png" not in said
    assert "front.jpg" in said
    assert put(client, address, change="nonsense").status_code == 303


def test_photos_may_be_added_to_what_is_on_file(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = credential_of(HERS)
    address = begun(client, credential=str(id))
    answer = put(client, address, "front.jpg", credential=str(id))
    assert answer.location == f"{address}/card?credential={id}"
    assert "P-1" in read(client, answer.location)
    sent = client.post(f"{address}/card", data={"credential": id}, headers=PAGE)
    assert sent.status_code == 303
    with app.app_context():
        assert evidence_of(id) == "documented"


def test_what_is_on_file_already_is_told_and_its_photos_may_go_there(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        id = credential_of(HERS)
        row = db.session.get_one(Credential, id)
        said = {"number": row.number or "", "issued_on": str(row.issued_on), "code": "CPT-NHA"}
    address = begun(client)
    put(client, address, "front.jpg", code="CPT-NHA")
    looked = look(client, address, **said)
    ends = value(looked, "expires_on")
    answer = look(client, address, **said, shown=shown(looked), expires_on=ends)
    assert answer.status_code == 409
    assert f"{address}/card?credential={id}" in answer.text
    sent = client.post(f"{address}/card", data={"credential": id}, headers=PAGE)
    assert (sent.status_code, rows(app, UnsentFile)) == (303, 0)


def ready(client: FlaskClient) -> tuple[str, dict[str, str]]:
    """A sending that was looked over, and what the form says that sends it."""
    address = begun(client)
    put(client, address, "front.jpg")
    looked = look(client, address)
    return address, {"shown": shown(looked), "expires_on": value(looked, "expires_on")}


@pytest.mark.parametrize("times", [2, 4])
def test_taps_at_once_send_it_once_and_lead_to_one_page(
    app: Flask, client: FlaskClient, times: int
) -> None:
    before = rows(app, Credential)
    address, said = ready(client)
    browsers = [browser_of_her(app) for _ in range(times)]
    answers = at_once(lambda browser: look(browser, address, **said), tuple(browsers))
    assert [one.status_code for one in answers] == [303] * times
    assert len({one.location for one in answers}) == 1
    assert (rows(app, Credential), rows(app, Document)) == (before + 1, 1)


def test_photos_put_down_at_once_by_two_taps_are_kept_once(app: Flask, client: FlaskClient) -> None:
    address = begun(client)
    browsers = [browser_of_her(app) for _ in range(3)]
    answers = at_once(lambda browser: put(browser, address, "front.jpg"), tuple(browsers))
    assert [one.status_code for one in answers] == [303] * 3
    assert rows(app, UnsentFile) == 1


def test_going_back_after_it_was_sent_leads_to_where_it_was(client: FlaskClient) -> None:
    address, said = ready(client)
    sent = look(client, address, **said).location
    for page in (f"{address}?code={CODE}", f"{address}/card?code={CODE}"):
        assert client.get(page, headers=PAGE).location == sent
    assert put(client, address, "other.jpg").location == sent
    assert look(client, address, **said).location == sent
    assert look(client, address, number="R-8", shown="x").location == sent


def test_nobody_else_sees_or_sends_what_she_put_down(app: Flask, client: FlaskClient) -> None:
    address = begun(client)
    put(client, address, "front.jpg")
    assert client.get(f"{address}/files/1", headers=PAGE).data.startswith(b"\xff\xd8")
    other = signed_in(app, "candidate", ANOTHERS)
    assert other.get(f"{address}/files/1", headers=PAGE).status_code == 404
    assert "front.jpg" not in other.get(f"{address}?code={CODE}", headers=PAGE).text
    with app.app_context():
        id = credential_of(ANOTHERS)
    assert client.get(f"{address}/card?credential={id}", headers=PAGE).status_code == 404


def test_her_archive_has_what_she_has_not_sent_yet(client: FlaskClient) -> None:
    put(client, begun(client), "front.jpg", "back.png")
    answer = client.get("/portal/data/export", headers=PAGE)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        assert found.read("not-sent/1-front.jpg").startswith(b"\xff\xd8")
        assert found.read("not-sent/2-back.png").startswith(b"\x89PNG")


def test_the_page_of_what_was_sent_is_hers_alone(app: Flask, client: FlaskClient) -> None:
    address, said = ready(client)
    sent = look(client, address, **said).location
    assert signed_in(app, "candidate", ANOTHERS).get(sent, headers=PAGE).status_code == 404


@pytest.mark.parametrize("of", ["credential=x", "credential=99999999", "credential=²"])
def test_an_address_that_names_nothing_of_hers_is_not_there(client: FlaskClient, of: str) -> None:
    assert client.get(f"{begun(client)}?{of}", headers=PAGE).status_code == 404
    assert client.get(f"{SEND}/{'x' * 256}", headers=PAGE).status_code == 404


def test_each_step_costs_at_most_twelve_statements(app: Flask) -> None:
    make_her(app, bls_ends=60)
    client = browser_of_her(app)
    with app.app_context():
        address = begun(client)
        taken: dict[str, int] = {}
        with counted(db) as statements:
            put(client, address, "front.jpg")
        taken["put down"] = len(statements)
        with counted(db) as statements:
            client.get(f"{address}?code={CODE}", headers=PAGE)
        taken["photo"] = len(statements)
        with counted(db) as statements:
            client.get(f"{address}/card?code={CODE}", headers=PAGE)
        taken["card"] = len(statements)
        with counted(db) as statements:
            looked = look(client, address)
        taken["look"] = len(statements)
        said = {"shown": shown(looked), "expires_on": value(looked, "expires_on")}
        with counted(db) as statements:
            sent = look(client, address, **said)
        taken["send"] = len(statements)
        with counted(db) as statements:
            client.get(sent.location, headers=PAGE)
        taken["sent"] = len(statements)
    # To send writes a credential, a document, its files, two entries of the log, one of the trail,
    # what is matched anew, what is read and the key that makes it one: a statement each.
    most = dict.fromkeys(taken, 12) | {"send": 18}
    assert {name: count for name, count in taken.items() if count > most[name]} == {}


def test_what_was_begun_and_not_sent_has_a_way_back(app: Flask, client: FlaskClient) -> None:
    address = begun(client)
    assert "You began to send" not in read(client, "/portal/papers")
    put(client, address, "front.jpg")
    title = load_rulebook().catalogue[CODE].title
    page = client.get("/portal/papers", headers=PAGE).text
    assert f"You began to send your {title} (1 page, " in text_of(page)
    assert f'href="{address}?code={CODE}"' in page
    elsewhere = browser_of_her(app).get("/portal/papers", headers=PAGE).text
    assert "You began to send a paper (1 page, " in text_of(elsewhere)
    assert f'href="{address}"' in elsewhere
    other = signed_in(app, "candidate", ANOTHERS)
    other.post(f"{address}/removal", headers=PAGE)
    assert "You began to send" not in read(other, "/portal/papers")
    assert rows(app, UnsentFile) == 1
    assert client.post(f"{address}/removal", headers=PAGE).status_code == 303
    assert "You began to send" not in read(client, "/portal/papers")
    assert rows(app, UnsentFile) == 0
