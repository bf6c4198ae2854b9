"""What no page of hers and no answer of the API to her ever holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.access.address_links import address_link
from agency.access.policy import policy
from agency.badges.actions import with_badges
from agency.badges.queries import badges_of
from agency.candidates.models import Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.documents.unsent import put_down
from agency.documents.uploads import Upload
from agency.extensions import db
from agency.matching.actions import value_run
from agency.matching.queries import newest_run
from agency.verification.actions import attach_document
from tests.badges.keeping import badge_file
from tests.builders import make_credential
from tests.documents.hostile import pdf
from tests.portal.her import (
    ANOTHERS,
    BILL,
    HERS,
    JOB,
    OTHER_JOB,
    PAGE,
    THIRD_JOB,
    browser_of_her,
    make_her,
    place_her,
)
from tests.portal.photos import photo
from tests.signing_in import TESTER, signed_in

SENDING = "a-sending-of-hers"
ARGUMENT = re.compile("<[^>]+>")
KINDS: dict[str, Any] = {"credentials": Credential, "trainings": Training, "ce-credits": CECredit}
# A word that only the agency and its clients share.
PRIVATE = (BILL, "bill_rate", "bill rate", "Bill rate", ANOTHERS, "Devon")
HER_WORDS = {
    "first_name": "Marisol",
    "last_name": "Vega-Lund",
    "adult": "yes",
    "home_zip": "75201",
    "email": "mari@example.org",
    "phone": "555 0100",
    "first": "2027-06-01",
    "code": "CCMA-NHA",
    "number": "MINE-1",
    "issued_on": "2025-01-01",
    "expires_on": "2027-01-01",
    "kind": "training",
    "topic": "ekg",
    "category": "general",
    "completed_on": "2025-01-01",
    "units": "1",
    "earned_on": "2026-01-01",
    "max_travel_miles": "60",
    "available_from": "2027-01-01",
}
OF_DEVON = {"email": "devon@example.org", "phone": "555 0199", "number": "DEVON-1"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app)
    place_her(app, "confirmed", THIRD_JOB)
    with app.app_context():
        other = db.session.scalars(select(Candidate).where(Candidate.ref == ANOTHERS)).one()
        other.email, other.phone = OF_DEVON["email"], OF_DEVON["phone"]
        make_credential(other, "CCMA-NHA", number=OF_DEVON["number"])
        db.session.commit()
        value_run(newest_run())
        put_down(HERS, SENDING, [Upload("card.png", photo("PNG"))], TESTER)
    return browser_of_her(app)


def portal_pages(app: Flask) -> Iterator[str]:
    """Every page of the portal, those about one thing for each thing of hers."""
    for method, rule in policy():
        if method == "GET" and rule.startswith("/portal/"):
            page = rule.replace("<key>", SENDING).replace("<int:place>", "1")
            of = "?code=BLS-ARC" if SENDING in page else ""
            for value in values_of(app, page):
                yield ARGUMENT.sub(str(value), page) + of
    yield "/portal/work?list=nearly"


def values_of(app: Flask, rule: str) -> list[object]:
    if "<assignment_ref>" in rule:
        return [JOB, OTHER_JOB, THIRD_JOB]
    if "<token>" in rule:
        with app.app_context():
            she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
            return [address_link(she, "mari@example.org").rpartition("/")[2]]
    named = next((kind for name, kind in KINDS.items() if f"/{name}/<" in rule), None)
    if "/sent/<" in rule:
        return [with_a_document(app)[1]]
    if named is None:
        return [""]
    with app.app_context():
        own = select(named.id).join(Candidate, Candidate.id == named.candidate_id)
        return list(db.session.scalars(own.where(Candidate.ref == HERS)))


def api_addresses(app: Flask) -> Iterator[str]:
    """Every address of the API that a candidate may ask for what is hers."""
    credential, document = with_a_document(app)
    ids = {"credentials": credential, "documents": document, "files": 2, "pages": 1}
    with app.app_context():
        ids["badges"] = badges_of(credential)[0].id
        for name in ("trainings", "ce-credits"):
            own = select(KINDS[name].id).join(Candidate, Candidate.id == KINDS[name].candidate_id)
            ids[name] = db.session.scalars(own.where(Candidate.ref == HERS)).all()[0]
    for (method, rule), cell in policy().items():
        if method == "GET" and "candidate" in cell.own:
            whole = rule.replace("<candidate_ref>", HERS)
            whole = whole.replace("<ref>", JOB if "<candidate_ref>" in rule else HERS)
            for named, id in ids.items():
                whole = re.sub(rf"/{named}/<[^>]*>", f"/{named}/{id}", whole)
            yield whole


def with_a_document(app: Flask) -> tuple[int, int]:
    """A credential of hers, and the document that proves it."""
    with app.app_context():
        own = select(Credential).join(Candidate, Candidate.id == Credential.candidate_id)
        card = db.session.scalars(own.where(Candidate.ref == HERS, Credential.code == "CPT-NHA"))
        row = card.one()
        badge = Upload("badge.json", BytesIO(badge_file()))
        sent = Upload("card.png", photo("PNG")), Upload("card.pdf", BytesIO(pdf())), badge
        document = attach_document(row.id, sent, TESTER, also=with_badges())
        return row.id, document.id


def test_no_page_holds_a_rate_of_a_client_or_another_candidate(
    app: Flask, client: FlaskClient
) -> None:
    pages = list(portal_pages(app))
    assert len(pages) > 20
    for address in pages:
        answer = client.get(address, headers=PAGE, follow_redirects=True)
        if "/pieces" in address:  # pictures, once there is something read to cut out
            continue
        assert answer.status_code == 200, address
        if answer.mimetype == "text/html":
            assert [word for word in PRIVATE if word in answer.text] == [], address


def test_no_form_of_hers_answers_with_somebody_else(app: Flask, client: FlaskClient) -> None:
    """Each is sent with her own words, and with what is somebody else's."""
    forms = list(portal_forms(app))
    assert len(forms) >= 18
    for address in forms:
        for said in (HER_WORDS, HER_WORDS | OF_DEVON):
            answer = client.post(address, data=said_in(client, address, said), headers=PAGE)
            assert answer.status_code < 500, address
            if answer.location:
                answer = client.get(answer.location, headers=PAGE)
            told = answer.text.replace(said["email"], "").replace(said["number"], "")
            assert [word for word in PRIVATE if word in told] == [], address


