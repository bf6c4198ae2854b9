"""The rows of the seven files while they are being made up; fields are named as the columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Span = tuple[date, date]


@dataclass
class Candidate:
    ref: str
    first_name: str
    last_name: str
    email: str
    phone: str
    home_zip: str | None
    willing_states: tuple[str, ...]
    max_travel_miles: int | None = None
    available_from: date | None = None
    unavailable: tuple[Span, ...] = ()
    min_pay_rate: Decimal | None = None
    skills: tuple[str, ...] = ()
    years_experience: int | None = None
    status: str = "active"
    adult: bool | None = True
    specialties: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    career_goal: str | None = None


@dataclass
class Credential:
    candidate_ref: str
    code: str
    number: str
    issued_on: date | None
    expires_on: date | None
    evidence: str
    bound_to: str | None = None
    status: str | None = None


@dataclass
class Training:
    candidate_ref: str
    kind: str
    topic: str | None
    provider: str | None
    completed_on: date | None
    evidence: str
    accreditor: str | None = None
    hours: int | None = None
    classroom_hours: int | None = None
    clinical_hours: int | None = None
    externship_hours: int | None = None
    in_person: bool | None = None
    performances: tuple[str, ...] = ()


@dataclass
class CECredit:
    candidate_ref: str
    code: str
    category: str
    units: Decimal
    earned_on: date | None
    provider: str
    issuer_approved: bool | None


@dataclass
class Facility:
    name: str
    zip: str | None
    state: str
    setting: str | None
    do_not_return: tuple[str, ...] = ()


@dataclass
class Assignment:
    ref: str
    facility: str | None
    zip: str | None
    state: str | None
    setting: str | None
    delegator: str | None
    supervision: str | None
    tasks: tuple[str, ...]
    starts_on: date
    ends_on: date
    status: str = "open"
    role: str | None = None
    openings: int = 1
    pay_rate: Decimal | None = None
    bill_rate: Decimal | None = None
    priority: str = "normal"
    accepted_certifications: tuple[str, ...] = ()
    required_skills: tuple[str, ...] = ()
    preferred_skills: tuple[str, ...] = ()
    client_requirements: tuple[str, ...] = ()
    min_evidence: str | None = None
    specialty: str | None = None
    shift: str | None = None
    hours_per_week: int | None = None
    guaranteed_hours: int | None = None


@dataclass
class Placement:
    candidate_ref: str
    assignment_ref: str
    stage: str
    starts_on: date | None
    ends_on: date | None
