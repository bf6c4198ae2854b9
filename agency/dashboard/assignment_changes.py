"""What would turn somebody who is near into somebody eligible, as a row of a page tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agency.dashboard.assignment_judge import Judge
from agency.placements.people import Person
from agency.rules.eligibility import UNKNOWN, Assessment
from agency.rules.remedies import Remedy, remedies
from agency.rules.remedy_words import PARTICIPLES, known_day, still_open
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Window
from agency.rules.step_words import remedy_in_words
from agency.rules.wording import either


@dataclass(frozen=True, slots=True)
class Change:
    """One change in words, and when all is covered with it.

    ``clears_on`` is None where nobody knows the day; ``once`` then says from when instead, and
    ``open`` why no day is known. ``far`` is whether it moves the work beyond what it is about.
    """

    words: str
    clears_on: date | None
    once: str = ""
    open: str = ""
    far: bool = False


def remedies_of(person: Person, judge: Judge, assessment: Assessment) -> tuple[Remedy, ...]:
    """What would make her eligible, the smallest change first."""
    return remedies(
        person.facts, judge.work, judge.book, judge.day, judge.keeps_percent, assessment
    )


def change_of(remedies: Iterable[Remedy], judge: Judge, assessment: Assessment) -> Change | None:
    """The smallest change that leaves the work about when it is, else the smallest of all; what to
    ask her where no paper would help; None where nothing helps.
    """
    found = smallest(remedies, assessment.window)
    if found is None:
        return _to_ask(assessment)
    day = clears_on(found, judge.book)
    return Change(
        words=remedy_in_words(found, judge.book),
        clears_on=day,
        once="" if day else once_in_words(found),
        open="" if day else still_open(found),
        far=is_far(found, assessment.window),
    )


def smallest(found: Iterable[Remedy], window: Window) -> Remedy | None:
    """The first that is not far; else the first."""
    return min(found, key=lambda one: is_far(one, window), default=None)


def is_far(remedy: Remedy, window: Window) -> bool:
    """Whether the work would begin later than its own length after the end of ``window``."""
    return remedy.window.first > window.last + window.days


def clears_on(remedy: Remedy, book: RuleBook) -> date | None:
    """The first day of work on which all is covered with a remedy, if it is begun today.

    Where the work is moved, that is its new first day. None where nobody knows the day.
    """
    ready = known_day(remedy, book)
    moved = any(step.kind == "shift_start" for step in remedy.steps)
    return date.fromordinal(remedy.window.first) if moved and ready else ready


def once_in_words(remedy: Remedy) -> str:
    """From when all is covered, without a day: when renewed and completed."""
    done = dict.fromkeys(PARTICIPLES.get(step.kind, "agreed") for step in remedy.steps)
    return f"when {either(done, 'and')}"


def _to_ask(assessment: Assessment) -> Change | None:
    unknown = [one.requirement.id for one in assessment.not_met if one.verdict == UNKNOWN]
    if unknown != ["location"]:
        return None
    return Change("Ask for the home ZIP code", None, once="when she has answered")
