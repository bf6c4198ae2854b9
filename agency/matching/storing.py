"""Results → rows, in bulk; whoever calls this commits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import psycopg
from sqlalchemy import Connection, insert
from sqlalchemy.exc import DBAPIError

from agency.extensions import db
from agency.matching.engine import Matched, Ranked
from agency.matching.finding_schemas import described_finding, described_question
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.pool import Pool
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN
from agency.rules.ranking import PARTS, Scale
from agency.rules.rulebook import NoRules

Outcome = Matched | NoRules
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


def store(run: MatchRun, pool: Pool, outcomes: Sequence[tuple[int, Outcome]]) -> None:
    """Write a run with the outcome of each assignment, given with its row id."""
    db.session.add(run)
    db.session.flush()  # the shortlists need the run's id
    rows = [_shortlist(run.id, id, outcome) for id, outcome in outcomes]
    ids = _insert_shortlists(rows)
    _bulk_insert(
        Match.__tablename__,
        MATCH_COLUMNS,
        (
            row
            for id, outcome in outcomes
            if isinstance(outcome, Matched)
            for row in _matches(ids[id], pool, outcome)
        ),
    )


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


def _matches(shortlist_id: int, pool: Pool, matched: Matched) -> Iterator[tuple[Any, ...]]:
    yield from _tier(shortlist_id, "eligible", pool, matched, matched.best)
    yield from _tier(shortlist_id, "near_miss", pool, matched, matched.nearest)


def _tier(
    shortlist_id: int, tier: str, pool: Pool, matched: Matched, ranked: Ranked
) -> Iterator[tuple[Any, ...]]:
    """The rows of one list, best first, with plain values for any driver."""
    columns = (
        pool.ids[ranked.candidate].tolist(),
        ranked.score.tolist(),
        ranked.measures.tolist(),
        ranked.gaps.number.tolist(),
        ranked.gaps.unmet.tolist(),
        ranked.gaps.renewable.tolist(),
    )
    for position, row in enumerate(zip(*columns, strict=True), start=1):
        candidate_id, score, measures, gap, unmet, renewable = row
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
