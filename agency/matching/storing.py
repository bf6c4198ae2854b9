"""Results → rows, in bulk; whoever calls this commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from sqlalchemy import func, select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.bulk_insert import bulk_insert, on_postgresql
from agency.matching.counted import Counted
from agency.matching.match_rows import MatchRows, insert_matches, match_rows
from agency.matching.models import RequirementCounts, Shortlist
from agency.matching.results import Result
from agency.rules.ranking import PARTS, Scale

# What a result says and a shortlist keeps, under the same names.
SHORTLIST_COLUMNS = (
    *("outcome", "eligible", "unknown", "ineligible", "near_misses", "renewable"),
    *("preferred_skills", "specialty", "reasons", "to_confirm"),
    *("eligible_people", "renewable_people"),
)
COUNT_COLUMNS = ("run_id", "assignment_id", "counts")


def store(run_id: int, results: Sequence[tuple[str, Result]]) -> dict[str, int]:
    """Write what assignments, given by reference, come to in a run; the row ids of those written.

    Nothing is written of an assignment or a candidate that has been removed meanwhile.
    """
    assignments = _ids_by_ref([ref for ref, _ in results])
    kept = [(assignments[ref], result) for ref, result in results if ref in assignments]
    shortlists = _insert_shortlists(run_id, kept)
    insert_matches(_present(match_rows([*zip(shortlists, (one for _, one in kept), strict=True)])))
    _insert_counts(run_id, [(id, one.counted) for id, one in kept if one.counted])
    return assignments


def store_counts(run_id: int, counted: Mapping[str, Counted]) -> None:
    """Write how many people the requirements of assignments, given by reference, let through."""
    assignments = _ids_by_ref(counted.keys())
    _insert_counts(run_id, [(id, counted[ref]) for ref, id in assignments.items()])


def _insert_counts(run_id: int, rows: Iterable[tuple[int, Counted]]) -> None:
    values = ((run_id, id, counted.as_json()) for id, counted in rows)
    bulk_insert(RequirementCounts, COUNT_COLUMNS, values)


def _ids_by_ref(refs: Collection[str]) -> dict[str, int]:
    """The row ids of those assignments that are still there, and stay until we have written."""
    statement = select(Assignment.ref, Assignment.id).where(among(Assignment.ref, refs))
    return dict(db.session.execute(_held(statement)).all())


def _present(rows: MatchRows) -> MatchRows:
    """Those of candidates who are still there, and stay until we have written."""
    people = np.unique(rows.candidate_id)
    found = select(Candidate.id).where(among(Candidate.id, people.tolist()))
    present = np.array(db.session.scalars(_held(found)).all(), np.int64)
    return rows if len(present) == len(people) else rows.of(np.isin(rows.candidate_id, present))


def _held(statement: Any) -> Any:
    return statement.with_for_update(read=True, key_share=True)


def _insert_shortlists(run_id: int, results: Sequence[tuple[int, Result]]) -> list[int]:
    """Write what is said of each assignment; the row ids of the new shortlists."""
    ids = _new_ids(len(results))
    said = (
        (id, run_id, assignment, *(getattr(result, name) for name in SHORTLIST_COLUMNS))
        for id, (assignment, result) in zip(ids, results, strict=True)
    )
    bulk_insert(Shortlist, ("id", "run_id", "assignment_id", *SHORTLIST_COLUMNS), said)
    return ids


def _new_ids(count: int) -> list[int]:
    """So many row ids of shortlists, which nobody else is given."""
    if on_postgresql():
        table = Shortlist.__tablename__
        following = func.nextval(func.pg_get_serial_sequence(table, "id"))
        each = select(following).select_from(func.generate_series(1, count))
        return list(db.session.scalars(each))
    last = db.session.scalar(select(func.max(Shortlist.id))) or 0  # there is one writer at a time
    return [*range(last + 1, last + 1 + count)]


def scale_as_json(scale: Scale) -> dict[str, Any]:
    """The weights and caps of a run, from which its scores can be explained."""
    return asdict(scale) | {"weights": dict(scale.weights)}


def scale_from_json(said: dict[str, Any]) -> Scale:
    """What `scale_as_json` wrote; a database may give the weights back in another order."""
    weights = said["weights"]
    return Scale(**{**said, "weights": tuple((part, weights[part]) for part in PARTS)})
