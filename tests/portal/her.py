"""Marisol and a job that she nearly has, for tests of her own pages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import clock
from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.actions import match
from agency.settings import today
from config import Config
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_facility,
    make_placement,
    make_training,
)
from tests.signing_in import signed_in

HERS, ANOTHERS = "C-0001", "C-0002"
JOB, OTHER_JOB, THIRD_JOB = "AS-1047", "AS-1048", "AS-1049"
DAYS = 56
PAGE = {"Accept": "text/html"}
BILL = "987.65"


def in_days(number: int) -> date:
    """A day counted from today, by the clock that the application has in a test."""
    return clock.today(Config.from_environment({}).timezone) + timedelta(days=number)


def make_her(app: Flask, bls_ends: int = 90, matched: bool = True, **said: object) -> None:
    """Marisol, with a BLS card that ends in a while; three jobs of eight weeks that ask for one.

    Two begin in fifty days, one in ten; everything has a rate that clients pay. Devon has the same
    papers. She has one of everything else too.
    """
    with app.app_context():
        for ref, name in ((HERS, "Marisol"), (ANOTHERS, "Devon")):
            extra = said if ref == HERS else {}
            person = make_candidate(ref, first_name=name, last_name="Vega-Lund", **extra)
            make_credential(person)
            make_credential(person, "BLS-AHA", expires_on=in_days(bls_ends))
            make_credential(person, "CPT-NHA", evidence="claimed", number="P-1")
            make_training(person)
            make_training(person, "training", topic="phlebotomy", evidence="claimed")
            make_ce_credit(person)
        site = make_facility("Cedar Flats", state="TX")
        wanted = {"client_requirements": ("BLS",), "bill_rate": BILL, "pay_rate": "28.40"}
        for ref, first in ((JOB, 50), (OTHER_JOB, 51), (THIRD_JOB, 10)):
            days = {"starts_on": in_days(first), "ends_on": in_days(first + DAYS - 1)}
            make_assignment(ref, site, **days, **wanted)
        db.session.commit()
        if matched:
            match(today())


def place_her(app: Flask, stage: str, assignment: str = JOB) -> None:
    """She is placed on a job, in some stage."""
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        work = db.session.scalars(select(Assignment).where(Assignment.ref == assignment)).one()
        make_placement(she, work, stage)
        db.session.commit()


def browser_of_her(app: Flask) -> FlaskClient:
    return signed_in(app, "candidate", HERS)


def text_of(html: str) -> str:
    """What a page says, without its tags and without a space before a full stop or comma."""
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
    return re.sub(r" ([.,])(?= |$)", r"\1", words)


def read(client: FlaskClient, address: str) -> str:
    """What a page says, which must be there."""
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return text_of(answer.text)
