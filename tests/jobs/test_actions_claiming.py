"""One worker has a job, for as long as it renews its lease; and its fence tells it from others."""

from __future__ import annotations

from functools import partial

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.extensions import db
from agency.jobs import actions
from agency.jobs.claims import Claim
from agency.jobs.kinds import Kind, register
from tests.jobs.ledger import (
    HERE,
    Elsewhere,
    added,
    claimed,
    lease_over,
    look,
    nothing,
    now,
    writes,
    written,
)


def finish_one_of(claims: list[Claim], name: str) -> bool:
    return actions.finish(claims.pop(), writes(name))


def test_a_claim_says_what_to_do_and_counts_the_attempt(database: SQLAlchemy) -> None:
    added()
    job_id = added("canary", {"n": 1})
    claim = claimed(job_id)
    assert (claim.id, claim.kind, claim.args) == (job_id, "canary", {"n": 1})
    job = look(job_id)
    assert (job.state, job.attempts, job.fence, job.worker) == ("running", 1, claim.fence, HERE)
    assert job.lease_until is not None
    left = (job.lease_until - now()).total_seconds()
    assert 110 < left <= 120


def test_what_is_held_or_done_or_unknown_is_not_to_be_had(database: SQLAlchemy) -> None:
    held, done = added(), added()
    claimed(held)
    actions.finish(claimed(done), nothing)
    assert [actions.claim(job_id, "other") for job_id in (held, done, 0)] == [None] * 3


def test_of_many_at_once_exactly_one_gets_it(database: SQLAlchemy, elsewhere: Elsewhere) -> None:
    bystander = added()
    for _ in range(15):
        job_id = added()
        claims = elsewhere.at_once(8, partial(actions.claim, job_id, HERE))
        assert sum(claim is not None for claim in claims) == 1
        assert look(job_id).attempts == 1
    assert look(bystander).attempts == 0


def test_of_many_at_once_exactly_one_takes_over_from_the_dead(
    database: SQLAlchemy, elsewhere: Elsewhere
) -> None:
    for _ in range(10):
        job_id = added()
        claimed(job_id)
        lease_over(job_id)
        claims = elsewhere.at_once(8, partial(actions.claim, job_id, HERE))
        assert sum(claim is not None for claim in claims) == 1
        assert look(job_id).attempts == 2


def test_who_takes_over_notes_that_the_one_before_vanished(database: SQLAlchemy) -> None:
    job_id = added()
    first = claimed(job_id, "the first")
    lease_over(job_id)
    second = claimed(job_id, "the second")
    assert second.fence > first.fence
    job = look(job_id)
    assert job.last_error == "attempt 1: its worker vanished (the first)"
    assert (job.worker, job.attempts) == ("the second", 2)


def test_a_late_holder_changes_nothing(database: SQLAlchemy) -> None:
    job_id = added()
    late = claimed(job_id, "late")
    lease_over(job_id)
    claimed(job_id, "now")
    before = look(job_id)
    assert not actions.finish(late, writes("too late"))
    assert not actions.renew(late)
    actions.fail(late, "whatever")
    actions.give_back(late)
    after = look(job_id)
    for column in ("state", "worker", "attempts", "lease_until", "last_error", "hinted_at"):
        assert getattr(after, column) == getattr(before, column)
    assert not written("too late")


def test_a_holder_whose_lease_ran_out_may_finish_while_nobody_else_has_it(
    database: SQLAlchemy,
) -> None:
    job_id = added()
    claim = claimed(job_id)
    lease_over(job_id)
    assert actions.finish(claim, writes("in the end"))
    assert written("in the end")
    assert look(job_id).state == "done"


def test_of_a_late_and_a_new_holder_who_finish_at_once_one_writes(
    database: SQLAlchemy, elsewhere: Elsewhere
) -> None:
    for turn in range(10):
        job_id = added()
        late = claimed(job_id)
        lease_over(job_id)
        now = claimed(job_id)
        finished = elsewhere.at_once(
            4, partial(finish_one_of, [late, now, late, now], f"turn {turn}")
        )
        assert sorted(finished) == [False, False, False, True]
        assert written(f"turn {turn}")


def test_renewing_moves_the_end_of_the_lease(database: SQLAlchemy) -> None:
    other, job_id = added(), added()
    claimed(other)
    claim = claimed(job_id)
    lease_over(job_id)
    lease_over(other)
    assert actions.renew(claim)
    assert actions.claim(job_id, "other") is None
    assert actions.claim(other, "other")


def test_of_a_kind_that_works_alone_one_runs(database: SQLAlchemy) -> None:
    register(Kind("alone", lambda _: nothing, alone=True))
    first, second, free = added("alone"), added("alone"), added("canary")
    claim = claimed(first)
    assert actions.claim(second, HERE) is None
    assert actions.claim(free, HERE)
    assert list(actions.hint(0)) == []
    actions.finish(claim, nothing)
    assert claimed(second).id == second


def test_of_a_kind_that_works_alone_the_dead_and_the_waiting_are_in_nobodys_way(
    database: SQLAlchemy,
) -> None:
    register(Kind("alone", lambda _: nothing, alone=True))
    vanished, failed, third = added("alone"), added("alone"), added("alone")
    claimed(vanished)
    lease_over(vanished)
    actions.fail(claimed(failed), "no luck")
    assert claimed(third).id == third


@pytest.mark.parametrize("attempts", [1, 2])
def test_a_job_is_tried_three_times_and_not_a_fourth(database: SQLAlchemy, attempts: int) -> None:
    job_id = added()
    for _ in range(attempts):
        claimed(job_id)
        lease_over(job_id)
    assert actions.sweep() == 0
    for _ in range(3 - attempts):
        claimed(job_id)
        lease_over(job_id)
    assert actions.claim(job_id, HERE) is None
    assert list(actions.hint(0)) == []
    db.session.rollback()
