"""A plan of renewal and its conditions in plain sentences, fit for the candidate to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from agency.rules.catalogue import CredentialType
from agency.rules.conditions import MET, MISSING, Answer
from agency.rules.ledger import Balance
from agency.rules.planning import BEHIND, NO_PACE, ON_COURSE, PAST, Plan, exam_by
from agency.rules.sentences import day_text, days_text, number_text
from agency.rules.wording import either

NAMES = {"total": "in all", "issuer_approved": "approved by the issuer"}


def plan_text(
    plan: Plan,
    balance: Balance | None,
    day: date,
    answers: Iterable[Answer] = (),
    to_holder: bool = True,
) -> str:
    """How the renewal stands on ``day`` and by when to file, in one sentence.

    It speaks to the holder, or else about the renewal.

    The course of the plan speaks of units alone, so what is known to be missing of the conditions
    in ``answers`` is named, unless the issuer takes no renewal any more.
    """
    text = _course_text(plan, balance, day, to_holder)
    missing = [answer.says for answer in answers if answer.state == MISSING]
    if not missing or (plan.course == PAST and plan.gap is None):
        return f"{text}."
    are = f"{either(missing, 'and')} {'is' if len(missing) == 1 else 'are'} missing"
    return f"{text}, but {are}." if plan.course == ON_COURSE else f"{text}; {are} too."


def _course_text(plan: Plan, balance: Balance | None, day: date, to_holder: bool) -> str:
    by = day_text(plan.renew_by)
    if plan.course == PAST:
        return f"The last safe day to file was {by}; {gap_text(plan.gap)}"
    if balance is None:
        return f"File by {by}"
    if not balance.missing and plan.projected_end == day:
        units = units_text(balance.asked, balance.unit)
        there = f"You have all {units}" if to_holder else f"All {units} are on file"
        return f"{there}; file by {by}"
    if plan.course == NO_PACE or plan.projected_end is None or plan.slack is None:
        return f"Earn what is missing by {by}: too little is on file to say how long that takes"
    units, ends = units_text(balance.asked, balance.unit), day_text(plan.projected_end)
    pace = "At your pace you" if to_holder else "At the present pace she"
    if plan.course == BEHIND:
        late = days_text(-plan.slack)
        return f"{pace} would have all {units} on {ends}, {late} too late; earn them by {by}"
    have = "have" if to_holder else "has"
    return f"{pace} {have} all {units} by {ends}; file by {by}"


def gap_text(gap: int | None) -> str:
    """What filing today comes to, once the last safe day has passed."""
    if gap is None:
        return "it can no longer be renewed"
    if gap == 0:
        return "filed today it may still come in time"
    return f"filed today it leaves a gap of {days_text(gap)}"


def missing_text(balance: Balance | None) -> str:
    """The units that are missing, such as "20 in all, 10 administrative"; empty if none are."""
    return _listed(balance.missing) if balance else ""


def variants_text(balance: Balance | None) -> Iterator[str]:
    """What a variant that shares the code asks besides, where something of it is missing."""
    for name, missing in balance.variants if balance else ():
        if missing:
            yield f"as {name} also {_listed(missing)}"


def _listed(missing: tuple[tuple[str, Decimal], ...]) -> str:
    return ", ".join(f"{number_text(units)} {NAMES.get(name, name)}" for name, units in missing)


def units_text(units: Decimal, unit: str) -> str:
    """Units with their name, in the plural where there are several: 60 recertification points."""
    return f"{number_text(units)} {unit}{'' if units == 1 else 's'}"


def exam_text(kind: CredentialType, expires_on: date, day: date) -> str | None:
    """Until when the exam may replace the units; None where it may not or no longer in time."""
    by = exam_by(kind, expires_on)
    if by is None or day > min(by):
        return None
    apply_by, pass_by = by
    if apply_by >= pass_by:  # who has passed in time has applied in time
        return f"or renew by exam, passed by {day_text(pass_by)}"
    return f"or renew by exam: apply by {day_text(apply_by)}, pass by {day_text(pass_by)}"


def condition_text(answer: Answer) -> str:
    """A condition and how it stands: "current CPR: met until 31 Mar 2027"."""
    says = answer.says
    if answer.month:
        says = f"{says} (due in {answer.month:%b %Y})"
    if answer.state == MET:
        return f"{says}: met{f' until {day_text(answer.until)}' if answer.until else ''}"
    return f"{says}: {'missing' if answer.state == MISSING else 'not recorded here'}"
