"""How somebody stands with the exclusion lists, in words, and how that is marked."""

from __future__ import annotations

from agency.screening.queries import CLEAR, CLEARED, MATCH, TO_DECIDE

# By result: the mark, what is said of it, and what it means.
RESULT_WORDS = {
    CLEAR: ("met", "Nobody alike", "No record of these lists is like her."),
    CLEARED: ("met", "Somebody else", "Records were like her; a specialist found each another's."),
    TO_DECIDE: ("unknown", "To decide", "A record is like her; a specialist has not decided yet."),
    MATCH: ("unmet", "On a list", "A specialist found her to be on a list. She is on hold."),
}
