"""A prospect come true for one person, told by the pure rules and one fact after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from agency.matching.value.prospects import OBTAIN, Prospect
from agency.rules import renewal
from agency.rules.expressions import Valid, leaves
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence
from agency.rules.requisition import requisition, window_of
from agency.rules.rulebook import RuleBook
from agency.rules.workdays import later


def true_of(
    person: CandidateFacts, prospect: Prospect, work: AssignmentFacts, day: date, book: RuleBook
) -> CandidateFacts | None:
    """The person as she would be when the work is judged; None if it is no prospect of hers."""
    held = [
        one for one in person.credentials if one.code == prospect.code and one.status == "active"
    ]
    new = (
        _obtained(held, prospect.code, work, day, book)
        if prospect.kind == OBTAIN
        else _renewed(held, day, book)
    )
    if new is None:
        return None
    return replace(person, credentials=(*person.credentials, new))


def _obtained(
    held: list[Credential], code: str, work: AssignmentFacts, day: date, book: RuleBook
) -> Credential | None:
    kind = book.catalogue[code]
    over = [renewal.status_on(one, day, book) == renewal.LAPSED for one in held]
    if kind.bound or not all(over) or (held and kind.not_renewable):
        return None
    lead = kind.obtain_lead_time
    issued = later(day, lead, book.holidays) if lead else day
    young = [
        leaf.issued_from
        for one in requisition(work, window_of(work, day), book).person
        for leaf in leaves(one.expression)
        if isinstance(leaf, Valid) and code in leaf.codes and leaf.issued_from
    ]
    issued = max([issued, *map(date.fromordinal, young)])
    expires = renewal.first_expiry(kind, issued)
    return Credential(code, f"{code}:new", issued, expires, Evidence.primary_source)


def _renewed(held: list[Credential], day: date, book: RuleBook) -> Credential | None:
    dated = [one for one in held if one.expires_on]
    if not dated:
        return None
    best = max(
        dated,
        key=lambda one: (
            one.evidence,
            one.expires_on,
            one.issued_on or date.min,
            one.bound_to or "",
        ),
    )
    days = renewal.filing_days(best, day, book)
    return renewal.successor(best, days[-1], book) if days else None
