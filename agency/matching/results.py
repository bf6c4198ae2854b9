"""What an assignment comes to in a run, as it is stored: with row ids, ready for any driver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import select

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.counted import Counted
from agency.matching.engine import Matched, Outcome, Ranked
from agency.matching.finding_schemas import described_finding, described_question
from agency.matching.id_sets import packed_ids
from agency.matching.pool import Pool
from agency.matching.tables import Longs
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN
from agency.rules.rulebook import NoRules

# Stands for the row id of somebody who has been removed.
GONE = -1
# From so many people on it is cheaper to read the whole table.
MANY = 1000


class Listed(NamedTuple):
    """One line of a list; ``gap`` is the id of the one requirement a near miss lacks."""

    candidate_id: int
    verdict: str
    score: int
    measures: tuple[int, ...]
    gap: str | None
    renewable: bool


@dataclass(frozen=True)
class Result:
    """The shortlist of one assignment: exact counts and the best of each list, in order."""

    outcome: str
    eligible: int = 0
    unknown: int = 0
    ineligible: int = 0
    near_misses: int = 0
    renewable: int = 0
    preferred_skills: int = 0
    specialty: str | None = None
    reasons: list[dict[str, Any]] = field(default_factory=list)
    to_confirm: list[dict[str, Any]] = field(default_factory=list)
    eligible_people: bytes = b""
    renewable_people: bytes = b""
    counted: Counted | None = None
    best: tuple[Listed, ...] = ()
    nearest: tuple[Listed, ...] = ()


NOT_OPEN = Result("not_open")


def ids_of(pool: Pool) -> Longs:
    """The row id of everybody in a pool, by position; GONE for those who were removed since."""
    statement = select(Candidate.ref, Candidate.id)
    if len(pool) < MANY:
        statement = statement.where(among(Candidate.ref, pool.refs))
    found = dict(db.session.execute(statement).all())
    return np.array([found.get(ref, GONE) for ref in pool.refs], np.int64)


def result_of(outcome: Outcome, ids: Longs) -> Result:
    """What is stored of an outcome on a pool with these row ids."""
    if isinstance(outcome, NoRules):
        return Result("no_rules", reasons=[{"says": str(outcome)}])
    work, window = outcome.work, outcome.window
    return Result(
        outcome="blocked" if work.blocked else "matched",
        eligible=outcome.eligible,
        unknown=outcome.unknown,
        ineligible=outcome.ineligible,
        near_misses=outcome.near_misses,
        renewable=outcome.renewable,
        preferred_skills=len(outcome.assignment.preferred_skills),
        specialty=outcome.assignment.specialty,
        reasons=[described_finding(finding) for finding in work.blocking],
        to_confirm=[described_question(one, window) for one in work.to_confirm],
        eligible_people=packed_ids(ids[outcome.all_eligible]),
        renewable_people=packed_ids(ids[outcome.all_renewable]),
        counted=outcome.counted,
        best=tuple(listed(outcome, outcome.best, ids)),
        nearest=tuple(listed(outcome, outcome.nearest, ids)),
    )


def listed(matched: Matched, ranked: Ranked, ids: Longs) -> Iterator[Listed]:
    """The lines of one list, best first, with plain values."""
    columns = (
        ids[ranked.candidate].tolist(),
        ranked.score.tolist(),
        ranked.measures.tolist(),
        ranked.gaps.number.tolist(),
        ranked.gaps.unmet.tolist(),
        ranked.gaps.renewable.tolist(),
    )
    for candidate_id, score, measures, gap, unmet, renewable in zip(*columns, strict=True):
        missed = None if gap < 0 else matched.requirements[gap].id
        verdict = ELIGIBLE if missed is None else INELIGIBLE if unmet else UNKNOWN
        yield Listed(candidate_id, verdict, score, tuple(measures), missed, renewable)
