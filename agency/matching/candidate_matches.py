"""The matches of one candidate: on which shortlists of a run she stands, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from agency.assignments.models import Assignment, Facility
from agency.extensions import db
from agency.matching.finding_schemas import Json
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.schemas import described_score
from agency.matching.serving import served
from agency.matching.storing import scale_from_json
from agency.rules.ranking import Part, Wishes, parts_of


@dataclass(frozen=True, slots=True)
class CandidateMatch:
    """One assignment on whose shortlist somebody stands; ``gap`` is what a near miss lacks."""

    assignment_ref: str
    facility: str | None
    state: str | None
    starts_on: date
    ends_on: date
    tier: str
    position: int
    verdict: str
    score: int
    parts: tuple[Part, ...]
    gap: str | None
    renewable: bool


def matches_of_candidate(candidate_id: int, run: MatchRun) -> tuple[CandidateMatch, ...]:
    """Those of a run, the eligible first, then the nearest misses, each best first; one query."""
    return tuple(sorted(_stored(candidate_id, run), key=_order))


def _order(one: CandidateMatch) -> tuple[str, int, str]:
    return one.tier, -one.score, one.assignment_ref


def _stored(candidate_id: int, run: MatchRun) -> Iterator[CandidateMatch]:
    scale = scale_from_json(run.scale)
    rows = db.session.execute(
        select(
            Match,
            Shortlist,
            Assignment.ref,
            Assignment.starts_on,
            Assignment.ends_on,
            Facility.name,
            func.coalesce(Assignment.state, Facility.state).label("state"),
        )
        .join(Shortlist, Shortlist.id == Match.shortlist_id)
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .where(Match.candidate_id == candidate_id, Shortlist.id.in_(served(run)))
        .options(load_only(Shortlist.preferred_skills, Shortlist.specialty))
    )
    for row in rows:
        match, wishes = row.Match, Wishes(row.Shortlist.preferred_skills, row.Shortlist.specialty)
        yield CandidateMatch(
            assignment_ref=row.ref,
            facility=row.name,
            state=row.state,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            tier=match.tier,
            position=match.position,
            verdict=match.verdict,
            score=match.score,
            parts=parts_of(match.measures, wishes, scale),
            gap=match.gap,
            renewable=match.renewable,
        )


def described_candidate_matches(
    candidate_ref: str, run: MatchRun, found: tuple[CandidateMatch, ...]
) -> Json:
    """The same as plain JSON; keys may be added, never changed."""
    return {
        "candidate": candidate_ref,
        "run": run.id,
        "as_of": run.as_of.isoformat(),
        "rulebook": run.rulebook,
        "matches": [_match(one) for one in found],
    }


def _match(one: CandidateMatch) -> Json:
    return {
        "assignment": one.assignment_ref,
        "facility": one.facility,
        "state": one.state,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "verdict": one.verdict,
        "near_miss": one.tier == "near_miss",
        "renewable": one.renewable,
        "gap": one.gap,
        "position": one.position,
        "score": described_score(one.score, one.parts),
    }
