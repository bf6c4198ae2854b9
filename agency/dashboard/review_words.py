"""The words of the review desk: what was decided, by what it is known, and what would follow."""

from __future__ import annotations

from dataclasses import dataclass

from agency.matching.consequences import Consequence, PlacementThen
from agency.page_filters import counted
from agency.pictures.strips import Strip, assessment_strip, strip_of

RESULT_WORDS = {
    "claimed": "Claimed",
    "seen": "A document was added",
    "verified": "Verified",
    "rejected": "Rejected",
    "found": "Found at its source",
    "not_found": "Not found at its source",
    "differs": "Its source differs",
    "imported": "Imported",
    "changed": "Changed",
    "undone": "Taken back",
    "asked": "She was asked",
}
KIND_WORDS = {
    "claim": "",
    "new_version": "New version to look at",
    "proved_better": "Sent again after it was not accepted",
}
SOURCE_WORDS = {
    "self": "said by her or for her",
    "document": "by a document",
    "review": "by a specialist",
    "register": "by the issuer's register",
    "import": "by an import",
}


def undo_words(title: str, name: str, done: str) -> str:
    """What can still be taken back."""
    return f"{title} of {name}: {RESULT_WORDS[done].lower()}."


def consequence_words(then: Consequence, *, new_version: bool = False) -> list[str]:
    """What follows, a sentence each: work that becomes covered, then what else she may do.

    ``new_version`` is whether it counts already and has a new document.
    """
    if new_version:
        return ["It counts already, and goes on to. The new version becomes its proof."]
    said = [_covered(one) for one in then.covered]
    said += [
        _further(one) for one in then.placements if not one.becomes_covered and one.days_gained
    ]
    if then.gained:
        least = "at least " if then.more else ""
        said.append(
            f"She becomes eligible for {least}{counted(len(then.gained), 'more assignment')}."
        )
    return said or ["No work becomes possible by this alone."]


@dataclass(frozen=True, slots=True)
class Strips:
    """The days of one assignment before and after."""

    ref: str
    before: Strip
    after: Strip


def consequence_strips(then: Consequence) -> Strips | None:
    """Of the work that begins first among what changes; else of the best that she gains."""
    for one in then.placements:
        if one.becomes_covered or one.days_gained:
            window = one.then.window
            before, after = (strip_of(part.whole, window) for part in (one.now, one.then))
            return Strips(one.assignment_ref, before, after)
    if then.first is None:
        return None
    ref, *judged = then.first
    return Strips(ref, *(assessment_strip(part) for part in judged))


def _covered(one: PlacementThen) -> str:
    where = f"{one.assignment_ref} {one.facility or ''}".strip()
    return f"{where} is covered on all {counted(one.days, 'day')}."


def _further(one: PlacementThen) -> str:
    lacking = one.then.gap.title if one.then.gap else "something else"
    return (
        f"{one.assignment_ref}: {counted(one.days_gained, 'more day')} covered;"
        f" it still lacks: {lacking}."
    )
