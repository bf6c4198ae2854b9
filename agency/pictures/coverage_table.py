"""The coverage picture as a table: the same rows, their days, and what is behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agency.pictures.evidence_words import Proof, proofs, without_proof
from agency.pictures.requirement_words import Asked, asked
from agency.pictures.subject import Subject
from agency.pictures.unknown_words import unknown_days, why_unknown
from agency.rules.eligibility import MET, UNKNOWN, UNMET, Finding

Days = tuple[tuple[date, date], ...]
Run = tuple[str, date, date]


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement: ``open`` are its days that are not known to be covered, run by run.

    A run is ``unmet`` or ``unknown``; ``gap_days`` and ``unknown_days`` count them apart. ``words``
    stand where no paper is behind it; ``why`` says why days are unknown and what would settle
    them. ``clears_on`` is the first day from which as many days are covered.
    """

    finding: Finding
    asked: Asked
    covered: Days
    open: tuple[Run, ...]
    gap_days: int
    unknown_days: int
    clears_on: date | None
    proofs: tuple[Proof, ...]
    words: str
    why: str


def coverage_lines(subject: Subject) -> tuple[Line, ...]:
    """A line for each finding that decides, in the order of the picture: what is lacking first."""
    findings = [one for one in subject.assessment.findings if one.decides]
    in_order = (
        one for verdict in (UNMET, UNKNOWN, MET) for one in findings if one.verdict == verdict
    )
    return tuple(_line(finding, subject) for finding in in_order)


def _line(finding: Finding, subject: Subject) -> Line:
    unknown = unknown_days(finding)
    lacking = finding.missing - unknown
    runs = (
        (kind, *run)
        for kind, days in ((UNMET, lacking), (UNKNOWN, unknown))
        for run in days.dates()
    )
    clears = finding.clears_on if finding.verdict != MET else None
    return Line(
        finding=finding,
        asked=asked(finding, subject.assignment, subject.book),
        covered=tuple(finding.covered.dates()),
        open=tuple(sorted(runs, key=lambda run: run[1])),
        gap_days=lacking.days,
        unknown_days=unknown.days,
        clears_on=date.fromordinal(clears) if clears else None,
        proofs=proofs(finding, subject.candidate, subject.book),
        words=without_proof(finding, subject.candidate, subject.assignment),
        why=why_unknown(finding, subject),
    )
