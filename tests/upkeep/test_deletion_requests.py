"""Requests for deletion: one open at most, withdrawn by her, settled by the agency."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.audit.models import AuditEntry
from agency.candidates.models import Candidate
from agency.errors import NotFound, Refused, Taken
from agency.merging.actions import merge, undo_merge
from agency.upkeep.actions import ask_for_deletion, settle_deletion, withdraw_deletion
from agency.upkeep.models import DeletionRequest
from agency.upkeep.queries import last_request_of, open_requests, what_waits
from tests.builders import make_candidate
from tests.signing_in import TESTER


@pytest.fixture(autouse=True)
def people(database: SQLAlchemy) -> None:
    for ref in ("C-0001", "C-0002"):
        make_candidate(ref)
    database.session.commit()


def test_a_request_is_open_until_it_is_withdrawn(database: SQLAlchemy) -> None:
    ask_for_deletion("C-0001", TESTER)
    asked = last_request_of("C-0001")
    assert asked is not None
    assert asked.state == "open"
    assert last_request_of("C-0002") is None
    assert what_waits().deletions == 1
    withdraw_deletion("C-0001", TESTER)
    asked = last_request_of("C-0001")
    assert asked is not None
    assert asked.state == "withdrawn"
    assert what_waits().deletions == 0


def test_nobody_asks_twice_at_a_time(database: SQLAlchemy) -> None:
    ask_for_deletion("C-0001", TESTER)
    with pytest.raises(Taken, match="request for deletion"):
        ask_for_deletion("C-0001", TESTER)
    withdraw_deletion("C-0001", TESTER)
    ask_for_deletion("C-0001", TESTER)
    assert len(open_requests()) == 1


def test_open_requests_come_oldest_first_with_their_candidates(database: SQLAlchemy) -> None:
    for ref in ("C-0002", "C-0001"):
        ask_for_deletion(ref, TESTER)
    assert [one.candidate.ref for one in open_requests()] == ["C-0002", "C-0001"]


def test_settling_says_what_was_done(database: SQLAlchemy) -> None:
    ask_for_deletion("C-0001", TESTER)
    for blank in ("", "  "):
        with pytest.raises(Refused, match="remark"):
            settle_deletion("C-0001", blank, TESTER)
    settle_deletion("C-0001", "Papers removed; where she worked is kept.", TESTER)
    row = database.session.scalars(select(DeletionRequest)).one()
    assert (row.state, row.remark) == ("settled", "Papers removed; where she worked is kept.")
    assert row.closed_at is not None


def test_what_nobody_asked_for_is_not_there(database: SQLAlchemy) -> None:
    with pytest.raises(NotFound):
        withdraw_deletion("C-0001", TESTER)
    with pytest.raises(NotFound):
        settle_deletion("C-0001", "done", TESTER)
    with pytest.raises(NotFound):
        ask_for_deletion("C-9999", TESTER)


def test_every_step_is_in_the_trail(database: SQLAlchemy) -> None:
    ask_for_deletion("C-0001", TESTER)
    withdraw_deletion("C-0001", TESTER)
    ask_for_deletion("C-0001", TESTER)
    settle_deletion("C-0001", "done", TESTER)
    entries = select(AuditEntry).where(AuditEntry.subject == "candidate:C-0001")
    actions = [one.action for one in database.session.scalars(entries.order_by(AuditEntry.id))]
    assert actions == [
        "asked for deletion",
        "withdrew request for deletion",
        "asked for deletion",
        "settled request for deletion",
    ]


def test_a_request_goes_with_its_candidate(database: SQLAlchemy) -> None:
    ask_for_deletion("C-0001", TESTER)
    she = database.session.scalars(select(Candidate).where(Candidate.ref == "C-0001")).one()
    database.session.delete(she)
    database.session.commit()
    assert open_requests() == []


@pytest.mark.parametrize("ref", ["C-0001", "C-0002"])
def test_what_was_asked_of_a_file_that_is_merged_away_is_settled_by_either_name(
    database: SQLAlchemy, ref: str
) -> None:
    ask_for_deletion("C-0002", TESTER)
    merge("C-0001", "C-0002", {}, TESTER, lambda *_: None)
    asked = last_request_of("C-0001")
    assert asked is not None
    assert asked.state == "open"
    with pytest.raises(Taken, match="request for deletion"):
        ask_for_deletion("C-0001", TESTER)
    settle_deletion(ref, "done", TESTER)
    assert what_waits().deletions == 0
    subjects = select(AuditEntry.subject).order_by(AuditEntry.id.desc())
    assert database.session.scalars(subjects).first() == "candidate:C-0001"


def test_whose_file_is_another_now_can_stay_after_all(database: SQLAlchemy) -> None:
    for ref in ("C-0001", "C-0002"):
        ask_for_deletion(ref, TESTER)
    merge("C-0001", "C-0002", {}, TESTER, lambda *_: None)
    withdraw_deletion("C-0001", TESTER)
    assert open_requests() == []


def test_what_was_asked_goes_back_with_the_file(database: SQLAlchemy) -> None:
    ask_for_deletion("C-0002", TESTER)
    made = merge("C-0001", "C-0002", {}, TESTER, lambda *_: None)
    undo_merge(made.id, TESTER)
    assert last_request_of("C-0001") is None
    asked = last_request_of("C-0002")
    assert asked is not None
    assert asked.state == "open"
