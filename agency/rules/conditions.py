"""What a renewal asks for besides units, answered from what she holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agency.rules.catalogue import RenewalCondition
from agency.rules.facts import Credential, Evidence
from agency.rules.rulebook import RuleBook

MET, MISSING, UNKNOWN = "met", "missing", "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """A condition of renewal on a day: ``met``, ``missing`` or ``unknown``.

    ``credential`` is the reference of what meets it, through ``until``. ``month`` is the first
    day of the month in which a yearly fee is due, where that is known.
    """

    says: str
    state: str
    credential: str | None = None
    until: date | None = None
    month: date | None = None


def conditions(
    credential: Credential, held: Iterable[Credential], day: date, book: RuleBook
) -> tuple[Answer, ...]:
    """Everything that renewing ``credential`` asks for besides units, as it stands on ``day``.

    What we do not record, such as a fee that was paid, is unknown and never missing.
    """
    kind, held = book.catalogue[credential.code], tuple(held)
    asked = kind.renewal.also if kind.renewal else ()
    answers = [_answer(condition, held, day, book) for condition in asked]
    if kind.yearly_fee:
        month = None
        if kind.yearly_fee.in_anniversary_month and credential.expires_on:
            month = _next_month(credential.expires_on.month, day)
        answers.append(Answer(kind.yearly_fee.says, UNKNOWN, month=month))
    return tuple(answers)


def _answer(
    condition: RenewalCondition, held: tuple[Credential, ...], day: date, book: RuleBook
) -> Answer:
    """Met by what is at least documented, valid on the day; the one that lasts longest is named."""
    valid = [one for one in held if one.code in condition.codes and _may_be_valid(one, day)]
    known = [one for one in valid if _is_known(one, book)]
    if known:
        best = max(known, key=lambda one: (one.expires_on or date.max, one.evidence, one.ref))
        return Answer(condition.says, MET, best.ref, best.expires_on)
    seen = bool(valid) or condition.or_other or not condition.codes
    return Answer(condition.says, UNKNOWN if seen else MISSING)


def _may_be_valid(credential: Credential, day: date) -> bool:
    first, last = credential.issued_on or date.min, credential.expires_on or date.max
    return credential.status == "active" and first <= day <= last


def _is_known(credential: Credential, book: RuleBook) -> bool:
    """Whether somebody has seen the paper, and its date where it has to have one."""
    dated = credential.expires_on is not None or book.catalogue.lasts_for_ever(credential.code)
    return dated and credential.evidence >= Evidence.documented


def _next_month(month: int, day: date) -> date | None:
    """The first day of the next such month, this month's if it is one; None at the end of time."""
    year = day.year + (month < day.month)
    return date(year, month, 1) if year <= date.max.year else None
