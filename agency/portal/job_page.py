"""What her page says of one job: the answer, what is open and why, and what would close it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agency.matching.explaining import Explanation
from agency.page_filters import near_day, sentence_text
from agency.pictures.coverage import axis_of
from agency.pictures.evidence_words import Proof, proofs
from agency.pictures.law_changes import law_changes
from agency.pictures.requirement_words import AGENCY, CLIENT, LAW, asked
from agency.pictures.strips import Strip, assessment_strip, strip_of
from agency.pictures.subject import Subject
from agency.portal.answers import (
    NUMBERS,
    answer_of,
    covered_in_words,
    gap_of_row,
    in_order,
    name_of,
)
from agency.portal.closing import Closer, Way, can_clear_in_time, changes_of_work, closer_of, ways
from agency.portal.unlocking import Openings
from agency.rules.eligibility import ELIGIBLE, UNMET, Finding
from agency.rules.reasons import reasons_of
from agency.rules.rulebook import Entry
from agency.rules.spans import Spans

ASKED_BY = {LAW: "The law asks for it", CLIENT: "The clinic asks for it", AGENCY: "We ask for it"}


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A finding that is not met: what is open, why, and what she can do about it."""

    finding: Finding
    name: str
    gap: str
    why: str
    strip: Strip
    asked_by: str
    law: Entry | None
    closer: Closer


@dataclass(frozen=True, slots=True)
class CoveredRow:
    """A finding that is met, and what it rests on."""

    name: str
    law: Entry | None
    proofs: tuple[Proof, ...]
    words: str


class JobPage:
    """What the page says of a pair that could be judged."""

    def __init__(self, told: Explanation, openings: Openings) -> None:
        self.told, self.openings = told, openings
        judged = told.assessment
        self.subject = Subject(judged, told.candidate, told.assignment, told.book, told.day)
        self.strip = assessment_strip(judged)
        open_first = sorted(judged.not_met, key=lambda one: one.verdict != UNMET)
        self.open_rows = tuple(self._open(one) for one in open_first)
        met = (one for one in judged.findings if one.decides and one not in judged.not_met)
        self.covered_rows = tuple(self._covered(one) for one in met)
        self.advice = [one for one in judged.findings if not one.decides]
        self.ways: tuple[Way, ...] = ways(told, openings)
        self.changes_of_work = changes_of_work(told)
        changes = law_changes(judged.findings, axis_of(judged.window))
        self.law_changes = [one for one in changes if one.day in Spans.of([judged.window])]

    @property
    def dates(self) -> tuple[date, date]:
        return self.told.assessment.window.dates()

    @property
    def eligible(self) -> bool:
        return self.told.assessment.verdict == ELIGIBLE

    @property
    def in_time(self) -> bool:
        """Whether all that is open can close before the work begins, as far as is known."""
        return can_clear_in_time(self.told)

    @property
    def title(self) -> str:
        """The verdict: ``Not yet: two small steps``."""
        answer = answer_of(self.subject)
        if self.eligible or self.told.assessment.work.blocked:
            return answer.title
        if not self.in_time:
            return f"Not in time: {answer.title.partition(': ')[2]}"
        number = len(self.ways[0].steps) if self.ways else self._number_of_own_steps()
        if not number:
            return answer.title
        steps = "one step" if number == 1 else f"{NUMBERS[number]} steps"
        return f"Not yet: {steps}"

    def _number_of_own_steps(self) -> int:
        if not all(row.closer.there for row in self.open_rows):
            return 0
        number = sum(max(len(row.closer.steps), 1) for row in self.open_rows)
        return number if number < len(NUMBERS) else 0

    @property
    def lead(self) -> str:
        """How many of its days are open, as a sentence; the rows say why."""
        judged = self.told.assessment
        if self.eligible:
            return f"{covered_in_words(judged.window.days)}."
        if judged.work.blocked:
            return answer_of(self.subject).words
        first, last = (near_day(day) for day in self.dates)
        return f"The job runs {first} to {last}: {self.strip.says}."

    @property
    def other_ways(self) -> tuple[Way, ...]:
        """The ways that no open row tells already."""
        told = [row.closer.steps for row in self.open_rows] if len(self.open_rows) == 1 else []
        return tuple(one for one in self.ways if one.steps not in told)

    # The rows

    def _open(self, finding: Finding) -> OpenRow:
        return OpenRow(
            finding=finding,
            name=name_of(finding, self.subject),
            gap=gap_of_row(finding, self.subject),
            why=self._why(finding),
            strip=strip_of(finding.coverage, finding.window),
            asked_by=ASKED_BY[asked(finding, self.subject.assignment, self.subject.book).by],
            law=finding.law,
            closer=closer_of(finding, self.subject, self.openings),
        )

    def _why(self, finding: Finding) -> str:
        """The reasons that its sentence gives, as a sentence of their own."""
        reasons = reasons_of(
            finding.requirement, self.subject.candidate, finding.window, self.subject.book
        )
        words = "; ".join(dict.fromkeys(reasons))
        return f"{sentence_text(words)}." if words else ""

    def _covered(self, finding: Finding) -> CoveredRow:
        subject = self.subject
        return CoveredRow(
            name=name_of(finding, subject),
            law=finding.law,
            proofs=proofs(finding, subject.candidate, subject.book),
            words=in_order(finding, subject),
        )

    @property
    def in_order(self) -> str:
        """Some of what is covered, by name, and how much more there is."""
        names = [one.name for one in self.covered_rows[:4]]
        more = len(self.covered_rows) - len(names)
        return f"{', '.join(names)}{f' and {more} more' if more else ''}"
