"""People with papers, work and matches around today, for tests of their pages."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask

from agency import clock
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.actions import match
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_facility,
    make_placement,
    make_training,
)

NEW_YORK = "America/New_York"


def the_day() -> date:
    """Today where the agency is."""
    return clock.today(NEW_YORK)


def days(number: int) -> date:
    """The day so many days from today."""
    return the_day() + timedelta(days=number)


def make_people(number: int = 1) -> list[Candidate]:
    """Candidates of Texas, each with a certification, life support that ends soon, and a credit."""
    people = []
    for each in range(number):
        person = make_candidate(f"P-{each:03}", first_name="Inés", last_name=f"Ortega {each:03}")
        make_credential(
            person, "CMA-AAMA", number=f"CMA-{each}", issued_on=days(-300), expires_on=days(900)
        )
        make_credential(person, "BLS-AHA", issued_on=days(-700), expires_on=days(60))
        make_credential(person, "TB-SCREEN", number="LAB-77", expires_on=days(200))
        make_ce_credit(person, earned_on=days(-30))
        make_training(person)
        people.append(person)
    return people


def make_work(number: int = 1) -> None:
    """Assignments that those people are eligible for, and one that asks what nobody holds."""
    for each in range(number):
        site = make_facility(f"Cedar Flats {each}")
        make_assignment(f"W-{each:03}", site, starts_on=days(10), ends_on=days(50))
    make_assignment(
        "W-NEAR",
        make_facility("Lookout"),
        starts_on=days(10),
        ends_on=days(90),
        client_requirements=("BLS",),
    )


def make_an_agency(app: Flask, people: int, work: int) -> None:
    """People and work, one of each placed with the other, all matched as of today."""
    with app.app_context():
        made = make_people(people)
        make_work(work)
        placed = make_assignment("W-PAST", starts_on=days(-90), ends_on=days(-30), status="closed")
        for person in made:
            make_placement(person, placed, "completed")
        db.session.commit()
        match(the_day())
        db.session.rollback()
