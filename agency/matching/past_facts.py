"""A pool's rows of one person → her facts, as a run knew them; the inverse of reading them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from agency.matching.pool import Pool
from agency.matching.rows import BLANK, CandidateRow, CredentialRow, CreditRow, TrainingRow
from agency.matching.unpicking import rows_of
from agency.rules.facts import CandidateFacts, CECredit, Credential, Evidence, Training
from agency.rules.spans import Spans

HUNDREDTHS = 100
INACTIVE = "inactive"


def facts_of(pool: Pool, ref: str) -> CandidateFacts:
    """What the pool says of one of its people.

    It keeps no numbers of credentials, and of those who were not active no more than that; days
    away and days of placements are one set.
    """
    (facts,) = all_facts_of(pool, [ref]).values()
    return facts


def all_facts_of(pool: Pool, refs: Iterable[str]) -> dict[str, CandidateFacts]:
    """The same of several, by reference; those who are not in the pool are left out."""
    rows = rows_of(pool, refs)
    away, completed = _by_person(rows.away), _by_person(rows.completed)
    credentials, trainings = _by_person(rows.credentials), _by_person(rows.trainings)
    credits = _by_person(rows.credits)
    return {
        row.ref: CandidateFacts(
            **_herself(row),
            unavailable=Spans.of((one.first, one.last) for one in away[row.id]),
            completed_placements=sum(one.placements for one in completed[row.id]),
            credentials=tuple(_credential(one) for one in credentials[row.id]),
            trainings=tuple(_training(one) for one in trainings[row.id]),
            ce_credits=tuple(_credit(one) for one in credits[row.id]),
        )
        for row in rows.candidates
    }


def _by_person(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.candidate_id].append(row)
    return found


def _herself(row: CandidateRow) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "status": "active" if row.active else INACTIVE,
        "adult": None if row.adult == BLANK else bool(row.adult),
        "home": row.home,
        "willing_states": frozenset(row.states),
        "max_travel_tenths": _said(row.max_travel),
        "available_from": _day(row.available_from),
        "min_pay_cents": _said(row.min_pay),
        "skills": frozenset(row.skills),
        "specialties": frozenset(row.specialties),
        "shifts": frozenset(row.shifts),
        "roles": frozenset(row.roles),
    }


def _credential(row: CredentialRow) -> Credential:
    return Credential(
        code=row.code,
        ref=f"{row.code}::{_day(row.issued) or ''}",
        issued_on=_day(row.issued),
        expires_on=_day(row.expires),
        evidence=Evidence(row.evidence),
        bound_to=row.bound_to or None,
    )


def _training(row: TrainingRow) -> Training:
    acts = (one.partition(":") for one in row.performances)
    return Training(
        kind=row.kind,
        topic=row.topic or None,
        provider=row.provider or None,
        accreditor=row.accreditor or None,
        hours=_amount(row.hours),
        classroom_hours=_amount(row.classroom_hours),
        clinical_hours=_amount(row.clinical_hours),
        externship_hours=_amount(row.externship_hours),
        in_person=bool(row.in_person),
        performances=tuple((act, int(count)) for act, _, count in acts),
        completed_on=_day(row.completed),
        evidence=Evidence(row.evidence),
    )


def _credit(row: CreditRow) -> CECredit:
    units, approved = _amount(row.units), bool(row.approved)
    return CECredit(row.code, row.category, units, _day(row.earned), approved)


def _amount(hundredths: int) -> Decimal:
    return Decimal(hundredths) / HUNDREDTHS


def _said(number: int) -> int | None:
    return None if number == BLANK else number


def _day(ordinal: int) -> date | None:
    return None if ordinal == BLANK else date.fromordinal(ordinal)
