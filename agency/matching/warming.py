"""Compiling what matching runs, so that no night waits for it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from agency.matching import speed
from agency.matching.allocation.lagrange import best_by_prices
from agency.matching.allocation.problem import Problem
from agency.matching.allocation.worth import Large
from agency.matching.assembly import pool_of
from agency.matching.compiled import CompiledEngine
from agency.matching.engine import Limits
from agency.matching.rows import BLANK, AwayRow, CandidateRow, CompletedRow, CredentialRow, PoolRows
from agency.rules.distance import Point
from agency.rules.facts import AssignmentFacts, Evidence
from agency.rules.ranking import Scale
from agency.rules.rulebook import RuleBook

DAYS = timedelta(days=60)
SPOKANE = Point.at(47.66, -117.43)
# Who holds what, and for how much longer: the second lacks it before two months are over.
HELD = (
    (1, "CMA-AAMA", 3 * DAYS),
    (1, "WA-MA-C", 3 * DAYS),
    (2, "CMA-AAMA", DAYS / 2),
    (2, "WA-MA-C", 3 * DAYS),
)


def warm(book: RuleBook, scale: Scale, day: date) -> None:
    """Match two made-up people, so that every function is compiled and kept on disk.

    One is eligible, and one lacks nothing but a certification that is about to expire.
    """
    speed.load()
    people = [_person(id) for id in (1, 2)]
    held = [
        CredentialRow(id, code, BLANK, (day + lasts).toordinal(), Evidence.reviewed, "")
        for id, code, lasts in HELD
    ]
    away = AwayRow(1, (day + 2 * DAYS).toordinal(), (day + 2 * DAYS).toordinal())
    rows = PoolRows(people, [away], held, [], [], [CompletedRow(1, 1)])
    work = AssignmentFacts("A-0", "WA", starts_on=day, ends_on=day + DAYS, place=SPOKANE)
    CompiledEngine(pool_of(rows), book, scale, day).match(work, (), Limits(1, 1))
    best_by_prices(_choice(), Large(edges=0, rounds=1, enough_per_million=1))


def _choice() -> Problem:
    """Two people who want the first of two openings, one of whom may take the second after it."""
    begin, end, room = np.array([1, 5]), np.array([2, 6]), np.array([1, 1])
    candidate, opening, weight = np.array([[0, 1, 0], [0, 0, 1], [3, 2, 1]])
    return Problem(begin, end, room, candidate, opening, weight)


def _person(id: int) -> CandidateRow:
    """Somebody of whom nothing is said but that she works in Washington."""
    nowhere, unsaid = None, (BLANK, BLANK, BLANK)
    return CandidateRow(id, f"C-{id}", 1, BLANK, nowhere, *unsaid, ["WA"], [], [], [], [])
