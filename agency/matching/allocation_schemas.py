"""Allocations as plain JSON values: points as numbers, with thousandths. Keys may be added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from agency.matching.allocation_models import Allocation
from agency.matching.allocation_queries import (
    AllocationOfAssignment,
    OtherPerson,
    ProposedPerson,
)
from agency.matching.allocation_words import (
    answer_of,
    foresight_of,
    price_in_words,
    reason_of,
)
from agency.matching.finding_schemas import Json, money
from agency.matching.pin_queries import PinCounts, ToldPin
from agency.matching.pricing import PriceOfPair
from agency.matching.unsettled_queries import ToldPair
from agency.pinning.schemas import described_pin
from agency.rules.ranking import THOUSAND

MILLISECONDS = 1000


def described_allocation(found: Allocation, *, stale: bool) -> Json:
    """The choice as a whole; ``stale``: something has changed since."""
    return {
        "run": found.run_id,
        "objective": found.objective / THOUSAND,
        "bound": found.bound / THOUSAND,
        "gap": found.gap,
        "method": found.method,
        "seconds": found.milliseconds / MILLISECONDS,
        "openings": found.openings,
        "proposed": found.proposed,
        "one_each": found.one_each,
        "stale": stale,
        "unsettled": found.unsettled,
    }


def described_pin_counts(counts: PinCounts) -> Json:
    """How many pins and exclusions a choice keeps."""
    return {
        "pins_kept": counts.pins,
        "exclusions_kept": counts.exclusions,
        "pins_not_kept": counts.not_kept,
    }


def described_told_pin(one: ToldPin) -> Json:
    """A pin or an exclusion, and what became of it; null where the choice does not know it yet."""
    return described_pin(one.pin) | {
        "outcome": one.outcome,
        "overlaps": one.other,
        "says": answer_of(one),
    }


def described_foresight(one: ToldPin) -> Json:
    """What is known at once of a pin that was just made; ``foreseen`` is null where nothing speaks
    against it, or nothing is known yet.
    """
    return {"foreseen": one.outcome, "overlaps": one.other, "says": foresight_of(one)}


def described_unsettled(one: ToldPair) -> Json:
    """Somebody and an assignment that would both rather have each other."""
    least = one.displaces
    return {
        "assignment": one.assignment_ref,
        "facility": one.facility,
        "pay_rate": money(one.pay_rate),
        "candidate": one.candidate_ref,
        "name": one.name,
        "score": one.score / THOUSAND,
        "instead_of": [
            {"assignment": other.assignment_ref, "pay_rate": money(other.pay_rate)}
            for other in one.instead_of
        ],
        "displaces": least
        and {
            "candidate": least.candidate_ref,
            "name": least.name,
            "score": least.score / THOUSAND,
        },
    }


def described_price(found: PriceOfPair, assignment_ref: str, candidate_ref: str) -> Json:
    """What it costs to propose somebody, in points; null where she cannot be or is anyway."""
    price = found.priced
    return {
        "assignment": assignment_ref,
        "candidate": candidate_ref,
        "standing": found.standing,
        "costs": price and price.costs / THOUSAND,
        "least": price and price.least / THOUSAND,
        "most": price and price.most / THOUSAND,
        "exact": price and price.exact,
        "fewer_filled": price and max(found.chosen - price.chosen, 0),
        "says": price_in_words(found),
    }


class Place(Protocol):
    """Somebody on an assignment."""

    @property
    def assignment_ref(self) -> str: ...

    @property
    def facility(self) -> str | None: ...

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...

    @property
    def candidate_ref(self) -> str: ...

    @property
    def name(self) -> str: ...


def whose_place(one: Place) -> Json:
    """Who is where, on which days."""
    return {
        "assignment": one.assignment_ref,
        "facility": one.facility,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "candidate": one.candidate_ref,
        "name": one.name,
    }


def described_proposal(one: ProposedPerson) -> Json:
    return {
        **whose_place(one),
        "score": one.score / THOUSAND,
    }


def described_for_assignment(
    found: AllocationOfAssignment, pins: Sequence[ToldPin], *, stale: bool
) -> Json:
    """Who should fill one assignment, and why the others of its shortlist should not."""
    return {
        "allocation": described_allocation(found.allocation, stale=stale),
        "room": found.room,
        "pins": [described_told_pin(one) for one in pins],
        "proposed": [described_proposal(one) for one in found.people],
        "others": [_other(one, found) for one in found.others],
    }


def _other(one: OtherPerson, found: AllocationOfAssignment) -> Json:
    return {
        "candidate": one.candidate_ref,
        "name": one.name,
        "score": one.score / THOUSAND,
        "costs_at_least": one.costs / THOUSAND,
        "elsewhere": list(one.elsewhere),
        "says": reason_of(one, found),
    }
