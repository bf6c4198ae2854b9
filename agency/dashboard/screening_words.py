"""How somebody stands with the exclusion lists, in words, and how that is marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from agency.rules.sentences import day_text
from agency.screening.evidence import FIELDS
from agency.screening.queries import CLEAR, CLEARED, MATCH, TO_DECIDE

# By result: the mark, what is said of it, and what it means.
RESULT_WORDS = {
    CLEAR: ("met", "Nobody alike", "No record of these lists is like her."),
    CLEARED: ("met", "Somebody else", "Records were like her; a specialist found each another's."),
    TO_DECIDE: ("unknown", "To decide", "A record is like her; a specialist has not decided yet."),
    MATCH: ("unmet", "On a list", "A specialist found her to be on a list. She is on hold."),
}

# How a file that was handed in stands: the kind of its verdict, and the word.
FILE_STATES = {
    "waiting": ("in_review", "Waits for a worker"),
    "reading": ("in_review", "Under way, or cut short"),
    "done": ("met", "Done"),
    "refused": ("unmet", "Refused"),
}


def evidence_shown(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a comparison, with a day as the pages write it."""
    born = FIELDS["birth"]
    return [
        {**one, "theirs": day_text(date.fromisoformat(one["theirs"]))}
        if one["field"] == born and one["theirs"]
        else dict(one)
        for one in lines
    ]


def lists_shown(lists: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lists as they are described, with the day up to which each goes as a day."""
    return [{**one, "as_of": date.fromisoformat(one["as_of"])} for one in lists]
