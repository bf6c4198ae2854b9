"""What follows from an assignment that is still being typed: what is asked, and how many pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from agency.assignments.described import whole_facilities
from agency.assignments.facts import assignment_facts
from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.dashboard.assignment_asks import Asks, asks_of
from agency.dashboard.assignment_fields import INPUT, LABELS, problem_sentence
from agency.dashboard.form_values import unknown_zip_words
from agency.dashboard.run_rules import rules_of
from agency.errors import Refused, Unready
from agency.extensions import db
from agency.matching.engine import Matched
from agency.matching.finding_schemas import described_finding, described_question
from agency.matching.models import MatchRun
from agency.matching.previews import preview
from agency.placements.models import BUSY_STAGES, Placement
from agency.places import point_of, town_of
from agency.rules.facts import AssignmentFacts
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules

Values = Mapping[str, Any]

# While it has no reference yet: nothing that follows hangs on it.
UNNAMED = "unnamed"


@dataclass(frozen=True)
class Following:
    """What follows from what was typed.

    ``lacking`` says in words what must be filled in first, and then all else is empty. ``counting``
    is whether the facts are being made ready: ask again. ``matched`` is None until then, and where
    there is nothing to count by; ``uncounted`` says why.
    """

    lacking: tuple[str, ...] = ()
    where: str = ""
    unknown_zip: str = ""
    asks: Asks | None = None
    reasons: tuple[Mapping[str, Any], ...] = ()
    questions: tuple[Mapping[str, Any], ...] = ()
    matched: Matched | None = None
    counting: bool = False
    uncounted: str = ""
    as_of: date | None = None
    read_at: datetime | None = None
    last: bool = True
    days: int = 0


def following(said: Values, editing: str | None, run: MatchRun | None, today: date) -> Following:
    """What follows from what a form says; ``editing`` is the reference of the one it changes."""
    try:
        values = INPUT.accept({**said, "ref": said.get("ref") or editing or UNNAMED})
    except Refused as refused:
        return Following(lacking=tuple(_lacking(refused)))
    site = _facility(values["facility"])
    if values["facility"] and site is None:
        return Following(lacking=(f"{LABELS['facility']}: there is none of that name yet",))
    work = _facts(values, site)
    if not work.state:
        return Following(lacking=("State: neither the assignment nor its facility names one",))
    told = _followed(work, _where(values, site), editing, run, today)
    return replace(told, unknown_zip=_unknown_zip(values["zip"] or (site.zip if site else None)))


def _lacking(refused: Refused) -> list[str]:
    """What must be filled in or mended, field by field."""
    return [
        problem_sentence(one) if one.value else f"{LABELS.get(one.field, one.field)}: fill it in"
        for one in refused.problems
    ]


def _facility(name: str | None) -> Facility | None:
    if not name:
        return None
    return db.session.scalars(whole_facilities().where(Facility.name == name)).one_or_none()


def _facts(values: Values, site: Facility | None) -> AssignmentFacts:
    columns = Facility.__table__.columns
    row = {column.key: getattr(site, column.key) for column in columns} if site else None
    unwanted = [one.candidate_ref for one in site.do_not_return] if site else ()
    return assignment_facts(values, row, unwanted)


def _where(values: Values, site: Facility | None) -> str:
    """The place and the setting that count, with what is the facility's."""
    zip_code = values["zip"] or (site.zip if site else None)
    setting = values["setting"] or (site.setting if site else None)
    state = values["state"] or (site.state if site else None)
    parts = [town_of(zip_code) or state, zip_code, setting and setting.replace("_", " ")]
    return ", ".join(part for part in parts if part)


def _unknown_zip(zip_code: str | None) -> str:
    """What is said of a ZIP code that nobody knows."""
    unknown = zip_code is not None and point_of(zip_code) is None
    return unknown_zip_words(zip_code) if unknown and zip_code else ""


def _followed(
    work: AssignmentFacts, where: str, editing: str | None, run: MatchRun | None, today: date
) -> Following:
    book, day = rules_of(run), run.as_of if run else today
    try:
        placed = _placed(editing) if editing else []
        counted = preview(work, placed, run) if run else None
    except Ended:
        return Following(lacking=(f"{LABELS['ends_on']}: the assignment would be over already",))
    except NoRules as missing:
        return Following(where=where, uncounted=f"{missing}.")
    except Unready as unready:
        return _told(work, where, asks_of(work, book, day, None), f"{unready}.")
    matched = counted.matched if counted else None
    asks = asks_of(work, book, day, matched.counted if matched else None)
    told = _told(work, where, asks, "" if run else "Nothing has been matched yet.")
    if counted is None or matched is None:
        return replace(told, counting=run is not None)
    return replace(
        told, matched=matched, as_of=counted.as_of, read_at=counted.read_at, last=counted.last
    )


def _told(work: AssignmentFacts, where: str, asks: Asks | None, uncounted: str) -> Following:
    judged = asks.assessment if asks else None
    return Following(
        where=where,
        asks=asks,
        reasons=tuple(map(described_finding, judged.work.blocking)) if judged else (),
        questions=tuple(described_question(one, judged.window) for one in judged.work.to_confirm)
        if judged
        else (),
        uncounted=uncounted,
        days=(work.ends_on - work.starts_on).days + 1,
    )


def _placed(ref: str) -> list[str]:
    """Who works or is to work on the assignment: they are no pairs of it."""
    return list(
        db.session.scalars(
            select(Candidate.ref)
            .join(Placement, Placement.candidate_id == Candidate.id)
            .join(Assignment, Assignment.id == Placement.assignment_id)
            .where(Assignment.ref == ref, Placement.stage.in_(BUSY_STAGES))
        )
    )
