"""What a night found, said with references, so that it can be held against another."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import func, select

from agency.assignments.models import Assignment
from agency.bench.sql.pairs import eligible, with_pairs
from agency.bench.sql.tables import place_homes
from agency.candidates.models import Candidate
from agency.extensions import begin_snapshot, db
from agency.matching.engine import Engine, Limits, Matched, Ranked
from agency.matching.keeping import snapshot_of
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.serving import ineligible_in, served
from agency.matching.snapshot import Opening, Snapshot, read_snapshot
from agency.rules.ranking import load_scale
from agency.rules.rulebook import NoRules, load_rulebook
from agency.settings import settings

Line = tuple[object, ...]


def result_hash(run: MatchRun) -> str:
    """SHA-256 over everything that counts in a run."""
    return _hash(stored_lines(run))


def undisturbed_hash(run: MatchRun) -> str:
    """The same over what comes out of a full run's facts here and now: no job, no worker."""
    return _hash(computed_lines(snapshot_of(run.snapshot), run.as_of))


def hash_of_facts(day: date) -> str:
    """The same over what comes out of all there is at this moment, as of a day."""
    begin_snapshot()
    snapshot = read_snapshot(day)
    db.session.rollback()
    return _hash(computed_lines(snapshot, day))


def _hash(lines: Iterable[Line]) -> str:
    return hashlib.sha256("\n".join(map(repr, lines)).encode()).hexdigest()


def stored_lines(run: MatchRun) -> Iterator[Line]:
    """An assignment after the other, each with its counts and then its matches in order."""
    matches: dict[int, list[Line]] = defaultdict(list)
    rows = db.session.execute(
        select(Match, Candidate.ref)
        .join(Candidate, Candidate.id == Match.candidate_id)
        .where(Match.shortlist_id.in_(served(run)))
        .order_by(Match.shortlist_id, Match.tier, Match.position)
    )
    for match, ref in rows:
        line = match.tier, match.position, ref, match.score, match.verdict, match.gap
        matches[match.shortlist_id].append(line)
    shortlists = db.session.execute(
        select(Shortlist, Assignment.ref, ineligible_in(run))
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .join(MatchRun, MatchRun.id == Shortlist.run_id)
        .where(Shortlist.id.in_(served(run)), Shortlist.outcome != "not_open")
        .order_by(Assignment.ref)
    )
    for one, ref, ineligible in shortlists:
        yield ref, one.outcome, one.eligible, one.unknown, ineligible, one.near_misses
        yield from matches[one.id]


def computed_lines(snapshot: Snapshot, day: date) -> Iterator[Line]:
    """The same, from the engine."""
    scale = load_scale(settings().ranking_file)
    engine = Engine(snapshot.pool, load_rulebook(), scale, day)
    for opening in sorted(snapshot.openings, key=lambda one: one.assignment.ref):
        yield from _lines(engine, opening)


def _lines(engine: Engine, opening: Opening) -> Iterator[Line]:
    ref = opening.assignment.ref
    limits = Limits(settings().shortlist_size, settings().near_miss_size)
    try:
        one = engine.match(opening.assignment, opening.placed, limits)
    except NoRules:
        yield ref, "no_rules", 0, 0, 0, 0
        return
    outcome = "blocked" if one.work.blocked else "matched"
    yield ref, outcome, one.eligible, one.unknown, one.ineligible, one.near_misses
    yield from _tier("eligible", engine, one, one.best)
    yield from _tier("near_miss", engine, one, one.nearest)


def _tier(tier: str, engine: Engine, one: Matched, ranked: Ranked) -> Iterator[Line]:
    listed = zip(
        ranked.candidate.tolist(),
        ranked.score.tolist(),
        ranked.gaps.number.tolist(),
        ranked.gaps.unmet.tolist(),
        strict=True,
    )
    for position, (place, score, number, unmet) in enumerate(listed, start=1):
        gap = None if number < 0 else one.requirements[number].id
        verdict = "eligible" if gap is None else "ineligible" if unmet else "unknown"
        yield tier, position, engine.pool.refs[place], score, verdict, gap


def eligible_by_sql(run: MatchRun) -> int:
    """How many pairs PostgreSQL finds eligible in the facts as they are now, by itself."""
    snapshot, book = snapshot_of(run.snapshot), load_rulebook()
    ids = dict(db.session.execute(select(Assignment.ref, Assignment.id)).all())
    connection = db.session.connection()
    place_homes(connection)
    found = 0
    for opening in with_pairs(snapshot.openings, run.as_of, book):
        of_it = eligible(opening, ids[opening.assignment.ref], run.as_of, book).subquery()
        found += connection.scalar(select(func.count()).select_from(of_it)) or 0
    db.session.rollback()
    return found
