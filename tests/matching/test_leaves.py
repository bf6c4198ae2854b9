"""Every single question answers for a pool what the rules answer for each candidate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.matching.leaves import LEAVES, Cover
from agency.matching.pool import Pool
from agency.rules import expressions as ask
from agency.rules.distance import FARTHEST_TENTHS, Point
from agency.rules.expressions import Expression
from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.requirements import coverage
from agency.rules.rulebook import load_rulebook
from agency.rules.spans import ALWAYS, MAYBE, NEVER, Coverage
from tests.examples import examples
from tests.matching.pools import days_of, pool, pools
from tests.strategies import (
    ACCREDITORS,
    ACTS,
    CODES,
    DOCUMENTS,
    FACILITIES,
    PLACES,
    ROLES,
    SHIFTS,
    SKILLS,
    STATES,
    TOPICS,
    amounts,
    days,
    minimums,
    some,
    spans,
)

BOOK = load_rulebook()
SECOND_OF_JANUARY = date(2027, 1, 2).toordinal()


def coverages() -> SearchStrategy[Coverage]:
    sets = st.builds(lambda met, more: Coverage(met, met | more), spans(), spans())
    return st.sampled_from((ALWAYS, MAYBE, NEVER)) | sets


def facilities() -> SearchStrategy[str | None]:
    return st.sampled_from((None, "", *FACILITIES))


def hours() -> SearchStrategy[tuple[tuple[str, Decimal], ...]]:
    kinds = ("hours", "classroom_hours", "clinical_hours")
    asked = st.dictionaries(st.sampled_from(kinds), minimums(), min_size=1)
    return asked.map(lambda chosen: tuple(sorted(chosen.items())))


QUESTIONS: dict[type[Expression], SearchStrategy[Expression]] = {
    ask.Constant: st.builds(ask.Constant, coverages()),
    ask.Valid: st.builds(
        ask.Valid,
        codes=some(*CODES, least=1),
        evidence=st.sampled_from(Evidence),
        facility=facilities(),
        issued_from=st.none() | days().map(date.toordinal),
    ),
    ask.Program: st.builds(
        ask.Program, some(*ACCREDITORS), amounts(), amounts(), in_person=st.booleans()
    ),
    ask.TrainingHours: st.builds(ask.TrainingHours, st.sampled_from(TOPICS), hours()),
    ask.Performances: st.builds(ask.Performances, st.integers(1, 6), some(*ACTS, least=1)),
    ask.Education: st.builds(ask.Education, some("high_school", "ged", "bachelor", least=1)),
    ask.Adult: st.builds(ask.Adult),
    ask.OnFile: st.builds(ask.OnFile, st.sampled_from(DOCUMENTS), facilities()),
    ask.Skilled: st.builds(ask.Skilled, some(*SKILLS, "welding")),
    ask.Available: st.builds(ask.Available),
    ask.Reach: st.builds(ask.Reach, st.sampled_from(STATES), st.sampled_from((None, *PLACES))),
    ask.Paid: st.builds(ask.Paid, st.integers(2498, 2502)),
    ask.Works: st.builds(ask.Works, st.sampled_from(SHIFTS)),
    ask.InRole: st.builds(ask.InRole, st.sampled_from(ROLES)),
    ask.InStanding: st.builds(ask.InStanding, some("C-0001", "C-0002", "C-0099")),
}


def answered(question: Expression, people: Pool) -> Cover:
    return LEAVES[type(question)](question, people, BOOK)


def same(question: Expression, people: list[CandidateFacts]) -> None:
    """Both sets of days of everybody are those of the rules."""
    cover = answered(question, pool(people))
    expected = [coverage(question, person, BOOK) for person in sorted(people, key=_ref)]
    assert days_of(cover.met) == [one.met for one in expected]
    assert days_of(cover.possible) == [one.possible for one in expected]


def _ref(person: CandidateFacts) -> str:
    return person.ref


def test_there_are_questions_of_every_kind() -> None:
    assert set(QUESTIONS) == set(LEAVES)


@given(pools(most=3), st.tuples(*QUESTIONS.values()))
@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_pool_answers_each_question_as_each_of_its_candidates(
    people: list[CandidateFacts], one_of_each: tuple[Expression, ...]
) -> None:
    for question in one_of_each:
        same(question, people)


@pytest.mark.parametrize("tenths", [0, 1, FARTHEST_TENTHS - 1, FARTHEST_TENTHS, 999_999])
@pytest.mark.parametrize("latitude", [0.0, 0.0007, 0.0008, -89.9, 90.0])
def test_reach_is_told_to_the_tenth_of_a_mile_from_zero_to_the_antipodes(
    tenths: int, latitude: float
) -> None:
    home = Point.at(0.0, 0.0)
    people = [CandidateFacts("C-0001", home=home, max_travel_tenths=tenths)]
    same(ask.Reach("WA", Point.at(latitude, 0.0)), people)
    same(ask.Reach("WA", Point(-home.x, -home.y, -home.z)), people)


def test_the_same_record_twice_counts_twice() -> None:
    half = Training("training", "injection", hours=Decimal("2.5"), evidence=Evidence.reviewed)
    dated = [Training(**{**_fields(half), "completed_on": date(2027, 1, day)}) for day in (2, 2, 1)]
    person = CandidateFacts("C-0001", trainings=tuple(dated))
    question = ask.TrainingHours("injection", (("hours", Decimal("7.5")),))
    same(question, [person])
    met = days_of(answered(question, pool([person])).met)[0]
    assert next(iter(met))[0] == SECOND_OF_JANUARY


def _fields(record: Training) -> dict[str, Any]:
    return {name: getattr(record, name) for name in Training.__slots__}


def test_each_credential_passes_every_test_by_itself() -> None:
    lapsed = Credential("CMA-AAMA", "1", None, date(2027, 1, 1), Evidence.primary_source)
    claimed = Credential("CMA-AAMA", "2", None, date(2028, 1, 1), Evidence.claimed)
    question = ask.Valid(frozenset({"CMA-AAMA"}), Evidence.reviewed)
    people = [
        CandidateFacts("C-0001", credentials=(lapsed, claimed)),
        CandidateFacts("C-0002", credentials=(claimed,)),
    ]
    same(question, people)
    assert SECOND_OF_JANUARY not in days_of(answered(question, pool(people)).met)[0]
