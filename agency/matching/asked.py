"""What an assignment asks of a person, by the ids under which matches name it."""

from __future__ import annotations

from datetime import date

from agency.matching.snapshot import read_openings
from agency.rules.requisition import requisition, window_of
from agency.rules.rulebook import NoRules, RuleBook


def titles_asked(assignment_id: int, as_of: date, book: RuleBook) -> dict[str, str]:
    """The title of each requirement by its id, as present facts have it.

    Nothing for an assignment that is not open, or in a state without recorded rules.
    """
    for opening in read_openings(as_of, [assignment_id]):
        work = opening.assignment
        try:
            asked = requisition(work, window_of(work, as_of), book)
        except NoRules:
            return {}
        return {one.id: one.title for one in asked.person}
    return {}
