"""The record of one person: what her pathways may see of her."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

from agency.errors import NotFound
from agency.placements.records import record_of
from agency.rules.spans import Spans
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_placement,
    make_training,
)

TODAY = date(2026, 11, 24)


def test_a_record_holds_her_facts_her_years_and_her_goal(database: SQLAlchemy) -> None:
    someone = make_candidate(
        "C-0001",
        first_name="Zoë",
        last_name="Ng",
        years_experience=Decimal("2.5"),
        career_goal="medical_office_manager",
        roles=("medical_assistant",),
    )
    other = make_candidate("C-0002", years_experience=Decimal(9))
    make_credential(someone, "CMA-AAMA")
    make_credential(other, "RMA-AMT")
    make_training(someone, "exam", topic="RMA-AMT")
    make_training(other, "exam", topic="NCMA-NCCT")
    database.session.commit()
    person = record_of("C-0001", TODAY)
    assert person.name == "Zoë Ng"
    assert person.record.years_experience == Decimal("2.5")
    assert person.record.career_goal == "medical_office_manager"
    assert [one.code for one in person.record.facts.credentials] == ["CMA-AAMA"]
    assert [one.topic for one in person.record.facts.trainings] == ["RMA-AMT"]
    assert person.record.worked == ()


def test_what_she_worked_for_us_counts_through_the_day_and_as_a_medical_assistant(
    database: SQLAlchemy,
) -> None:
    someone, other = make_candidate("C-0001"), make_candidate("C-0002")
    for stage, first, last, role, who in (
        ("completed", date(2025, 1, 1), date(2025, 1, 31), None, someone),
        ("completed", date(2025, 2, 1), date(2025, 2, 28), "medical_assistant", someone),
        ("working", date(2026, 11, 1), date(2026, 12, 31), None, someone),
        ("working", date(2026, 12, 1), date(2026, 12, 31), None, someone),
        ("confirmed", date(2026, 10, 1), date(2026, 10, 31), None, someone),
        ("withdrawn", date(2026, 9, 1), date(2026, 9, 30), None, someone),
        ("completed", date(2025, 6, 1), date(2025, 6, 30), "medical_office_manager", someone),
        ("completed", date(2025, 7, 1), date(2025, 7, 31), None, other),
    ):
        make_placement(who, make_assignment(role=role), stage=stage, starts_on=first, ends_on=last)
    database.session.commit()
    assert record_of("C-0001", TODAY).record.days_worked() == (
        Spans.between(date(2025, 1, 1), date(2025, 2, 28)) | Spans.between(date(2026, 11, 1), TODAY)
    )


def test_each_placement_is_read_with_the_hours_of_its_assignment(database: SQLAlchemy) -> None:
    someone = make_candidate("C-0001")
    for month, hours in ((1, None), (2, Decimal("37.5")), (3, Decimal(20))):
        first, last = date(2025, month, 1), date(2025, month, 28)
        assignment = make_assignment(hours_per_week=hours)
        make_placement(someone, assignment, stage="completed", starts_on=first, ends_on=last)
    database.session.commit()
    record = record_of("C-0001", TODAY).record
    read = {one.hours_per_week for one in record.worked}
    assert (len(record.worked), read) == (3, {None, Decimal("37.5"), Decimal(20)})
    assert record.days_worked(Decimal(36)) == Spans.between(date(2025, 2, 1), date(2025, 2, 28))


def test_a_record_is_read_in_six_queries_however_much_there_is(database: SQLAlchemy) -> None:
    for ref, many in (("C-0001", 1), ("C-0002", 12)):
        someone = make_candidate(ref)
        for number in range(many):
            make_credential(someone, "CMA-AAMA", number=str(number))
            make_training(someone, "exam", topic=f"RMA-AMT {number}")
            make_placement(
                someone,
                make_assignment(),
                stage="completed",
                starts_on=date(2025, 1, 1 + number),
                ends_on=date(2025, 2, 1),
            )
    database.session.commit()
    asked: list[str] = []

    def note(_1: object, _2: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        for ref in ("C-0001", "C-0002"):
            asked.clear()
            record_of(ref, TODAY)
            assert len([one for one in asked if one.startswith("SELECT")]) == 6
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_nobody_of_that_name_is_said(database: SQLAlchemy) -> None:
    make_candidate("C-0001")
    database.session.commit()
    with pytest.raises(NotFound, match="there is no candidate 'C-0009'"):
        record_of("C-0009", TODAY)
