"""What an assignment would come to is what it comes to when it is saved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import insert, select

from agency.assignments.models import Assignment
from agency.edits.actions import record
from agency.errors import Unready
from agency.matching import keeping, previews, states
from agency.matching.actions import match
from agency.matching.counted import Counted
from agency.matching.models import Shortlist, SnapshotPiece
from agency.matching.previews import Preview, preview, wait_until_ready
from agency.matching.requirement_counts import requirement_counts
from agency.placements.work import work_of
from agency.plain_rows import all_of, plain_rows
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules
from tests.builders import make_assignment, make_candidate, make_credential
from tests.matching.lively_agency import LivelyAgency
from tests.matching.recorded import AS_OF, tip
from tests.matching.working import work_off


@pytest.fixture
def lively(database: SQLAlchemy, app: Flask) -> LivelyAgency:
    """An agency that is matched."""
    agency = LivelyAgency(5)
    match(AS_OF)
    work_off(app)
    return agency


def asked(row: Assignment, placed: tuple[str, ...] = ()) -> Preview | None:
    return preview(work_of(Assignment.id == row.id)[row.id], placed, tip())


def ready(row: Assignment) -> Preview:
    """The same when the facts are at hand."""
    asked(row)
    wait_until_ready()
    found = asked(row)
    assert found is not None
    return found


def test_while_the_facts_are_made_ready_there_is_no_answer_and_then_there_is(
    lively: LivelyAgency,
) -> None:
    row = make_assignment("A-NEW")
    first = asked(row)
    wait_until_ready()
    second = asked(row)
    assert first is None or not first.last
    assert second is not None
    assert (second.as_of, second.last) == (AS_OF, True)


def test_a_preview_equals_the_match_after_saving(
    lively: LivelyAgency, database: SQLAlchemy, app: Flask
) -> None:
    for number in range(6):
        row = lively._new_assignment()
        row.client_requirements = ("BLS",) if number % 2 else ()
        database.session.flush()
        found = ready(row).matched
        record("assignment", [row.id])
        database.session.commit()
        work_off(app)
        shortlist = database.session.scalars(
            select(Shortlist).where(Shortlist.assignment_id == row.id)
        ).one()
        counts = ("eligible", "unknown", "near_misses", "renewable")
        assert [getattr(found, name) for name in counts] == [
            getattr(shortlist, name) for name in counts
        ]
        stored = requirement_counts(tip(), row.id)
        assert isinstance(stored, Counted)
        assert found.counted == stored
        lively.change()
        work_off(app)


def test_after_a_delta_the_older_facts_answer_until_the_newer_are_ready(
    lively: LivelyAgency, database: SQLAlchemy, app: Flask
) -> None:
    row = make_assignment("A-NEW")
    before = ready(row).matched.eligible
    database.session.commit()
    person = make_candidate("C-NEW")
    make_credential(person)
    record("candidate", [person.id])
    database.session.commit()
    work_off(app)
    meanwhile = asked(row)
    assert meanwhile is not None
    assert (meanwhile.last, meanwhile.matched.eligible) == (False, before)
    assert ready(row).matched.eligible == before + 1


def test_whoever_is_placed_on_it_is_no_pair_of_it(lively: LivelyAgency) -> None:
    row = make_assignment("A-NEW")
    make_credential(make_candidate("C-NOT-YET"))
    found = ready(row).matched
    everybody = found.eligible + found.unknown + found.ineligible
    one_less = preview(work_of(Assignment.id == row.id)[row.id], ("C-001",), tip())
    assert one_less is not None
    matched = one_less.matched
    assert matched.eligible + matched.unknown + matched.ineligible == everybody - 1


def test_an_engine_that_has_forgotten_all_answers_alike(
    lively: LivelyAgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_assignment("A-NEW", client_requirements=("BLS",), required_skills=("ekg",))
    first = ready(row).matched
    monkeypatch.setattr(previews, "MOST_ASKED", 2)
    answers = [ready(row).matched for _ in range(4)]
    assert {(one.eligible, one.unknown, one.near_misses) for one in answers} == {
        (first.eligible, first.unknown, first.near_misses)
    }


def test_work_that_is_over_or_without_rules_is_told_as_such(lively: LivelyAgency) -> None:
    over = make_assignment("A-OVER", starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1))
    ready(make_assignment("A-NEW"))
    with pytest.raises(Ended):
        asked(over)
    with pytest.raises(NoRules):
        asked(make_assignment("A-GU", state="GU"))


@pytest.fixture
def gone(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> tuple[Assignment, list[dict[str, Any]]]:
    """Work that was asked about when the facts were gone from the database, and those facts."""
    make_credential(make_candidate("C-ONLY"))
    row = make_assignment("A-1", pay_rate=None)
    database.session.commit()
    match(AS_OF)
    work_off(app)
    monkeypatch.setattr(previews, "_at_hand", previews._AtHand())
    states._at_hand.clear()
    keeping.snapshot_of.cache_clear()
    pieces = plain_rows(all_of(SnapshotPiece))
    database.session.query(SnapshotPiece).delete()
    database.session.commit()
    asked(row)
    wait_until_ready()
    return row, pieces


def test_facts_that_are_gone_are_told_as_not_to_be_had(gone: tuple[Assignment, Any]) -> None:
    for _ in range(2):
        with pytest.raises(Unready):
            asked(gone[0])


def test_facts_that_could_not_be_had_are_tried_again_after_a_while(
    database: SQLAlchemy, gone: tuple[Assignment, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    row, pieces = gone
    database.session.execute(insert(SnapshotPiece), pieces)
    database.session.commit()
    with pytest.raises(Unready):
        asked(row)
    monkeypatch.setattr(previews, "TRIED_AGAIN", timedelta(0))
    assert ready(row).matched.eligible == 1


def test_what_fails_again_is_told_again(
    gone: tuple[Assignment, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as at_once:
        at_once.setattr(previews, "TRIED_AGAIN", timedelta(0))
        assert asked(gone[0]) is None
        wait_until_ready()
    with pytest.raises(Unready):
        asked(gone[0])
