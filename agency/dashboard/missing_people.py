"""Why is someone not here? One person by name or reference, put to one assignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from agency.assignments.models import DoNotReturn
from agency.candidates.search import Hit, found
from agency.dashboard.assignment_people import Judge, clears_on, outlook_of, remedies_of
from agency.extensions import db
from agency.matching.assignment_queries import Standing, facts_of_work
from agency.placements.people import Person, people_put_to
from agency.rules.eligibility import ELIGIBLE, UNKNOWN, Assessment, Finding, assess
from agency.rules.remedies import Remedy
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules
from agency.rules.sentences import day_text, days_text
from agency.rules.step_words import remedy_in_words

MOST_FOUND = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is not met, as a sentence, with where it is written if law says it."""

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


def answer_to(who: str, standing: Standing, judge: Judge) -> Answer | None:
    """The answer for the best match of a name or reference.

    None where nobody is found, and where the work is over or no rules are recorded for its state.
    """
    hits = found(who, MOST_FOUND)
    try:
        return _answer(hits, standing, judge) if hits else None
    except (Ended, NoRules):
        return None


def _answer(hits: list[Hit], standing: Standing, judge: Judge) -> Answer:
    best, *others = hits
    person = people_put_to(standing.assignment.id, [best.ref])[best.ref]
    unwanted = [best.ref] if _unwanted(standing, best.ref) else []
    put = Judge(facts_of_work(standing, unwanted), judge.book, judge.day, judge.keeps_percent)
    assessment = assess(person.facts, put.work, put.book, put.day)
    remedies = () if assessment.verdict == ELIGIBLE else remedies_of(person, put, assessment)
    verdict = outlook_of(assessment, remedies)
    return Answer(
        ref=best.ref,
        name=person.name,
        verdict=verdict,
        sentence=_sentence(person, assessment, verdict),
        counted=_counted(assessment),
        reasons=tuple(map(_reason, (*assessment.work.blocking, *assessment.not_met))),
        soonest=_soonest(assessment, remedies, put),
        others=tuple(others),
    )


def _unwanted(standing: Standing, ref: str) -> bool:
    facility = standing.assignment.facility_id
    barred = select(DoNotReturn.candidate_ref).where(
        DoNotReturn.facility_id == facility, DoNotReturn.candidate_ref == ref
    )
    return facility is not None and db.session.scalar(barred) is not None


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


def _reason(finding: Finding) -> Reason:
    law = finding.law
    return Reason(
        says=finding.says,
        citation=law.citation if law else None,
        source=law.source if law and not law.is_standard else None,
        verdict=finding.verdict,
    )


def _soonest(assessment: Assessment, remedies: tuple[Remedy, ...], judge: Judge) -> str:
    if assessment.verdict == ELIGIBLE or assessment.work.blocked:
        return ""
    if not remedies:
        return "No change of up to three steps that we know of would do."
    smallest = remedies[0]
    words = f"{remedy_in_words(smallest, judge.book)}."
    day: date | None = clears_on(smallest)
    return f"{words} Clears on {day_text(day)}." if day else words
