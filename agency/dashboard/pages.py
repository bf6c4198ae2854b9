"""All pages of the staff: importing them adds each to the blueprint."""

from agency.dashboard import (
    assignment,
    assignment_form,
    assignments,
    boards,
    candidates,
    explanation,
    facilities,
    finder,
    keys,
    language,
    rulebook,
    runs,
    settings,
    theme,
    today,
)

__all__ = [
    "assignment",
    "assignment_form",
    "assignments",
    "boards",
    "candidates",
    "explanation",
    "facilities",
    "finder",
    "keys",
    "language",
    "rulebook",
    "runs",
    "settings",
    "theme",
    "today",
]
