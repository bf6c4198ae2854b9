"""One assignment as a page shows it: what a run says of it, and some of the people it lists."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, false, func, null, or_, select

from agency.assignments.facts import assignment_facts
from agency.assignments.list_queries import listed
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.candidates.models import Candidate
from agency.edits.models import Edit
from agency.edits.ranges import holds
from agency.errors import NotFound
from agency.extensions import db
from agency.matching.assignment_lists import WITHOUT_PEOPLE, taken_openings
from agency.matching.counted import Counted
from agency.matching.models import Match, MatchRun, RequirementCounts, Shortlist
from agency.matching.serving import ineligible_in, newest_in
from agency.matching.storing import scale_from_json
from agency.pinning.models import Pin
from agency.placements.models import Placement
from agency.rules.facts import AssignmentFacts
from agency.rules.ranking import Part, Wishes, parts_of

# Those at work, then those on the way there, the furthest come first, then what is over.
UNDER_WAY = ("working", "confirmed", "offered", "interview", "submitted", "shortlisted")
IN_ORDER = (*UNDER_WAY, "completed", "withdrawn", "declined", "cancelled")


@dataclass(frozen=True)
class Standing:
    """An assignment with its facility, and what a run says of it.

    ``shortlist`` is None where the run has none: it was not open then, or is new since.
    ``ineligible`` is as of that run; ``counted`` None where nobody was counted. ``placements`` is
    how many there are in whatever stage, ``taken`` how many openings are. ``unwanted`` is whether
    the facility does not want the one person back who was asked about.
    """

    assignment: Assignment
    shortlist: Shortlist | None
    ineligible: int
    counted: Counted | None
    placements: int
    taken: int
    unwanted: bool

    @property
    def left(self) -> int:
        return max(self.assignment.openings - self.taken, 0)


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One line of a shortlist; ``gap`` is the requirement a near miss lacks.

    ``unwanted``: the facility does not want her back by now. ``wish`` is whether she is pinned
    here or excluded by now, None for neither. ``stage`` is how far she has come on the way to this
    very assignment; None for somebody who is not on it.
    """

    ref: str
    name: str
    tier: str
    position: int
    verdict: str
    score: int
    parts: tuple[Part, ...]
    gap: str | None
    renewable: bool
    home_zip: str | None
    unwanted: bool
    wish: str | None
    stage: str | None


