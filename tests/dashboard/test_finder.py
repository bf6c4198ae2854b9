"""One box finds people, assignments and rules."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency.assignments.models import Facility
from agency.assignments.search import found
from agency.dashboard.rule_finding import rules_found
from agency.edits.actions import record
from agency.extensions import db
from agency.rules.rulebook import load_rulebook
from tests.builders import make_assignment, make_candidate, make_facility
from tests.counting import counted
from tests.signing_in import signed_in


@pytest.fixture
def recruiter(app: Flask) -> FlaskClient:
    return signed_in(app, "recruiter")


@pytest.fixture
def places(app: Flask) -> None:
    """Three assignments of two facilities and none."""
    with app.app_context():
        cedar = make_facility("Cedar Flats Family Medicine", zip="98901", state="WA")
        oak = make_facility("Oakwood Clinic", zip="75201", state="TX")
        make_assignment("A-0001", cedar)
        make_assignment("A-0010", oak, status="closed")
        make_assignment("A-0011", oak)
        make_assignment("A-0100", zip="10001", state="NY")
        make_candidate("C-0001", first_name="Cedar", last_name="Nguyễn")
        db.session.commit()


@pytest.mark.parametrize(
    ("typed", "refs"),
    [
        ("A-0001", ["A-0001"]),
        ("a-001", ["A-0001", "A-0011", "A-0010"]),
        ("a-1", ["A-0001", "A-0011", "A-0100", "A-0010"]),
        ("a-11", ["A-0011"]),
        ("cedar", ["A-0001"]),
        ("Cedra Flats", ["A-0001"]),
        ("yakima", ["A-0001"]),
        ("oakwood", ["A-0011", "A-0010"]),
        ("WA", ["A-0001"]),
        ("oakwood TX", ["A-0011", "A-0010"]),
        ("oakwood WA", []),
        ("new york", ["A-0100"]),
        ("nowhere", []),
        ("", []),
    ],
)
@pytest.mark.usefixtures("places")
def test_assignments_are_found_by_reference_facility_town_and_state(
    app: Flask, typed: str, refs: list[str]
) -> None:
    with app.app_context():
        assert [hit.ref for hit in found(typed, 10)] == refs


@pytest.mark.usefixtures("places")
def test_a_facility_that_is_renamed_is_found_by_its_new_name(app: Flask) -> None:
    with app.app_context():
        assert found("Maple", 10) == []
        site = db.session.scalars(db.select(Facility).filter_by(name="Oakwood Clinic")).one()
        site.name = "Maple Clinic"
        record("facility", [site.id])
        db.session.commit()
        assert [hit.ref for hit in found("Maple", 10)] == ["A-0011", "A-0010"]
        assert found("Oakwood", 10) == []


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("wa-practice", "wa-practice"),
        ("RCW 18.360.040", "wa-practice"),
        ("washington practise", "wa-practice"),
        ("iv start by MA-C", "wa-iv-start"),
    ],
)
def test_rules_are_found_by_id_citation_and_words(typed: str, id: str) -> None:
    assert id in [hit.id for hit in rules_found(typed, 5, load_rulebook())]


def test_a_state_finds_its_rules() -> None:
    hits = rules_found("Washington", 30, load_rulebook())
    assert hits
    assert {hit.code for hit in hits[:5]} == {"WA"}
    assert rules_found("zzzqx", 5, load_rulebook()) == []


@pytest.mark.usefixtures("places")
def test_answers_stand_in_groups(recruiter: FlaskClient) -> None:
    page = recruiter.get("/find?q=cedar").text
    assert page.index("People") < page.index("/candidates/C-0001")
    assert page.index("/candidates/C-0001") < page.index("/assignments/A-0001")
    assert "/rulebook/WA?rule=wa-practice" in recruiter.get("/find?q=RCW+18.360.040").text


@pytest.mark.usefixtures("places")
def test_the_very_reference_leads_there_but_not_while_one_types(recruiter: FlaskClient) -> None:
    assert recruiter.get("/find?q=c-0001").location == "/candidates/C-0001"
    assert recruiter.get("/find?q=A-0001").location == "/assignments/A-0001"
    assert recruiter.get("/find?q=c-1").location == "/candidates/C-0001"
    assert recruiter.get("/find?q=a-10").location == "/assignments/A-0010"
    typing = recruiter.get("/find?q=A-0001", headers={"HX-Request": "true"})
    assert typing.status_code == 200
    assert 'id="found"' in typing.text


@pytest.mark.usefixtures("places")
def test_nothing_found_says_what_can_be_sought(recruiter: FlaskClient) -> None:
    assert "Nothing answers" in recruiter.get("/find?q=zzzqx").text
    assert recruiter.get("/find").status_code == 200
    assert recruiter.get("/find?q=" + "x" * 300).status_code == 422


@pytest.mark.usefixtures("places")
def test_it_asks_the_database_at_most_twelve_times(app: Flask, recruiter: FlaskClient) -> None:
    recruiter.get("/find?q=cedar+WA")
    with app.app_context(), counted(db) as few:
        recruiter.get("/find?q=cedar+WA")
    with app.app_context():
        for number in range(30):
            make_candidate(f"M-{number:02}", first_name="Cedar", willing_states=("WA",))
        db.session.commit()
    recruiter.get("/find?q=cedar+WA")
    with app.app_context(), counted(db) as many:
        recruiter.get("/find?q=cedar+WA")
    assert len(few) == len(many) <= 12
