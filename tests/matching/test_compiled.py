"""The compiled engine gives what the one in NumPy does, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from agency.matching.compiled import CompiledEngine
from agency.matching.engine import Engine, Limits, Matched
from agency.matching.stock import near_enough
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import load_scale
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, RuleBook
from agency.rules.spans import Window
from config import RANKING_FILE
from tests.examples import examples
from tests.matching.crowds import SOME, almost_eligible, crowd, judged_crowds
from tests.matching.ledgers import BOOK, held
from tests.matching.pools import pool

SCALE = load_scale(RANKING_FILE)
DAY = date(2026, 11, 24)


class Work(NamedTuple):
    assignment: AssignmentFacts
    placed: set[str]


def both(
    people: list[CandidateFacts],
    assignments: list[AssignmentFacts],
    book: RuleBook,
    day: date,
    placed: set[str],
    limits: Limits,
) -> list[Matched]:
    """What both engines say, proven alike, one by one and all together."""
    everybody = pool(people)
    compiled, plain = (kind(everybody, book, SCALE, day) for kind in (CompiledEngine, Engine))
    works = [Work(one, placed) for one in assignments]
    answers = [plain.match(*work, limits) for work in works]
    together = list(compiled.match_all(works, limits))
    for work, answer, among_all in zip(works, answers, together, strict=True):
        require_alike(compiled.match(*work, limits), answer, work.assignment.ref)
        require_alike(among_all, answer, work.assignment.ref)
    return answers


@pytest.fixture(
    scope="module",
    params=[(64, 0), (64, 1 << 17), (1 << 16, 1 << 17)],
    ids=["many tiles", "a few tiles that are kept", "one tile"],
    autouse=True,
)
def tile(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every fact here holds however small the parts are in which people and work are looked at."""
    size, kept = request.param
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("agency.matching.compiled.TILE", size)
        patched.setattr("agency.matching.compiled.MOST_KEPT", kept)
        patched.setattr("agency.matching.compiled.MOST_ASSIGNMENTS", size // 32)
        yield


def require_alike(one: Any, other: Any, path: str) -> None:
    """The same values, and columns of the same kind."""
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype, path
        assert np.array_equal(one, other), path
    elif is_dataclass(one):
        for field in fields(one):
            require_alike(
                getattr(one, field.name), getattr(other, field.name), f"{path}.{field.name}"
            )
    else:
        assert one == other, path


@given(judged_crowds(1, 5, 63, 64, 65, 200))
@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_crowd_is_judged_as_in_numpy(case: tuple[Any, ...]) -> None:
    people, work, book, day, placed, most = case
    for one in both(people, work, book, day, placed, Limits(most, most)):
        event(f"eligible: {min(one.eligible, 1)}, near misses: {min(one.near_misses, 1)}")


@given(almost_eligible())
@settings(max_examples=examples(100), deadline=None)
def test_the_same_are_renewable(
    case: tuple[date, list[CandidateFacts], AssignmentFacts],
) -> None:
    day, people, assignment = case
    (matched,) = both(crowd(people, SOME), [assignment], BOOK, day, set(), Limits(5, 5))
    event(f"renewable: {min(matched.renewable, 1)}")


def somebody(**said: Any) -> CandidateFacts:
    papers = (held("CMA-AAMA", date(2027, 6, 30)),)
    return CandidateFacts(
        "C-0001", **{"willing_states": frozenset({"WA"}), "credentials": papers, **said}
    )


def work(**said: Any) -> AssignmentFacts:
    return AssignmentFacts(
        **{
            "ref": "A-0001",
            "state": "WA",
            "starts_on": date(2027, 1, 4),
            "ends_on": date(2027, 2, 28),
            **said,
        }
    )


def test_what_takes_too_much_room_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agency.matching.tiles.MOST_BYTES", 1)
    all_work = [
        work(ref=f"A-{number}", ends_on=date(2027, 2, 1) + timedelta(days=number), pay_cents=number)
        for number in range(60)
    ]
    both(crowd([somebody()], SOME), all_work, BOOK, DAY, set(), Limits(5, 5))


def test_a_state_without_rules_is_told_among_others() -> None:
    works = [Work(work(ref="A-1"), set()), Work(work(ref="A-2", state="XX"), set())]
    engine = CompiledEngine(pool(crowd([somebody()], SOME)), BOOK, SCALE, DAY)
    matched, missing, again = engine.match_all([*works, works[0]], Limits(5, 5))
    assert isinstance(missing, NoRules)
    require_alike(matched, again, "A-1")


@pytest.mark.parametrize("year", [2027, 2100, 2117, 9000])
def test_a_day_that_is_too_far_away_for_bits_is_left_to_numpy(year: int) -> None:
    people = crowd([somebody(available_from=date(2026, 12, 1))], SOME)
    far = work(starts_on=date(year, 1, 4), ends_on=date(year, 2, 28))
    both(people, [far], BOOK, DAY, set(), Limits(5, 5))


@pytest.mark.parametrize(
    ("first", "last", "near"),
    [(-32_766, 0, True), (-32_767, 0, False), (0, 32_666, True), (0, 32_667, False)],
)
def test_days_near_enough_end_where_sixteen_bits_do(first: int, last: int, near: bool) -> None:
    assert near_enough(Window(100_000 + first, 100_000 + last), 100_000, beyond=100) is near


@example(50)
@given(st.integers(0, 120))
@settings(max_examples=examples(20), deadline=None)
def test_ties_are_broken_alike(most: int) -> None:
    people = [replace(somebody(), ref=f"C-{number:04}") for number in range(100)]
    both(people, [work()], BOOK, DAY, {"C-0007"}, Limits(most, most))


def test_a_list_without_end_is_left_to_numpy() -> None:
    (matched,) = both(crowd([somebody()], SOME), [work()], BOOK, DAY, set(), Limits(None, None))
    assert len(matched.best) + len(matched.nearest) == SOME


def test_what_is_over_is_refused() -> None:
    engine = CompiledEngine(pool([]), BOOK, SCALE, date(2028, 1, 1))
    with pytest.raises(Ended):
        engine.match(work(), (), Limits(5, 5))
