"""Combinations of questions answer for a pool what the rules answer for each candidate."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.matching import columns
from agency.matching.columns import Columns
from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import CandidateFacts
from agency.rules.requirements import coverage
from agency.rules.rulebook import load_rulebook
from agency.rules.spans import ALL_DAYS, FIRST_DAY, LAST_DAY
from tests.examples import examples
from tests.matching.pools import days_of, pool, pools
from tests.matching.test_leaves import QUESTIONS
from tests.strategies import days

BOOK = load_rulebook()


def questions(depth: int = 3) -> SearchStrategy[Expression]:
    """Any nest of questions, combinations of nothing and overlapping versions included."""
    leaves = st.one_of(*QUESTIONS.values())
    if not depth:
        return leaves
    inner = questions(depth - 1)
    parts = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        leaves,
        st.builds(ask.AllOf, parts),
        st.builds(ask.AnyOf, parts),
        st.builds(ask.Possible, inner),
        st.builds(ask.CannotRefuse, inner),
        st.builds(ask.InForce, st.lists(versions(inner), max_size=3).map(tuple)),
    )


def versions(inner: SearchStrategy[Expression]) -> SearchStrategy[tuple[int, int, Expression]]:
    day = days().map(date.toordinal)
    return st.tuples(st.just(FIRST_DAY) | day, st.just(LAST_DAY) | day, inner)


@given(questions(), pools(most=4))
@settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_pool_answers_as_each_of_its_candidates(
    question: Expression, people: list[CandidateFacts]
) -> None:
    cover = Columns(pool(people), BOOK).cover(question)
    expected = [
        coverage(question, person, BOOK) for person in sorted(people, key=lambda one: one.ref)
    ]
    assert days_of(cover.met) == [one.met for one in expected]
    assert days_of(cover.possible) == [one.possible for one in expected]


def test_equal_questions_are_asked_once() -> None:
    asked = Columns(pool([CandidateFacts("C-0001")]), BOOK)
    first = asked.cover(ask.AnyOf((ask.Adult(), ask.Works("day"))))
    assert asked.cover(ask.AnyOf((ask.Adult(), ask.Works("day")))) is first
    assert asked.cover(ask.AnyOf((ask.Adult(), ask.Works("night")))) is not first


def test_what_was_asked_longest_ago_is_forgotten_and_answered_again_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Columns(pool([CandidateFacts("C-0001", min_pay_cents=5)]), BOOK)
    early = asked.cover(ask.Paid(5))
    monkeypatch.setattr(columns, "MOST_BYTES", 3 * early.nbytes)
    refreshed = asked.cover(ask.Paid(6))
    late = asked.cover(ask.Paid(7))
    assert asked.cover(ask.Paid(6)) is refreshed
    asked.cover(ask.Paid(8))
    assert asked.cover(ask.Paid(6)) is refreshed
    assert asked.cover(ask.Paid(7)) is late
    again = asked.cover(ask.Paid(5))
    assert again is not early
    assert days_of(again.met) == days_of(early.met) == [ALL_DAYS]


def test_an_answer_larger_than_all_room_is_remembered_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Columns(pool([CandidateFacts("C-0001")]), BOOK)
    monkeypatch.setattr(columns, "MOST_BYTES", 0)
    first = asked.cover(ask.Available())
    assert asked.cover(ask.Available()) is first
    asked.cover(ask.Paid(5))
    assert asked.cover(ask.Available()) is not first


@pytest.mark.parametrize(
    "of_the_work", [ask.Prohibited(), ask.AnyOf((ask.Setting(frozenset({"clinic"})),))]
)
def test_a_question_about_the_work_is_not_put_to_a_pool(of_the_work: Expression) -> None:
    with pytest.raises(KeyError):
        Columns(pool([]), BOOK).cover(of_the_work)
