"""What is asked about match runs and what they found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.errors import NotFound, Unready
from agency.extensions import db
from agency.matching.models import Match, MatchRun, Shortlist, StoredSnapshot
from agency.matching.serving import ineligible_in, served
from agency.matching.storing import scale_from_json
from agency.pinning.models import Pin
from agency.rules.ranking import Part, Wishes, parts_of

BASE = aliased(MatchRun)


@dataclass(frozen=True)
class StoredMatch:
    """One line of a shortlist; ``gap`` is the id of the one requirement a near miss lacks, and
    ``wish`` whether she is pinned there or excluded by now, None for neither.
    """

    candidate_ref: str
    candidate_name: str
    tier: str
    position: int
    verdict: str
    score: int
    parts: tuple[Part, ...]
    gap: str | None
    renewable: bool
    wish: str | None


@dataclass(frozen=True)
class AssignmentMatches:
    """What a run says of one assignment."""

    run: MatchRun
    assignment: Assignment
    facility: str | None
    shortlist: Shortlist
    ineligible: int
    matches: tuple[StoredMatch, ...]


def _complete() -> Select[MatchRun]:
    return select(MatchRun).where(MatchRun.state == "complete")


def _first(statement: Select[MatchRun], *newest: Any) -> Select[MatchRun]:
    """The first by what is ``newest``, chains of runs together, the last of a chain first."""
    chain = func.coalesce(MatchRun.base_id, MatchRun.id)
    order = [column.desc() for column in (*newest, chain, MatchRun.id)]
    joined = statement.outerjoin(BASE, BASE.id == MatchRun.base_id)
    return joined.order_by(*order).limit(1)


# Every page asks for it, and to build the statement takes as long as to ask it.
LAST = _first(
    _complete().where(MatchRun.as_of <= bindparam("until")),
    MatchRun.as_of,
    func.coalesce(BASE.started_at, MatchRun.started_at),
)


def last_run(until: date) -> MatchRun | None:
    """The latest complete run as of ``until`` or an earlier day; a trial of the future is none.

    That is the last delta of the full run that was begun last: one that began later, on an older
    full run, says less.
    """
    return db.session.scalars(LAST, {"until": until}).one_or_none()


def newest_run(as_of: date | None = None) -> MatchRun:
    """The last run of the full run finished last, of that day if one is given; raises Unready."""
    statement = _complete() if as_of is None else _complete().where(MatchRun.as_of == as_of)
    first = _first(statement, func.coalesce(BASE.finished_at, MatchRun.finished_at))
    run = db.session.scalars(first).one_or_none()
    if run is None:
        day = f" as of {as_of}" if as_of else ""
        raise Unready(f"nothing has been matched{day} yet; run `agency match` first")
    return run


def current_run(today: date, as_of: date | None = None) -> MatchRun:
    """The run that counts: of ``as_of`` if that is given, else the last one not of the future.

    A trial of a day to come is shown only where there is nothing else. Raises Unready.
    """
    if as_of is None and (run := last_run(today)):
        return run
    return newest_run(as_of)


def full_run_before(run: MatchRun) -> MatchRun | None:
    """The full run since which ``run`` tells what has changed, if there is one with its facts.

    It is the last of the days before, so that a morning tells of all since the morning before;
    on the first day, the one before it.
    """
    same_day = (MatchRun.as_of == run.as_of) & (MatchRun.id < run.id)
    return db.session.scalars(
        _complete()
        .where((MatchRun.as_of < run.as_of) | same_day, MatchRun.parent_id.is_(None))
        .where(MatchRun.snapshot.in_(select(StoredSnapshot.fingerprint)))
        .order_by(same_day, MatchRun.as_of.desc(), MatchRun.id.desc())
        .limit(1)
    ).one_or_none()


def equal_run(run: MatchRun) -> MatchRun | None:
    """The last run with the same day, rulebook, facts and settings, if there is one."""
    return db.session.scalars(
        select(MatchRun)
        .where(
            MatchRun.as_of == run.as_of,
            MatchRun.rulebook == run.rulebook,
            MatchRun.snapshot == run.snapshot,
            MatchRun.settings == run.settings,
        )
        .order_by(MatchRun.again.desc())
        .limit(1)
    ).one_or_none()


def still_stands(run: MatchRun) -> bool:
    """Whether no other run of its day was begun after a full run, and it can be built upon."""
    later = select(MatchRun.id).where(MatchRun.as_of == run.as_of, MatchRun.id > run.id)
    stored = select(StoredSnapshot.bytes).where(StoredSnapshot.fingerprint == run.snapshot)
    superseded = db.session.scalar(later.limit(1)) is not None
    return not superseded and db.session.scalar(stored) is not None


def matches_of(assignment_ref: str, run: MatchRun, verdict: str | None = None) -> AssignmentMatches:
    """The shortlist of one assignment in a run, in two queries.

    ``verdict`` keeps only the matches of that verdict, or the near misses.

    Raises NotFound for an unknown assignment and Unready for one that was not in the run.
    """
    newest = served(run).join(Assignment, Assignment.id == Shortlist.assignment_id)
    newest = newest.where(Assignment.ref == assignment_ref)
    row = db.session.execute(
        select(Assignment, Facility.name, Shortlist, ineligible_in(run))
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .outerjoin(Shortlist, (Shortlist.assignment_id == Assignment.id) & Shortlist.id.in_(newest))
        .outerjoin(MatchRun, MatchRun.id == Shortlist.run_id)
        .where(Assignment.ref == assignment_ref)
    ).one_or_none()
    if row is None:
        raise NotFound("assignment", assignment_ref)
    assignment, facility, ineligible = row.Assignment, row.name, row[3]
    shortlist: Shortlist | None = row.Shortlist
    if shortlist is None or shortlist.outcome == "not_open":
        raise Unready(
            f"{assignment_ref} was not matched as of {run.as_of}: it was not open then, or is new"
            f" or changed since; it is {assignment.status.replace('_', ' ')} now"
        )
    kept = (one for one in _stored(run, shortlist) if verdict in (None, one.verdict, one.tier))
    return AssignmentMatches(run, assignment, facility, shortlist, ineligible, tuple(kept))


def _stored(run: MatchRun, shortlist: Shortlist) -> Iterator[StoredMatch]:
    """The eligible, then the near misses, each in their order."""
    scale = scale_from_json(run.scale)
    wishes = Wishes(shortlist.preferred_skills, shortlist.specialty)
    wished = (Pin.candidate_id == Candidate.id) & (Pin.assignment_id == shortlist.assignment_id)
    rows = db.session.execute(
        select(Match, Candidate.ref, Candidate.first_name, Candidate.last_name, Pin.kind)
        .join(Candidate, Candidate.id == Match.candidate_id)
        .outerjoin(Pin, wished)
        .where(Match.shortlist_id == shortlist.id)
        .order_by(Match.tier, Match.position)
    )
    for match, ref, first_name, last_name, wish in rows:
        yield StoredMatch(
            candidate_ref=ref,
            candidate_name=f"{first_name} {last_name}".strip(),
            tier=match.tier,
            position=match.position,
            verdict=match.verdict,
            score=match.score,
            parts=parts_of(match.measures, wishes, scale),
            gap=match.gap,
            renewable=match.renewable,
            wish=wish,
        )
