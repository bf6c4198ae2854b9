"""How many people a requirement lets through is what judging each of them says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.edits.actions import record
from agency.extensions import db
from agency.matching.actions import match
from agency.matching.counted import PERSONAL, Counted
from agency.matching.engine import Engine, Limits
from agency.matching.models import MatchRun, RequirementCounts, Shortlist
from agency.matching.queries import last_run
from agency.matching.requirement_counts import counts_by_ref, requirement_counts
from agency.rules.eligibility import Assessment, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import load_scale
from agency.rules.rulebook import RuleBook
from config import RANKING_FILE
from tests.builders import make_assignment, make_candidate, make_credential, make_placement
from tests.examples import examples
from tests.matching.pools import REFS, pool, pools
from tests.matching.working import work_off
from tests.strategies import assignments, days
from tests.strategies_of_law import rulebooks

AS_OF = date(2026, 11, 24)
SCALE = load_scale(RANKING_FILE)


@given(pools(), assignments(), rulebooks(), days(), st.sets(st.sampled_from(REFS), max_size=2))
@settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_numbers_are_those_of_judging_each_person(
    people: list[CandidateFacts],
    assignment: AssignmentFacts,
    book: RuleBook,
    day: date,
    placed: set[str],
) -> None:
    day = min(day, assignment.ends_on)
    matched = Engine(pool(people), book, SCALE, day).match(assignment, placed, Limits(0, 0))
    judged = [assess(one, assignment, book, day) for one in people if one.ref not in placed]
    asked = [one.id for one in matched.requirements if one.decides]
    if matched.work.blocked:
        assert matched.counted == Counted(0, dict.fromkeys(asked, 0), dict.fromkeys(asked, 0))
    else:
        assert matched.counted == by_hand(judged, asked)
    assert Counted.from_json(matched.counted.as_json()) == matched.counted


def by_hand(judged: Collection[Assessment], asked: list[str]) -> Counted:
    lacking = [{one.requirement.id for one in assessment.not_met} for assessment in judged]
    available = [lacks for lacks in lacking if not lacks & PERSONAL]
    return Counted(
        available=len(available),
        met={id: sum(id not in lacks for lacks in available) for id in asked},
        alone={id: lacking.count({id}) for id in asked},
    )


def test_a_sum_taken_apart_again_is_what_it_was() -> None:
    one = Counted(3, {"pay": 2, "role": 3}, {"pay": 1, "role": 0})
    other = Counted(5, {"pay": 5, "role": 4}, {"pay": 0, "role": 2})
    assert one + other == Counted(8, {"pay": 7, "role": 7}, {"pay": 1, "role": 2})
    assert one + other - other == one


@pytest.fixture
def tip(database: SQLAlchemy) -> MatchRun:
    """Three in Texas, two of them with life support, for one assignment that asks for it."""
    make_assignment("A-1", client_requirements=("BLS",), required_skills=("ekg",))
    make_assignment("A-2", state="WA", zip="98101", client_requirements=("BLS",))
    for ref in ("C-1", "C-2", "C-3"):
        evidence = "claimed" if ref == "C-3" else "reviewed"
        make_credential(make_candidate(ref, skills=("ekg",)), evidence=evidence)
    for ref in ("C-1", "C-3"):
        make_credential(person(ref), "BLS-AHA")
    db.session.commit()
    match(AS_OF)
    return current()


def current() -> MatchRun:
    run = last_run(AS_OF)
    assert run is not None
    return run


def person(ref: str) -> Candidate:
    return db.session.scalars(select(Candidate).where(Candidate.ref == ref)).one()


def counted(ref: str) -> Counted:
    return counts_by_ref(current(), [ref])[ref]


def test_a_run_tells_who_is_available_and_what_keeps_people_out(tip: MatchRun) -> None:
    found = counted("A-1")
    assert found.available == 3
    assert (found.met["certification"], found.alone["certification"]) == (2, 1)
    assert (found.met["client:BLS"], found.alone["client:BLS"]) == (2, 1)
    assert found.met["location"] == found.available
    assert counted("A-2").available == 0


def test_one_assignment_is_asked_for_by_its_row(tip: MatchRun) -> None:
    ids = dict(db.session.execute(select(Assignment.ref, Assignment.id)).all())
    assert requirement_counts(tip, ids["A-1"]) == counted("A-1")
    assert requirement_counts(tip, ids["A-2"]) == counted("A-2")
    assert requirement_counts(tip, max(ids.values()) + 1) is None


def test_a_delta_that_changes_no_list_still_changes_the_numbers(tip: MatchRun, app: Flask) -> None:
    """Who lacks three things and gains one of them is on no list before or after."""
    fourth = make_candidate("C-4")
    record("candidate", [fourth.id])
    db.session.commit()
    work_off(app)
    lists = db.session.scalar(select(func.count()).select_from(Shortlist))
    make_credential(fourth, "BLS-AHA")
    record("candidate", [fourth.id])
    db.session.commit()
    work_off(app)
    found = counted("A-1")
    assert (found.available, found.met["client:BLS"], found.alone["client:BLS"]) == (4, 3, 1)
    assert db.session.scalar(select(func.count()).select_from(Shortlist)) == lists
    of_delta = select(func.count()).where(RequirementCounts.run_id == current().id)
    assert db.session.scalar(of_delta) == 1


def test_an_older_run_keeps_its_numbers(tip: MatchRun, app: Flask) -> None:
    before, run_id = counted("A-1"), tip.id
    make_credential(person("C-2"), "BLS-AHA")
    record("candidate", [person("C-2").id])
    db.session.commit()
    work_off(app)
    older = db.session.get_one(MatchRun, run_id)
    assert counted("A-1").met["client:BLS"] == before.met["client:BLS"] + 1
    assert counts_by_ref(older, ["A-1"])["A-1"] == before


def test_who_is_placed_is_counted_no_more(tip: MatchRun, app: Flask) -> None:
    work = db.session.scalars(select(Assignment).where(Assignment.ref == "A-1")).one()
    make_placement(person("C-1"), work)
    record("candidate", [person("C-1").id])
    record("assignment", [work.id])
    db.session.commit()
    work_off(app)
    assert counted("A-1").available == 2
