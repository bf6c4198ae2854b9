"""Why is someone not here? One person by name or reference, put to one assignment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agency.candidates.search import Hit, found
from agency.dashboard.assignment_changes import change_of, remedies_of
from agency.dashboard.assignment_judge import Judge, lack_of
from agency.dashboard.assignment_people import outlook_of
from agency.matching.assignment_queries import Standing, facts_of_work
from agency.pictures.subject import Subject
from agency.placements.people import Person, people_put_to
from agency.rules.eligibility import ELIGIBLE, UNKNOWN, Assessment, Finding, assess
from agency.rules.remedies import Remedy
from agency.rules.remedy_words import none_in_words
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules
from agency.rules.sentences import day_text, days_text

MOST_FOUND = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is not met, in a few words, with where it is written if law says it."""

    says: str
    citation: str | None
    source: str | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Why somebody is or is not on the list; ``others`` are further people who may be meant.

    ``verdict`` is ``eligible``, ``not_yet`` or ``cannot``; ``counted`` says how much is open.
    ``soonest`` is what would help and by when, as a sentence; blank where nothing would.
    """

    ref: str
    name: str
    verdict: str
    sentence: str
    counted: str
    reasons: tuple[Reason, ...]
    soonest: str
    others: tuple[Hit, ...]


def people_meant(who: str | None) -> list[Hit]:
    """Who may be meant by a name or a reference, the likeliest first."""
    return found(who, MOST_FOUND) if who else []


def answer_about(hits: Sequence[Hit], standing: Standing, judge: Judge) -> Answer | None:
    """Why the first of ``hits`` is or is not on the list; ``standing`` was asked for about her.

    None where nobody is meant, and where the work is over or no rules are recorded for its state.
    """
    try:
        return _answer(hits, standing, judge) if hits else None
    except (Ended, NoRules):
        return None


def _answer(hits: Sequence[Hit], standing: Standing, judge: Judge) -> Answer:
    best, *others = hits
    person = people_put_to(standing.assignment.id, [best.ref])[best.ref]
    put = replace(judge, work=facts_of_work(standing, [best.ref] if standing.unwanted else []))
    assessment = assess(person.facts, put.work, put.book, put.day)
    remedies = () if assessment.verdict == ELIGIBLE else remedies_of(person, put, assessment)
    verdict = outlook_of(assessment, remedies)
    return Answer(
        ref=best.ref,
        name=person.name,
        verdict=verdict,
        sentence=_sentence(person, assessment, verdict),
        counted=_counted(assessment),
        reasons=tuple(_reasons(put.subject(person, assessment))),
        soonest=_soonest(assessment, remedies, put),
        others=tuple(others),
    )


def _sentence(person: Person, assessment: Assessment, verdict: str) -> str:
    if person.placed:
        return f"{person.name} is already placed here ({person.placed})."
    if assessment.work.blocked:
        return f"Nobody can be put to this work, so neither can {person.name}."
    if verdict == "eligible":
        return f"{person.name} is covered on all {days_text(assessment.window.days)}."
    if verdict == "cannot":
        return f"{person.name} cannot clear in time."
    if all(finding.verdict == UNKNOWN for finding in assessment.not_met):
        return f"We cannot say of {person.name} yet."
    return f"{person.name} is not covered yet."


def _counted(assessment: Assessment) -> str:
    """How much is open: 2 not covered, 1 unknown."""
    unknown = sum(one.verdict == UNKNOWN for one in assessment.not_met)
    counts = [(len(assessment.not_met) - unknown, "not covered"), (unknown, "unknown")]
    return ", ".join(f"{number} {words}" for number, words in counts if number)


def _reasons(subject: Subject) -> Iterator[Reason]:
    """First what is wrong with the work itself, as its sentence, then what she lacks."""
    for finding in subject.assessment.work.blocking:
        yield _reason(finding, finding.says)
    for finding in subject.assessment.not_met:
        lack = lack_of(finding, subject)
        yield _reason(finding, f"{lack.words} ({lack.why})" if lack.why else lack.words)


def _reason(finding: Finding, says: str) -> Reason:
    law = finding.law
    return Reason(
        says=says,
        citation=law.citation if law else None,
        source=law.source if law and not law.is_standard else None,
        verdict=finding.verdict,
    )


def _soonest(assessment: Assessment, remedies: tuple[Remedy, ...], judge: Judge) -> str:
    if assessment.verdict == ELIGIBLE or assessment.work.blocked:
        return ""
    change = change_of(remedies, judge, assessment)
    if change is None:
        return none_in_words(assessment)
    if change.clears_on:
        return f"{change.words}. Clears on {day_text(change.clears_on)}."
    why = f"; {change.open}" if change.open else ""
    return f"{change.words}. Clears {change.once}{why}."
