"""Several candidates as facts, in a number of queries that does not depend on how many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from agency.bulk_lookup import among
from agency.candidates.facts import candidate_facts
from agency.candidates.models import Absence, Candidate
from agency.credentials.facts import ce_credit_facts, credential_facts, training_facts
from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from agency.placements.models import BUSY_STAGES, COMPLETED, Placement
from agency.rules.facts import CandidateFacts

Values = dict[str, Any]
Held = Mapping[int, list[Values]]


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate put to one assignment; ``placed`` is the stage of her placement there, if any.

    The days of that placement do not count as taken.
    """

    name: str
    facts: CandidateFacts
    placed: str | None


def people_put_to(assignment_id: int | None, refs: Collection[str]) -> dict[str, Person]:
    """These candidates by reference, in six queries; unknown references are left out."""
    rows = _rows(select(*Candidate.__table__.c).where(among(Candidate.ref, refs)))
    ids = [row["id"] for row in rows]
    records = _Records(ids)
    return {row["ref"]: records.person(row, assignment_id) for row in rows}


class _Records:
    """All that some candidates hold, and where they are placed, by row id."""

    def __init__(self, ids: Collection[int]) -> None:
        self.away = _held(Absence, ids)
        self.credentials = _held(Credential, ids)
        self.trainings = _held(Training, ids)
        self.ce_credits = _held(CECredit, ids)
        self.placements = _placements(ids)

    def person(self, row: Values, assignment_id: int | None) -> Person:
        """The candidate of this row of the table."""
        placements, id = self.placements[row["id"]], row["id"]
        busy = [one for one in placements if one["stage"] in BUSY_STAGES]
        here = [one for one in busy if one["assignment_id"] == assignment_id]
        elsewhere = [(one["starts_on"], one["ends_on"]) for one in busy if one not in here]
        away = [(one["first_day"], one["last_day"]) for one in self.away[id]]
        return Person(
            name=f"{row['first_name']} {row['last_name']}".strip(),
            facts=candidate_facts(
                {**row, "unavailable": away},
                credentials=map(credential_facts, self.credentials[id]),
                trainings=map(training_facts, self.trainings[id]),
                ce_credits=map(ce_credit_facts, self.ce_credits[id]),
                busy=elsewhere,
                completed_placements=sum(one["stage"] == COMPLETED for one in placements),
            ),
            placed=here[0]["stage"] if here else None,
        )


def _placements(ids: Collection[int]) -> Held:
    """The placements that make them busy or are completed, the earliest first."""
    stages = Placement.stage.in_((*BUSY_STAGES, COMPLETED))
    statement = select(*Placement.__table__.c).where(among(Placement.candidate_id, ids), stages)
    return _by_person(_rows(statement.order_by(Placement.starts_on, Placement.id)))


def _held(model: Any, ids: Collection[int]) -> Held:
    return _by_person(_rows(select(*model.__table__.c).where(among(model.candidate_id, ids))))


def _by_person(rows: list[Values]) -> Held:
    found: dict[int, list[Values]] = defaultdict(list)
    for row in rows:
        found[row["candidate_id"]].append(row)
    return found


def _rows(statement: Any) -> list[Values]:
    """As values by name: nothing is kept in the session, so nothing goes stale."""
    return [row._asdict() for row in db.session.execute(statement)]
