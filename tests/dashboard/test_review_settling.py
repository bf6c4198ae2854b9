"""What stands out in a credential on the desk is settled before it is verified."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.credentials.models import Credential
from agency.extensions import db
from agency.verification.models import Verification
from tests.builders import (
    make_candidate,
    make_credential,
)
from tests.dashboard.desk import decide, fields, proved, stored, waiting
from tests.dashboard.people import days, the_day


def test_a_field_is_corrected_before_it_is_verified(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    decide(specialist, desk["ines"], decision="verify", number="Y-100", expires_on=str(days(500)))
    with app.app_context():
        row = db.session.get_one(Credential, desk["ines"])
        assert (row.number, row.expires_on) == ("Y-100", days(500))
        entry = db.session.scalars(select(Verification).order_by(Verification.id.desc())).first()
        assert entry is not None
        assert entry.after["number"] == "Y-100"


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ({"issued_on": days(3)}, "is in the future"),
        ({"expires_on": days(-3)}, "It ended on"),
        ({"expires_on": None}, "Without its last day"),
        ({"number": ""}, "No number was given"),
        ({"issued_on": date(2026, 1, 1), "expires_on": date(2036, 1, 1)}, "Later than"),
    ],
)
def test_what_does_not_fit_is_marked(
    app: Flask, specialist: FlaskClient, said: dict[str, Any], mark: str
) -> None:
    with app.app_context():
        id = waiting(make_candidate("P-3"), "BLS-AHA", **said)
        db.session.commit()
    assert mark in specialist.get(f"/review/{id}").text


def test_a_number_that_somebody_else_has_is_to_be_settled(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        id = waiting(make_candidate("P-4"), "BLS-AHA", number="Y-1")
        proved(id)
        db.session.commit()
    assert "P-1 has this number too" in specialist.get(f"/review/{id}").text
    refused = decide(specialist, id, decision="verify")
    assert refused.status_code == 422
    assert "Not decided yet" in refused.text
    assert stored(app, id) == ("active", "documented")
    assert decide(specialist, id, decision="verify", settled="number").status_code == 303


def test_where_there_is_nothing_to_look_at_nobody_verifies(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        id = waiting(
            make_candidate("P-4", email="p4@x.org"), "BLS-AHA", number="Y-1", evidence="claimed"
        )
        db.session.commit()
    page = specialist.get(f"/review/{id}").text
    assert "There is nothing to look at: ask at the source, or ask her." in page
    assert "Nothing stands out" not in page
    assert "It is so on the document" not in page
    assert re.search(r'value="verify"[^>]*aria-disabled="true"', page)
    refused = decide(specialist, id, decision="verify", settled="number")
    assert refused.status_code == 422
    assert "Not decided yet" in refused.text
    assert stored(app, id) == ("active", "claimed")
    asked = specialist.post(f"/review/{id}/question", data={"message": "Have you a card?"})
    assert asked.status_code == 303
    assert decide(specialist, id, decision="reject", reason="illegible").status_code == 303


@pytest.mark.parametrize(
    ("answer", "remark", "status"), [("differs", "It has 7", 303), ("not_found", "", 422)]
)
def test_what_its_source_had_may_be_verified_without_a_document(
    app: Flask, specialist: FlaskClient, answer: str, remark: str, status: int
) -> None:
    with app.app_context():
        id = waiting(make_candidate("P-4"), "BLS-AHA", evidence="claimed")
        db.session.commit()
    said = {"answer": answer, "remark_of_source": remark, "checked_on": str(the_day())}
    said["version"] = fields(specialist.get(f"/review/{id}"))["version"]
    specialist.post(f"/review/{id}/source", data=said)
    page = specialist.get(f"/review/{id}").text
    assert ("There is nothing to look at" in page) == (status == 422)
    assert decide(specialist, id, decision="verify", number="7").status_code == status


def test_the_name_on_the_document_is_not_guessed_from_the_profile(
    specialist: FlaskClient, desk: dict[str, int]
) -> None:
    assert fields(specialist.get(f"/review/{desk['ines']}"))["name"] == ""


def test_a_corrected_number_is_held_against_those_of_others(
    app: Flask, specialist: FlaskClient, desk: dict[str, int]
) -> None:
    with app.app_context():
        make_credential(make_candidate("P-4"), "BLS-AHA", number="ab-1234")
        db.session.commit()
    refused = decide(specialist, desk["ines"], decision="verify", number="AB 1234")
    assert refused.status_code == 422
    assert "P-4 has this number too" in refused.text
    assert stored(app, desk["ines"]) == ("active", "documented")


@pytest.mark.parametrize(
    ("read", "status"), [("INES HALLORAN BROOK", 303), ("Ines Brook", 422), ("", 303)]
)
def test_a_name_that_differs_by_more_than_its_spelling_is_to_be_settled(
    specialist: FlaskClient, desk: dict[str, int], read: str, status: int
) -> None:
    assert decide(specialist, desk["ines"], decision="verify", name=read).status_code == status
