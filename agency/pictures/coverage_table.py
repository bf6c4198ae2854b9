"""The coverage picture as a table: the same rows, their days, and what is behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agency.pictures.evidence_words import Proof, proofs, without_proof
from agency.pictures.requirement_words import Asked, asked
from agency.pictures.subject import Subject
from agency.rules.eligibility import MET, UNKNOWN, UNMET, Finding

Days = tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement: ``missing`` are its days that are not known to be covered.

    ``unknown`` are those of them on which it may be covered all the same; ``words`` stand where no
    paper is behind it. ``clears_on`` is the first day from which as many days are covered.
    """

    finding: Finding
    asked: Asked
    covered: Days
    missing: Days
    gap_days: int
    unknown_days: int
    clears_on: date | None
    proofs: tuple[Proof, ...]
    words: str


def coverage_lines(subject: Subject) -> tuple[Line, ...]:
    """A line for each finding that decides, in the order of the picture: what is lacking first."""
    findings = [one for one in subject.assessment.findings if one.decides]
    in_order = (
        one for verdict in (UNMET, UNKNOWN, MET) for one in findings if one.verdict == verdict
    )
    return tuple(_line(finding, subject) for finding in in_order)


def _line(finding: Finding, subject: Subject) -> Line:
    missing = finding.missing
    clears = finding.clears_on if finding.verdict != MET else None
    return Line(
        finding=finding,
        asked=asked(finding, subject.assignment, subject.book),
        covered=tuple(finding.covered.dates()),
        missing=tuple(missing.dates()),
        gap_days=missing.days,
        unknown_days=(missing & finding.coverage.possible).days,
        clears_on=date.fromordinal(clears) if clears else None,
        proofs=proofs(finding, subject.candidate, subject.book),
        words=without_proof(finding, subject.candidate, subject.assignment),
    )
