"""How a job stands at a moment."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.jobs import actions
from agency.jobs.conditions import Condition, condition_of
from tests.jobs.deaths import died
from tests.jobs.ledger import added, claimed, lease_over, look, nothing, now


def condition(job_id: int) -> Condition:
    return condition_of(look(job_id), now())


def test_what_is_due_waits_and_what_is_not_does_not(database: SQLAlchemy) -> None:
    assert condition(added()) == "waiting"
    assert condition(added(due_in=60)) == "not_due"


def test_what_is_claimed_is_being_done_until_its_lease_is_over(database: SQLAlchemy) -> None:
    job_id = added()
    claimed(job_id)
    assert condition(job_id) == "being_done"
    lease_over(job_id)
    assert condition(job_id) == "abandoned"


def test_after_an_error_it_rests_and_then_waits(database: SQLAlchemy) -> None:
    job_id = added()
    actions.fail(claimed(job_id), "no luck")
    assert condition(job_id) == "between_attempts"
    lease_over(job_id)
    assert condition(job_id) == "waiting"


def test_what_was_given_back_waits(database: SQLAlchemy) -> None:
    job_id = added()
    actions.give_back(claimed(job_id))
    assert condition(job_id) == "waiting"


@pytest.mark.parametrize("end", ["done", "dead"])
def test_what_has_ended_has_ended(database: SQLAlchemy, end: Condition) -> None:
    job_id = added()
    if end == "done":
        assert actions.finish(claimed(job_id), nothing)
    else:
        died(job_id)
    assert condition(job_id) == end
