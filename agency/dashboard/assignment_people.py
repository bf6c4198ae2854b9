"""The people of a shortlist as a page shows them: each judged by the facts as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from agency.dashboard.assignment_changes import Change, change_of, remedies_of
from agency.dashboard.assignment_judge import Judge, Lack, lack_of
from agency.matching.assignment_queries import ListedPerson
from agency.pictures.strips import Strip, assessment_strip
from agency.placements.people import Person
from agency.rules.eligibility import ELIGIBLE, Assessment, assess
from agency.rules.remedies import TOO_LATE, Remedy, outlook
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, RuleBook


@dataclass(frozen=True, slots=True)
class Shown:
    """One row: who it is, how the run had her, and how she stands now.

    ``lacks`` are what is not met. ``change`` is the smallest change; None where there is none or
    it was not asked for. ``free_from`` is None for somebody who is free already.
    """

    person: ListedPerson
    held: str
    strip: Strip
    verdict: str
    lacks: tuple[Lack, ...]
    change: Change | None
    free_from: date | None

    @property
    def hopeful(self) -> bool:
        """Whether a change in reach would turn her, or none is needed any more."""
        return not self.lacks or (self.change is not None and not self.change.far)


def shown(people: Iterable[ListedPerson], facts: Mapping[str, Person], judge: Judge) -> list[Shown]:
    """A row for each; nobody where the work is over or without rules by now."""
    try:
        return [_shown(one, facts[one.ref], judge) for one in people if one.ref in facts]
    except (Ended, NoRules):
        return []


def _shown(one: ListedPerson, person: Person, judge: Judge) -> Shown:
    assessment = assess(person.facts, judge.work, judge.book, judge.day)
    subject = judge.subject(person, assessment)
    near = one.tier != ELIGIBLE and assessment.not_met
    remedies = remedies_of(person, judge, assessment) if near else ()
    begins = date.fromordinal(assessment.window.first)
    return Shown(
        person=one,
        held=held_in_words(assessment, judge.book),
        strip=assessment_strip(assessment),
        verdict=assessment.verdict,
        lacks=tuple(lack_of(finding, subject) for finding in assessment.not_met),
        change=change_of(remedies, judge, assessment) if near else None,
        free_from=_free_from(person.facts.available_from, judge.day, begins),
    )


def soonest_first(rows: Iterable[Shown]) -> list[Shown]:
    """Those with a change in reach, by the day on which it clears, days that nobody knows last."""

    def order(row: Shown) -> tuple[date, int]:
        day = row.change.clears_on if row.change else date.min
        return (day or date.max, row.person.position)

    return sorted((row for row in rows if row.hopeful), key=order)


def _free_from(available_from: date | None, day: date, begins: date) -> date | None:
    return available_from if available_from and day < available_from <= begins else None


def held_in_words(assessment: Assessment, book: RuleBook) -> str:
    """The certification by which she is let in, if one is asked and she has one on file."""
    for finding in assessment.findings:
        if finding.requirement.id == "certification" and finding.evidence:
            return book.catalogue[finding.evidence[0].partition(":")[0]].title
    return ""


def outlook_of(assessment: Assessment, found: tuple[Remedy, ...]) -> str:
    """The pair's verdict as a screen has it: eligible, not yet, or cannot clear in time."""
    if assessment.verdict == ELIGIBLE:
        return "eligible"
    return "cannot" if outlook(assessment, found) == TOO_LATE else "not_yet"
