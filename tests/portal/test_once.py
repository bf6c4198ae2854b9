"""What a phone sends twice is made once, and leads to the same page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from tests.api.test_etags import at_once
from tests.portal.her import PAGE, browser_of_her, make_her

PAPERS = "/portal/papers"
KEY = re.compile(r'name="once" value="([^"]+)"')
FORMS: dict[str, tuple[type[Any], dict[str, str]]] = {
    "credentials": (Credential, {"code": "BLS-ARC", "number": "R-7", "expires_on": "2028-05-31"}),
    "trainings": (Training, {"kind": "training", "topic": "injection", "hours": "12"}),
    "ce-credits": (CECredit, {"code": "CMA-AAMA", "units": "3", "earned_on": "2026-06-01"}),
}
KINDS = sorted(FORMS)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False)
    return browser_of_her(app)


def rows(app: Flask, model: type[Any]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def opened(client: FlaskClient, kind: str) -> tuple[str, str]:
    """The address of a new form and its key."""
    answer = client.get(f"{PAPERS}/{kind}/new", headers=PAGE, follow_redirects=True)
    found = KEY.search(answer.text)
    assert found is not None
    return answer.request.full_path, found[1]


def send(client: FlaskClient, kind: str, key: str, **other: str) -> TestResponse:
    said = FORMS[kind][1] | other | {"once": key}
    return client.post(f"{PAPERS}/{kind}/new", data=said, headers=PAGE)


@pytest.mark.parametrize("kind", KINDS)
def test_a_double_tap_makes_one_and_leads_to_one_page(
    app: Flask, client: FlaskClient, kind: str
) -> None:
    before = rows(app, FORMS[kind][0])
    _, key = opened(client, kind)
    answers = [send(client, kind, key) for _ in range(2)]
    assert [(one.status_code, one.location) for one in answers] == [(303, PAPERS)] * 2
    assert rows(app, FORMS[kind][0]) == before + 1


@pytest.mark.parametrize("kind", KINDS)
def test_two_taps_at_once_make_one(app: Flask, client: FlaskClient, kind: str) -> None:
    before = rows(app, FORMS[kind][0])
    _, key = opened(client, kind)
    browsers = [browser_of_her(app) for _ in range(3)]
    answers = at_once(lambda browser: send(browser, kind, key), tuple(browsers))
    assert [(one.status_code, one.location) for one in answers] == [(303, PAPERS)] * 3
    assert rows(app, FORMS[kind][0]) == before + 1


@pytest.mark.parametrize("kind", KINDS)
def test_going_back_to_what_was_sent_leads_to_what_it_made(
    app: Flask, client: FlaskClient, kind: str
) -> None:
    address, key = opened(client, kind)
    send(client, kind, key)
    back = client.get(address, headers=PAGE)
    assert (back.status_code, back.location) == (303, PAPERS)
    _, other = opened(client, kind)
    assert other != key


def test_a_form_that_says_something_else_now_loses_nothing_and_makes_nothing(
    app: Flask, client: FlaskClient
) -> None:
    before = rows(app, Training)
    _, key = opened(client, "trainings")
    send(client, "trainings", key)
    answer = send(client, "trainings", key, topic="phlebotomy", provider="Elsewhere College")
    assert answer.status_code == 409
    assert "Elsewhere College" in answer.text
    assert "You have sent this form before" in answer.text
    assert rows(app, Training) == before + 1
    found = KEY.search(answer.text)
    assert found is not None
    assert found[1] != key
    assert send(client, "trainings", found[1], topic="phlebotomy").status_code == 303
    assert rows(app, Training) == before + 2


def test_a_refused_form_keeps_its_key_and_is_not_kept(app: Flask, client: FlaskClient) -> None:
    _, key = opened(client, "credentials")
    refused = send(client, "credentials", key, expires_on="soon")
    assert refused.status_code == 422
    assert f'name="once" value="{key}"' in refused.text
    assert send(client, "credentials", key).status_code == 303


@pytest.mark.parametrize("key", ["a b", "x" * 256, "é"])
def test_a_key_that_is_none_is_refused(client: FlaskClient, key: str) -> None:
    assert send(client, "trainings", key).status_code == 422
