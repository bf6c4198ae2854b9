"""What a night tells has changed, and what has changed by the facts of both nights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.engine import Engine, Limits
from agency.matching.keeping import snapshot_of
from agency.matching.models import MatchRun, RunChange
from agency.rules.ranking import load_scale
from agency.rules.rulebook import NoRules, load_rulebook
from agency.settings import settings

Told = tuple[str, str | None, str]


class Found(NamedTuple):
    """What an assignment comes to, with references."""

    open_to_people: bool
    eligible: frozenset[str]
    renewable: frozenset[str]


def told_changes(run: MatchRun) -> list[Told]:
    """The changes that are stored with a run."""
    rows = db.session.execute(
        select(Assignment.ref, Candidate.ref, RunChange.change)
        .join(Assignment, Assignment.id == RunChange.assignment_id)
        .outerjoin(Candidate, Candidate.id == RunChange.candidate_id)
        .where(RunChange.run_id == run.id)
    )
    return [(assignment, candidate, change) for assignment, candidate, change in rows]


def following_changes(before: MatchRun | None, run: MatchRun) -> Iterator[Told]:
    """The changes that follow from the stored facts of two runs, matched here and now."""
    if before is None:
        return
    old, new = _found(before), _found(run)
    for ref in old.keys() | new.keys():
        if ref not in old:
            yield ref, None, "opened"
        elif ref not in new:
            yield ref, None, "closed"
        elif old[ref].open_to_people != new[ref].open_to_people:
            yield ref, None, "unblocked" if new[ref].open_to_people else "blocked"
        else:
            yield from _moved(ref, old[ref], new[ref])


def _moved(ref: str, old: Found, new: Found) -> Iterator[Told]:
    for person in old.eligible | old.renewable | new.eligible | new.renewable:
        was, is_now = (_standing(found, person) for found in (old, new))
        if is_now == "eligible" != was:
            yield ref, person, "became_eligible"
        elif was == "eligible" != is_now:
            yield ref, person, "no_longer_eligible"
        elif was != is_now:
            change = "renewal_on_course" if is_now == "renewable" else "renewal_off_course"
            yield ref, person, change


def _standing(found: Found, person: str) -> str:
    if person in found.eligible:
        return "eligible"
    return "renewable" if person in found.renewable else "neither"


def _found(run: MatchRun) -> dict[str, Found]:
    snapshot = snapshot_of(run.snapshot)
    scale = load_scale(settings().ranking_file)
    engine = Engine(snapshot.pool, load_rulebook(), scale, run.as_of)
    found = {}
    for opening in snapshot.openings:
        ref = opening.assignment.ref
        try:
            matched = engine.match(opening.assignment, opening.placed, Limits())
        except NoRules:
            found[ref] = Found(False, frozenset(), frozenset())
            continue
        people = (matched.all_eligible, matched.all_renewable)
        named = [frozenset(snapshot.pool.refs[one] for one in of.tolist()) for of in people]
        found[ref] = Found(not matched.work.blocked, *named)
    return found
