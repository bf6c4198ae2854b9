"""What is asked about screening: the lists, the desk, and how a candidate stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.extensions import db
from agency.screening.models import (
    FULL,
    NOT_SAME,
    OPEN,
    OVER,
    SAME,
    UNDONE,
    Finding,
    FindingDecision,
    ListLoad,
    ListRecord,
    Screening,
    ScreeningRun,
)
from agency.screening.sequence import missing_months, missing_words
from agency.screening.sources import SOURCES

CLEAR, CLEARED, TO_DECIDE, MATCH = "clear", "cleared", "to_decide", "match"
RESULTS = (CLEAR, CLEARED, TO_DECIDE, MATCH)


def loads_in_force() -> list[tuple[str, list[ListLoad]]]:
    """Of each list that was loaded the files it is made of: the last full one, and what came after
    it, the newest first; one query."""
    rows = db.session.scalars(
        select(ListLoad).where(ListLoad.done).order_by(ListLoad.id.desc())
    ).all()
    found = []
    for name in SOURCES:
        own = [one for one in rows if one.source == name]
        full = next((at for at, one in enumerate(own) if one.kind == FULL), len(own) - 1)
        if own:
            found.append((name, own[: full + 1]))
    return found


def described_lists(day: date) -> list[dict[str, Any]]:
    """The lists as they stand, as plain JSON: of each its files, and what is missing on a day."""
    return [_described_list(name, loads, day) for name, loads in loads_in_force()]


def _described_list(name: str, loads: Sequence[ListLoad], day: date) -> dict[str, Any]:
    layout = SOURCES[name].layout
    until = f"{day:%Y-%m}" if layout.monthly else None
    return {
        "list": name,
        "title": layout.title,
        "as_of": max(one.file_day for one in loads).isoformat(),
        "people": loads[0].listed,
        "files": [_described_file(one) for one in reversed(loads)],
        "missing": missing_words(missing_months(loads, until=until)),
    }


def _described_file(one: ListLoad) -> dict[str, Any]:
    return {
        "name": one.file_name,
        "kind": one.kind,
        "day": one.file_day.isoformat(),
        "sha256": one.sha256,
        "rows": one.rows,
        "loaded_at": one.loaded_at.isoformat(),
    }


def to_decide() -> Select[Finding]:
    """Findings that wait for a specialist, each with her and the record.

    They are those that are open, and those of people who are on hold although the record has left
    its list. Files that are a part of another are theirs no more, but for holds.
    """
    waits = or_(
        (Finding.state == OPEN) & ITS_OWN,
        (Finding.state == SAME) & ListRecord.removed_in.is_not(None),
    )
    return whole_findings().where(waits)


def whole_findings() -> Select[Finding]:
    """Findings, each with her, the record and what was decided; two queries."""
    whole = select(Finding).join(Finding.candidate).join(Finding.record)
    return whole.options(
        contains_eager(Finding.candidate),
        contains_eager(Finding.record),
        selectinload(Finding.decisions),
    )


# What is shown first: people on hold whose record has left, then the most alike.
IN_ORDER = (
    case((Finding.state == SAME, 0), else_=1),
    Finding.points.desc(),
    Finding.id,
)


def queue_of_findings(limit: int) -> Sequence[Finding]:
    """The first that wait; two queries."""
    return db.session.scalars(to_decide().order_by(*IN_ORDER).limit(limit)).all()


def number_waiting() -> Select[int]:
    """How many wait, as a statement or a part of one."""
    counted = to_decide().with_only_columns(func.count(), maintain_column_froms=True)
    return counted.order_by(None)


def number_to_decide() -> int:
    """How many wait; one query."""
    return db.session.scalars(number_waiting()).one()


def refs_on_hold() -> Select[str]:
    """The references of those found to be on a list, with semicolons, as a part of a statement."""
    same = select(Finding.candidate_id).where(Finding.state == SAME)
    return select(func.aggregate_strings(Candidate.ref, ";")).where(Candidate.id.in_(same))


def finding_with_all(id: int) -> Finding | None:
    """One finding, as it is now; two queries."""
    whole = whole_findings().where(Finding.id == id)
    return db.session.scalars(whole.execution_options(populate_existing=True)).one_or_none()


def last_decision(finding_id: int) -> FindingDecision | None:
    """The last decision on a finding that was not taken back; one query."""
    undoes = aliased(FindingDecision)
    standing = ~select(undoes.id).where(undoes.undoes_id == FindingDecision.id).exists()
    made = select(FindingDecision).where(
        FindingDecision.finding_id == finding_id, FindingDecision.decision != UNDONE, standing
    )
    return db.session.scalars(made.order_by(FindingDecision.id.desc()).limit(1)).one_or_none()


def decisions_on(finding_ids: Collection[int]) -> Sequence[FindingDecision]:
    """All that was decided of some findings, in order; one query."""
    of_them = select(FindingDecision).where(among(FindingDecision.finding_id, finding_ids))
    return db.session.scalars(of_them.order_by(FindingDecision.id)).all()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a candidate stands with the lists: when she was screened last, by which, and with what
    result. ``findings`` are those of the result, by their row ids."""

    result: str
    at: datetime
    day: date
    lists: Sequence[dict[str, Any]]
    findings: Sequence[int]


