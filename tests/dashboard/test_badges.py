"""Badges on the pages of staff: five answers, each with its reason, and whom the agency trusts."""

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

from agency.badges.actions import with_badges
from agency.badges.models import TrustedIssuer
from agency.badges.queries import badges_of
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.uploads import Upload
from agency.extensions import db
from agency.matching.actions import match
from agency.settings import today
from agency.verification.actions import attach_document
from tests.access.browsing import PAGE
from tests.badges.issuing import EMAIL, ed_signer
from tests.badges.keeping import NAME, badge_file, held, judge_all, sent, trusted
from tests.counting import counted
from tests.documents import hostile
from tests.signing_in import TESTER, signed_in

SIGNER = ed_signer()
VERSION = re.compile(r'name="version" value="([0-9a-f]{16})"')
BELIEVE = "All five are yes: known at its source"


@pytest.fixture
def credential(app: Flask) -> int:
    """The id of a credential with a badge that was judged, and one of somebody else without."""
    with app.app_context():
        id = held().id
        sent(app, id, badge_file())
        return id


@pytest.fixture
def specialist(app: Flask) -> FlaskClient:
    return signed_in(app, "compliance")


def trust(app: Flask) -> None:
    with app.app_context():
        trusted(SIGNER)
        judge_all(app)


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def badge_id(app: Flask, credential: int) -> int:
    with app.app_context():
        return badges_of(credential)[0].id


def test_the_desk_shows_five_answers_with_their_reasons(
    specialist: FlaskClient, credential: int
) -> None:
    page = read(specialist, f"/review/{credential}")
    for question in ("Signed by its issuer", "Not revoked", "In date", "Issuer trusted for"):
        assert question in page
    assert "Given to this candidate" in page
    assert f"{SIGNER.did} is not on the trust list." in page
    document, side = page.split('<div class="desk-side">')
    assert "Given to this candidate" in document
    assert "Given to this candidate" not in side
    assert BELIEVE not in page


def test_where_all_are_yes_one_step_leads_to_its_source(
    app: Flask, specialist: FlaskClient, credential: int
) -> None:
    trust(app)
    page = read(specialist, f"/review/{credential}")
    assert BELIEVE in page
    found = VERSION.search(page)
    assert found is not None
    address = f"/review/{credential}/badges/{badge_id(app, credential)}/source"
    assert specialist.post(address, data={"version": "0" * 16}, headers=PAGE).status_code == 303
    assert "somebody else has changed it" in read(specialist, f"/review/{credential}")
    answer = specialist.post(address, data={"version": found[1]}, headers=PAGE)
    assert answer.status_code == 303
    page = read(specialist, f"/review/{credential}")
    assert "Written down: it is known at its source." in page
    assert BELIEVE not in page
    with app.app_context():
        assert db.session.get_one(Credential, credential).evidence == "primary_source"


def desk_of(app: Flask, specialist: FlaskClient, **filed: Any) -> str:
    """The desk of a credential that is filed so, with a badge whose answers are all yes."""
    trust(app)
    with app.app_context():
        id = held("C-9", **filed).id
        sent(app, id, badge_file())
        person = db.session.scalars(select(Candidate).where(Candidate.ref == "C-9")).one()
        assert person.email == EMAIL
    return read(specialist, f"/review/{id}")


def test_days_of_a_badge_are_proposed_where_none_are_on_file(
    app: Flask, specialist: FlaskClient
) -> None:
    page = desk_of(app, specialist, expires_on=None, issued_on=date(2026, 2, 1))
    assert 'name="expires_on" type="date" value="2031-02-28"' in page
    assert "The badge says this. On file it is blank until you verify." in page
    assert BELIEVE not in page
    assert "No last day is on file, and the badge says 28 Feb 2031: verify with that day" in page


def test_what_is_on_file_stays_and_what_outlasts_the_badge_is_told(
    app: Flask, specialist: FlaskClient
) -> None:
    page = desk_of(app, specialist, expires_on=date(2032, 1, 31))
    assert 'name="expires_on" type="date" value="2032-01-31"' in page
    assert "take=expires_on" in page
    assert BELIEVE not in page
    assert "The last day on file is 31 Jan 2032, and the badge ends on 28 Feb 2031" in page


def verify(client: FlaskClient, id: int, *settled: str) -> TestResponse:
    """Verify what the page of the desk says, having settled what is named."""
    page = read(client, f"/review/{id}")
    said = dict(re.findall(r'name="(version|document|entry)" value="(\w*)"', page))
    return client.post(
        f"/review/{id}", data={**said, "decision": "verify", "settled": list(settled)}
    )


def forged() -> bytes:
    """A badge in which a word was changed behind its signature."""
    return badge_file().replace(b"Certified Medical Assistant", b"Certified Medical Assistent")


def test_a_forged_badge_is_settled_before_it_is_verified(
    app: Flask, specialist: FlaskClient
) -> None:
    with app.app_context():
        id = held().id
        badge = sent(app, id, forged())
        assert badge.signature == "no"
        mark = f"badge-{badge.id}-signature"
    page = read(specialist, f"/review/{id}")
    assert "1 to settle" in page
    assert 'title="To settle first: The digital badge: Signed by its issuer' in page
    refused = verify(specialist, id)
    assert refused.status_code == 422
    assert f'href="#{mark}">The digital badge: Signed by its issuer' in refused.text
    with app.app_context():
        assert db.session.get_one(Credential, id).evidence != "reviewed"
    assert verify(specialist, id, mark).status_code == 303
    with app.app_context():
        assert db.session.get_one(Credential, id).evidence == "reviewed"


