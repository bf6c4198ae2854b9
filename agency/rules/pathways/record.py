"""What is known of a person for her pathways: her facts, her years of work, her exams."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agency.rules.catalogue import CredentialType
from agency.rules.facts import ZERO, CandidateFacts, Credential, Evidence
from agency.rules.pathways.catalogue import Exam
from agency.rules.spans import ALL_DAYS, LAST_DAY, NO_DAYS, Coverage, Spans
from agency.rules.workdays import add_months

FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Worked:
    """The days of one of our placements, and the hours a week if they were agreed on."""

    days: Spans
    hours_per_week: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Her facts, with what no match may see: the years of work she states, in years, our
    placements in which she has worked as a medical assistant, and the role she aims at.
    """

    facts: CandidateFacts
    years_experience: Decimal | None = None
    worked: tuple[Worked, ...] = ()
    career_goal: str | None = None

    def days_worked(self, hours_per_week: Decimal = ZERO) -> Spans:
        """The days worked in our placements, or only those of at least so many hours a week."""
        return Spans.of(
            span
            for one in self.worked
            if (one.hours_per_week or ZERO) >= hours_per_week
            for span in one.days
        )


@dataclass(frozen=True, slots=True)
class Sitting:
    """An exam that was taken: an exam record's topic is the code, ``CODE:failed`` if not passed."""

    code: str
    passed: bool
    taken_on: date | None
    sure: bool
    ref: str


def sittings(record: Record) -> Iterator[Sitting]:
    """Every exam on file; one that is dated and documented is sure."""
    for training in record.facts.trainings:
        if training.kind == "exam" and training.topic:
            code, _, result = training.topic.partition(":")
            yield Sitting(
                code=code.strip(),
                passed=result.strip() != FAILED,
                taken_on=training.completed_on,
                sure=training.evidence >= Evidence.documented and training.completed_on is not None,
                ref=training.ref,
            )


@dataclass(frozen=True, slots=True)
class Attempts:
    """How many attempts at an exam have failed, how many are left (None: no limit is known),
    and on which days the next may be made.
    """

    exam: Exam
    failed: int
    left: int | None
    coverage: Coverage
    evidence: tuple[str, ...]


def attempts_at(kind: CredentialType, record: Record) -> Attempts | None:
    """The attempts since she last passed or was certified; None where no rule is known."""
    exam = kind.exam
    if exam is None or (exam.attempts is None and not exam.waits_days):
        return None
    failures = _failures(kind.code, record)
    met = _open(exam, failures) if all(one.taken_on for one in failures) else NO_DAYS
    possible = met | _open(exam, [one for one in failures if one.sure])
    low = exam.provenance.confidence == "low"
    return Attempts(
        exam=exam,
        failed=len(failures),
        left=None if exam.attempts is None else max(exam.attempts - len(failures), 0),
        coverage=Coverage(met, ALL_DAYS if low else possible),
        evidence=tuple(one.ref for one in failures),
    )


def certified(codes: Collection[str], record: Record) -> list[Credential]:
    """Her credentials of these types that stand: what was rejected or revoked says nothing."""
    return [
        held for held in record.facts.credentials if held.code in codes and held.status == "active"
    ]


def _failures(code: str, record: Record) -> list[Sitting]:
    """Those since she last passed, or was awarded what a document shows."""
    taken = [one for one in sittings(record) if one.code == code]
    passes = [one.taken_on for one in taken if one.passed and one.sure and one.taken_on]
    awards = [
        held.issued_on for held in certified([code], record) if held.evidence >= Evidence.documented
    ]
    before = max((day for day in (*passes, *awards) if day), default=date.min)
    return [one for one in taken if not one.passed and (one.taken_on or date.max) > before]


def _open(exam: Exam, failures: Sequence[Sitting]) -> Spans:
    """The days on which the next attempt may be made after these failures."""
    if exam.attempts is not None and len(failures) >= exam.attempts:
        return NO_DAYS
    days = [one.taken_on for one in failures if one.taken_on]
    if not days:
        return ALL_DAYS
    until = LAST_DAY
    if exam.within_months is not None:
        until = add_months(min(days), exam.within_months).toordinal()
    return Spans.of([(_after_wait(exam, max(days), len(failures)), until)])


def _after_wait(exam: Exam, last: date, failed: int) -> int:
    if exam.long_wait_after is not None and failed >= exam.long_wait_after:
        return add_months(last, exam.long_wait_months or 0).toordinal()
    wait = exam.waits_days[min(failed, len(exam.waits_days)) - 1] if exam.waits_days else 0
    return min(last.toordinal() + wait, LAST_DAY)
