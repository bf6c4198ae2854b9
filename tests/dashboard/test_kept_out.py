"""Whom one requirement keeps out of an assignment, as a page tells it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from agency.matching.previews import wait_until_ready
from tests.counting import counted
from tests.dashboard.assignment_agency import small_agency
from tests.dashboard.test_allocation import read
from tests.signing_in import signed_in

PAGE = "/assignments/A-1/kept-out?requirement="


@pytest.fixture
def client(app: Flask, database: SQLAlchemy) -> FlaskClient:
    small_agency(app)
    return signed_in(app, "recruiter")


def ready(client: FlaskClient, address: str) -> str:
    """The page when the facts of the last run are at hand."""
    read(client, address)
    wait_until_ready()
    return read(client, address)


def test_counts_lead_to_the_people_and_all_that_each_lacks(client: FlaskClient) -> None:
    tab = client.get("/assignments/A-1?tab=not").text
    assert 'href="/assignments/A-1/kept-out?requirement=client:BLS"' in tab
    said = ready(client, f"{PAGE}client:BLS")
    assert "3 people do not meet it on every day" in said
    assert "3 lack nothing else." in said
    for number in range(3):
        assert f"N-{number}" in said
        assert f"C-{number}" not in said
    assert "BLS: short by" in said
    assert "1 to 3 of 3" in said


def test_whom_it_does_not_keep_out_is_nobody(client: FlaskClient) -> None:
    assert "It keeps nobody out" in ready(client, f"{PAGE}pay")
    assert "Nobody further is kept out by it" in ready(client, f"{PAGE}client:BLS&beyond=50")


def test_while_the_facts_are_being_read_it_says_so(client: FlaskClient) -> None:
    wait_until_ready()
    said = read(client, f"{PAGE}client:BLS")
    assert "Everybody is being looked at" in said or "3 people do not meet it" in said


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{PAGE}no-such-rule", 404),
        ("/assignments/A-0/kept-out?requirement=pay", 404),
        ("/assignments/A-1/kept-out", 422),
        (f"{PAGE}pay&beyond=-1", 422),
    ],
)
def test_what_is_not_there_is_told(client: FlaskClient, address: str, status: int) -> None:
    ready(client, f"{PAGE}pay")
    assert client.get(address).status_code == status


def test_where_nobody_can_be_kept_out_it_is_told_why(client: FlaskClient) -> None:
    said = ready(client, "/assignments/A-GUAM/kept-out?requirement=pay")
    assert "We cannot say who is kept out" in said


def test_the_page_takes_few_statements(client: FlaskClient, database: SQLAlchemy) -> None:
    ready(client, f"{PAGE}client:BLS")
    with counted(database) as statements:
        read(client, f"{PAGE}client:BLS")
    assert len(statements) <= 12
