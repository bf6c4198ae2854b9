"""What was read of her photo is proposed in step 2; she has the last word and never waits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from agency.credentials.models import Credential
from agency.documents.models import UnsentFile
from agency.documents.readings.models import FileReading
from agency.extensions import db
from agency.reading.findings import FieldRead, Place
from agency.rules.rulebook import load_rulebook
from tests.builders import make_reading, read
from tests.portal.her import ANOTHERS, HERS, PAGE, browser_of_her, make_her, text_of
from tests.portal.test_documents import credential_of
from tests.portal.test_sending import CODE, begun, look, put, shown, value
from tests.signing_in import signed_in

ISSUER = load_rulebook().catalogue[CODE].issuer
OTHERWISE = FieldRead(
    "number", "2611O4 77B8", None, 61, Place(1, (500, 700, 900, 760)), "letter O or zero?"
)
CARD: dict[str, Any] = {
    "code": CODE,
    "holder": "Marisol Vega Lund",
    "issued_on": read("issued_on", "2026-11-21", "11/21/2026"),
    "expires_on": read("expires_on", "2028-11-30", "11/2028", note="the last day of the month"),
    "number": OTHERWISE,
}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False)
    return browser_of_her(app)


def reads(app: Flask, how: str | None = "ocr", note: str = "", **found: Any) -> None:
    """What she has put down is read so from now on."""
    with app.app_context():
        db.session.execute(delete(FileReading))
        for name in db.session.scalars(select(UnsentFile.stored_name)):
            make_reading(name, how, **found).note = note
        db.session.commit()


def card(client: FlaskClient, app: Flask, **found: Any) -> tuple[str, str]:
    """The address of a sending whose photo is read so, and its second step."""
    address = begun(client)
    put(client, address, "front.jpg")
    reads(app, **(found or CARD))
    return address, client.get(f"{address}/card?code={CODE}", headers=PAGE).text


def beside(page: str, name: str) -> str:
    """What stands beside a field."""
    found = re.search(rf'<div id="read-{name}".*?</div>', page, re.DOTALL)
    assert found
    return found[0]


def test_what_is_sure_is_filled_in_with_how_sure_it_is(app: Flask, client: FlaskClient) -> None:
    _, page = card(client, app)
    assert "Is this what your card says?" in page
    assert 'name="name" type="text" value="Marisol Vega Lund"' in page
    assert 'name="issued_on" type="date" value="2026-11-21"' in page
    assert 'name="expires_on" type="date" value="2028-11-30"' in page
    assert "sure, 98 %; the last day of the month" in beside(page, "expires_on")


def test_what_is_unsure_is_blank_marked_and_has_the_focus(app: Flask, client: FlaskClient) -> None:
    _, page = card(client, app)
    assert re.search(r'name="number" type="text" value=""[^>]* autofocus', page)
    assert page.count("autofocus") == 1
    said = text_of(beside(page, "number"))
    assert said == "We read 2611O4 77B8, unsure; letter O or zero?"
    assert 'aria-label="On the photo: 2611O4 77B8"' in beside(page, "number")


def test_what_was_not_found_is_blank_and_marked(app: Flask, client: FlaskClient) -> None:
    _, page = card(client, app, number="261104 77B8")
    assert "We did not find it in the photo." in beside(page, "issued_on")
    assert 'name="name" type="text" value=""' in page


def test_where_nothing_could_be_read_she_types_as_ever(app: Flask, client: FlaskClient) -> None:
    _, page = card(client, app, how="none", note="pictures cannot be read here: type it in")
    assert "What does your card say?" in page
    assert "Pictures cannot be read here: type it in." in page
    assert 'name="name" type="text" value="Marisol Vega-Lund"' in page
    assert 'hx-trigger="every 2s"' not in page


def test_while_it_is_read_she_types_and_nothing_is_taken_from_her(
    app: Flask, client: FlaskClient
) -> None:
    address = begun(client)
    put(client, address, "front.jpg")
    reads(app, how=None)
    page = client.get(f"{address}/card?code={CODE}", headers=PAGE).text
    assert 'hx-trigger="every 2s"' in page
    assert "You need not wait" in page
    assert page.index("Look it over") < page.index('name="again"')  # Enter is the first button
    looked = look(client, address)
    assert (looked.status_code, shown(looked) != "") == (200, True)
    reads(app, **CARD)
    again = look(client, address, again="yes", number="R-9", issued_on="")
    assert (value(again, "number"), value(again, "issued_on")) == ("R-9", "2026-11-21")
    assert 'hx-trigger="every 2s"' not in again.text


def test_her_name_that_stood_there_before_makes_way_for_what_was_read(
    app: Flask, client: FlaskClient
) -> None:
    address, _ = card(client, app)
    again = look(client, address, again="yes", name="Marisol Vega-Lund")
    assert value(again, "name") == "Marisol Vega Lund"


def test_what_she_types_otherwise_is_told_her_and_is_what_is_sent(
    app: Flask, client: FlaskClient
) -> None:
    address, _ = card(client, app)
    said = {"issued_on": "2026-11-22", "expires_on": "2028-11-30", "number": "261104 77B8"}
    looked = look(client, address, **said)
    assert "The photo reads 21 Nov 2026; you typed 22 Nov 2026." in text_of(looked.text)
    assert look(client, address, **said, shown=shown(looked)).status_code == 303
    with app.app_context():
        row = db.session.scalars(select(Credential).where(Credential.code == CODE)).one()
        assert (str(row.issued_on), row.number) == ("2026-11-22", "261104 77B8")


def test_what_was_read_is_not_called_sure_beside_what_she_says_otherwise(
    app: Flask, client: FlaskClient
) -> None:
    address, page = card(client, app)
    assert "Read from the photo: sure" in beside(page, "issued_on")
    wrong = {"issued_on": "2025-01-01", "expires_on": "never", "name": "MARISOL  VEGA-LUND"}
    again = client.post(f"{address}/card", data={"code": CODE, **wrong}, headers=PAGE)
    assert again.status_code == 422
    assert "you typed something else" in beside(again.text, "issued_on")
    assert "Read from the photo" not in beside(again.text, "issued_on")
    assert "Read from the photo: sure" in beside(again.text, "name")


def test_a_photo_of_another_paper_is_told_and_is_one_tap_away(
    app: Flask, client: FlaskClient
) -> None:
    address, page = card(client, app, code="BLS-AHA")
    assert "The photo looks like BLS" in page
    assert 'name="is" value="BLS-AHA"' in page
    again = look(client, address, number="R-9", issued_on="2026-11-20", **{"is": "BLS-AHA"})
    assert (value(again, "number"), value(again, "issued_on")) == ("R-9", "2026-11-20")
    assert 'name="code" value="BLS-AHA"' in again.text
    assert "The photo looks like" not in again.text
    _, page = card(client, app, code=CODE)
    assert "The photo looks like" not in page


def test_type_and_issuer_stand_with_their_pieces_of_the_photo(
    app: Flask, client: FlaskClient
) -> None:
    found = {"code": read("code", CODE, "THE CARD"), "issuer": read("issuer", ISSUER, "ITS BOARD")}
    _, page = card(client, app, **found)
    for name, text in (("code", "THE CARD"), ("issuer", "ITS BOARD")):
        assert f'aria-label="On the photo: {text}"' in beside(page, name)
        assert "Read from the photo: sure, 98 %" in text_of(beside(page, name))
        assert "data-read-for" not in beside(page, name)
    assert text_of(page).count(ISSUER) >= 1


def test_another_type_and_issuer_than_she_has_chosen_are_marked(
    app: Flask, client: FlaskClient
) -> None:
    _, page = card(client, app, code="BLS-AHA", issuer="American Heart Association")
    assert "The photo reads BLS" in text_of(beside(page, "code"))
    assert "American Heart Association, sure, 98 %: please check" in text_of(beside(page, "issuer"))
    _, page = card(client, app, number="261104 77B8")
    assert text_of(beside(page, "issuer")) == "We did not find it in the photo."


def test_of_a_paper_on_file_only_what_differs_is_told(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = credential_of(HERS)
    address = begun(client, credential=str(id))
    put(client, address, "front.jpg", credential=str(id))
    reads(app, number="P-2")
    page = client.get(f"{address}/card?credential={id}", headers=PAGE).text
    assert "The photo reads P-2; on file is P-1." in text_of(page)


def test_pieces_of_the_photo_are_hers_alone(app: Flask, client: FlaskClient) -> None:
    address, page = card(client, app)
    assert f'{address}/files/1/pieces?code={CODE}"' in beside(page, "number")
    assert 'viewBox="0 128 640 64"' in beside(page, "number")
    answer = client.get(f"{address}/files/1/pieces?code={CODE}", headers=PAGE)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    other = signed_in(app, "candidate", ANOTHERS)
    assert other.get(f"{address}/files/1/pieces", headers=PAGE).status_code == 404
    assert client.get(f"{address}/files/2/pieces", headers=PAGE).status_code == 404
