"""What a night runs is compiled before it."""

from __future__ import annotations

from datetime import date, timedelta

from numba.core.registry import CPUDispatcher

from agency.matching import kernel, kernel_days, kernel_ranking
from agency.matching.allocation import loops
from agency.matching.allocation.lagrange import best_by_prices
from agency.matching.allocation.worth import Large
from agency.matching.compiled import CompiledEngine
from agency.matching.engine import Limits
from agency.matching.warming import warm
from agency.rules.distance import Point
from agency.rules.facts import AssignmentFacts
from agency.rules.ranking import load_scale
from config import RANKING_FILE
from tests.matching.allocation.problems import market
from tests.matching.crowds import crowd
from tests.matching.ledgers import BOOK, held
from tests.matching.pools import pool
from tests.matching.test_compiled import somebody

DAY = date(2026, 11, 24)
SPOKANE = Point.at(47.66, -117.43)
CALLED = {
    kernel: ("all_positions", "fill", "judge_all", "near"),
    kernel_days: ("at_least", "merge", "shorts"),
    kernel_ranking: ("rank_all",),
    loops: ("exchange", "fill", "relax", "take"),
}


def functions() -> dict[str, CPUDispatcher]:
    return {
        f"{module.__name__}.{name}": getattr(module, name)
        for module, names in CALLED.items()
        for name in names
    }


def test_a_night_compiles_nothing_that_was_not_compiled_before() -> None:
    scale = load_scale(RANKING_FILE)
    warm(BOOK, scale, DAY)
    before = {name: len(one.signatures) for name, one in functions().items()}
    assert [name for name, count in before.items() if not count] == []
    papers = held("CMA-AAMA", date(2027, 6, 30)), held("WA-MA-C", date(2028, 6, 30))
    everybody = pool(crowd([somebody(credentials=papers)], 100))
    engine = CompiledEngine(everybody, BOOK, scale, DAY)
    work = AssignmentFacts(
        "A-0001",
        "WA",
        starts_on=DAY,
        ends_on=DAY + timedelta(days=300),
        pay_cents=50,
        place=SPOKANE,
    )
    assert engine.match(work, (), Limits(5, 5)).near_misses
    best_by_prices(market(200, 40, 5, seed=1), Large(edges=0, rounds=20, enough_per_million=1))
    assert {name: len(one.signatures) for name, one in functions().items()} == before
