"""What would give results where nobody is eligible: the changes with how many people each gains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agency.dashboard.assignment_asks import Ask, Asks
from agency.matching.counted import Counted
from agency.pictures.requirement_words import LAW
from agency.rules.facts import AssignmentFacts

MOST = 3
# What hangs on a person's own wishes: what would have to be otherwise.
WISHES = {
    "available": "If they were free on every day",
    "location": "If they worked in {state} or lived near enough",
    "pay": "If it paid what they ask for",
    "shift": "If the shift were one that they work",
    "role": "If the role were theirs",
    "standing": "If all were active, and welcome at the facility",
}


@dataclass(frozen=True, slots=True)
class Gains:
    """The changes that would give most, in words with how many people; most first.

    Where no single one would give anybody, ``fewest`` is what the fewest of those who are available
    meet, and how many that are.
    """

    ways: tuple[tuple[str, int], ...] = ()
    fewest: tuple[str, int] | None = None


def gains(asks: Asks, counted: Counted, work: AssignmentFacts) -> Gains:
    """What a run counted, as changes: of each requirement, whom it alone keeps out."""
    told = {ask.id: ask for _, group in asks.groups for ask in group}
    alone = sorted(counted.alone.items(), key=lambda one: -one[1])
    ways = (
        (words, people)
        for id, people in alone
        if people and (words := _words(id, told, work)) is not None
    )
    best = tuple(way for way, _ in zip(ways, range(MOST), strict=False))
    return Gains(best, None if best else next(_fewest(told, counted), None))


def _words(id: str, told: Mapping[str, Ask], work: AssignmentFacts) -> str | None:
    if id in WISHES:
        return WISHES[id].format(state=work.state)
    if id not in told:
        return None
    ask = told[id]
    asked = ask.short.removeprefix("Skills: ")
    return f"With {asked}" if ask.by == LAW else f"If {asked} were not asked"


def _fewest(told: Mapping[str, Ask], counted: Counted) -> Iterator[tuple[str, int]]:
    asked = [(told[id], number) for id, number in counted.met.items() if id in told]
    lacking = [(ask, number) for ask, number in asked if number < counted.available]
    for ask, number in sorted(lacking, key=lambda one: one[1]):
        yield ask.short, number
