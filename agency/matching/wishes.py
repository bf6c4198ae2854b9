"""What recruiters want of a choice, put to its problem: pins that can be kept, and exclusions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agency.matching.allocation.pins import (
    FULL,
    KEPT,
    NOBODY,
    NOT_ELIGIBLE,
    OVERLAPS,
    Answer,
    answered,
    pinned,
    without,
)
from agency.matching.allocation.problem import Problem
from agency.matching.snapshot import Opening
from agency.pinning.models import EXCLUSION, PIN

# Besides what `agency.matching.allocation.pins` answers.
PLACED = "placed"
OUTCOMES = (KEPT, NOT_ELIGIBLE, PLACED, OVERLAPS, FULL)


@dataclass(frozen=True, slots=True)
class Wish:
    """A pin or an exclusion of somebody, by reference, and what became of it.

    ``opening`` and ``other``, which a pin overlaps, are places among the openings.
    """

    opening: int
    candidate: str
    kind: str
    outcome: str
    other: int | None = None


def with_wishes(
    problem: Problem, openings: Sequence[Opening], places: Mapping[str, int]
) -> tuple[Problem, list[Wish]]:
    """The problem of ``openings`` as it is wanted, and what became of each wish.

    ``places`` says which candidate of the problem goes by a reference.
    """
    exclusions = [(number, ref) for number, one in enumerate(openings) for ref in one.excluded]
    pins = list(_pins(openings))
    asked = without(problem, [(places.get(ref, NOBODY), number) for number, ref in exclusions])
    answers = answered(asked, [(places.get(ref, NOBODY), number) for number, ref in pins])
    wishes = [Wish(number, ref, EXCLUSION, KEPT) for number, ref in sorted(exclusions)]
    for (number, ref), answer in zip(pins, answers, strict=True):
        other = None if answer.other is None else pins[answer.other][0]
        wishes.append(Wish(number, ref, PIN, _outcome(answer, openings[number], ref), other))
    return pinned(asked, answers), wishes


def _pins(openings: Sequence[Opening]) -> Iterator[tuple[int, str]]:
    """The opening and the reference of each, the one made first before the others."""
    ordered = sorted(
        (*pin, one.assignment.ref, number)
        for number, one in enumerate(openings)
        for pin in one.pinned
    )
    for _, candidate, _, number in ordered:
        yield number, candidate


def _outcome(answer: Answer, opening: Opening, candidate: str) -> str:
    """Whoever is placed there already is not eligible for that alone."""
    if answer.outcome == NOT_ELIGIBLE and candidate in opening.placed:
        return PLACED
    return answer.outcome
