"""Changes of a run in words: what happened, and what brought it about."""

from __future__ import annotations

from dataclasses import dataclass

from agency.matching.overnight_queries import (
    GAINED,
    LOST,
    OF_ASSIGNMENTS,
    ByCause,
    Moves,
)
from agency.page_filters import counted

CHANGE_WORDS = {
    GAINED: "became eligible",
    LOST: "is no longer eligible",
    "renewal_on_course": "has a renewal on course",
    "renewal_off_course": "has no renewal on course any more",
    "opened": "opened",
    "closed": "closed",
    "blocked": "blocked",
    "unblocked": "no longer blocked",
}
CAUSE_WORDS = {
    "new_candidate": "new candidate",
    "candidate_removed": "candidate removed",
    "candidate_changed": "profile changed",
    "availability_changed": "free on other days",
    "placement_confirmed": "placement confirmed",
    "placement_ended": "placement ended",
    "pay_changed": "pay changed",
    "document_verified": "document verified",
    "credential_added": "credential added",
    "credential_changed": "credential changed",
    "credential_removed": "credential removed",
    "credential_lapsed": "credential ran out",
    "training_changed": "training recorded",
    "credits_changed": "credits recorded",
    "assignment_opened": "assignment opened",
    "assignment_closed": "assignment closed",
    "assignment_changed": "assignment changed",
    "law_changed": "law changed",
    "standard_changed": "standard changed",
    "days_passed": "days passed",
}
MOST_BARS = 4
# Beside a cause there is room for so many letters of what all its changes say.
ROOM = 60


@dataclass(frozen=True, slots=True)
class Bar:
    """One cause with how many people it moved, and that as a share of the largest."""

    cause: str
    words: str
    people: int
    share: float


@dataclass(frozen=True, slots=True)
class Side:
    """Those who gained an assignment, or lost one, by cause; ``more`` causes have no bar."""

    change: str
    people: int
    head: str
    bars: tuple[Bar, ...]
    more: int


def gained(moves: dict[str, Moves]) -> Side:
    found = moves.get(GAINED, Moves())
    head = f"{counted(found.people, 'person', 'people')} gained an assignment"
    return Side(GAINED, found.people, head, *_bars(found))


def lost(moves: dict[str, Moves]) -> Side:
    found = moves.get(LOST, Moves())
    return Side(
        LOST, found.people, f"{counted(found.people, 'person', 'people')} lost one", *_bars(found)
    )


def of_assignments(moves: dict[str, Moves]) -> list[tuple[str, str]]:
    """What is otherwise about assignments as a whole: the change, and how many, in words."""
    return [
        (change, f"{moves[change].changes:,} {CHANGE_WORDS[change]}")
        for change in OF_ASSIGNMENTS
        if change in moves
    ]


def _bars(moves: Moves) -> tuple[tuple[Bar, ...], int]:
    most = max((one.people for one in moves.causes), default=1)
    shown = moves.causes[:MOST_BARS]
    bars = tuple(Bar(one.cause, _words(one), one.people, one.people / most) for one in shown)
    return bars, len(moves.causes) - len(bars)


def _words(one: ByCause) -> str:
    """The cause, and what its changes say where all say the same in a few words."""
    words = CAUSE_WORDS[one.cause]
    return (
        f"{words}: {one.says}" if one.says and len(one.says) <= ROOM and one.changes > 1 else words
    )
