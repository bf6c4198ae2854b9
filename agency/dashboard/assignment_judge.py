"""By what people are put to one assignment, and what each of them lacks, in a few words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agency.pictures.gap_words import gap_of, gap_words
from agency.pictures.requirement_words import asked
from agency.pictures.subject import Subject
from agency.pictures.unknown_words import why_unknown
from agency.placements.people import Person
from agency.rules.eligibility import UNKNOWN, Assessment, Finding
from agency.rules.facts import AssignmentFacts
from agency.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Judge:
    """By which rules and on which day people are put to one piece of work."""

    work: AssignmentFacts
    book: RuleBook
    day: date
    keeps_percent: int

    def subject(self, person: Person, assessment: Assessment) -> Subject:
        return Subject(assessment, person.facts, self.work, self.book, self.day)


@dataclass(frozen=True, slots=True)
class Lack:
    """One requirement that is not met: its verdict, and words such as "BLS: short by 15 days".

    ``why`` says of what is unknown what keeps it so; blank of what is surely not covered.
    """

    verdict: str
    words: str
    why: str


def lack_of(finding: Finding, subject: Subject) -> Lack:
    """What is lacking of one requirement."""
    gap = gap_of(finding)
    words = gap_words(gap) if gap else "not met"
    return Lack(
        verdict=finding.verdict,
        words=f"{name_of(finding, subject)}: {words[:1].lower()}{words[1:]}",
        why=why_unknown(finding, subject) if finding.verdict == UNKNOWN else "",
    )


def name_of(finding: Finding, subject: Subject) -> str:
    """The shortest name of a requirement: of a client's word for many papers, that word."""
    word = finding.requirement.id.removeprefix("client:")
    if word in subject.book.catalogue.client_aliases:
        return word
    return asked(finding, subject.assignment, subject.book).name
