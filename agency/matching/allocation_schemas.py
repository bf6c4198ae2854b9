"""Allocations as plain JSON values: points as numbers, with thousandths. Keys may be added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from agency.matching.allocation.pins import FULL, KEPT, NOT_ELIGIBLE, OVERLAPS
from agency.matching.allocation_models import Allocation
from agency.matching.allocation_queries import (
    AllocationOfAssignment,
    OtherPerson,
    ProposedPerson,
)
from agency.matching.finding_schemas import Json
from agency.matching.pin_queries import PinCounts, ToldPin
from agency.matching.pricing import PriceOfPair
from agency.matching.unsettled_queries import ToldPair
from agency.matching.wishes import PLACED
from agency.pinning.models import EXCLUSION
from agency.pinning.schemas import described_pin
from agency.rules.ranking import THOUSAND

MILLISECONDS = 1000
# Thousandths of a point that a price may be off and still be told as one number.
LITTLE = 50
WHY_NO_PRICE = {
    "proposed": "She is proposed here.",
    "excluded": "She is excluded here. Take that back to know what she would cost.",
    "not_eligible": "She was not eligible here at the last full match.",
    "pinned_elsewhere": "She is pinned to another assignment on these days.",
    "no_place": "No opening is left here besides those of placements and pins.",
    "not_open": "The assignment was not open at the last full match.",
}


def described_allocation(found: Allocation, *, stale: bool) -> Json:
    """The choice as a whole; ``stale``: something has changed since."""
    return {
        "run": found.run_id,
        "objective": found.objective / THOUSAND,
        "bound": found.bound / THOUSAND,
        "gap": gap_of(found),
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


def answer_of(one: ToldPin) -> str:
    """What became of a pin or an exclusion, in a sentence."""
    if one.outcome is None:
        if one.pin.assignment.status != "open":
            return "Not asked: the assignment is not open."
        return "Not asked yet: the next match chooses by it."
    if one.pin.kind == EXCLUSION:
        return "Kept: she is not proposed here."
    return {
        KEPT: "Kept: she is proposed here.",
        NOT_ELIGIBLE: "Cannot be kept: she was not eligible here.",
        PLACED: "Needless: she is placed here already.",
        FULL: "Cannot be kept: no opening was left for her.",
        OVERLAPS: f"Cannot be kept: {_first_pin(one)}, and she cannot do both.",
    }[one.outcome]


def _first_pin(one: ToldPin) -> str:
    other = one.other or "an assignment that is gone"
    return f"she was pinned to {other} first"


def described_unsettled(one: ToldPair) -> Json:
    """Somebody and an assignment that would both rather have each other."""
    least = one.displaces
    return {
        "assignment": one.assignment_ref,
        "facility": one.facility,
        "pay_rate": _money(one.pay_rate),
        "candidate": one.candidate_ref,
        "name": one.name,
        "score": one.score / THOUSAND,
        "instead_of": [
            {"assignment": other.assignment_ref, "pay_rate": _money(other.pay_rate)}
            for other in one.instead_of
        ],
        "displaces": least
        and {
            "candidate": least.candidate_ref,
            "name": least.name,
            "score": least.score / THOUSAND,
        },
    }


def _money(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:.2f}"


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


def price_in_words(found: PriceOfPair) -> str:
    """The same in a sentence or two."""
    if found.priced is None:
        return WHY_NO_PRICE[found.standing]
    price, fewer = found.priced, max(found.chosen - found.priced.chosen, 0)
    filled = {0: "", 1: " One opening fewer would be filled."}.get(
        fewer, f" {fewer} openings fewer would be filled."
    )
    if not price.most:
        return "Proposing her here would cost nothing: the choice is as good with her."
    if price.exact:
        return f"Proposing her here costs exactly {price.costs / THOUSAND:.3f} points.{filled}"
    if price.most - price.least <= LITTLE:
        return f"Proposing her here costs {price.costs / THOUSAND:.1f} points.{filled}"
    between = f"between {price.least / THOUSAND:.3f} and {price.most / THOUSAND:.3f}"
    return f"Proposing her here costs {between} points.{filled}"


def gap_of(found: Allocation) -> float:
    """How much better another choice might be, as a share of the bound."""
    return (found.bound - found.objective) / found.bound if found.bound else 0.0


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


def reason_of(one: OtherPerson, found: AllocationOfAssignment) -> str:
    """Why somebody who is eligible is not proposed, in a sentence or two."""
    if one.excluded:
        return "Excluded here by one of us."
    when = "" if found.allocation.one_each else " on these days"
    if one.pinned_to:
        return f"Pinned to {', '.join(one.pinned_to)}{when}."
    if found.room and len(found.pinned) == found.room:
        return "Whoever goes here is pinned here."
    if one.elsewhere:
        return f"Proposed for {', '.join(one.elsewhere)}{when}.{_costs(one, found)}"
    if not found.people:
        return "There is no opening left to fill."
    least = min(found.people, key=lambda person: person.score).candidate_ref
    if one.costs:
        return f"Eligible, but better filled by {least}.{_costs(one, found)}"
    return f"As good as {least}, who is proposed: either could go."


def _costs(one: OtherPerson, found: AllocationOfAssignment) -> str:
    if not one.costs:
        return ""
    least = f" Putting her here would cost {one.costs / THOUSAND:.1f} points or more"
    return least + (", as much as a filled opening." if one.costs >= found.opening_worth else ".")
