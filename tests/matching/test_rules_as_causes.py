"""Which recorded rules are told as the cause of a change, and which are not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.extensions import db
from agency.matching import shards
from agency.matching.actions import match
from agency.matching.engine import Engine
from agency.standards.actions import withdraw
from agency.standards.queries import rulebook
from tests.builders import make_assignment, make_candidate, make_credential
from tests.matching.recorded import AS_OF, eligible, says, tip
from tests.matching.test_changes import GAINED, LOST, told
from tests.matching.working import work_off
from tests.standards.entries import BLS, TEXAS, lifted, saved

A_DAY = timedelta(days=1)


def test_a_rule_that_is_met_is_no_cause_of_what_lapsed(database: SQLAlchemy) -> None:
    asked = ("BACKGROUND-CHECK",)
    days = date(2026, 11, 1), date(2027, 3, 1)
    make_assignment("A-1", starts_on=days[0], ends_on=days[1], client_requirements=asked)
    person = make_candidate("C-1")
    for code in ("CMA-AAMA", "BLS-AHA"):
        make_credential(person, code)
    make_credential(person, "BACKGROUND-CHECK", expires_on=date(2026, 12, 10))
    db.session.commit()
    match(AS_OF)
    saved(BLS)
    match(date(2026, 12, 15))
    assert told(tip()) == [("A-1", "C-1", "renewal_off_course", "credential_lapsed")]


@pytest.mark.usefixtures("matched")
def test_the_end_of_a_standard_is_told_with_it(app: Flask) -> None:
    saved(BLS)
    work_off(app)
    saved(lifted(BLS, AS_OF), why="enough for now")
    work_off(app)
    assert eligible("A-1") == ["C-1", "C-2"]
    (said,) = says()
    assert said.startswith("agency-life-support: saved by A. Lee on ")
    assert said.endswith(": enough for now")


@pytest.mark.usefixtures("matched")
def test_law_that_asks_nothing_else_of_the_work_in_its_window_is_no_cause(app: Flask) -> None:
    """It begins too late, speaks of other work, only advises, or says the same in other words."""
    last_day = db.session.scalars(select(Assignment.ends_on).where(Assignment.ref == "A-1")).one()
    saved(BLS, TEXAS | {"id": "tx-other-words", "needs": {"holds": ["CMA-AAMA"]}})
    work_off(app)
    withdraw("agency-life-support", "B. Ito", "too strict")
    saved(TEXAS | {"in_force": last_day + A_DAY})
    saved(TEXAS | {"id": "tx-elsewhere", "when": {"settings": ["school"]}})
    saved(TEXAS | {"id": "tx-advice", "effect": "advise"})
    saved(TEXAS | {"id": "tx-other-words", "needs": {"holds": ["CMA-AAMA"]}, "says": "Be one"})
    work_off(app)
    assert told(tip()) == [
        (ref, "C-1", GAINED, "standard_changed") for ref in ("A-1", "A-2", "A-3")
    ]
    (said,) = says()
    assert said.startswith("agency-life-support: withdrawn by B. Ito on ")
    assert said.endswith(": too strict")


@pytest.mark.usefixtures("matched")
def test_law_and_a_standard_that_both_ask_something_else_are_both_named_as_law(app: Flask) -> None:
    saved(BLS, TEXAS)
    work_off(app)
    assert told(tip())[0] == ("A-1", "C-1", LOST, "law_changed")
    both = next(one for one in says() if one.startswith("tx-life-support: saved by A. Lee on "))
    assert "; agency-life-support: saved by A. Lee on " in both


@pytest.mark.usefixtures("matched")
def test_what_is_said_of_two_texts_of_one_rule_alike_is_said_once(app: Flask) -> None:
    saved(BLS, BLS | {"in_force": AS_OF, "says": "Hold BLS"})
    work_off(app)
    assert [one.count("agency-life-support") for one in says()] == [1]


@pytest.mark.usefixtures("matched")
def test_the_engine_of_one_rulebook_does_not_answer_for_another(app: Flask) -> None:
    saved(BLS)
    work_off(app)
    assert isinstance(shards.engine_of(tip()), Engine)
    assert shards.engine_of(tip()).book is rulebook()
