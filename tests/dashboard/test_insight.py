"""Insight: what credentials are worth, and who would come instead, as pages tell it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from agency.matching.actions import match, value_run
from agency.matching.queries import current_run
from agency.rules.sentences import day_text
from agency.settings import today
from tests.builders import make_candidate, make_placement
from tests.counting import counted
from tests.dashboard.test_allocation import read
from tests.matching.test_allocating import SPRING, SUMMER, somebody, work
from tests.signing_in import signed_in


@pytest.fixture
def client(app: Flask, database: SQLAlchemy) -> FlaskClient:
    work("A-TX", openings=2, bill_rate="40")
    held = work("A-HELD", status="filled")
    make_placement(somebody("C-HAS", "20"), held, stage="confirmed", **SPRING)
    somebody("C-TEXAN", "24")
    make_candidate("C-LACKS", first_name="Lena", willing_states=("TX",))
    database.session.commit()
    return signed_in(app, "recruiter")


@pytest.fixture
def valued(client: FlaskClient) -> FlaskClient:
    match(today())
    value_run(current_run(today()))
    return client


def test_before_a_match_nothing_is_valued(client: FlaskClient) -> None:
    assert "Nothing has been valued yet" in read(client, "/insight")
    assert "Nothing has been worked out yet" in read(client, "/insight/losses")


def test_each_credential_is_told_with_what_it_would_fill(valued: FlaskClient) -> None:
    said = read(valued, "/insight")
    assert "CCMA (NHA) obtained +1 1 +15.00" in said
    assert "$165 not documented" in said


def test_one_credential_is_told_with_who_should_obtain_it(valued: FlaskClient) -> None:
    said = read(valued, "/insight?credential=CCMA-NHA")
    assert "CCMA (NHA) obtained by 1 person fills 1 more opening." in said
    assert "opens 1 assignment to 1 person, at up to $25 an hour" in said
    assert "Lena Lindqvist for A-TX" in said


def test_one_that_opens_nothing_says_so(valued: FlaskClient) -> None:
    said = read(valued, "/insight?credential=ND-UAP")
    assert "It would make nobody eligible who is not" in said


@pytest.mark.parametrize("query", ["credential=CCMA", "credential=nothing"])
def test_a_type_that_is_none_is_refused(valued: FlaskClient, query: str) -> None:
    assert valued.get(f"/insight?{query}").status_code == 422


def test_who_would_come_is_told_with_what_it_costs(valued: FlaskClient) -> None:
    said = read(valued, "/insight/losses")
    assert "C-HAS" in said
    assert "would come instead" in said.lower()
    assert "1 place hangs on one person: nobody else could take it." in said
    only_proposed = read(valued, "/insight/losses?place=proposed").partition("Costs most")[2]
    assert "C-HAS" not in only_proposed


def test_what_losing_somebody_costs_is_told_once(client: FlaskClient, database: SQLAlchemy) -> None:
    work("A-LATER", **SUMMER)
    database.session.commit()
    match(today())
    value_run(current_run(today()))
    texan = read(client, "/insight/losses").partition("Costs most")[2]
    assert texan.count("her 2 places together") == 1
    assert texan.count("counted with her place above") == 1
    said = read(client, "/assignments/A-LATER/allocation")
    assert re.search(r"losing her costs \d+\.\d points, her 2 places together\.", said)


def test_an_unknown_kind_of_place_is_refused(valued: FlaskClient) -> None:
    assert valued.get("/insight/losses?place=nowhere").status_code == 422


def test_an_assignment_tells_who_would_come_instead(valued: FlaskClient) -> None:
    said = read(valued, "/assignments/A-TX/allocation")
    assert "Were she lost" in said


def test_a_candidate_is_told_with_what_credentials_would_open(valued: FlaskClient) -> None:
    said = read(valued, "/candidates/C-LACKS?tab=pathways")
    assert "What a credential would open" in said
    assert "CCMA (NHA) obtained up to $25 an hour; fills A-TX +1" in said
    assert f"by the match as of {day_text(today())}" in said


def test_pathways_of_a_candidate_speak_of_her_and_not_to_her(valued: FlaskClient) -> None:
    said = read(valued, "/candidates/C-LACKS?tab=pathways")
    assert "her years of work are not on file" in said
    assert not re.search(r"\b[Yy]ou(r|rs)?\b", said)


def test_values_of_an_earlier_match_say_so(valued: FlaskClient, database: SQLAlchemy) -> None:
    somebody("C-NEW")
    database.session.commit()
    match(today())
    assert "Of an earlier match" in read(valued, "/insight")
    assert "Of an earlier match" in read(valued, "/insight/losses")


def test_pages_take_few_statements(valued: FlaskClient, database: SQLAlchemy) -> None:
    for address in (
        "/insight",
        "/insight?credential=CCMA-NHA",
        "/insight/losses",
        "/candidates/C-LACKS?tab=pathways",
        "/assignments/A-TX/allocation",
    ):
        read(valued, address)
        with counted(database) as statements:
            read(valued, address)
        assert len(statements) <= 12, address
