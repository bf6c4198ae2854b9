"""The choice of a run: over all openings at once, and why it is so."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.matching.actions import match
from agency.matching.allocation_models import Allocation, MatchEdges, Proposal
from agency.matching.allocation_queries import (
    AllocationOfAssignment,
    allocation_for,
    allocation_of,
    proposals_of,
    proposed_people,
)
from agency.matching.allocation_words import reason_of
from agency.matching.models import MatchRun
from agency.matching.queries import current_run
from tests.builders import make_assignment, make_candidate, make_credential, make_placement

DAY = date(2026, 11, 24)
SPRING: dict[str, Any] = {"starts_on": date(2027, 3, 1), "ends_on": date(2027, 4, 30)}
SUMMER: dict[str, Any] = {"starts_on": date(2027, 5, 1), "ends_on": date(2027, 6, 30)}


def somebody(ref: str, pay: str | None = None, states: tuple[str, ...] = ("TX",)) -> Candidate:
    """Who could take any work in a state; the less she asks for, the better her score."""
    candidate = make_candidate(ref, willing_states=states, min_pay_rate=pay)
    make_credential(candidate, "CMA-AAMA", expires_on=date(2028, 1, 31), evidence="reviewed")
    return candidate


def work(ref: str, state: str = "TX", **said: Any) -> Assignment:
    return make_assignment(ref, **{"state": state, "pay_rate": "25", **SPRING, **said})


def matched(database: SQLAlchemy) -> MatchRun:
    database.session.commit()
    match(DAY)
    return current_run(DAY)


def proposals(run: MatchRun) -> set[tuple[str, str]]:
    rows = proposed_people(proposals_of(run.base_id or run.id))
    return {(one.assignment_ref, one.candidate_ref) for one in rows}


def chosen_for(run: MatchRun, ref: str, database: SQLAlchemy) -> AllocationOfAssignment:
    assignment = database.session.scalars(select(Assignment).where(Assignment.ref == ref)).one()
    found = allocation_for(run, assignment)
    assert found is not None
    return found


def test_whoever_can_go_nowhere_else_is_left_where_she_can(database: SQLAlchemy) -> None:
    work("A-TX")
    work("A-OK", state="OK")
    somebody("C-BOTH", "15", ("TX", "OK"))
    somebody("C-TEXAN", "24")
    run = matched(database)
    assert proposals(run) == {("A-TX", "C-TEXAN"), ("A-OK", "C-BOTH")}
    choice = allocation_of(run)
    assert choice.objective == choice.bound
    assert (choice.openings, choice.proposed) == (2, 2)


def test_it_is_said_what_another_choice_would_cost(database: SQLAlchemy) -> None:
    work("A-TX")
    work("A-OK", state="OK")
    somebody("C-BOTH", "15", ("TX", "OK"))
    somebody("C-TEXAN", "24")
    run = matched(database)
    found = chosen_for(run, "A-TX", database)
    (other,) = found.others
    assert (other.candidate_ref, other.elsewhere) == ("C-BOTH", ("A-OK",))
    # Nobody would be left for Oklahoma, and the Texan would have nothing: it costs that at most.
    alone = allocation_of(run).worth["normal"] + other.score
    assert 0 <= other.costs <= allocation_of(run).objective - alone
    assert reason_of(other, found).startswith("Proposed for A-OK on these days.")


def test_whoever_is_put_out_may_put_out_another(database: SQLAlchemy) -> None:
    work("A-1")
    work("A-2", starts_on=date(2027, 4, 1), ends_on=date(2027, 5, 31))
    for number, pay in enumerate(("15", "18", "21", "24")):
        somebody(f"C-{number}", pay)
    run = matched(database)
    costs = {one.candidate_ref: one.costs for one in chosen_for(run, "A-1", database).others}
    score = {one.candidate_ref: one.score for one in chosen_for(run, "A-1", database).others}
    # The best two fill both; whoever comes third would in the end replace the second of them.
    assert costs["C-2"] == score["C-1"] - score["C-2"]
    assert costs["C-3"] == score["C-1"] - score["C-3"]


def test_a_better_score_fills_an_opening(database: SQLAlchemy) -> None:
    work("A-TX")
    somebody("C-DEAR", "24")
    somebody("C-CHEAP", "15")
    found = chosen_for(matched(database), "A-TX", database)
    assert [one.candidate_ref for one in found.people] == ["C-CHEAP"]
    (other,) = found.others
    assert other.costs == found.people[0].score - other.score
    assert "better filled by C-CHEAP" in reason_of(other, found)


def test_two_windows_that_follow_each_other_may_be_one_persons(database: SQLAlchemy) -> None:
    work("A-SPRING")
    work("A-SUMMER", **SUMMER)
    somebody("C-1")
    assert proposals(matched(database)) == {("A-SPRING", "C-1"), ("A-SUMMER", "C-1")}


def test_windows_that_share_a_day_are_two_peoples(database: SQLAlchemy) -> None:
    work("A-SPRING")
    work("A-SUMMER", starts_on=SPRING["ends_on"], ends_on=SUMMER["ends_on"], priority="urgent")
    somebody("C-1")
    assert proposals(matched(database)) == {("A-SUMMER", "C-1")}


def test_an_opening_that_is_taken_is_not_filled_again(database: SQLAlchemy) -> None:
    taken = work("A-TX", openings=2)
    somebody("C-1")
    somebody("C-2")
    make_placement(somebody("C-3"), taken, stage="confirmed")
    run = matched(database)
    assert allocation_of(run).openings == 1
    assert len(proposals(run)) == 1


def test_a_run_that_is_removed_leaves_nothing(database: SQLAlchemy) -> None:
    work("A-TX")
    somebody("C-1")
    run = matched(database)
    database.session.execute(delete(MatchRun).where(MatchRun.id == run.id))
    for table in (Allocation, MatchEdges, Proposal):
        assert database.session.scalars(select(table)).all() == []


def test_equal_facts_choose_equally(database: SQLAlchemy) -> None:
    for number in range(6):
        somebody(f"C-{number}", "20")
        work(f"A-{number}")
    first = matched(database)
    before = proposals(first)
    database.session.execute(delete(MatchRun))
    assert proposals(matched(database)) == before
    assert len(before) == 6
