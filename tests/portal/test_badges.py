"""A badge in the portal: sent as any paper is, or pasted, and its five answers told to her."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.badges.models import Badge
from agency.documents.models import UnsentFile
from agency.extensions import db
from agency.portal.once import new_key
from tests.badges.issuing import baked_png, baked_svg, credential, ed_signer
from tests.badges.keeping import badge_file, judge_all
from tests.counting import counted
from tests.portal.her import HERS, PAGE, browser_of_her, make_her, read, text_of
from tests.portal.test_documents import credential_of, page_of

SIGNER = ed_signer()
SEND = "/portal/papers/send"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False, email="amara@example.org")
    return browser_of_her(app)


def hers(app: Flask) -> int:
    with app.app_context():
        return credential_of(HERS)


def put_down(client: FlaskClient, id: int, content: bytes, name: str) -> tuple[str, int]:
    key = new_key()
    form = {"credential": str(id), "file": (io.BytesIO(content), name)}
    return key, client.post(f"{SEND}/{key}", data=form, headers=PAGE).status_code


def send_on(client: FlaskClient, id: int, key: str) -> int:
    said = {"credential": str(id)}
    return client.post(f"{SEND}/{key}/card", data=said, headers=PAGE).status_code


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_a_badge_is_sent_as_any_paper_is(app: Flask, client: FlaskClient, form: str) -> None:
    token = SIGNER.token(credential(SIGNER.did))
    content = {
        "json": badge_file(),
        "jwt": token.encode(),
        "png": baked_png(token, "openbadgecredential"),
        "svg": baked_svg(token, version=3),
    }[form]
    id = hers(app)
    key, status = put_down(client, id, content, f"badge.{form}")
    assert status == 303
    assert "Badge" in read(client, f"{SEND}/{key}?credential={id}")
    assert send_on(client, id, key) == 303
    assert "Being looked at" in read(client, page_of(id))
    with app.app_context():
        judge_all(app)
    page = read(client, page_of(id))
    assert "Signed by its issuer, and unchanged" in page
    assert "is not on the trust list" in page
    assert "It names an e-mail address" in page


def test_a_badge_may_be_pasted(app: Flask, client: FlaskClient) -> None:
    id, key = hers(app), new_key()
    said = {"credential": str(id), "badge": f"\n  {badge_file().decode()}\n"}
    assert client.post(f"{SEND}/{key}", data=said, headers=PAGE).status_code == 303
    assert send_on(client, id, key) == 303
    with app.app_context():
        judge_all(app)
        assert db.session.scalars(select(Badge.signature)).one() == "yes"


def test_what_was_pasted_and_is_no_badge_is_told(app: Flask, client: FlaskClient) -> None:
    id, key = hers(app), new_key()
    for text in ("hello", "{}", "https://badges.example.org/1"):
        said = {"credential": str(id), "badge": text}
        answer = client.post(f"{SEND}/{key}", data=said, headers=PAGE)
        assert (answer.status_code, "was not taken" in answer.text) == (422, True)
    with app.app_context():
        assert db.session.scalars(select(UnsentFile)).all() == []


def test_a_badge_proves_a_new_paper_too(app: Flask, client: FlaskClient) -> None:
    key = new_key()
    form = {"code": "CMA-AAMA", "file": (io.BytesIO(badge_file()), "badge.json")}
    assert client.post(f"{SEND}/{key}", data=form, headers=PAGE).status_code == 303
    card = {"code": "CMA-AAMA", "name": "Marisol", "number": "R-7", "issued_on": "2026-02-01"}
    shown = client.post(f"{SEND}/{key}/card", data=card, headers=PAGE)
    assert shown.status_code == 200
    assert "1 page" in shown.text


def step_two(client: FlaskClient, code: str = "CMA-AAMA", content: bytes | None = None) -> str:
    key = new_key()
    form = {"code": code, "file": (io.BytesIO(content or badge_file()), "badge.json")}
    assert client.post(f"{SEND}/{key}", data=form, headers=PAGE).status_code == 303
    answer = client.get(f"{SEND}/{key}/card?code={code}", headers=PAGE)
    assert answer.status_code == 200
    return answer.text


def test_what_a_badge_says_is_proposed_and_who_signed_it_is_told_before_it_is_sent(
    client: FlaskClient,
) -> None:
    subject = credential()["credentialSubject"]
    name = {"type": "IdentityObject", "hashed": False, "identityHash": "Marisol Vega Lund"}
    subject["identifier"].append({**name, "identityType": "name"})
    page = step_two(
        client, content=badge_file(credentialSubject={**subject, "licenseNumber": "R-77"})
    )
    for field, value in (
        ("name", "Marisol Vega Lund"),
        ("issued_on", "2026-02-01"),
        ("expires_on", "2031-02-28"),
        ("number", "R-77"),
    ):
        assert re.search(rf'name="{field}" type="\w+" value="{value}"', page), field
    said = text_of(page)
    assert "We read it from your badge." in said
    assert said.count("Read from your badge") == 4
    assert "Signed by its issuer, and unchanged Yes" in said
    assert f"{SIGNER.did} is not on the trust list." in said
    assert "It names an e-mail address or identifier that is on file" in said
    assert "Seen at once, without asking its issuer." in said
    assert "We are reading your photo" not in said


def test_what_a_badge_does_not_say_is_blank_and_marked(client: FlaskClient) -> None:
    page = step_two(client)
    assert re.search(r'name="number" type="text" value=""', page)
    assert "Your badge does not say it." in page


def test_of_a_badge_that_was_changed_nothing_is_proposed(client: FlaskClient) -> None:
    changed = badge_file().replace(b"2031-02-28", b"2039-02-28")
    page = step_two(client, content=changed)
    assert "2039-02-28" not in page
    assert "What does your card say?" in page
    assert "Signed by its issuer, and unchanged No" in text_of(page)


def test_what_she_types_otherwise_than_her_badge_is_told_her(client: FlaskClient) -> None:
    key = new_key()
    form = {"code": "CMA-AAMA", "file": (io.BytesIO(badge_file()), "badge.json")}
    client.post(f"{SEND}/{key}", data=form, headers=PAGE)
    card = {"code": "CMA-AAMA", "name": "Marisol", "number": "R-7", "issued_on": "2026-02-02"}
    looked = client.post(f"{SEND}/{key}/card", data=card, headers=PAGE)
    assert "Your badge says 1 Feb 2026; you typed 2 Feb 2026." in text_of(looked.text)


def test_of_a_paper_on_file_her_badge_is_shown_before_it_is_sent(
    app: Flask, client: FlaskClient
) -> None:
    id = hers(app)
    key, _ = put_down(client, id, badge_file(), "badge.json")
    said = read(client, f"{SEND}/{key}/card?credential={id}")
    assert "What your digital badge says" in said
    assert "Signed by its issuer, and unchanged Yes" in said


def test_a_page_with_a_badge_costs_no_statement_more(app: Flask, client: FlaskClient) -> None:
    id = hers(app)
    key, _ = put_down(client, id, badge_file(), "badge.json")
    send_on(client, id, key)
    with app.app_context():
        judge_all(app)
        read(client, page_of(id))
        with counted(db) as statements:
            assert "Digital badge" in read(client, page_of(id))
    assert len(statements) <= 12, statements
