"""The compiled baseline judges each pair as the engine does."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, given, settings

from agency.bench.pair_by_pair import Judged, PairByPair
from agency.matching.engine import Engine, Limits, Matched
from agency.matching.snapshot import Opening
from agency.matching.stock import near_enough
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import load_scale
from agency.rules.requisition import window_of
from agency.rules.rulebook import RuleBook
from config import RANKING_FILE
from tests.examples import examples
from tests.matching.crowds import SOME, almost_eligible, crowd, judged_crowds
from tests.matching.ledgers import BOOK
from tests.matching.pools import pool

SCALE = load_scale(RANKING_FILE)


def require_alike(
    people: list[CandidateFacts],
    work: list[AssignmentFacts],
    book: RuleBook,
    day: date,
    placed: set[str],
    limits: Limits,
) -> None:
    windows = [window_of(one, day) for one in work]
    assume(all(near_enough(window, day.toordinal(), SCALE.days_left_cap) for window in windows))
    engine = Engine(pool(people), book, SCALE, day)
    openings = [Opening(one, 1, "normal", frozenset(placed)) for one in work]
    found = PairByPair(engine, openings).judged(limits)
    assert found == [said(engine.match(one, placed, limits)) for one in work]


def said(matched: Matched) -> Judged:
    return Judged(
        matched.eligible,
        matched.unknown,
        matched.near_misses,
        matched.eligible + matched.unknown + matched.ineligible,
        matched.best.candidate.tolist(),
        matched.nearest.candidate.tolist(),
    )


@given(judged_crowds(1, 5, 65))
@settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_crowd_is_judged_as_by_the_engine(case: tuple[Any, ...]) -> None:
    people, work, book, day, placed, most = case
    require_alike(people, work, book, day, placed, Limits(most, most))


@given(almost_eligible())
@settings(max_examples=examples(200), deadline=None)
def test_the_same_are_renewable(
    case: tuple[date, list[CandidateFacts], AssignmentFacts],
) -> None:
    day, people, assignment = case
    require_alike(crowd(people, SOME), [assignment], BOOK, day, set(), Limits(5, 5))
