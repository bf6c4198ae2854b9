"""The database itself keeps placements sound."""

from datetime import date, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from agency.assignments.models import Assignment
from agency.placements.models import BUSY_STAGES, STAGES, Placement
from tests.builders import make_assignment, make_candidate, make_placement

DAY = date(2027, 1, 4)


@pytest.mark.usefixtures("database")
def test_every_stage_is_taken() -> None:
    work = make_assignment()
    assert all(make_placement(make_candidate(), work, stage).id for stage in STAGES)


def test_a_stage_nobody_knows_is_refused(database: SQLAlchemy) -> None:
    with pytest.raises(IntegrityError, match="ck_placements_stage"):
        make_placement(make_candidate(), make_assignment(), "dreamt_of")
    database.session.rollback()


def test_the_stages_that_make_her_busy_are_stages() -> None:
    assert set(BUSY_STAGES) < set(STAGES)


def test_a_placement_that_ends_before_it_begins_is_refused(database: SQLAlchemy) -> None:
    with pytest.raises(IntegrityError, match="ck_placements_days"):
        make_placement(
            make_candidate(), make_assignment(), starts_on=DAY, ends_on=DAY - timedelta(days=1)
        )
    database.session.rollback()


def test_she_may_come_back_to_an_assignment_but_not_begin_twice_on_a_day(
    database: SQLAlchemy,
) -> None:
    person, work = make_candidate(), make_assignment()
    make_placement(person, work, "completed", starts_on=DAY)
    make_placement(make_candidate(), work, starts_on=DAY)
    make_placement(person, work, starts_on=DAY + timedelta(days=1))
    with pytest.raises(IntegrityError):
        make_placement(person, work, starts_on=DAY)
    database.session.rollback()


def test_an_assignment_takes_its_placements_along(database: SQLAlchemy) -> None:
    person = make_candidate()
    gone, stays = make_assignment(), make_assignment()
    for work in (gone, stays):
        make_placement(person, work)
    database.session.execute(delete(Assignment).where(Assignment.id == gone.id))
    assert database.session.scalars(select(Placement.assignment_id)).all() == [stays.id]