@pytest.mark.parametrize("content", [forged(), badge_file()], ids=["forged", "genuine"])
def test_a_forged_badge_beside_a_picture_stands_above_the_fields(
    app: Flask, specialist: FlaskClient, content: bytes
) -> None:
    with app.app_context():
        id = held().id
        picture = Upload("photo", BytesIO(hostile.of_telephone((64, 48))))
        badge = Upload("badge.json", BytesIO(content))
        attach_document(id, [picture, badge], TESTER, also=with_badges())
        judge_all(app)
    above, fields = read(specialist, f"/review/{id}").split('id="decision-form"')
    assert ("Given to this candidate" in above) == (content == forged())
    assert ("Given to this candidate" in fields) == (content != forged())


def test_what_a_badge_of_an_untrusted_issuer_says_is_unsure(
    app: Flask, specialist: FlaskClient
) -> None:
    with app.app_context():
        id = held("C-9", expires_on=None, issued_on=None).id
        sent(app, id, badge_file())
    page = read(specialist, f"/review/{id}")
    assert "unsure; its issuer is not trusted" in page
    assert "sure, 100 %" not in page
    assert 'name="expires_on" type="date" value=""' in page
    marks = page.split("data-standing")[1].split("</header>")[0]
    assert "to look at" in marks


def test_a_badge_of_another_credential_is_not_believed_here(
    app: Flask, specialist: FlaskClient, credential: int
) -> None:
    trust(app)
    with app.app_context():
        other = db.session.scalars(select(Credential.id).where(Credential.id != credential)).one()
    address = f"/review/{other}/badges/{badge_id(app, credential)}/source"
    assert specialist.post(address, headers=PAGE).status_code == 404


def test_a_badge_is_looked_at_again(app: Flask, specialist: FlaskClient, credential: int) -> None:
    address = f"/review/{credential}/badges/{badge_id(app, credential)}/judgement"
    assert specialist.post(address, headers=PAGE).status_code == 303
    assert "It is looked at again" in read(specialist, f"/review/{credential}")
    for role in ("admin", "recruiter"):
        assert signed_in(app, role).post(address, headers=PAGE).status_code == 403


def test_her_page_shows_her_badges(app: Flask, credential: int) -> None:
    page = read(signed_in(app, "recruiter"), "/candidates/C-1?tab=credentials")
    assert "Digital badges" in page
    assert "is not on the trust list" in page
    assert "Digital badges" not in read(
        signed_in(app, "recruiter"), "/candidates/C-1-other?tab=credentials"
    )


def test_an_administrator_says_whom_the_agency_trusts(app: Flask) -> None:
    admin = signed_in(app, "admin")
    assert "Nobody is trusted yet" in read(admin, "/settings/badges")
    said = {"issuer": SIGNER.did, "achievement": NAME, "code": "CMA-AAMA", "key": SIGNER.pem}
    assert admin.post("/settings/badges", data=said, headers=PAGE).status_code == 303
    page = read(admin, "/settings/badges")
    assert SIGNER.did in page
    assert "held here" in page
    again = admin.post("/settings/badges", data=said, headers=PAGE)
    assert (again.status_code, "already" in again.text) == (409, True)
    with app.app_context():
        row = db.session.scalars(select(TrustedIssuer)).one()
        assert row.key == SIGNER.pem
    gone = admin.post(f"/settings/badges/{row.id}/removal", headers=PAGE)
    assert gone.status_code == 303
    assert "Nobody is trusted yet" in read(admin, "/settings/badges")
    assert admin.post(f"/settings/badges/{row.id}/removal", headers=PAGE).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"issuer": ""}, "expected"),
        ({"achievement": "x" * 501}, "500"),
        ({"code": "CCMA"}, "CCMA"),
        ({"code": "nothing"}, "code"),
        ({"key": "no key"}, "a public key"),
        ({"key": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"}, "a public key"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    app: Flask, wrong: dict[str, str], says: str
) -> None:
    said = {"issuer": SIGNER.did, "achievement": NAME, "code": "CMA-AAMA", "key": ""} | wrong
    answer = signed_in(app, "admin").post("/settings/badges", data=said, headers=PAGE)
    assert answer.status_code == 422
    assert says.lower() in answer.text.lower()
    assert ("issuer" in wrong) or SIGNER.did in answer.text


def test_others_of_the_staff_see_whom_the_agency_trusts_and_change_nothing(app: Flask) -> None:
    client = signed_in(app, "compliance")
    assert "Trust an issuer" not in read(client, "/settings/badges")
    assert client.post("/settings/badges", data={}, headers=PAGE).status_code == 403


def test_the_desk_with_a_badge_takes_at_most_thirteen_statements(
    app: Flask, specialist: FlaskClient, credential: int
) -> None:
    with app.app_context():
        match(today())
    specialist.get(f"/review/{credential}")
    with app.app_context(), counted(db) as statements:
        assert "Digital badge" in read(specialist, f"/review/{credential}")
    assert len(statements) <= 13, statements
