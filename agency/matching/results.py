"""What an assignment comes to in a run, as it is stored: with row ids, ready for any driver."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
from sqlalchemy import select

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.matching.bulk_columns import columns_of
from agency.matching.counted import Counted
from agency.matching.engine import Outcome
from agency.matching.finding_schemas import described_finding, described_question
from agency.matching.id_sets import packed_ids
from agency.matching.lines import NO_LINES, Lines, lines_of
from agency.matching.pool import Pool
from agency.matching.tables import Longs
from agency.rules.rulebook import NoRules

# Stands for the row id of somebody who has been removed.
GONE = -1
# From so many people on it is cheaper to read the whole table.
MANY = 1000


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
    best: Lines = NO_LINES
    nearest: Lines = NO_LINES


NOT_OPEN = Result("not_open")


def ids_of(pool: Pool) -> Longs:
    """The row id of everybody in a pool, by position; GONE for those who were removed since."""
    statement = select(Candidate.ref, Candidate.id)
    if len(pool) < MANY:
        statement = statement.where(among(Candidate.ref, pool.refs))
    read = columns_of(statement)
    # No two have one reference, so the references are known in the order of their rows.
    found = dict(zip(read["ref"].known, read["id"].tolist(), strict=True))
    return np.fromiter(map(found.get, pool.refs, repeat(GONE)), np.int64, len(pool))


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
        best=lines_of(outcome, outcome.best, ids),
        nearest=lines_of(outcome, outcome.nearest, ids),
    )
