"""What a candidate writes of her own from a program of hers: what her pages let her, no more."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from agency.notices.models import Mail
from tests.api.documented import misfits
from tests.api.programs import PREFIX, faults, made, told
from tests.portal.her import ANOTHERS, HERS, browser_of_her, make_her

HER = f"{PREFIX}/candidates/{HERS}"
OTHER = f"{PREFIX}/candidates/{ANOTHERS}"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False)
    return browser_of_her(app)


def id_of(app: Flask, model: type[Credential | Training | CECredit], ref: str, **is_: str) -> int:
    with app.app_context():
        own = select(model.id).join(Candidate, Candidate.id == model.candidate_id)
        found = own.where(Candidate.ref == ref).filter_by(**is_) if is_ else own
        return db.session.scalars(found.where(Candidate.ref == ref).order_by(model.id)).all()[-1]


def test_her_details_wishes_and_days_are_hers_to_say(app: Flask, client: FlaskClient) -> None:
    said = {"phone": "555 0100", "min_pay_rate": "27.50", "available_from": "2027-02-01"}
    days = {"unavailable": ["2027-03-01/2027-03-05"], "willing_states": ["TX", "OK"]}
    answer = client.patch(HER, json=said | days)
    assert misfits(app, "PATCH", answer) == []
    assert {name: told(answer)[name] for name in said | days} == said | days
    stale = client.patch(HER, json={"phone": "1"}, headers={"If-Match": '"other"'})
    assert stale.status_code == 412
    assert client.patch(OTHER, json=said).status_code == 404


def test_what_the_agency_says_of_her_is_not_hers_to_say(app: Flask, client: FlaskClient) -> None:
    assert faults(client.patch(HER, json={"status": "archived"})).keys() == {"status"}
    email = faults(client.patch(HER, json={"email": "devon@example.org", "phone": "1"}))
    assert "mails a link" in email["email"]
    assert email.keys() == {"email"}
    with app.app_context():
        assert db.session.scalars(select(Mail)).all() == []
    assert told(client.get(HER))["phone"] is None


def test_a_credential_is_claimed_by_her_changed_and_withdrawn(
    app: Flask, client: FlaskClient
) -> None:
    body = {"code": "CCMA-NHA", "number": "M-1", "expires_on": "2028-01-01"}
    more = faults(client.post(f"{HER}/credentials", json=body | {"evidence": "documented"}))
    assert more == {"evidence": "claimed, or left out"}
    card = made(client.post(f"{HER}/credentials", json=body))
    assert (card["evidence"], card["status"]) == ("claimed", "active")
    path = f"{PREFIX}/credentials/{card['id']}"
    assert told(client.patch(path, json={"number": "M-2"}))["number"] == "M-2"
    assert faults(client.patch(path, json={"evidence": "reviewed"})).keys() == {"evidence"}
    assert told(client.patch(path, json={"status": "withdrawn"}))["status"] == "withdrawn"
    assert client.post(f"{OTHER}/credentials", json=body).status_code == 404


def test_what_was_seen_or_is_anothers_is_not_hers_to_change(
    app: Flask, client: FlaskClient
) -> None:
    seen = f"{PREFIX}/credentials/{id_of(app, Credential, HERS, code='BLS-AHA')}"
    assert told(client.get(seen))["code"] == "BLS-AHA"
    assert "your own word alone" in faults(client.patch(seen, json={"number": "9"}))["evidence"]
    for kind, model in (("credentials", Credential), ("trainings", Training)):
        other = f"{PREFIX}/{kind}/{id_of(app, model, ANOTHERS)}"
        assert client.get(other).status_code == 404
        assert client.patch(other, json={}).status_code == 404


def test_a_training_and_a_credit_are_hers_from_first_to_last(client: FlaskClient) -> None:
    training = {"kind": "training", "topic": "ekg", "completed_on": "2025-01-01"}
    credit = {"code": "CMA-AAMA", "units": "2", "earned_on": "2026-03-01"}
    for kind, body, change in (
        ("trainings", training, {"provider": "A school"}),
        ("ce-credits", credit, {"provider": "A course"}),
    ):
        path = f"{PREFIX}/{kind}/{made(client.post(f'{HER}/{kind}', json=body))['id']}"
        assert told(client.patch(path, json=change))["provider"] == change["provider"]
        assert told(client.get(path))["provider"] == change["provider"]
        assert client.delete(path).status_code == 204
        assert client.get(path).status_code == 404


def test_a_credit_that_the_agency_took_up_is_not_hers_to_take_out(
    app: Flask, client: FlaskClient
) -> None:
    path = f"{PREFIX}/ce-credits/{id_of(app, CECredit, HERS)}"
    assert client.delete(path).status_code == 422
    assert client.get(path).status_code == 200
