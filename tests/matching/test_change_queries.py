"""What is asked about changes: counts of all, and some of them told in order."""

from __future__ import annotations

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.errors import Unready
from agency.matching.change_queries import StoredChange, changes_of
from tests.builders import make_assignment, make_candidate
from tests.matching.run_rows import make_change, make_delta, make_run, make_unfinished_run


def test_changes_are_counted_by_cause_and_by_change(database: SQLAlchemy) -> None:
    run, work, person = make_run(), make_assignment(), make_candidate()
    make_change(make_run(), work, person)
    make_change(run, work, cause="assignment_opened", change="opened")
    make_change(run, work, person)
    make_change(run, work, make_candidate())
    found = changes_of([run])
    assert found.count == 3
    assert found.by_cause == {"credential_lapsed": 2, "assignment_opened": 1}
    assert found.by_change == {"no_longer_eligible": 2, "opened": 1}


def test_a_reason_that_all_changes_of_a_cause_have_is_theirs(database: SQLAlchemy) -> None:
    run, work, person = make_run(), make_assignment(), make_candidate()
    law: dict[str, Any] = {"cause": "law_changed"}
    standard: dict[str, Any] = {"cause": "standard_changed"}
    make_change(run, work, person, says="why", **law)
    make_change(run, work, change="blocked", says="why", **law)
    make_change(run, work, person, says="why", **standard)
    make_change(run, work, change="blocked", says="why not", **standard)
    make_change(make_run(), work, says="elsewhere", **law)
    assert changes_of([run], limit=1).reasons == {"law_changed": "why"}


@pytest.mark.parametrize("cause", ["law_changed", "standard_changed"])
def test_they_come_by_cause_then_by_whom_or_what_it_concerns(
    database: SQLAlchemy, cause: str
) -> None:
    run = make_run()
    ana, bao = make_candidate("C-1"), make_candidate("C-2")
    one, two = make_assignment("A-1"), make_assignment("A-2")
    law = {"cause": cause, "change": "became_eligible"}
    make_change(run, two, ana, **law)
    make_change(run, one, bao, **law)
    make_change(run, two, bao)
    make_change(run, one, ana)
    make_change(run, one, bao)
    told = [(one.about, one.assignment_ref, one.alike) for one in changes_of([run]).told]
    assert told == [
        (("candidate", "C-1"), "A-1", 1),
        (("candidate", "C-2"), "A-2", 2),
        (("candidate", "C-2"), "A-1", 2),
        (("assignment", "A-1"), "A-1", 1),
        (("assignment", "A-2"), "A-2", 1),
    ]


def test_what_is_told_can_be_limited_and_the_counts_are_of_all(database: SQLAlchemy) -> None:
    run, work = make_run(), make_assignment()
    for _ in range(3):
        make_change(run, work, make_candidate())
    found = changes_of([run], limit=2)
    assert (found.count, len(found.told)) == (3, 2)
    assert changes_of([run], limit=0).told == ()


def test_changes_of_one_cause_alone(database: SQLAlchemy) -> None:
    run, work = make_run(), make_assignment()
    make_change(run, work, make_candidate())
    make_change(run, work, cause="assignment_closed", change="closed")
    found = changes_of([run], cause="assignment_closed")
    assert (found.by_cause, len(found.told)) == ({"assignment_closed": 1}, 1)


def test_changes_of_several_runs_are_told_together(database: SQLAlchemy) -> None:
    base = make_run()
    tip = make_delta(base)
    work, person = make_assignment("A-1"), make_candidate("C-1", first_name="Ana", last_name="Ito")
    make_change(base, work, person)
    make_change(tip, work, person, change="became_eligible")
    found = changes_of([base, tip])
    assert found.runs == (base, tip)
    assert [one.run_id for one in found.told] == [base.id, tip.id]
    assert found.told[0] == StoredChange(
        run_id=base.id,
        change="no_longer_eligible",
        cause="credential_lapsed",
        assignment_ref="A-1",
        candidate_ref="C-1",
        candidate_name="Ana Ito",
        says="BLS ended on 23 Nov 2026",
        alike=2,
    )


def test_of_no_runs_nothing_has_changed(database: SQLAlchemy) -> None:
    make_change(make_run(), make_assignment())
    assert (changes_of([]).count, changes_of([]).told) == (0, ())


@pytest.mark.parametrize("state", ["running", "incomplete"])
def test_what_an_unfinished_run_changes_is_not_known_yet(database: SQLAlchemy, state: str) -> None:
    run = make_unfinished_run(state=state)
    with pytest.raises(Unready, match=f"run {run.id} is {state}; its changes are told when it is"):
        changes_of([run])
