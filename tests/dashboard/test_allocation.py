"""Who goes where, as pages tell it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from agency.matching.actions import match
from agency.settings import today
from tests.builders import make_candidate
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
    assert "Nobody has been chosen yet" in read(client, "/allocation")
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
    assert "better filled by C-TEXAN" in said
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
    for address in ("/allocation", "/assignments/A-TX/allocation", "/assignments/A-TX"):
        read(client, address)
        with counted(database) as statements:
            read(client, address)
        assert len(statements) <= 12, address


def test_an_assignment_that_does_not_exist_is_not_found(client: FlaskClient) -> None:
    assert client.get("/assignments/A-NONE/allocation").status_code == 404
