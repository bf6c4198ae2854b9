"""The matches of one candidate, on the shortlists that count now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from agency.assignments.facts import assignment_facts
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.extensions import db
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.serving import served
from agency.plain_rows import Values
from agency.rules.facts import AssignmentFacts

SITE = ("name", "zip", "state", "setting")


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """One line of a shortlist on which somebody stands, with the assignment as facts.

    ``score`` is in thousandths; ``gap`` is the id of the one requirement that a near miss lacks.
    """

    assignment_id: int
    assignment: AssignmentFacts
    zip: str | None
    tier: str
    position: int
    verdict: str
    score: int
    gap: str | None
    renewable: bool


def matches_of_person(candidate_id: int, ref: str, run: MatchRun, most: int) -> list[PersonMatch]:
    """Where a candidate stands in ``run``, the eligible first, the best first; one query."""
    refused = select(DoNotReturn.facility_id).where(
        DoNotReturn.facility_id == Assignment.facility_id, DoNotReturn.candidate_ref == ref
    )
    site = (Facility.__table__.c[name].label(f"site_{name}") for name in SITE)
    statement = (
        select(Match, *Assignment.__table__.c, *site, refused.exists().label("refused"))
        .join(Shortlist, Shortlist.id == Match.shortlist_id)
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .where(Match.candidate_id == candidate_id, Shortlist.id.in_(served(run)))
        .order_by(Match.tier, Match.score.desc(), Assignment.ref)
        .limit(most)
    )
    return [_match(row._asdict(), ref) for row in db.session.execute(statement)]


def _match(row: Values, ref: str) -> PersonMatch:
    match: Match = row["Match"]
    site = {name: row[f"site_{name}"] for name in SITE}
    return PersonMatch(
        assignment_id=row["id"],
        # Of the list of those whom the facility does not want back only she matters here.
        assignment=assignment_facts(row, site, [ref] if row["refused"] else ()),
        zip=row["zip"] or site["zip"],
        tier=match.tier,
        position=match.position,
        verdict=match.verdict,
        score=match.score,
        gap=match.gap,
        renewable=match.renewable,
    )


def number_of_matches(candidate_id: int, run: MatchRun) -> dict[str, int]:
    """On how many lists she stands in ``run``, by tier; one query."""
    statement = (
        select(Match.tier, func.count())
        .join(Shortlist, Shortlist.id == Match.shortlist_id)
        .where(Match.candidate_id == candidate_id, Shortlist.id.in_(served(run)))
        .group_by(Match.tier)
    )
    return dict(db.session.execute(statement).all())
