"""Several candidates as facts, in a number of queries that does not depend on how many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from agency.bulk_lookup import among
from agency.candidates.facts import candidate_facts
from agency.candidates.models import Absence, Candidate
from agency.credentials.facts import ce_credit_facts, credential_facts, training_facts
from agency.credentials.models import CECredit, Credential, Training
from agency.placements.models import BUSY_STAGES, COMPLETED, Placement
from agency.plain_rows import Values, all_of, plain_rows
from agency.rules.facts import CandidateFacts
from agency.screening.holding import ON_HOLD, is_held, status_for_matching

Held = Mapping[int, list[Values]]
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate put to one assignment; ``placed`` is the stage of her placement there, if any.

    The days of that placement do not count as taken. ``merged_into`` names the file that hers has
    become a part of.
    """

    name: str
    facts: CandidateFacts
    placed: str | None
    merged_into: str | None = None


def people_put_to(assignment_id: int | None, refs: Collection[str]) -> dict[str, Person]:
    """These candidates by reference, in five queries; unknown references are left out."""
    files = Files(among(Candidate.ref, refs))
    return {row["ref"]: files.put_to(id, assignment_id) for id, row in files.candidates.items()}


class Files:
    """Some candidates with all they hold, and where they are placed, by row id; in five queries."""

    def __init__(self, wanted: ColumnElement[bool]) -> None:
        self.candidates, self.away = _people(wanted)
        ids = self.candidates.keys()
        self.credentials = _held(Credential, ids)
        self.trainings = _held(Training, ids)
        self.ce_credits = _held(CECredit, ids)
        self.placements = _placements(ids)

    def put_to(self, id: int, assignment_id: int | None) -> Person:
        """One of them as she is put to an assignment; raises KeyError for anybody else."""
        row, placements = self.candidates[id], self.placements[id]
        busy = [one for one in placements if one["stage"] in BUSY_STAGES]
        here = [one for one in busy if one["assignment_id"] == assignment_id]
        elsewhere = [(one["starts_on"], one["ends_on"]) for one in busy if one not in here]
        return Person(
            name=f"{row['first_name']} {row['last_name']}".strip(),
            facts=candidate_facts(
                {**row, "status": status_for_matching(row), "unavailable": self.away[id]},
                credentials=map(credential_facts, self.credentials[id]),
                trainings=map(training_facts, self.trainings[id]),
                ce_credits=map(ce_credit_facts, self.ce_credits[id]),
                busy=elsewhere,
                completed_placements=sum(one["stage"] == COMPLETED for one in placements),
            ),
            placed=here[0]["stage"] if here else None,
            merged_into=row["merged_into"],
        )


def _people(wanted: ColumnElement[bool]) -> tuple[dict[int, Values], dict[int, list[Days]]]:
    """The rows of those who are ``wanted`` and the days on which they are away, by row id."""
    held = is_held().label(ON_HOLD)
    columns = (*Candidate.__table__.columns, held, Absence.first_day, Absence.last_day)
    whole = select(*columns).outerjoin(Absence, Absence.candidate_id == Candidate.id)
    people: dict[int, Values] = {}
    away: dict[int, list[Days]] = defaultdict(list)
    for row in plain_rows(whole.where(wanted)):
        first, last = row.pop("first_day"), row.pop("last_day")
        people[row["id"]] = row
        if first is not None:
            away[row["id"]].append((first, last))
    return people, away


def _placements(ids: Collection[int]) -> Held:
    """The placements that make them busy or are completed, the earliest first."""
    stages = Placement.stage.in_((*BUSY_STAGES, COMPLETED))
    statement = all_of(Placement, among(Placement.candidate_id, ids), stages)
    return _by_person(plain_rows(statement.order_by(Placement.starts_on, Placement.id)))


def _held(model: Any, ids: Collection[int]) -> Held:
    return _by_person(plain_rows(all_of(model, among(model.candidate_id, ids))))


def _by_person(rows: list[Values]) -> Held:
    found: dict[int, list[Values]] = defaultdict(list)
    for row in rows:
        found[row["candidate_id"]].append(row)
    return found
