"""The compiled baseline judges each pair as the engine does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from agency.bench.pair_by_pair import Judged, PairByPair
from agency.matching.engine import Engine, Limits, Matched
from agency.matching.snapshot import Opening
from agency.matching.stock import near_enough
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import load_scale
from agency.rules.requisition import window_of
from agency.rules.rulebook import RuleBook
from config import RANKING_FILE
from tests.matching.ledgers import BOOK, judging_days
from tests.matching.pools import REFS, pool, pools
from tests.matching.test_engine import almost_fit, work_about
from tests.strategies import assignments, days
from tests.strategies_of_law import rulebooks

SCALE = load_scale(RANKING_FILE)
SOME = 70


def crowd(people: list[CandidateFacts], size: int) -> list[CandidateFacts]:
    """So many people, each like one of these but for the reference and the least pay."""
    return [
        replace(people[number % len(people)], ref=f"C-{number:04}", min_pay_cents=number or None)
        for number in range(size if people else 0)
    ]


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


@given(
    pools(5),
    st.lists(assignments(), min_size=1, max_size=3),
    rulebooks(),
    days(),
    st.sets(st.sampled_from(REFS), max_size=2),
    st.sampled_from((1, 5, 65)),
    st.sampled_from((0, 1, 3, 50)),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_crowd_is_judged_as_by_the_engine(
    people: list[CandidateFacts],
    work: list[AssignmentFacts],
    book: RuleBook,
    day: date,
    placed: set[str],
    size: int,
    most: int,
) -> None:
    work = [replace(one, ref=f"A-{number}") for number, one in enumerate(work)]
    still_to_come = [one for one in work if one.ends_on >= day]
    require_alike(crowd(people, size), still_to_come, book, day, placed, Limits(most, most))


@given(
    judging_days().flatmap(lambda day: st.tuples(st.just(day), almost_fit(day), work_about(day)))
)
@settings(max_examples=200, deadline=None)
def test_the_same_are_renewable(
    case: tuple[date, list[CandidateFacts], AssignmentFacts],
) -> None:
    day, people, assignment = case
    require_alike(crowd(people, SOME), [assignment], BOOK, day, set(), Limits(5, 5))
