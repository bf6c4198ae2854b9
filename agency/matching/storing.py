"""Results → rows, in bulk; whoever calls this commits."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import psycopg
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.counted import Counted
from agency.matching.models import Match, RequirementCounts, Shortlist
from agency.matching.results import Listed, Result
from agency.rules.ranking import PARTS, Scale

# What a result says and a shortlist keeps, under the same names.
SHORTLIST_COLUMNS = (
    *("outcome", "eligible", "unknown", "ineligible", "near_misses", "renewable"),
    *("preferred_skills", "specialty", "reasons", "to_confirm"),
    *("eligible_people", "renewable_people"),
)
COUNT_COLUMNS = ("run_id", "assignment_id", "counts")
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


def store(run_id: int, results: Sequence[tuple[str, Result]]) -> dict[str, int]:
    """Write what assignments, given by reference, come to in a run; the row ids of those written.

    Nothing is written of an assignment or a candidate that has been removed meanwhile.
    """
    assignments = _ids_by_ref([ref for ref, _ in results])
    kept = [(assignments[ref], result) for ref, result in results if ref in assignments]
    shortlists = _insert_shortlists([_shortlist(run_id, id, result) for id, result in kept])
    present = _present(one.candidate_id for _, result in kept for one in _all(result))
    rows = (row for id, result in kept for row in _matches(shortlists[id], result, present))
    bulk_insert(Match.__tablename__, MATCH_COLUMNS, rows)
    _insert_counts(run_id, [(id, one.counted) for id, one in kept if one.counted])
    return assignments


def store_counts(run_id: int, counted: Mapping[str, Counted]) -> None:
    """Write how many people the requirements of assignments, given by reference, let through."""
    assignments = _ids_by_ref(counted.keys())
    _insert_counts(run_id, [(id, counted[ref]) for ref, id in assignments.items()])


def _insert_counts(run_id: int, rows: Iterable[tuple[int, Counted]]) -> None:
    values = ((run_id, id, json.dumps(counted.as_json())) for id, counted in rows)
    bulk_insert(RequirementCounts.__tablename__, COUNT_COLUMNS, values)


def _all(result: Result) -> Iterator[Listed]:
    yield from result.best
    yield from result.nearest


def _ids_by_ref(refs: Collection[str]) -> dict[str, int]:
    """The row ids of those assignments that are still there, and stay until we have written."""
    statement = select(Assignment.ref, Assignment.id).where(among(Assignment.ref, refs))
    return dict(db.session.execute(_held(statement)).all())


def _present(ids: Iterable[int]) -> frozenset[int]:
    """Those candidates who are still there, and stay until we have written."""
    statement = select(Candidate.id).where(among(Candidate.id, sorted({*ids})))
    return frozenset(db.session.scalars(_held(statement)))


def _held(statement: Any) -> Any:
    return statement.with_for_update(read=True, key_share=True)


def _insert_shortlists(rows: list[dict[str, Any]]) -> dict[int, int]:
    """The ids of the new shortlists by assignment."""
    if not rows:
        return {}
    made = insert(Shortlist).returning(Shortlist.assignment_id, Shortlist.id)
    # Otherwise a row without a specialty would begin another statement.
    made = made.execution_options(render_nulls=True)
    return {row.assignment_id: row.id for row in db.session.execute(made, rows)}


def _shortlist(run_id: int, assignment_id: int, result: Result) -> dict[str, Any]:
    said = {name: getattr(result, name) for name in SHORTLIST_COLUMNS}
    return {"run_id": run_id, "assignment_id": assignment_id, **said}


def _matches(
    shortlist_id: int, result: Result, present: Collection[int]
) -> Iterator[tuple[Any, ...]]:
    for tier, lines in (("eligible", result.best), ("near_miss", result.nearest)):
        for position, line in enumerate(lines, start=1):
            if line.candidate_id in present:
                measures = json.dumps(line.measures)
                said = (line.verdict, line.score, measures, line.gap, line.renewable)
                yield (shortlist_id, tier, position, line.candidate_id, *said)


def bulk_insert(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
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
