"""What waits on the review desk in tests, and a decision made on its page."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agency.credentials.models import Credential
from agency.extensions import db
from tests.builders import (
    make_credential,
    make_document,
    make_document_file,
)
from tests.dashboard.people import days


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
