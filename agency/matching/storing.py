"""Results → rows, in bulk; whoever calls this commits."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.engine import Matched, Ranked
from agency.matching.finding_schemas import described_finding, described_question
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.pool import Pool
from agency.matching.tables import Longs
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN
from agency.rules.ranking import PARTS, Scale
from agency.rules.rulebook import NoRules

Outcome = Matched | NoRules
# Stands for the row id of somebody who has been removed.
GONE = -1
MATCH_COLUMNS = (
    "shortlist_id",
    "tier",
    "position",
    "candidate_id",
    "verdict",
    "score",
    "measures",
    "gap",
    "renewable",
)


def store(run: MatchRun, pool: Pool, outcomes: Sequence[tuple[str, Outcome]]) -> None:
    """Write a run with the outcome of each assignment, given with its reference.

    Nothing is written of an assignment or a candidate that has been removed meanwhile.
    """
    db.session.add(run)
    db.session.flush()  # the shortlists need the run's id
    assignments = _ids(Assignment, [ref for ref, _ in outcomes])
    kept = [(assignments[ref], outcome) for ref, outcome in outcomes if ref in assignments]
    shortlists = _insert_shortlists([_shortlist(run.id, id, outcome) for id, outcome in kept])
    matched = [(shortlists[id], one) for id, one in kept if isinstance(one, Matched)]
    people = _candidate_ids(pool, [one for _, one in matched])
    rows = (row for id, one in matched for row in _matches(id, people, one))
    _bulk_insert(Match.__tablename__, MATCH_COLUMNS, rows)


def _ids(model: type[Assignment | Candidate], refs: Collection[str]) -> dict[str, int]:
    """The row ids of those of ``refs`` that are still there, and stay until we have written."""
    statement = select(model.ref, model.id).where(among(model.ref, refs))
    statement = statement.with_for_update(read=True, key_share=True)
    return dict(db.session.execute(statement).all())


def _candidate_ids(pool: Pool, outcomes: Iterable[Matched]) -> Longs:
    """The row id of everybody who is to be written, by her place in the pool; else GONE."""
    listed = [tier.candidate for one in outcomes for tier in (one.best, one.nearest)]
    places = np.unique(np.concatenate(listed)).tolist() if listed else []
    found = _ids(Candidate, [pool.refs[place] for place in places])
    ids = np.full(len(pool), GONE, np.int64)
    ids[places] = [found.get(pool.refs[place], GONE) for place in places]
    return ids


def _insert_shortlists(rows: list[dict[str, Any]]) -> dict[int, int]:
    """The ids of the new shortlists by assignment."""
    if not rows:
        return {}
    made = insert(Shortlist).returning(Shortlist.assignment_id, Shortlist.id)
    # Otherwise a row without a specialty would begin another statement.
    made = made.execution_options(render_nulls=True)
    return {row.assignment_id: row.id for row in db.session.execute(made, rows)}


def _shortlist(run_id: int, assignment_id: int, outcome: Outcome) -> dict[str, Any]:
    row: dict[str, Any] = {
        "run_id": run_id,
        "assignment_id": assignment_id,
        "outcome": "no_rules",
        "eligible": 0,
        "unknown": 0,
        "ineligible": 0,
        "near_misses": 0,
        "preferred_skills": 0,
        "specialty": None,
        "reasons": [],
        "to_confirm": [],
    }
    if isinstance(outcome, NoRules):
        return row | {"reasons": [{"says": str(outcome)}]}
    return row | {
        "outcome": "blocked" if outcome.work.blocked else "matched",
        "eligible": outcome.eligible,
        "unknown": outcome.unknown,
        "ineligible": outcome.ineligible,
        "near_misses": outcome.near_misses,
        "preferred_skills": len(outcome.assignment.preferred_skills),
        "specialty": outcome.assignment.specialty,
        "reasons": [described_finding(finding) for finding in outcome.work.blocking],
        "to_confirm": [
            described_question(requirement, outcome.window)
            for requirement in outcome.work.to_confirm
        ],
    }


def _matches(shortlist_id: int, people: Longs, matched: Matched) -> Iterator[tuple[Any, ...]]:
    yield from _tier(shortlist_id, "eligible", people, matched, matched.best)
    yield from _tier(shortlist_id, "near_miss", people, matched, matched.nearest)


def _tier(
    shortlist_id: int, tier: str, people: Longs, matched: Matched, ranked: Ranked
) -> Iterator[tuple[Any, ...]]:
    """The rows of one list, best first, with plain values for any driver."""
    columns = (
        people[ranked.candidate].tolist(),
        ranked.score.tolist(),
        ranked.measures.tolist(),
        ranked.gaps.number.tolist(),
        ranked.gaps.unmet.tolist(),
        ranked.gaps.renewable.tolist(),
    )
    for position, row in enumerate(zip(*columns, strict=True), start=1):
        candidate_id, score, measures, gap, unmet, renewable = row
        if candidate_id == GONE:
            continue
        missed = None if gap < 0 else matched.requirements[gap].id
        verdict = ELIGIBLE if missed is None else INELIGIBLE if unmet else UNKNOWN
        measured = json.dumps(measures)
        key = (shortlist_id, tier, position)
        yield (*key, candidate_id, verdict, score, measured, missed, renewable)


def _bulk_insert(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows of plain values, by COPY where there is one, in the session's transaction."""
    connection = db.session.connection()
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table} ({names}) FROM STDIN", rows)
        return
    marks = ", ".join("?" * len(columns))
    if listed := list(rows):
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", listed)


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """What it raises is what SQLAlchemy raises for every other statement."""
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor().copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(statement, None, error, psycopg.Error) from error


def scale_as_json(scale: Scale) -> dict[str, Any]:
    """The weights and caps of a run, from which its scores can be explained."""
    return asdict(scale) | {"weights": dict(scale.weights)}


def scale_from_json(said: dict[str, Any]) -> Scale:
    """What `scale_as_json` wrote; a database may give the weights back in another order."""
    weights = said["weights"]
    return Scale(**{**said, "weights": tuple((part, weights[part]) for part in PARTS)})
