"""What would turn the near misses that a run has stored, by the facts as they are now."""

from __future__ import annotations

from collections.abc import Collection

from agency.assignments.models import Assignment
from agency.matching.queries import AssignmentMatches
from agency.placements.people import people_put_to
from agency.placements.work import work_of
from agency.rules.remedies import Remedy, remedies
from agency.rules.rulebook import NoRules, RuleBook

Remedied = dict[str, tuple[Remedy, ...]]


def remedies_of(found: AssignmentMatches, book: RuleBook, keeps_percent: int) -> Remedied:
    """By reference, the remedies of each near miss in ``found``, as of the day of its run.

    None for who needs none any more, and nobody where the assignment is not open any more. In a
    number of queries that does not depend on how many they are.
    """
    refs = [one.candidate_ref for one in found.matches if one.tier == "near_miss"]
    return _remedies(refs, found, book, keeps_percent) if refs else {}


def _remedies(
    refs: Collection[str], found: AssignmentMatches, book: RuleBook, keeps_percent: int
) -> Remedied:
    day, here = found.run.as_of, found.assignment.id
    people = people_put_to(here, refs)
    still_open = (Assignment.status == "open") & (Assignment.ends_on >= day)
    try:
        return {
            ref: remedies(person.facts, work, book, day, keeps_percent)
            for work in work_of((Assignment.id == here) & still_open).values()
            for ref, person in people.items()
        }
    except NoRules:
        return {}
