"""What a run knew of somebody judges as she did then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from sqlalchemy import update

from agency.candidates.models import Candidate
from agency.errors import NotFound, Unready
from agency.matching.actions import match
from agency.matching.explaining import explain_pair
from agency.matching.knowing import explain_as_known
from agency.matching.past_facts import facts_of
from agency.rules.eligibility import assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import load_scale, score_parts
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.settings import today
from config import RANKING_FILE
from tests.builders import make_assignment, make_candidate, make_credential
from tests.examples import examples
from tests.matching.pools import pool, pools
from tests.strategies import assignments, days
from tests.strategies_of_law import rulebooks

SCALE = load_scale(RANKING_FILE)


@given(pools(3), assignments(), rulebooks(), days())
@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_pool_says_of_a_person_what_judges_her_the_same(
    people: list[CandidateFacts], work: AssignmentFacts, book: RuleBook, day: date
) -> None:
    day = min(day, work.ends_on)
    everybody = pool(people)
    for person in people:
        then, now = (
            assess(one, work, book, day) for one in (facts_of(everybody, person.ref), person)
        )
        assert (then.verdict, then.near_miss, then.renewable) == (
            now.verdict,
            now.near_miss,
            now.renewable,
        )
        assert [one.coverage for one in then.findings] == [one.coverage for one in now.findings]
        parts = score_parts(facts_of(everybody, person.ref), work, then.days_left, SCALE)
        assert parts == score_parts(person, work, now.days_left, SCALE)


def test_a_pair_is_explained_as_it_was_known(database: SQLAlchemy) -> None:
    her = make_candidate("C-1")
    make_credential(her, "CMA-AAMA")
    make_assignment("A-1")
    database.session.commit()
    match(today())
    database.session.execute(update(Candidate).values(status="inactive"))
    database.session.commit()
    before = explain_as_known("C-1", "A-1", today())
    assert before.assessment.verdict == "eligible"
    assert before.remarks[0].startswith("As known on ")
    now = explain_pair("C-1", "A-1", load_rulebook(), SCALE, today())
    assert now.assessment.verdict == "ineligible"


def test_a_trial_of_a_day_to_come_is_not_what_was_known(database: SQLAlchemy) -> None:
    make_credential(make_candidate("C-1"), "CMA-AAMA")
    make_assignment("A-1")
    database.session.commit()
    run, trial = match(today()).run, match(today() + timedelta(days=7)).run
    found = explain_as_known("C-1", "A-1", today())
    assert found.remarks[0].endswith(f"by run {run}.")
    assert run != trial


def test_what_was_not_known_then_is_not_found(database: SQLAlchemy) -> None:
    with pytest.raises(Unready, match="nothing was matched"):
        explain_as_known("C-1", "A-1", today())
    make_candidate("C-1")
    make_assignment("A-1")
    database.session.commit()
    with pytest.raises(Unready, match="a day to come"):
        explain_as_known("C-1", "A-1", today() + timedelta(days=1))
    match(today())
    with pytest.raises(Unready, match=f"the first match was made on {today()}"):
        explain_as_known("C-1", "A-1", today() - timedelta(days=2))
    for candidate, assignment in (("C-2", "A-1"), ("C-1", "A-2")):
        with pytest.raises(NotFound):
            explain_as_known(candidate, assignment, today())
