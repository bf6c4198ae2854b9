"""The rows behind a pool: plain values, one tuple per row of a table.

What is made up for a few people or was kept as JSON is rows; what is read of all is columns.

Days are ordinals (``date.toordinal``), amounts whole numbers of their smallest part; ``BLANK``
stands for what was not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agency.rules.distance import Point

BLANK = -1


class CandidateRow(NamedTuple):
    """Travel in tenths of a mile, pay in cents; ``adult`` is 1, 0 or BLANK."""

    id: int
    ref: str
    active: int
    adult: int
    home: Point | None
    max_travel: int
    available_from: int
    min_pay: int
    states: Sequence[str]
    skills: Sequence[str]
    specialties: Sequence[str]
    shifts: Sequence[str]
    roles: Sequence[str]


class AwayRow(NamedTuple):
    """A run of days on which a candidate is not available, or works elsewhere."""

    candidate_id: int
    first: int
    last: int


class CredentialRow(NamedTuple):
    """An active credential; ``evidence`` is the number of `agency.rules.facts.Evidence`."""

    candidate_id: int
    code: str
    issued: int
    expires: int
    evidence: int
    bound_to: str


class TrainingRow(NamedTuple):
    """A training record; hours in hundredths; performances as ``act:count``."""

    candidate_id: int
    kind: str
    topic: str
    provider: str
    accreditor: str
    hours: int
    classroom_hours: int
    clinical_hours: int
    externship_hours: int
    in_person: int
    completed: int
    evidence: int
    performances: Sequence[str]


class CreditRow(NamedTuple):
    """Continuing-education units in hundredths; ``approved`` by the issuer is 1 or 0."""

    candidate_id: int
    code: str
    category: str
    units: int
    earned: int
    approved: int


class CompletedRow(NamedTuple):
    """How many placements with this agency a candidate has completed."""

    candidate_id: int
    placements: int


@dataclass(frozen=True)
class PoolRows:
    """All rows of all candidates, in any order; what is only iterable is read once, as it comes."""

    candidates: Sequence[CandidateRow]
    away: Iterable[AwayRow] = ()
    credentials: Iterable[CredentialRow] = ()
    trainings: Sequence[TrainingRow] = ()
    credits: Iterable[CreditRow] = ()
    completed: Iterable[CompletedRow] = ()
