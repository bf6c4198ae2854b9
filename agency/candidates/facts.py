"""Values of a candidate → the facts a rule or a score may see.

Values are what the input schema returns and what a row of the database holds, by column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from agency.places import point_of
from agency.rules.facts import CandidateFacts, CECredit, Credential, Training
from agency.rules.spans import Spans, Window
from agency.rules.spelling import all_folded

CENTS_IN_A_DOLLAR = 100
TENTHS_IN_A_MILE = 10


def candidate_facts(
    values: Mapping[str, Any],
    credentials: Iterable[Credential] = (),
    trainings: Iterable[Training] = (),
    ce_credits: Iterable[CECredit] = (),
    busy: Iterable[tuple[date, date]] = (),
    completed_placements: int = 0,
) -> CandidateFacts:
    """One candidate with what she holds, and the days on which she is placed (``busy``).

    Records are put in an order of their own, so that equal facts are equal however they were read.
    """
    return CandidateFacts(
        ref=values["ref"],
        status=values["status"],
        adult=values["adult"],
        home=point_of(values["home_zip"]),
        willing_states=frozenset(values["willing_states"]),
        max_travel_tenths=_tenths(values["max_travel_miles"]),
        available_from=values["available_from"],
        unavailable=_days(values["unavailable"]),
        busy=_days(busy),
        min_pay_cents=cents(values["min_pay_rate"]),
        skills=all_folded(values["skills"]),
        specialties=all_folded(values["specialties"]),
        shifts=frozenset(values["shifts"]),
        roles=frozenset(values["roles"]),
        completed_placements=completed_placements,
        credentials=tuple(sorted(credentials, key=_credential_order)),
        trainings=tuple(sorted(trainings, key=_training_order)),
        ce_credits=tuple(sorted(ce_credits, key=_credit_order)),
    )


def cents(dollars: Decimal | None) -> int | None:
    """Dollars, which have two decimal places at most, as whole cents."""
    return None if dollars is None else int(dollars * CENTS_IN_A_DOLLAR)


def _tenths(miles: Decimal | None) -> int | None:
    return None if miles is None else int(miles * TENTHS_IN_A_MILE)


def _days(runs: Iterable[tuple[date, date]]) -> Spans:
    return Spans.of(Window.between(first, last) for first, last in runs)


def _credential_order(held: Credential) -> tuple[Any, ...]:
    return (
        held.ref,
        held.evidence,
        held.expires_on or date.min,
        held.bound_to or "",
        held.status,
    )


def _training_order(record: Training) -> tuple[Any, ...]:
    return (
        record.kind,
        record.topic or "",
        record.completed_on or date.min,
        record.evidence,
        record.provider or "",
        record.accreditor or "",
        record.hours,
        record.classroom_hours,
        record.clinical_hours,
        record.externship_hours,
        record.in_person,
        record.performances,
    )


def _credit_order(credit: CECredit) -> tuple[Any, ...]:
    return (
        credit.code,
        credit.category,
        credit.earned_on or date.min,
        credit.units,
        credit.issuer_approved,
    )
