"""The only inputs a rule or a score may see: frozen values without names, ages or faces."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum

from agency.rules.distance import Point
from agency.rules.spans import NO_DAYS, Spans

ZERO = Decimal(0)


class Evidence(IntEnum):
    """How well something is known, from what she says to what the issuer confirms."""

    claimed = 1
    documented = 2
    reviewed = 3
    primary_source = 4


@dataclass(frozen=True, slots=True)
class Credential:
    """Something a candidate holds that is valid for a while; ``ref`` is CODE:number:issued_on."""

    code: str
    ref: str
    issued_on: date | None = None
    expires_on: date | None = None
    evidence: Evidence = Evidence.claimed
    bound_to: str | None = None
    status: str = "active"


@dataclass(frozen=True, slots=True)
class Training:
    """A completed programme, training, set of performances, education or document on file."""

    kind: str
    topic: str | None = None
    provider: str | None = None
    accreditor: str | None = None
    hours: Decimal = ZERO
    classroom_hours: Decimal = ZERO
    clinical_hours: Decimal = ZERO
    externship_hours: Decimal = ZERO
    in_person: bool = False
    performances: tuple[tuple[str, int], ...] = ()
    completed_on: date | None = None
    evidence: Evidence = Evidence.claimed

    @property
    def ref(self) -> str:
        return f"{self.kind}:{self.topic or ''}:{self.completed_on or ''}"


@dataclass(frozen=True, slots=True)
class CECredit:
    """Continuing-education units earned towards the renewal of one type of credential."""

    code: str
    category: str
    units: Decimal
    earned_on: date | None = None
    issuer_approved: bool = False


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """One candidate; blank means not said. Distances in tenths of a mile, money in cents."""

    ref: str
    status: str = "active"
    adult: bool | None = None
    home: Point | None = None
    willing_states: frozenset[str] = frozenset()
    max_travel_tenths: int | None = None
    available_from: date | None = None
    unavailable: Spans = NO_DAYS
    busy: Spans = NO_DAYS
    min_pay_cents: int | None = None
    skills: frozenset[str] = frozenset()
    specialties: frozenset[str] = frozenset()
    shifts: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    completed_placements: int = 0
    credentials: tuple[Credential, ...] = ()
    trainings: tuple[Training, ...] = ()
    ce_credits: tuple[CECredit, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentFacts:
    """One assignment; blank means the client did not say. Money in cents."""

    ref: str
    state: str
    starts_on: date
    ends_on: date
    facility: str | None = None
    place: Point | None = None
    setting: str | None = None
    delegator: str | None = None
    supervision: str | None = None
    pay_cents: int | None = None
    role: str = "medical_assistant"
    specialty: str | None = None
    shift: str | None = None
    min_evidence: Evidence = Evidence.reviewed
    accepted_certifications: tuple[str, ...] = ()
    tasks: frozenset[str] = frozenset()
    required_skills: frozenset[str] = frozenset()
    preferred_skills: frozenset[str] = frozenset()
    client_requirements: tuple[str, ...] = ()
    do_not_return: frozenset[str] = field(default_factory=frozenset)
