"""Allocations as plain JSON values: points as numbers, with thousandths. Keys may be added."""

from __future__ import annotations

from agency.matching.allocation_models import Allocation
from agency.matching.allocation_queries import (
    AllocationOfAssignment,
    OtherPerson,
    ProposedPerson,
)
from agency.matching.finding_schemas import Json
from agency.rules.ranking import THOUSAND

MILLISECONDS = 1000


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
    }


def gap_of(found: Allocation) -> float:
    """How much better another choice might be, as a share of the bound."""
    return (found.bound - found.objective) / found.bound if found.bound else 0.0


def described_proposal(one: ProposedPerson) -> Json:
    return {
        "assignment": one.assignment_ref,
        "facility": one.facility,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "candidate": one.candidate_ref,
        "name": one.name,
        "score": one.score / THOUSAND,
    }


def described_for_assignment(found: AllocationOfAssignment, *, stale: bool) -> Json:
    """Who should fill one assignment, and why the others of its shortlist should not."""
    return {
        "allocation": described_allocation(found.allocation, stale=stale),
        "room": found.room,
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
    if one.elsewhere:
        return f"Proposed for {', '.join(one.elsewhere)} on these days.{_costs(one, found)}"
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
