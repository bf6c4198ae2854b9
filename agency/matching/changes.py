"""What one run finds otherwise than another, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import insert, select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.causes import Cause, Causes
from agency.matching.models import RunChange
from agency.matching.sides import Found, Side
from agency.rules.ranking import Scale
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text

MATCHED, NOT_OPEN = "matched", "not_open"


class Change(NamedTuple):
    """One change; without ``candidate_id`` it is about the assignment as a whole."""

    assignment_ref: str
    candidate_id: int | None
    change: str
    cause: str
    says: str


class Flip(NamedTuple):
    """A person who stands otherwise to an assignment than before."""

    assignment_ref: str
    candidate_id: int
    change: str


def changes_between(old: Side, new: Side, rules: tuple[RuleBook, Scale]) -> list[Change]:
    """Everything that came out otherwise, by assignment; ends the caller's reading."""
    refs = sorted(old.found.keys() | new.found.keys())
    flips = [flip for ref in refs for flip in _flips(ref, old, new)]
    people = _refs_by_id({flip.candidate_id for flip in flips})
    causes = Causes(old, new, people.values(), rules)
    db.session.rollback()  # the reading is over; nothing is held open while causes are found
    changes = [change for ref in refs if (change := _of_assignment(ref, old, new, causes))]
    for flip in flips:
        if flip.candidate_id in people:
            cause = causes.of_pair(flip.assignment_ref, people[flip.candidate_id], flip.change)
            changes.append(Change(*flip, *cause))
    return sorted(changes, key=lambda one: (one.assignment_ref, one.candidate_id or 0, one.change))


def store_changes(run_id: int, changes: Collection[Change]) -> None:
    """Write what a run finds otherwise, in the caller's transaction.

    Nothing is written of an assignment or a candidate that has been removed meanwhile.
    """
    refs = {change.assignment_ref for change in changes}
    statement = select(Assignment.ref, Assignment.id).where(among(Assignment.ref, refs))
    assignments = dict(db.session.execute(statement).all())
    people = _refs_by_id({one.candidate_id for one in changes if one.candidate_id is not None})
    rows = [
        {
            "run_id": run_id,
            "assignment_id": assignments[ref],
            "candidate_id": candidate_id,
            "change": change,
            "cause": cause,
            "says": says,
        }
        for ref, candidate_id, change, cause, says in changes
        if ref in assignments and (candidate_id is None or candidate_id in people)
    ]
    if rows:
        db.session.execute(insert(RunChange), rows)


def _refs_by_id(ids: Collection[int]) -> dict[int, str]:
    statement = select(Candidate.id, Candidate.ref).where(among(Candidate.id, ids))
    return dict(db.session.execute(statement).all())


def _flips(ref: str, old: Side, new: Side) -> Iterator[Flip]:
    """The people of an assignment that was matched before and is matched now."""
    before, now = old.found.get(ref), new.found.get(ref)
    if not before or not now or {before.outcome, now.outcome} != {MATCHED}:
        return
    for change, ids in _moves(before, now):
        yield from (Flip(ref, id, change) for id in sorted(ids))


def _moves(before: Found, now: Found) -> Iterator[tuple[str, frozenset[int]]]:
    """Whoever became eligible or is no longer; of the others, whose renewal is on course or not."""
    gained, lost = now.eligible - before.eligible, before.eligible - now.eligible
    yield "became_eligible", gained
    yield "no_longer_eligible", lost
    yield "renewal_on_course", now.renewable - before.renewable - lost
    yield "renewal_off_course", before.renewable - now.renewable - gained


def _of_assignment(ref: str, old: Side, new: Side, causes: Causes) -> Change | None:
    """What is otherwise about an assignment as a whole."""
    before = old.found.get(ref, Found(NOT_OPEN)).outcome
    now = new.found.get(ref, Found(NOT_OPEN)).outcome
    if before == now:
        return None
    if before == NOT_OPEN:
        return Change(ref, None, "opened", "assignment_opened", _opened(new.found[ref]))
    if now == NOT_OPEN:
        return Change(ref, None, "closed", *_closed(ref, old, new))
    change = "unblocked" if now == MATCHED else "blocked"
    return Change(ref, None, change, *causes.of_work(ref))


def _opened(found: Found) -> str:
    if found.outcome != MATCHED:
        return "is open now, and nobody may be put to it"
    return f"is open now, with {len(found.eligible):,} eligible"


def _closed(ref: str, old: Side, new: Side) -> Cause:
    work = old.state.openings[ref].assignment
    if work.ends_on < new.as_of:
        return Cause("days_passed", f"ended on {day_text(work.ends_on)}")
    return Cause("assignment_closed", "is not open any more")