def portal_forms(app: Flask) -> Iterator[str]:
    for method, rule in policy():
        if method == "POST" and rule.startswith("/portal/"):
            for value in values_of(app, rule):
                yield ARGUMENT.sub(str(value or 1), rule)


def said_in(client: FlaskClient, address: str, said: dict[str, str]) -> dict[str, str]:
    """The fields of every form, with the state that the page of this one was read in."""
    page = client.get(re.sub("/(withdrawal|removal|documents)$", "", address), headers=PAGE)
    found = re.search(r'name="version" value="([^"]+)"', page.text)
    return said | {"version": found[1] if found else ""}


def test_no_answer_of_the_api_holds_a_rate_of_a_client_or_another_candidate(
    app: Flask, client: FlaskClient
) -> None:
    addresses = list(api_addresses(app))
    assert len(addresses) >= 8
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        if answer.is_json:
            assert [word for word in PRIVATE if word in answer.text] == [], address


def test_no_page_of_the_portal_is_for_the_staff(app: Flask, client: FlaskClient) -> None:
    for role in ("admin", "recruiter", "compliance"):
        staff = signed_in(app, role)
        for address in portal_pages(app):
            assert staff.get(address, headers=PAGE).status_code == 403, address


def test_no_page_of_the_staff_is_for_her(client: FlaskClient) -> None:
    """All but the board, which leads her home."""
    for (method, rule), cell in policy().items():
        of_staff = cell.roles and "candidate" not in (cell.roles | cell.own)
        if method == "GET" and of_staff and not rule.startswith("/api/"):
            answer = client.get(ARGUMENT.sub("1", rule), headers=PAGE)
            assert answer.status_code == 403, rule


def test_a_change_without_the_proof_that_it_was_meant_is_refused(app: Flask) -> None:
    make_her(app, matched=False)
    sly = signed_in(app, "candidate", HERS, csrf=False)
    for method, rule in policy():
        if method == "POST" and rule.startswith("/portal/"):
            answer = sly.post(ARGUMENT.sub("1", rule), headers=PAGE)
            assert answer.status_code == 400, rule
