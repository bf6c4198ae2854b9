"""placements.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN
from agency.exchange.kinds.held import HeldByCandidate
from agency.exchange.kinds.kind import FileMemory, Key, Stored, Values, own
from agency.exchange.queries import KnownAssignment, assignments_of, by_bytes
from agency.extensions import db
from agency.fields.schema import refused
from agency.placements.models import BUSY_STAGES, Placement
from agency.placements.schemas import PlacementInput, days_of

KEY = ("candidate_id", "assignment_id", "starts_on")


@dataclass(frozen=True, slots=True)
class Busy:
    """The days of a placement, which makes her busy if it is confirmed or working."""

    assignment_ref: str
    starts_on: date
    ends_on: date
    stage: str

    def overlaps(self, other: Busy) -> bool:
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on

    def __str__(self) -> str:
        return f"{self.assignment_ref} ({self.starts_on} to {self.ends_on})"


class Placements(HeldByCandidate):
    """Who works where, by candidate, assignment and first day."""

    name = "placements"
    columns = ("candidate_ref", "assignment_ref", "stage", "starts_on", "ends_on")
    schema = PlacementInput()
    model = Placement
    compared = ("stage", "ends_on")
    edits = (
        ("candidate", "candidate_id"),
        ("assignment", "assignment_id"),
    )

    def look_up(self, batch: Sequence[Values]) -> Any:
        assignments = assignments_of({values["assignment_ref"] for values in batch})
        return super().look_up(batch), assignments

    def resolve(self, values: Values, found: Any) -> Values:
        candidates, assignments = found
        record = super().resolve(values, candidates)
        ref = values["assignment_ref"]
        if ref not in assignments:
            raise refused("assignment_ref", ref, "the reference of an assignment imported before")
        return _with_days(record, assignments[ref])

    def key(self, record: Mapping[str, Any]) -> Key:
        return tuple(record[name] for name in KEY)

    def stored(self, records: Sequence[Values]) -> dict[Key, Stored]:
        people = {record["candidate_id"] for record in records}
        rows = db.session.execute(
            select(Placement.id, *own(Placement, (*KEY, *self.compared))).where(
                among(Placement.candidate_id, people)
            )
        )
        return {self.key(row._asdict()): Stored(row.id, row._asdict()) for row in rows}

    def export_statement(self) -> Select[Any]:
        return (
            select(
                Candidate.ref.label("candidate_ref"),
                Assignment.ref.label("assignment_ref"),
                *own(Placement, self.columns[2:]),
            )
            .join(Candidate, Candidate.id == Placement.candidate_id)
            .join(Assignment, Assignment.id == Placement.assignment_id)
            .where(ITS_OWN)
            .order_by(by_bytes(Candidate.ref), by_bytes(Assignment.ref), Placement.starts_on)
        )

    def notes(self, records: Sequence[Values], memory: FileMemory) -> list[str]:
        busy = _busy_days({record["candidate_id"] for record in records})
        for record in records:
            person = record["candidate_id"]
            # A dry run has written nothing, so the file's earlier rows are remembered instead.
            seen = memory.placed.setdefault(person, {}) if memory.dry_run else {}
            seen[self.key(record)] = _busy(record)
            busy[person].update(seen)
        return [note for record in records for note in self._overlaps(record, busy)]

    def _overlaps(self, record: Values, busy: dict[int, dict[Key, Busy]]) -> Iterator[str]:
        """The pairs of confirmed or working placements this one is in."""
        key = self.key(record)
        person = busy[record["candidate_id"]]
        for other, days in person.items():
            if other != key and _clash(person[key], days):
                first, second = sorted(map(str, (person[key], days)))
                yield f"{record['candidate_ref']}: {first} overlaps {second}"


def _busy(record: Values) -> Busy:
    return Busy(record["assignment_ref"], record["starts_on"], record["ends_on"], record["stage"])


def _with_days(record: Values, assignment: KnownAssignment) -> Values:
    """The record with the assignment's days where its own are blank."""
    first, last = days_of(record, assignment.starts_on, assignment.ends_on)
    return {**record, "assignment_id": assignment.id, "starts_on": first, "ends_on": last}


def _clash(one: Busy, other: Busy) -> bool:
    return one.stage in BUSY_STAGES and other.stage in BUSY_STAGES and one.overlaps(other)


def _busy_days(people: set[int]) -> dict[int, dict[Key, Busy]]:
    """The confirmed and working placements of each person, by key."""
    placement = Placement.candidate_id, Placement.assignment_id, Placement.starts_on
    rows = db.session.execute(
        select(*placement, Assignment.ref, Placement.ends_on, Placement.stage)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(among(Placement.candidate_id, people), Placement.stage.in_(BUSY_STAGES))
    )
    busy: dict[int, dict[Key, Busy]] = {person: {} for person in people}
    for person, assignment, first, ref, last, stage in rows:
        busy[person][person, assignment, first] = Busy(ref, first, last, stage)
    return busy