def standing_in(run: MatchRun | None, ref: str, about: str | None = None) -> Standing:
    """One assignment as ``run`` has it, in one query; raises NotFound.

    ``about`` is the reference of somebody who is asked about.
    """
    served = newest_in(run, Shortlist.id, Shortlist)
    counts = newest_in(run, RequirementCounts.run_id, RequirementCounts)
    ineligible = ineligible_in(run) if run else null()
    statement = (
        listed(
            *(Shortlist, ineligible, RequirementCounts.counts),
            *(_placements(), taken_openings(), _is_unwanted(about)),
        )
        .outerjoin(Shortlist, Shortlist.id == served)
        .outerjoin(MatchRun, MatchRun.id == Shortlist.run_id)
        .outerjoin(
            RequirementCounts,
            (RequirementCounts.assignment_id == Assignment.id)
            & (RequirementCounts.run_id == counts),
        )
        .where(Assignment.ref == ref)
        .options(*WITHOUT_PEOPLE)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound("assignment", ref)
    assignment, shortlist, ineligible_now, said, placements, taken, unwanted = row
    told = shortlist if shortlist and shortlist.outcome != "not_open" else None
    return Standing(
        assignment=assignment,
        shortlist=told,
        ineligible=ineligible_now or 0,
        counted=Counted.from_json(said) if said and told else None,
        placements=placements,
        taken=taken,
        unwanted=unwanted,
    )


def _is_unwanted(ref: str | None) -> ColumnElement[bool]:
    barred = (DoNotReturn.facility_id == Assignment.facility_id) & (
        DoNotReturn.candidate_ref == ref
    )
    return select(DoNotReturn).where(barred).correlate(Assignment).exists() if ref else false()


def _placements() -> ColumnElement[int]:
    return (
        select(func.count())
        .where(Placement.assignment_id == Assignment.id)
        .correlate(Assignment)
        .scalar_subquery()
    )


def people_listed(
    run: MatchRun, standing: Standing, wanted: Sequence[tuple[str, int, int]]
) -> list[ListedPerson]:
    """Lines of the shortlist in their order, in one query.

    ``wanted`` are tiers, each with the last position before those wanted and how many.
    """
    shortlist = standing.shortlist
    if shortlist is None:
        return []
    scale = scale_from_json(run.scale)
    wishes = Wishes(shortlist.preferred_skills, shortlist.specialty)
    rows = db.session.execute(
        _people(shortlist, standing, wanted).order_by(Match.tier, Match.position)
    )
    return [
        ListedPerson(
            ref=row.ref,
            name=f"{row.first_name} {row.last_name}".strip(),
            tier=row.Match.tier,
            position=row.Match.position,
            verdict=row.Match.verdict,
            score=row.Match.score,
            parts=parts_of(row.Match.measures, wishes, scale),
            gap=row.Match.gap,
            renewable=row.Match.renewable,
            home_zip=row.home_zip,
            unwanted=row.unwanted is not None,
            wish=row.wish,
            stage=row.stage,
        )
        for row in rows
    ]


def _people(
    shortlist: Shortlist, standing: Standing, wanted: Sequence[tuple[str, int, int]]
) -> Select[*tuple[Any, ...]]:
    ranges = [
        (Match.tier == tier) & Match.position.between(after + 1, after + count)
        for tier, after, count in wanted
    ]
    unwanted = (DoNotReturn.candidate_ref == Candidate.ref) & (
        DoNotReturn.facility_id == standing.assignment.facility_id
    )
    wished = (Pin.candidate_id == Candidate.id) & (Pin.assignment_id == standing.assignment.id)
    return (
        select(
            Match,
            Candidate.ref,
            Candidate.first_name,
            Candidate.last_name,
            Candidate.home_zip,
            DoNotReturn.candidate_ref.label("unwanted"),
            Pin.kind.label("wish"),
            _stage_on(standing.assignment.id).label("stage"),
        )
        .join(Candidate, Candidate.id == Match.candidate_id)
        .outerjoin(DoNotReturn, unwanted)
        .outerjoin(Pin, wished)
        .where(Match.shortlist_id == shortlist.id, or_(false(), *ranges))
    )


def _stage_on(assignment_id: int) -> ScalarSelect[str]:
    """How far a candidate has come on the way to an assignment, by her newest placement on it."""
    under_way = (
        select(Placement.stage)
        .where(
            Placement.assignment_id == assignment_id,
            Placement.candidate_id == Candidate.id,
            Placement.stage.in_(UNDER_WAY),
        )
        .order_by(Placement.id.desc())
        .limit(1)
    )
    return under_way.correlate(Candidate).scalar_subquery()


def facts_of_work(standing: Standing, unwanted: Collection[str]) -> AssignmentFacts:
    """The assignment as it is now, as facts; ``unwanted`` are those whom the facility does not
    want back, as far as they are asked about.
    """
    facility = standing.assignment.facility
    site = _values(facility) if facility else None
    return assignment_facts(_values(standing.assignment), site, unwanted)


def _values(row: Assignment | Facility) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def changed_since(run: MatchRun, assignment: Assignment) -> bool:
    """Whether the assignment or its facility was written to and ``run`` has not seen it.

    No query where neither was written to since the run was begun.
    """
    site = assignment.facility
    if max(one.changed_at for one in (assignment, site) if one) < run.started_at:
        return False
    begins = run.seen[0][1] if run.seen and run.seen[0][0] == 1 else 0
    about = (Edit.subject == "assignment") & (Edit.subject_id == assignment.id)
    if site:
        about |= (Edit.subject == "facility") & (Edit.subject_id == site.id)
    ids = db.session.scalars(select(Edit.id).where(Edit.id > begins, about))
    return any(not holds(run.seen, id) for id in ids)


@dataclass(frozen=True, slots=True)
class PlacedPerson:
    """One placement of an assignment."""

    ref: str
    name: str
    stage: str
    starts_on: date
    ends_on: date


def placements_on(assignment_id: int) -> list[PlacedPerson]:
    """Everybody who was ever put forward for an assignment, those at work first."""
    come = case({stage: number for number, stage in enumerate(IN_ORDER)}, value=Placement.stage)
    rows = db.session.execute(
        select(
            Candidate.ref,
            Candidate.first_name,
            Candidate.last_name,
            Placement.stage,
            Placement.starts_on,
            Placement.ends_on,
        )
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .where(Placement.assignment_id == assignment_id)
        .order_by(come, Placement.starts_on, Candidate.ref)
    )
    return [
        PlacedPerson(row.ref, f"{row.first_name} {row.last_name}".strip(), *row[3:]) for row in rows
    ]
