"""One candidate with all that is on file about her, as a page or a program shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select

from agency.assignments.models import Assignment, Facility
from agency.candidates.facts import candidate_facts
from agency.candidates.models import Absence, Candidate
from agency.candidates.standing import require_not_merged
from agency.credentials.facts import ce_credit_facts, credential_facts, training_facts
from agency.credentials.models import CECredit, Credential, Training
from agency.errors import NotFound
from agency.extensions import db
from agency.placements.models import BUSY_STAGES, COMPLETED, Placement
from agency.plain_rows import Values, all_of, plain_rows
from agency.rules.facts import CandidateFacts
from agency.rules.facts import CECredit as CECreditFacts
from agency.rules.facts import Credential as CredentialFacts
from agency.screening.holding import MARKED, ON_HOLD, has_mark, is_held, status_for_matching


@dataclass(frozen=True, slots=True)
class PlacementShown:
    """A placement of hers, in whatever stage, with its assignment and where that is."""

    id: int
    stage: str
    starts_on: date
    ends_on: date
    assignment_ref: str
    facility: str | None
    zip: str | None
    state: str | None

    @property
    def busy(self) -> bool:
        return self.stage in BUSY_STAGES


@dataclass(frozen=True)
class Dossier:
    """The rows of one candidate as plain values by column; the newest of each kind first.

    Of her own row ``on_hold`` besides: whether she was found to be on an exclusion list; and
    ``marked``, whether she was, or nobody has settled it yet.
    """

    candidate: Values
    absences: Sequence[tuple[date, date]]
    credentials: Sequence[Values]
    trainings: Sequence[Values]
    ce_credits: Sequence[Values]
    placements: Sequence[PlacementShown]

    @property
    def name(self) -> str:
        return f"{self.candidate['first_name']} {self.candidate['last_name']}".strip()

    @cached_property
    def held(self) -> tuple[CredentialFacts, ...]:
        """All credentials as facts, in the order of their rows."""
        return tuple(map(credential_facts, self.credentials))

    @cached_property
    def credits(self) -> tuple[CECreditFacts, ...]:
        return tuple(map(ce_credit_facts, self.ce_credits))

    @cached_property
    def facts(self) -> CandidateFacts:
        """What a rule may see, with all placements that are confirmed or working as taken days."""
        busy = [(one.starts_on, one.ends_on) for one in self.placements if one.busy]
        return candidate_facts(
            {
                **self.candidate,
                "status": status_for_matching(self.candidate),
                "unavailable": self.absences,
            },
            credentials=self.held,
            trainings=map(training_facts, self.trainings),
            ce_credits=self.credits,
            busy=busy,
            completed_placements=sum(one.stage == COMPLETED for one in self.placements),
        )


def dossier_of(ref: str) -> Dossier:
    """All of a candidate, in six queries; raises NotFound, and MergedAway."""
    marks: tuple[Any, ...] = (is_held().label(ON_HOLD), has_mark().label(MARKED))
    rows = plain_rows(all_of(Candidate, Candidate.ref == ref).add_columns(*marks))
    if not rows:
        raise NotFound("candidate", ref)
    (row,) = rows
    require_not_merged(ref, row["merged_into"])
    away = _held(Absence, row["id"], Absence.first_day)
    return Dossier(
        candidate=row,
        absences=[(one["first_day"], one["last_day"]) for one in away],
        credentials=_held(Credential, row["id"], Credential.code, Credential.issued_on.desc()),
        trainings=_held(Training, row["id"], Training.completed_on.desc()),
        ce_credits=_held(CECredit, row["id"], CECredit.earned_on.desc()),
        placements=_placements(row["id"]),
    )


def _held(model: Any, candidate_id: int, *order: Any) -> list[Values]:
    own = all_of(model, model.candidate_id == candidate_id)
    return plain_rows(own.order_by(*order, model.id))


def _placements(candidate_id: int) -> list[PlacementShown]:
    rows = db.session.execute(
        select(
            Placement.id,
            Placement.stage,
            Placement.starts_on,
            Placement.ends_on,
            Assignment.ref,
            Facility.name,
            _own_or("zip"),
            _own_or("state"),
        )
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .where(Placement.candidate_id == candidate_id)
        .order_by(Placement.starts_on.desc(), Placement.id.desc())
    )
    return [PlacementShown(*row) for row in rows]


def _own_or(name: str) -> Any:
    """What an assignment leaves blank is its facility's."""
    own, site = getattr(Assignment, name), getattr(Facility, name)
    return db.func.coalesce(own, site)
