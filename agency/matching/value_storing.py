"""A valuation → rows, in bulk, in the caller's transaction; those of earlier runs are forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, text

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.bulk_insert import bulk_insert
from agency.matching.losing import Fix, Lone, Lost
from agency.matching.models import MatchRun
from agency.matching.remedy_schemas import described_remedy
from agency.matching.results import GONE
from agency.matching.tables import Longs
from agency.matching.value.gains import Most
from agency.matching.value_models import (
    CandidateValue,
    CredentialTaker,
    CredentialValue,
    Fallback,
    LoneOpening,
    Valuation,
)
from agency.matching.valuing import Json, Valued
from agency.rules.rulebook import RuleBook

TABLES = (Valuation, CredentialValue, CredentialTaker, CandidateValue, Fallback, LoneOpening)
Row = dict[str, Any]


@dataclass(frozen=True)
class Worked:
    """A valuation: people are places in the pool, whose row ids are ``ids``, and assignments are
    references, in the order of the run's openings ``refs``.
    """

    run_id: int
    ids: Longs
    refs: Sequence[str]
    credentials: Sequence[tuple[Json, Valued]]
    people: Mapping[int, list[Json]]
    places: int
    lost: Sequence[Lost]
    lone: Sequence[tuple[Lone, Fix | None]]
    book: RuleBook
    most: Most
    milliseconds: int


def store_valuation(worked: Worked) -> None:
    """Write it in place of what there was of any run.

    Nothing is written of a run, an assignment or a candidate that has been removed meanwhile.
    """
    if db.session.get(MatchRun, worked.run_id) is None:
        return
    _alone()
    for table in TABLES:
        db.session.execute(delete(table))
    writing = _Writing(worked)
    db.session.add(writing.valuation())
    db.session.flush()
    _insert(CredentialValue, [row for row, _ in worked.credentials])
    _insert(CredentialTaker, list(writing.takers()))
    columns = ("run_id", "candidate_id", "gains")
    bulk_insert(CandidateValue, columns, writing.people())
    _insert(Fallback, _once(writing.fallbacks()))
    _insert(LoneOpening, _once(writing.lone()))


def _once(rows: Iterable[Row]) -> list[Row]:
    """The first of each person on one assignment, where she may have two placements."""
    found: dict[tuple[int, int], Row] = {}
    for row in rows:
        found.setdefault((row["assignment_id"], row["candidate_id"]), row)
    return list(found.values())


def _alone() -> None:
    """Two that are written at once would both stand; on SQLite nobody else writes anyway."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE valuations IN SHARE ROW EXCLUSIVE MODE"))


def _insert(table: type[Any], rows: list[Row]) -> None:
    if rows:
        statement = insert(table).execution_options(render_nulls=True)
        db.session.execute(statement, rows)


class _Writing:
    """The rows of a valuation, without those of what is gone."""

    def __init__(self, worked: Worked) -> None:
        self._worked, self._run = worked, {"run_id": worked.run_id}
        self._assignments = dict(db.session.execute(select(Assignment.ref, Assignment.id)).all())
        self._there = frozenset(db.session.scalars(select(Candidate.id)))

    def valuation(self) -> Valuation:
        worked = self._worked
        return Valuation(
            run_id=worked.run_id,
            milliseconds=worked.milliseconds,
            most_takers=worked.most.takers,
            most_people=worked.most.people,
            places=worked.places,
            places_looked_at=len(worked.lost),
        )

    def takers(self) -> Iterator[Row]:
        for row, found in self._worked.credentials:
            of = {name: row[name] for name in ("run_id", "code", "kind")}
            for most, gain in found.gained.together.items():
                for candidate, opening in gain.taken:
                    yield from self._row(
                        self._worked.refs[opening],
                        candidate,
                        {**of, "most": most, "ready": found.ready[candidate]},
                    )

    def people(self) -> Iterator[tuple[Any, ...]]:
        for candidate, gains in sorted(self._worked.people.items()):
            id = self._id(candidate)
            if id is not None:
                yield self._worked.run_id, id, gains

    def fallbacks(self) -> Iterator[Row]:
        for one in self._worked.lost:
            found = one.fallback
            instead = found.candidate if found.candidate is None else self._id(found.candidate)
            if instead is None and found.candidate is not None:
                continue
            said = {
                "kind": one.kind,
                "others": one.others,
                "replacement_id": instead,
                "score": None if instead is None else found.score,
                "fewer": found.fewer,
                "costs": found.costs,
            }
            yield from self._row(one.assignment, one.candidate, {**self._run, **said})

    def lone(self) -> Iterator[Row]:
        for one, fix in self._worked.lone:
            fixer = fix and self._id(fix.candidate)
            remedy = described_remedy(fix.remedy, self._worked.book) if fix and fixer else None
            said = {"kind": one.kind, "fix_candidate_id": fixer, "fix": remedy}
            yield from self._row(one.assignment, one.candidate, {**self._run, **said})

    def _row(self, ref: str, candidate: int, said: Row) -> Iterator[Row]:
        assignment, id = self._assignments.get(ref), self._id(candidate)
        if assignment is not None and id is not None:
            yield {"assignment_id": assignment, "candidate_id": id, **said}

    def _id(self, candidate: int) -> int | None:
        id = int(self._worked.ids[candidate])
        return id if id != GONE and id in self._there else None
