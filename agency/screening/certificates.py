"""The certificate that a candidate was screened in a month: made of stored rows, whenever asked.

What it says depends on the month and on the day up to which decisions are known, and on nothing
else: the same two give the same certificate, to the byte, however often and wherever it is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.errors import NotFound
from agency.extensions import db
from agency.fields.schema import refused
from agency.screening.entries import digest_of
from agency.screening.models import (
    NOT_SAME,
    OPEN,
    OVER,
    RELEASED,
    SAME,
    UNDONE,
    FindingDecision,
    Screening,
    ScreeningRun,
)
from agency.screening.queries import decisions_on, result_of
from agency.settings import settings

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Certificate:
    """All that it says, as plain JSON; ``id`` is a hash of that."""

    said: Mapping[str, Any]

    @property
    def id(self) -> str:
        return digest_of(self.said)

    @property
    def described(self) -> dict[str, Any]:
        return {"id": self.id, **self.said}


def certificate(ref: str, month: str, known_on: date) -> Certificate:
    """That of a candidate and a month, YYYY-MM, by what was decided up to ``known_on``.

    Raises Refused for what is no month, and NotFound where she was not screened in it by then.
    """
    if not MONTH.fullmatch(month):
        raise refused("month", month, "a month such as 2026-11")
    rows = [one for one in _screenings(ref, month) if one[0].day <= known_on]
    if not rows:
        raise NotFound("screening", f"of {ref} in {month}")
    run, last = rows[-1]
    findings = _findings(last, known_on)
    return Certificate(
        {
            "candidate": ref,
            "name": last.name,
            "home_zip": last.home_zip,
            "month": month,
            "known_on": known_on.isoformat(),
            "screened_at": [one.at.isoformat() for one, _ in rows],
            "lists": run.lists,
            "records": run.records,
            "result": result_of([one["state"] for one in findings if one["state"] != OVER]),
            "findings": findings,
        }
    )


def _screenings(ref: str, month: str) -> Sequence[tuple[ScreeningRun, Screening]]:
    """Each run of the month that she was in, with what was written down of her, in order."""
    hers = (
        select(Screening)
        .join(Screening.run)
        .join(Candidate, Candidate.id == Screening.candidate_id)
        .where(Candidate.ref == ref, ScreeningRun.month == month)
        .options(contains_eager(Screening.run))
    )
    rows = db.session.scalars(hers).all()
    folded = {id for one in rows for id in one.also_in}
    earlier = select(ScreeningRun).where(among(ScreeningRun.id, folded))
    runs = {run.id: run for run in db.session.scalars(earlier)} if folded else {}
    found = [(one.run, one) for one in rows]
    found += [(runs[id], one) for one in rows for id in one.also_in]
    return sorted(found, key=lambda pair: pair[0].id)


def _findings(last: Screening, known_on: date) -> list[dict[str, Any]]:
    """Each record that was like her in that screening, and what was known of it by then."""
    ids = [one["finding"] for one in last.found]
    made = [one for one in decisions_on(ids) if _day_of(one) <= known_on]
    return [one | _decided(one["finding"], last.her_print, made) for one in last.found]


def _day_of(made: FindingDecision) -> date:
    return made.at.astimezone(ZoneInfo(settings().timezone)).date()


def _decided(finding: int, her_print: str, made: Sequence[FindingDecision]) -> dict[str, Any]:
    """The state of a finding by the decisions that were made of her as she was screened.

    That she is on a list is true of her whatever she is called now.
    """
    undone = {one.undoes_id for one in made}
    own = [
        one
        for one in made
        if one.finding_id == finding and one.decision != UNDONE and one.id not in undone
    ]
    stands = [one for one in own if one.decision != NOT_SAME or one.her_print == her_print]
    if not stands:
        return {"state": OPEN, "decided_at": None, "decided_by": None}
    last = stands[-1]
    state = {SAME: SAME, NOT_SAME: NOT_SAME, RELEASED: OVER}[last.decision]
    return {"state": state, "decided_at": last.at.isoformat(), "decided_by": last.by}
