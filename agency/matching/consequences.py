"""What follows if a credential is verified, before anybody clicks: by the pure judge alone.

Bounded: her placements under way and the nearest misses that the last run has stored, of which
those are judged that hang on what she holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.candidates.facts import candidate_facts
from agency.candidates.models import Absence, Candidate
from agency.credentials.facts import credential_facts, training_facts
from agency.credentials.models import Training
from agency.matching.models import MatchRun
from agency.matching.person_queries import PersonMatch, matches_of_person
from agency.matching.placement_judging import PlacementJudgement, asked_of, judged
from agency.placements.models import BUSY_STAGES, COMPLETED, OPEN_STAGES, Placement
from agency.placements.work import facts_of, with_sites
from agency.plain_rows import Values, all_of, plain_rows
from agency.rules.eligibility import ELIGIBLE, Assessment, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts, Evidence
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, RuleBook
from agency.screening.holding import MARKED, ON_HOLD, has_mark, is_held, status_for_matching

MOST_MATCHES = 200
# Of the near misses of a well-travelled person the best: a page has to open at once.
MOST_JUDGED = 40
# What no credential answers.
WISHES = frozenset({"skills", "available", "location", "pay", "shift", "role", "standing"})


@dataclass(frozen=True, slots=True)
class PlacementThen:
    """A placement under way: how it stands, and how it would once the credential is verified."""

    assignment_ref: str
    facility: str | None
    stage: str
    now: PlacementJudgement
    then: PlacementJudgement

    @property
    def becomes_covered(self) -> bool:
        return self.now.verdict != ELIGIBLE and self.then.verdict == ELIGIBLE

    @property
    def days(self) -> int:
        return self.then.window.last - self.then.window.first + 1

    @property
    def days_gained(self) -> int:
        gained = self.then.whole.met - self.now.whole.met
        return sum(
            min(last, self.then.window.last) - max(first, self.then.window.first) + 1
            for first, last in gained
            if first <= self.then.window.last and last >= self.then.window.first
        )


@dataclass(frozen=True)
class Consequence:
    """What verifying changes.

    ``gained`` are the assignments for which she becomes eligible, of ``judged`` that were looked
    at; ``more`` whether there were others for which there was no time. ``first`` is the best of the
    gained, as it is judged now and then. ``marked`` is whether she is on an exclusion list, or may
    be: who is on hold gains nothing.
    """

    placements: Sequence[PlacementThen]
    gained: Sequence[str]
    first: tuple[str, Assessment, Assessment] | None
    judged: int
    more: bool
    marked: bool

    @property
    def covered(self) -> list[PlacementThen]:
        return [one for one in self.placements if one.becomes_covered]


@dataclass(frozen=True)
class Hers:
    """What a candidate's file holds besides her credentials, as it is put to work or judged.

    Of her row the status is that which the match sees; ``marked`` is whether she is on an exclusion
    list, or may be.
    """

    candidate: Values
    marked: bool
    away: Sequence[tuple[date, date]]
    trainings: Sequence[Values]
    placements: Sequence[Values]

    def facts(self, held: Iterable[Values], besides: int | None) -> CandidateFacts:
        """Her facts with ``held``; a placement on the assignment ``besides`` takes no days."""
        busy = [
            (one["placed_from"], one["placed_until"])
            for one in self.placements
            if one["stage"] in BUSY_STAGES and one["id"] != besides
        ]
        return candidate_facts(
            {**self.candidate, "unavailable": self.away},
            credentials=map(credential_facts, held),
            trainings=map(training_facts, self.trainings),
            ce_credits=(),
            busy=busy,
            completed_placements=sum(one["stage"] == COMPLETED for one in self.placements),
        )


def if_verified(
    candidate: Values,
    held: Sequence[Values],
    credential_id: int,
    run: MatchRun | None,
    book: RuleBook,
    day: date,
) -> Consequence:
    """What follows if the one of ``held`` with that id is verified as filed; in four queries.

    ``candidate`` and ``held`` are rows by column.
    """
    hers = _hers(candidate)
    then = [_verified(one) if one["id"] == credential_id else one for one in held]
    placements = [
        found for row in hers.placements if (found := _placement(row, hers, held, then, day, book))
    ]
    near = _near_misses(candidate, run)
    eligible = [one for one in near[:MOST_JUDGED] if _clears(one, hers, then, book, run, day)]
    return Consequence(
        placements=placements,
        gained=[one.assignment.ref for one in eligible],
        first=_first(eligible, hers, (held, then), book, run.as_of if run else day),
        judged=min(len(near), MOST_JUDGED),
        more=len(near) > MOST_JUDGED,
        marked=hers.marked,
    )


def _verified(row: Values) -> Values:
    evidence = max(Evidence[row["evidence"]], Evidence.reviewed)
    return {**row, "status": "active", "evidence": evidence.name}


def _hers(candidate: Values) -> Hers:
    told = _told_of(candidate["id"])
    held = any(one[ON_HOLD] for one in told)
    return Hers(
        candidate={**candidate, "status": status_for_matching({**candidate, ON_HOLD: held})},
        marked=any(one[MARKED] for one in told),
        away=[(one["first_day"], one["last_day"]) for one in told if one["first_day"]],
        trainings=plain_rows(all_of(Training, Training.candidate_id == candidate["id"])),
        placements=plain_rows(
            with_sites()
            .add_columns(
                Placement.stage,
                Placement.starts_on.label("placed_from"),
                Placement.ends_on.label("placed_until"),
            )
            .join(Placement, Placement.assignment_id == Assignment.id)
            .where(Placement.candidate_id == candidate["id"])
            .order_by(Placement.starts_on, Placement.id)
        ),
    )


def _told_of(candidate_id: int) -> list[Values]:
    """How she stands with exclusion lists, and when she is away; one row at least."""
    marks: tuple[Any, ...] = (is_held().label(ON_HOLD), has_mark().label(MARKED))
    told = select(*marks, Absence.first_day, Absence.last_day)
    whole = told.select_from(Candidate).outerjoin(Absence, Absence.candidate_id == Candidate.id)
    return plain_rows(whole.where(Candidate.id == candidate_id))


def _placement(
    row: Values,
    hers: Hers,
    held: Sequence[Values],
    then: Sequence[Values],
    day: date,
    book: RuleBook,
) -> PlacementThen | None:
    """One that is under way, now and then; None for what is over."""
    if row["stage"] not in OPEN_STAGES or row["placed_until"] < day:
        return None
    days = {"starts_on": row["placed_from"], "ends_on": row["placed_until"]}
    work = facts_of({**row, **days})
    asked = asked_of(work, day, book)
    return PlacementThen(
        assignment_ref=row["ref"],
        facility=row["site_name"],
        stage=row["stage"],
        now=judged(asked, hers.facts(held, row["id"]), day, book),
        then=judged(asked, hers.facts(then, row["id"]), day, book),
    )


def _near_misses(candidate: Mapping[str, Any], run: MatchRun | None) -> list[PersonMatch]:
    """Those of the run that hang on what she holds, the best first."""
    if run is None:
        return []
    found = matches_of_person(candidate["id"], candidate["ref"], run, MOST_MATCHES)
    return [one for one in found if one.tier == "near_miss" and one.gap not in WISHES]


def _clears(
    one: PersonMatch,
    hers: Hers,
    then: Sequence[Values],
    book: RuleBook,
    run: MatchRun | None,
    day: date,
) -> bool:
    """Whether she is eligible for it with what is verified then."""
    as_of = run.as_of if run else day
    return _verdict(hers.facts(then, one.assignment_id), one.assignment, book, as_of) == ELIGIBLE


def _verdict(
    person: CandidateFacts, work: AssignmentFacts, book: RuleBook, day: date
) -> str | None:
    found = _assessment(person, work, book, day)
    return found.verdict if found else None


def _first(
    gained: Sequence[PersonMatch],
    hers: Hers,
    now_and_then: tuple[Sequence[Values], Sequence[Values]],
    book: RuleBook,
    day: date,
) -> tuple[str, Assessment, Assessment] | None:
    """The best of what she gains, judged with what she holds now and with what is verified then."""
    for one in gained[:1]:
        now, then = (
            _assessment(hers.facts(held, one.assignment_id), one.assignment, book, day)
            for held in now_and_then
        )
        if now and then:
            return one.assignment.ref, now, then
    return None


def _assessment(
    person: CandidateFacts, work: AssignmentFacts, book: RuleBook, day: date
) -> Assessment | None:
    try:
        return assess(person, work, book, day)
    except (Ended, NoRules):
        return None
