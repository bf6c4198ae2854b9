"""The people of a shortlist as a page shows them: each judged by the facts as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from agency.matching.assignment_queries import ListedPerson
from agency.pictures.gap_words import gap_of, gap_words
from agency.pictures.requirement_words import asked
from agency.pictures.strips import Strip, assessment_strip
from agency.placements.people import Person
from agency.rules.eligibility import ELIGIBLE, UNKNOWN, Assessment, Finding, assess
from agency.rules.facts import AssignmentFacts
from agency.rules.remedies import TOO_LATE, Remedy, outlook, remedies
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, RuleBook
from agency.rules.step_words import remedy_in_words


@dataclass(frozen=True)
class Judge:
    """By which rules and on which day people are put to one piece of work."""

    work: AssignmentFacts
    book: RuleBook
    day: date
    keeps_percent: int


@dataclass(frozen=True)
class Shown:
    """One row: who it is, how the run had her, and how she stands now.

    ``lacks`` are what is not met, in a few words, each with its verdict. ``change`` is the smallest
    change and ``clears_on`` the first day on which all is covered with it; None where there is none
    or it was not asked for, or nobody knows how long it takes. ``free_from`` is None for somebody
    who is free already.
    """

    person: ListedPerson
    held: str
    strip: Strip
    verdict: str
    lacks: tuple[tuple[str, str], ...]
    change: str | None
    clears_on: date | None
    free_from: date | None


def shown(people: Iterable[ListedPerson], facts: Mapping[str, Person], judge: Judge) -> list[Shown]:
    """A row for each; nobody where the work is over or without rules by now."""
    try:
        return [_shown(one, facts[one.ref], judge) for one in people if one.ref in facts]
    except (Ended, NoRules):
        return []


def _shown(one: ListedPerson, person: Person, judge: Judge) -> Shown:
    assessment = assess(person.facts, judge.work, judge.book, judge.day)
    smallest = None
    if one.tier != ELIGIBLE and assessment.not_met:
        smallest = next(iter(remedies_of(person, judge, assessment)), None)
    begins = date.fromordinal(assessment.window.first)
    return Shown(
        person=one,
        held=held_in_words(assessment, judge.book),
        strip=assessment_strip(assessment),
        verdict=assessment.verdict,
        lacks=tuple(lacks_in_words(assessment.not_met, judge)),
        change=remedy_in_words(smallest, judge.book) if smallest else _to_ask(assessment),
        clears_on=clears_on(smallest) if smallest else None,
        free_from=_free_from(person.facts.available_from, judge.day, begins),
    )


def _to_ask(assessment: Assessment) -> str | None:
    """What to ask her where no paper would help."""
    unknown = [one.requirement.id for one in assessment.not_met if one.verdict == UNKNOWN]
    return "Ask for the home ZIP code" if unknown == ["location"] else None


def _free_from(available_from: date | None, day: date, begins: date) -> date | None:
    return available_from if available_from and day < available_from <= begins else None


def remedies_of(person: Person, judge: Judge, assessment: Assessment) -> tuple[Remedy, ...]:
    """What would make her eligible, the smallest change first."""
    return remedies(
        person.facts, judge.work, judge.book, judge.day, judge.keeps_percent, assessment
    )


def clears_on(remedy: Remedy) -> date | None:
    """The first day of work on which all is covered with a remedy, if it is begun today.

    Where the work is moved, that is its new first day.
    """
    ready = remedy.ready_on
    moved = any(step.kind == "shift_start" for step in remedy.steps)
    return date.fromordinal(remedy.window.first) if moved and ready else ready


def held_in_words(assessment: Assessment, book: RuleBook) -> str:
    """The certification by which she is let in, if one is asked and she has one on file."""
    for finding in assessment.findings:
        if finding.requirement.id == "certification" and finding.evidence:
            return book.catalogue[finding.evidence[0].partition(":")[0]].title
    return ""


def lacks_in_words(findings: Sequence[Finding], judge: Judge) -> Iterable[tuple[str, str]]:
    """Each finding that is not met as its verdict and a few words: BLS (AHA): short by 15 days."""
    for finding in findings:
        name = asked(finding, judge.work, judge.book).name
        gap = gap_of(finding)
        words = gap_words(gap) if gap else "not met"
        yield finding.verdict, f"{name}: {words[:1].lower()}{words[1:]}"


def outlook_of(assessment: Assessment, found: tuple[Remedy, ...]) -> str:
    """The pair's verdict as a screen has it: eligible, not yet, or cannot clear in time."""
    if assessment.verdict == ELIGIBLE:
        return "eligible"
    return "cannot" if outlook(assessment, found) == TOO_LATE else "not_yet"
