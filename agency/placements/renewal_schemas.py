"""The shape in which a renewal leaves the house, as plain JSON values.

Keys may be added, never changed. Days are ISO texts, null where there is none; units and money are
texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from agency.credentials.queries import DueRenewal
from agency.placements.queries import Placed
from agency.rules.conditions import Answer
from agency.rules.filing import filing
from agency.rules.ledger import Balance
from agency.rules.plan_sentences import plan_text
from agency.rules.planning import exam_by, file_by_for
from agency.rules.renewal import renewal_fee
from agency.rules.rulebook import RuleBook

Json = dict[str, Any]


def work_key(one: DueRenewal) -> tuple[str, date]:
    """Whose work beyond which day is asked for."""
    assert one.credential.expires_on is not None
    return one.candidate_ref, one.credential.expires_on


def described_renewal(one: DueRenewal, work: Placed | None, day: date, book: RuleBook) -> Json:
    """A credential to be renewed, as the command and the API answer it.

    ``work`` is the first of her work that goes on after its expiry, if there is any.
    """
    held, balance = one.credential, one.balance
    kind, (_, expires_on) = book.catalogue[held.code], work_key(one)
    exam = exam_by(kind, expires_on)
    fee = renewal_fee(kind, one.status)
    return {
        "candidate": one.candidate_ref,
        "candidate_name": one.candidate_name,
        "credential": held.ref,
        "code": held.code,
        "status": one.status,
        "urgency": one.urgency,
        "expires_on": _day(held.expires_on),
        "renew_by": _day(one.renew_by),
        "continuing_education": balance and _balance(balance),
        "plan": {
            "course": one.plan.course,
            "projected_end": _day(one.plan.projected_end),
            "slack_days": one.plan.slack,
            "gap_days": one.plan.gap,
            "exam": exam and dict(zip(("apply_by", "pass_by"), map(_day, exam), strict=True)),
            "says": plan_text(one.plan, balance, day, one.conditions),
            **_steps(one, work, day, book),
        },
        "conditions": [_condition(answer) for answer in one.conditions],
        "successor": one.successor,
        "needed": work and _needed(one, work, book),
        "renewal_fee": None if fee is None else str(fee),
        "fees": _texts(kind.fees),
    }


def _steps(one: DueRenewal, work: Placed | None, day: date, book: RuleBook) -> Json:
    """The renew-by plan: by when to begin and to file, step by step."""
    days = [work_days(work)] if work else []
    planned = filing(one.credential, one.credits, days, one.conditions, day, book)
    assert planned is not None  # what is due is renewed
    return {
        "file_by": _day(planned.file_by),
        "begin_by": _day(planned.begin_by),
        "steps": [
            {
                "kind": step.kind,
                "says": step.says,
                "by": _day(step.by),
                "begin_by": _day(step.begin_by),
                "late": step.late,
            }
            for step in planned.steps
        ],
    }


def work_days(work: Placed) -> tuple[date, date]:
    return date.fromordinal(work.first), date.fromordinal(work.last)


def _balance(balance: Balance) -> Json:
    return {
        "unit": balance.unit,
        "asked": str(balance.asked),
        "earned": str(balance.earned),
        "since": _day(balance.since),
        "missing": _texts(balance.missing),
        "variants": {name: _texts(missing) for name, missing in balance.variants},
    }


def _condition(answer: Answer) -> Json:
    return {
        "says": answer.says,
        "state": answer.state,
        "credential": answer.credential,
        "until": _day(answer.until),
        "month": answer.month and f"{answer.month:%Y-%m}",
    }


def _needed(one: DueRenewal, work: Placed, book: RuleBook) -> Json:
    """The first work beyond the expiry, and the last day to file so that it is covered."""
    _, expires_on = work_key(one)
    needed_on = max(date.fromordinal(work.first), expires_on + timedelta(days=1))
    kind = book.catalogue[one.credential.code]
    return {
        "assignment": work.assignment_ref,
        "ends_on": _day(date.fromordinal(work.last)),
        "needed_on": _day(needed_on),
        "file_by": _day(file_by_for(kind, expires_on, needed_on, book)),
    }


def _texts(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, str]:
    return {name: str(amount) for name, amount in amounts}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
