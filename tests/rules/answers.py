"""Putting one expression to a candidate with a few facts, and writing down coverages."""

from __future__ import annotations

from datetime import date
from typing import Any

from agency.rules.expressions import Expression
from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.requirements import coverage
from agency.rules.rulebook import load_rulebook
from agency.rules.spans import Coverage, Spans

BOOK = load_rulebook()
JAN, FEB, MAR = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)
REVIEWED, CLAIMED = Evidence.reviewed, Evidence.claimed


def met(first: date | None, last: date | None = None) -> Coverage:
    return Coverage.certain(Spans.between(first, last))


def maybe(first: date | None, last: date | None = None) -> Coverage:
    return Coverage.maybe(Spans.between(first, last))


def of(expression: Expression, **facts: Any) -> Coverage:
    return coverage(expression, CandidateFacts("C-0001", **facts), BOOK)


def held(
    code: str = "CMA-AAMA",
    issued: date | None = JAN,
    expires: date | None = FEB,
    evidence: Evidence = REVIEWED,
    **changed: Any,
) -> Credential:
    return Credential(code, "ref", issued, expires, evidence, **changed)


def holding(*credentials: Credential) -> dict[str, Any]:
    return {"credentials": credentials}


def trained(kind: str, done: date | None = FEB, **fields: Any) -> Training:
    evidence = fields.pop("evidence", Evidence.documented)
    return Training(kind, completed_on=done, evidence=evidence, **fields)


def training(*records: Training) -> dict[str, Any]:
    return {"trainings": records}
