"""What was known of credentials before a file of a register came."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from agency.bulk_lookup import among
from agency.extensions import db
from agency.rules.facts import Evidence
from agency.verification.models import FOUND, REGISTER, Verification
from agency.verification.register_models import RegisterAnswer, RegisterLoad
from agency.verification.registers.judging import ABSENT
from agency.verification.registers.records import TAKEN
from agency.verification.registers.steps import AT_SOURCE, Before, Past


def befores_of(source: str, ids: Collection[int]) -> dict[int, Before]:
    """What a register said last of each of some credentials; one query."""
    columns = (
        *(RegisterAnswer.credential_id, RegisterAnswer.outcome, RegisterAnswer.content),
        *(RegisterAnswer.said, RegisterAnswer.settled_at),
    )
    asked = select(*columns).where(
        RegisterAnswer.source == source, among(RegisterAnswer.credential_id, ids)
    )
    return {
        id: Before(outcome, content, _taken(said), settled_at is not None)
        for id, outcome, content, said, settled_at in db.session.execute(asked)
    }


def _taken(said: Mapping[str, object] | None) -> bool:
    return said is not None and said.get("action_means") == TAKEN


def pasts_of(ids: Collection[int]) -> dict[int, Past]:
    """How well each of some credentials was known before it was known at source; one query.

    By the log, which may tell nothing of what was brought in as such: then it is claimed.
    """
    columns = (
        *(Verification.credential_id, Verification.evidence_before, Verification.evidence_after),
        *(Verification.source, Verification.result, Verification.checked_on),
    )
    entries = select(*columns).where(among(Verification.credential_id, ids))
    levels: dict[int, str] = {}
    asked: dict[int, date] = {}
    for id, before, after, source, result, day in db.session.execute(
        entries.order_by(Verification.id)
    ):
        for level in (before, after):
            if level is not None and level != AT_SOURCE:
                levels[id] = level
        if (source, result) == (REGISTER, FOUND) and day is not None:
            asked[id] = max(day, asked.get(id, day))
    claimed = Evidence.claimed.name
    return {id: Past(levels.get(id, claimed), asked.get(id)) for id in ids}


def newest_day(source: str) -> tuple[date, str] | None:
    """The day of the newest file of a source that was held against ours, and its name."""
    begun = RegisterLoad.state.in_(("reading", "done"))
    newest = select(RegisterLoad.day, RegisterLoad.file_name).where(
        RegisterLoad.source == source, begun
    )
    order = RegisterLoad.day.desc(), RegisterLoad.id.desc()
    found = db.session.execute(newest.order_by(*order).limit(1)).one_or_none()
    return (found.day, found.file_name) if found else None


def had_by(source: str) -> frozenset[int]:
    """The ids of credentials whose numbers a register had so far, whatever it said; one query."""
    had = select(RegisterAnswer.credential_id).where(
        RegisterAnswer.source == source, RegisterAnswer.outcome != ABSENT
    )
    return frozenset(db.session.scalars(had))
