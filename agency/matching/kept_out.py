"""Whom one requirement of an assignment keeps out, by the facts of the last run."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.errors import NotFound
from agency.extensions import db
from agency.matching.engine import Engine
from agency.matching.finding_schemas import Json
from agency.matching.models import MatchRun
from agency.matching.previews import answered
from agency.matching.scoring import measures, scores, ties
from agency.matching.tables import Bools, Index, Longs
from agency.placements.models import BUSY_STAGES, Placement
from agency.placements.people import Person, people_put_to
from agency.rules.eligibility import Assessment, assess, judge_work
from agency.rules.facts import AssignmentFacts
from agency.rules.requisition import requisition, window_of
from agency.rules.rulebook import RuleBook


@dataclass(frozen=True)
class KeptOut:
    """Some of the ``number`` of people whom a requirement keeps out, by reference; ``alone`` of
    them lack nothing else, and come first.
    """

    number: int
    alone: int
    refs: tuple[str, ...]


def kept_out(
    assignment_id: int,
    work: AssignmentFacts,
    requirement: str,
    run: MatchRun,
    page: slice,
) -> KeptOut | None:
    """A ``page`` of the people who do not meet a requirement of an assignment, by its facts.

    Those who lack least come first, then the better scores, then by lot, as in every list of it.
    None while the facts of the run are being made ready: ask again. Raises NotFound for what the
    assignment does not ask, Unready where the facts cannot be had, Ended and NoRules.
    """
    placed = _placed_on(assignment_id)

    def question(engine: Engine) -> KeptOut:
        met = engine.met(work)
        if requirement not in {one.id for one, _ in met}:
            raise NotFound("requirement", requirement)
        lacks = ~np.logical_and.reduce([bits for one, bits in met if one.id == requirement])
        lacking: Longs = np.zeros(len(engine.pool), np.int64)
        for _, bits in met:
            lacking += ~bits
        people = np.flatnonzero(lacks & _present(engine, work, placed))
        some = people[_order(engine, work, people, lacking[people])][page]
        alone = int(np.count_nonzero(lacking[people] == 1))
        return KeptOut(len(people), alone, tuple(engine.pool.refs[one] for one in some.tolist()))

    return answered(run, question)


def judged_now(
    assignment_id: int, work: AssignmentFacts, refs: Collection[str], book: RuleBook, day: date
) -> list[tuple[str, Person, Assessment]]:
    """These people put to an assignment, by what is on file now; in five queries.

    Raises Ended and NoRules.
    """
    people = people_put_to(assignment_id, refs)
    there = [(ref, people[ref]) for ref in refs if ref in people]
    return [(ref, she, assess(she.facts, work, book, day)) for ref, she in there]


def described_kept_out(
    ref: str,
    run: MatchRun,
    found: KeptOut,
    judged: Iterable[tuple[str, Person, Assessment]],
) -> Json:
    """The same as plain JSON, without what follows."""
    return {
        "assignment": ref,
        "run": run.id,
        "as_of": run.as_of.isoformat(),
        "count": found.number,
        "alone": found.alone,
        "items": [
            {
                "candidate": candidate,
                "candidate_name": she.name,
                "verdict": assessment.verdict,
                "lacks": [
                    {"requirement": one.requirement.id, "verdict": one.verdict, "says": one.says}
                    for one in assessment.not_met
                ],
            }
            for candidate, she, assessment in judged
        ],
    }


def _present(engine: Engine, work: AssignmentFacts, placed: Collection[str]) -> Bools:
    window = window_of(work, engine.day)
    asked = requisition(work, window, engine.book)
    return engine.present(placed, judge_work(work, window, engine.book, asked))


def _order(engine: Engine, work: AssignmentFacts, people: Index, lacking: Longs) -> Index:
    pool, nothing_left = engine.pool, np.zeros(len(people), np.int64)
    measured = measures(pool, people, work, nothing_left, engine.scale)
    score = scores(measured, len(work.preferred_skills), engine.scale)
    lot = ties(engine.day.toordinal(), work.ref, pool.prefixes[people])
    return np.lexsort((lot, -score, lacking))


def _placed_on(assignment_id: int) -> list[str]:
    """Who works or is to work on it: they are no pairs of it."""
    busy = Placement.stage.in_(BUSY_STAGES) & (Placement.assignment_id == assignment_id)
    statement = select(Candidate.ref).join(Placement, Placement.candidate_id == Candidate.id)
    return list(db.session.scalars(statement.where(busy)))
