"""The database at one moment as facts: one bulk read per table, nothing per candidate."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select

from agency.assignments.facts import assignment_facts
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.matching.assignment_json import assignment_as_json, assignment_from_json
from agency.matching.bulk_columns import Statement
from agency.matching.people import read_pool, rows_read
from agency.matching.pool import Pool
from agency.pinning.models import PIN, Pin
from agency.placements.models import BUSY_STAGES, Placement
from agency.rules.facts import AssignmentFacts


class PinnedPerson(NamedTuple):
    """Somebody a choice is to put into an opening: since when, in UTC, and by her reference."""

    since: str
    candidate: str


@dataclass(frozen=True)
class Opening:
    """An open assignment with what matching needs besides its facts.

    ``placed`` and ``excluded`` are references; of those ``pinned`` the first come first.
    """

    assignment: AssignmentFacts
    openings: int
    priority: str
    placed: frozenset[str]
    pinned: tuple[PinnedPerson, ...] = ()
    excluded: frozenset[str] = frozenset()

    @property
    def likeness(self) -> tuple[str, str, date, str]:
        """By which those that ask alike stand next to each other, one state together."""
        work = self.assignment
        return work.state, work.facility or "", work.starts_on, work.ref

    def as_json(self) -> dict[str, Any]:
        """All it says, as plain values; equal openings give equal text.

        What nobody has pinned or excluded says what it said before there were pins.
        """
        wishes = {"pinned": [[*one] for one in self.pinned], "excluded": sorted(self.excluded)}
        return {
            "assignment": assignment_as_json(self.assignment),
            "openings": self.openings,
            "priority": self.priority,
            "placed": sorted(self.placed),
            **{name: wish for name, wish in wishes.items() if wish},
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Opening:
        """What `as_json` wrote."""
        return cls(
            assignment_from_json(said["assignment"]),
            said["openings"],
            said["priority"],
            frozenset(said["placed"]),
            tuple(PinnedPerson(*one) for one in said.get("pinned", ())),
            frozenset(said.get("excluded", ())),
        )


@dataclass(frozen=True)
class Snapshot:
    """Everybody, and every assignment that is open on or after a day."""

    pool: Pool
    openings: tuple[Opening, ...]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over all the facts; neither row ids nor the order of reading change it."""
        digest = hashlib.sha256(self.pool.fingerprint.encode())
        digest.update(json.dumps([opening.as_json() for opening in self.openings]).encode())
        return digest.hexdigest()


def read_snapshot(as_of: date) -> Snapshot:
    """All candidates, and the assignments that are open and not over on ``as_of``."""
    return Snapshot(read_pool(), read_openings(as_of))


def read_openings(as_of: date, ids: Collection[int] | None = None) -> tuple[Opening, ...]:
    """The assignments that are open and not over on ``as_of``, in the order of their references.

    With ``ids`` only those of them that have one of these row ids.
    """
    wanted = [Assignment.status == "open", Assignment.ends_on >= as_of]
    if ids is not None:
        wanted.append(among(Assignment.id, ids))
    rows = rows_read(select(*Assignment.__table__.c).where(*wanted))
    facts_of, placed = _reader(wanted), _sets(_placed().where(*wanted))
    pinned, excluded = _wishes(wanted)
    openings = [
        Opening(
            facts_of(row),
            row.openings,
            row.priority,
            frozenset(placed[row.id]),
            tuple(sorted(pinned[row.id])),
            frozenset(excluded[row.id]),
        )
        for row in rows
    ]
    return tuple(sorted(openings, key=lambda opening: opening.assignment.ref))


def _reader(wanted: Sequence[ColumnElement[bool]]) -> Callable[[Any], AssignmentFacts]:
    """What makes the facts of a row, given those that are ``wanted``: it knows their facilities."""
    used = select(Assignment.facility_id).where(*wanted)
    facilities = rows_read(select(*Facility.__table__.c).where(Facility.id.in_(used)))
    site_of = {row.id: row._asdict() for row in facilities}
    refused = select(DoNotReturn.facility_id, DoNotReturn.candidate_ref)
    unwanted = _sets(refused.where(DoNotReturn.facility_id.in_(used)))

    def facts_of(row: Any) -> AssignmentFacts:
        site = row.facility_id
        return assignment_facts(row._asdict(), site_of.get(site), unwanted[site])

    return facts_of


def _sets(statement: Statement) -> Mapping[int | None, set[str]]:
    """The second column gathered by the first; nothing under any other key."""
    gathered: dict[int | None, set[str]] = defaultdict(set)
    for key, value in rows_read(statement):
        gathered[key].add(value)
    return gathered


def _wishes(
    wanted: Sequence[ColumnElement[bool]],
) -> tuple[Mapping[int, set[PinnedPerson]], Mapping[int, set[str]]]:
    """Who is pinned to each of these assignments and who is excluded, by its row id."""
    pinned: dict[int, set[PinnedPerson]] = defaultdict(set)
    excluded: dict[int, set[str]] = defaultdict(set)
    pins = (
        select(Pin.assignment_id, Pin.kind, Pin.made_at, Candidate.ref)
        .join(Candidate, Candidate.id == Pin.candidate_id)
        .join(Assignment, Assignment.id == Pin.assignment_id)
        .where(Candidate.merged_into.is_(None), *wanted)
    )
    for id, kind, made_at, ref in rows_read(pins):
        if kind == PIN:
            pinned[id].add(PinnedPerson(made_at.astimezone(UTC).isoformat(), ref))
        else:
            excluded[id].add(ref)
    return pinned, excluded


def _placed() -> Statement:
    """Who works or is to work on which assignment."""
    return (
        select(Placement.assignment_id, Candidate.ref)
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(Placement.stage.in_(BUSY_STAGES))
    )
