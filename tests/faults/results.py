"""What a night found, said with references, so that it can be held against another."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy import func, select

from agency.assignments.models import Assignment
from agency.bench.sql.pairs import eligible, with_pairs
from agency.bench.sql.tables import place_homes
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.engine import Engine, Limits, Matched, Ranked
from agency.matching.keeping import snapshot_of
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.snapshot import Opening
from agency.rules.ranking import load_scale
from agency.rules.rulebook import NoRules, load_rulebook
from agency.settings import settings

Line = tuple[object, ...]


def result_hash(run: MatchRun) -> str:
    """SHA-256 over everything that is stored of a full run."""
    return _hash(stored_lines(run))


def undisturbed_hash(run: MatchRun) -> str:
    """The same over what comes out of the run's facts here and now, with no job and no worker."""
    return _hash(computed_lines(run))


def _hash(lines: Iterable[Line]) -> str:
    return hashlib.sha256("\n".join(map(repr, lines)).encode()).hexdigest()


def stored_lines(run: MatchRun) -> Iterator[Line]:
    """An assignment after the other, each with its counts and then its matches in order."""
    matches: dict[int, list[Line]] = defaultdict(list)
    rows = db.session.execute(
        select(Match, Candidate.ref)
        .join(Candidate, Candidate.id == Match.candidate_id)
        .join(Shortlist, Shortlist.id == Match.shortlist_id)
        .where(Shortlist.run_id == run.id)
        .order_by(Match.shortlist_id, Match.tier, Match.position)
    )
    for match, ref in rows:
        line = match.tier, match.position, ref, match.score, match.verdict, match.gap
        matches[match.shortlist_id].append(line)
    shortlists = db.session.execute(
        select(Shortlist, Assignment.ref)
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .where(Shortlist.run_id == run.id)
        .order_by(Assignment.ref)
    )
    for one, ref in shortlists:
        yield ref, one.outcome, one.eligible, one.unknown, one.ineligible, one.near_misses
        yield from matches[one.id]


def computed_lines(run: MatchRun) -> Iterator[Line]:
    """The same, from the engine."""
    snapshot, book = snapshot_of(run.snapshot), load_rulebook()
    engine = Engine(snapshot.pool, book, load_scale(settings().ranking_file), run.as_of)
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
