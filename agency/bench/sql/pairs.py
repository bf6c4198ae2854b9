"""The eligible pairs of one assignment as one statement, compiled from what it asks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, false, literal, select

from agency.bench.sql.days import AllOf, AnyOf, Days, InForce, Timeless
from agency.bench.sql.leaves import LEAVES
from agency.candidates.models import Candidate
from agency.matching.snapshot import Opening
from agency.placements.models import BUSY_STAGES, Placement
from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.requisition import requisition, window_of
from agency.rules.rulebook import RuleBook


def met(expression: Expression, book: RuleBook) -> Days:
    """On which days a candidate meets ``expression``, which must no longer ask of the work."""
    match expression:
        case ask.AllOf(parts):
            return AllOf([met(part, book) for part in parts])
        case ask.AnyOf(parts):
            return AnyOf([met(part, book) for part in parts])
        case ask.Possible():
            return Timeless(false())
        case ask.CannotRefuse(part):
            return met(part, book)
        case ask.InForce(versions):
            return InForce([(first, last, met(part, book)) for first, last, part in versions])
    return LEAVES[type(expression)](expression, book)


def eligible(opening: Opening, day: date, book: RuleBook) -> Select[int, int]:
    """Who may take an assignment that is not blocked, on ``day``: its row id and the candidate's.

    Raises NoRules for a state not recorded.
    """
    window = window_of(opening.assignment, day)
    asked = requisition(opening.assignment, window, book).person
    placed_on_it = select(Placement.id).where(
        Placement.candidate_id == Candidate.id,
        Placement.assignment_id == opening.id,
        Placement.stage.in_(BUSY_STAGES),
    )
    conditions = [met(one.expression, book).within(window) for one in asked if one.decides]
    return select(literal(opening.id), Candidate.id).where(*conditions, ~placed_on_it.exists())
