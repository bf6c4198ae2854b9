"""How pages speak of an assignment: where it is, what it needs, and how it stands."""

from __future__ import annotations

from collections.abc import Collection

from agency.assignments.models import Assignment
from agency.page_filters import words_of
from agency.places import town_of
from agency.rules.rulebook import load_rulebook

DELEGATORS = {"pa": "PA", "aprn": "APRN"}


def place_of(assignment: Assignment) -> str:
    """The town of an assignment, else its state; blank where neither is on file."""
    site = assignment.facility
    zip_code = assignment.zip or (site.zip if site else None)
    return town_of(zip_code) or state_of(assignment) or ""


def state_of(assignment: Assignment) -> str:
    """The state that counts: the assignment's own, else its facility's; blank if neither."""
    site = assignment.facility
    return assignment.state or (site.state if site else None) or ""


def name_of(assignment: Assignment) -> str:
    """The facility with its town: Cedar Flats Family Medicine, Yakima WA."""
    site = assignment.facility
    parts = [site.name if site else "No facility named", place_of(assignment)]
    return ", ".join(part for part in parts if part)


def tasks_in_words(tasks: Collection[str]) -> str:
    """What the work is: drawing blood from a vein, electrocardiogram (EKG)."""
    known = load_rulebook().vocabulary.tasks
    return ", ".join(_lowered(known.get(task, words_of(task))) for task in tasks)


def delegator_in_words(delegator: str | None) -> str:
    return DELEGATORS.get(delegator, words_of(delegator)) if delegator else "not said"


def _lowered(words: str) -> str:
    """Without the capital of a sentence; a word in capitals keeps them."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