def standing_of(candidate_id: int) -> Standing | None:
    """How she stands now; None where she was never screened; two queries."""
    newest = (
        select(Screening, ScreeningRun)
        .join(ScreeningRun, ScreeningRun.id == Screening.run_id)
        .where(Screening.candidate_id == candidate_id)
        .order_by(Screening.id.desc())
    )
    found = db.session.execute(newest.limit(1)).one_or_none()
    states = states_of(candidate_id)
    if found is None:
        return None
    run = found.ScreeningRun
    return Standing(result_of(states.values()), run.at, run.day, run.lists, sorted(states))


def states_of(candidate_id: int) -> dict[int, str]:
    """The states of her findings that count, by their row ids; one query.

    Of a file that has become a part of hers, those are hers that found her to be on a list.
    """
    part, kept = aliased(Candidate), aliased(Candidate)
    parts = select(part.id).join(kept, kept.ref == part.merged_into).where(kept.id == candidate_id)
    of_part = (Finding.state == SAME) & Finding.candidate_id.in_(parts)
    own = (Finding.candidate_id == candidate_id) & (Finding.state != OVER)
    found = select(Finding.id, Finding.state).where(or_(own, of_part))
    return dict(db.session.execute(found).all())


def result_of(states: Collection[str]) -> str:
    """What the states of all findings of somebody come to."""
    if SAME in states:
        return MATCH
    if OPEN in states:
        return TO_DECIDE
    return CLEARED if NOT_SAME in states else CLEAR


@dataclass(frozen=True, slots=True)
class MonthScreened:
    """A month in which she was screened: how often, and when last."""

    month: str
    times: int
    last_at: datetime


def months_of(candidate_id: int) -> Sequence[MonthScreened]:
    """The months in which a candidate was screened, the newest first; one query."""
    hers = (
        select(ScreeningRun.month, ScreeningRun.at, Screening.also_in)
        .join(Screening, Screening.run_id == ScreeningRun.id)
        .where(Screening.candidate_id == candidate_id)
        .order_by(ScreeningRun.id)
    )
    times: Counter[str] = Counter()
    last: dict[str, datetime] = {}
    for month, at, also_in in db.session.execute(hers):
        times[month] += 1 + len(also_in)
        last[month] = at
    return [MonthScreened(one, times[one], last[one]) for one in sorted(times, reverse=True)]


def changed_since_screened(limit: int) -> list[int]:
    """Row ids of candidates who were never screened, or are not who they were when they were.

    Found by what each was called in the last screening; one query.
    """
    last = (
        select(Screening.candidate_id, func.max(Screening.id).label("id"))
        .group_by(Screening.candidate_id)
        .subquery()
    )
    name = func.trim(Candidate.first_name + " " + Candidate.last_name)
    otherwise = or_(
        Screening.id.is_(None),
        Screening.name != name,
        func.coalesce(Screening.home_zip, "") != func.coalesce(Candidate.home_zip, ""),
    )
    rows = (
        select(Candidate.id)
        .outerjoin(last, last.c.candidate_id == Candidate.id)
        .outerjoin(Screening, Screening.id == last.c.id)
        .where(ITS_OWN, otherwise)
        .order_by(Candidate.id)
        .limit(limit)
    )
    return list(db.session.scalars(rows))
