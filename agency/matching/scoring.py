"""Scores and ties for many candidates of one assignment: `agency.rules.ranking`, in columns."""

from __future__ import annotations

import numpy as np

from agency.matching import mixing
from agency.matching.distances import chords_squared, thresholds
from agency.matching.mixing import Words64
from agency.matching.pool import Pool
from agency.matching.rows import BLANK
from agency.matching.tables import Index, Longs
from agency.rules.facts import AssignmentFacts
from agency.rules.ranking import FULL, NOT_SAID, Scale, prefix64, splitmix64


def measures(
    pool: Pool, of: Index, assignment: AssignmentFacts, days_left: Longs, scale: Scale
) -> Longs:
    """What each part of the score rests on: one row per candidate in ``of``, a column a part."""
    columns = (
        _tenths(pool, of, assignment),
        pool.skills.count(assignment.preferred_skills, of),
        np.clip(days_left, 0, scale.days_left_cap),
        _margin(pool, of, assignment),
        _experience(pool, of, assignment),
        pool.completed[of].astype(np.int64),
    )
    return np.column_stack(columns)


def scores(measures: Longs, skills_asked: int, scale: Scale) -> Longs:
    """The score of each row of ``measures`` in thousandths of a point."""
    tenths, skills, left, margin, specialty, placements = measures.T
    near = scale.far_tenths - np.minimum(tenths, scale.far_tenths)
    values = (
        np.where(tenths == NOT_SAID, 0, near * FULL // scale.far_tenths),
        skills * FULL // skills_asked if skills_asked else np.full(len(skills), FULL),
        left * FULL // scale.days_left_cap,
        _share(margin, scale.margin_cents_cap),
        _share(specialty, 1),
        _share(placements, scale.placements_cap),
    )
    total = np.zeros(len(measures), np.int64)
    for value, (_, weight) in zip(values, scale.weights, strict=True):
        total += value * weight
    return total


def _share(measure: Longs, cap: int) -> Longs:
    return np.where(measure == NOT_SAID, FULL, np.minimum(measure, cap) * FULL // cap)


def _tenths(pool: Pool, of: Index, assignment: AssignmentFacts) -> Longs:
    if assignment.place is None:
        return np.full(len(of), NOT_SAID, np.int64)
    chords = chords_squared(pool.home[of], assignment.place)
    tenths = np.searchsorted(thresholds(), chords, side="right")
    return np.where(np.isnan(chords), NOT_SAID, tenths)


def _margin(pool: Pool, of: Index, assignment: AssignmentFacts) -> Longs:
    if assignment.pay_cents is None:
        return np.full(len(of), NOT_SAID, np.int64)
    asked = pool.min_pay[of]
    return np.where(asked == BLANK, NOT_SAID, np.maximum(assignment.pay_cents - asked, 0))


def _experience(pool: Pool, of: Index, assignment: AssignmentFacts) -> Longs:
    if assignment.specialty is None:
        return np.full(len(of), NOT_SAID, np.int64)
    return pool.specialties.having(assignment.specialty)[of].astype(np.int64)


def ties(day: int, assignment_ref: str, prefixes: Words64) -> Words64:
    """`agency.rules.ranking.tie` for the candidates with these prefixes."""
    start = np.uint64(splitmix64(splitmix64(day) ^ prefix64(assignment_ref)))
    return mixing.splitmix64(start ^ prefixes)
