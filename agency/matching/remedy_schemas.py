"""The shape of a remedy as plain JSON values: its steps, by when, and what they come to.

Keys may be added, never changed. Days are ISO texts, money is text in dollars; what the catalogue
does not know is null.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from agency.matching.finding_schemas import Json, money
from agency.rules import steps as step_of
from agency.rules.remedies import Remedy
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Window
from agency.rules.step_words import remedy_in_words, step_in_words, take_by
from agency.rules.steps import Step


def described_remedy(remedy: Remedy, book: RuleBook) -> Json:
    """One set of steps; ``window`` are the days of work with it."""
    return {
        "says": f"{remedy_in_words(remedy, book)}.",
        "steps": [
            described_step(step, remedy.window, needed, book)
            for step, needed in zip(remedy.steps, remedy.needed, strict=True)
        ],
        "ready_on": _day(remedy.ready_on),
        "cost_usd": money(remedy.cost),
        "window": [one.isoformat() for one in remedy.window.dates()],
    }


def described_step(step: Step, window: Window, needed: int, book: RuleBook) -> Json:
    """One change; ``by`` is the last safe day to take it, ``ready_on`` when it has effect.

    Both are null where nobody has said how long it takes; a step of the work has no ``by``.
    """
    return {
        "change": step.kind,
        **DETAILS.get(type(step), _nothing)(step),
        "says": f"{step_in_words(step, window, needed, book)}.",
        "not_before": _day(step.not_before),
        "by": _day(take_by(step, needed, book)),
        "ready_on": _day(step.ready_on),
        "lead_time_known": step.lead_known,
        "cost_usd": money(step.cost),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# What each kind is about


def _nothing(_step: Step) -> Json:
    return {}


def _held(step: Any) -> Json:
    return {"credential": step.credential.ref, "code": step.credential.code}


def _renew(step: step_of.Renew) -> Json:
    balance = step.balance
    missing = {name: f"{units:f}" for name, units in balance.missing} if balance else {}
    return {**_held(step), "missing_units": missing}


def _verify(step: step_of.Verify) -> Json:
    return {**_held(step), "evidence": step.evidence.name}


def _obtain(step: step_of.Obtain) -> Json:
    new = step.credential
    return {
        "code": new.code,
        "or": list(step.others),
        "facility": new.bound_to,
        "may_apply": step.may_apply,
    }


def _record(step: Any) -> Json:
    return {"record": step.record.ref}


def _train(step: step_of.Train) -> Json:
    return {"kind": step.record.kind, "topic": step.record.topic}


def _shift_start(step: step_of.ShiftStart) -> Json:
    return {"starts_on": _day(step.starts_on), "days": step.days}


def _shorten(step: step_of.Shorten) -> Json:
    return {"days": step.days}


def _raise_pay(step: step_of.RaisePay) -> Json:
    return {"pay_rate": money(Decimal(step.cents) / 100)}


DETAILS: dict[type[Step], Callable[[Any], Json]] = {
    step_of.Verify: _verify,
    step_of.DocumentCredential: _held,
    step_of.DocumentRecord: _record,
    step_of.PutOnFile: _record,
    step_of.Renew: _renew,
    step_of.Obtain: _obtain,
    step_of.Train: _train,
    step_of.ShiftStart: _shift_start,
    step_of.Shorten: _shorten,
    step_of.RaisePay: _raise_pay,
}
