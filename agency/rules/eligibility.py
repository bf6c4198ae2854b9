"""One candidate put to one assignment: a finding per requirement, and the verdict they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from agency.rules.expressions import Valid, leaves
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.renewal import renewed
from agency.rules.requirements import coverage
from agency.rules.requisition import Requirement, requisition, window_of
from agency.rules.rulebook import Entry, RuleBook
from agency.rules.sentences import evidence_of, sentence
from agency.rules.spans import ALL_DAYS, Coverage, Spans, Window

MET, UNKNOWN, UNMET = "met", "unknown", "unmet"
ELIGIBLE, INELIGIBLE = "eligible", "ineligible"

NOBODY = CandidateFacts(ref="")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one requirement answers: the days, what they lack, and what that rests on."""

    requirement: Requirement
    window: Window
    coverage: Coverage
    verdict: str
    law: Entry | None
    clears_on: int | None
    evidence: tuple[str, ...]
    says: str

    @property
    def decides(self) -> bool:
        return self.requirement.effect == "require"

    @property
    def missing(self) -> Spans:
        return Spans.of([self.window]) - self.coverage.met

    @property
    def covered(self) -> Spans:
        return Spans.of([self.window]) & self.coverage.met

    @property
    def holds_until(self) -> int | None:
        """The last day of the unbroken cover that includes the first day of work."""
        return self.coverage.met.holds_until(self.window.first)


@dataclass(frozen=True, slots=True)
class WorkJudgement:
    """Whether the work itself may be given to a medical assistant, and what to ask about it."""

    findings: tuple[Finding, ...]
    to_confirm: tuple[Requirement, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.verdict == UNMET)

    @property
    def blocked(self) -> bool:
        return bool(self.blocking)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict on a pair with everything that made it."""

    verdict: str
    near_miss: bool
    renewable: bool
    window: Window
    findings: tuple[Finding, ...]
    work: WorkJudgement
    clears_on: int | None
    holds_until: int | None
    rulebook: str

    @property
    def not_met(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.decides and f.verdict != MET)

    @property
    def days_left(self) -> int:
        """How long the unbroken cover lasts beyond the last day of work; 0 if it ends before."""
        return max((self.holds_until or 0) - self.window.last, 0)


def verdict_of(answer: Coverage, window: Window) -> str:
    """Met if every day is met, unknown if every day is possible, else unmet."""
    if answer.met.contains(window):
        return MET
    return UNKNOWN if answer.possible.contains(window) else UNMET


def judge_work(assignment: AssignmentFacts, window: Window, book: RuleBook) -> WorkJudgement:
    """The work in ``window`` by the law alone; raises NoRules for a state not recorded."""
    asked = requisition(assignment, window, book)
    findings = tuple(
        _finding(requirement, NOBODY, assignment, window, book) for requirement in asked.work
    )
    unclear = [finding.requirement for finding in findings if finding.verdict == UNKNOWN]
    undecided = [r for r in asked.person if r.undecided and r.effect == "require"]
    return WorkJudgement(findings, (*unclear, *undecided))


def assess(
    candidate: CandidateFacts, assignment: AssignmentFacts, book: RuleBook, day: date
) -> Assessment:
    """Judge the pair on ``day``: every finding, the verdict, and how near a miss it is.

    Raises Ended for an assignment that is over and NoRules for a state not recorded.
    """
    window = window_of(assignment, day)
    work = judge_work(assignment, window, book)
    asked = requisition(assignment, window, book).person
    findings = tuple(_finding(one, candidate, assignment, window, book) for one in asked)
    not_met = [finding for finding in findings if finding.decides and finding.verdict != MET]
    near_miss = len(not_met) == 1 and not work.blocked
    met = _met_by_all(findings)
    return Assessment(
        verdict=INELIGIBLE if work.blocked else _verdict(not_met),
        near_miss=near_miss,
        renewable=near_miss and is_renewable(not_met[0], candidate, day, book),
        window=window,
        findings=(*work.blocking, *findings),
        work=work,
        clears_on=None if work.blocked else _clears_on(asked, candidate, assignment, window, book),
        holds_until=None if work.blocked else met.holds_until(window.first),
        rulebook=book.fingerprint,
    )


def _verdict(not_met: list[Finding]) -> str:
    if not not_met:
        return ELIGIBLE
    return INELIGIBLE if any(finding.verdict == UNMET for finding in not_met) else UNKNOWN


def _met_by_all(findings: tuple[Finding, ...]) -> Spans:
    met = (finding.coverage.met for finding in findings if finding.decides)
    return reduce(Spans.__and__, met, ALL_DAYS)


def is_renewable(finding: Finding, candidate: CandidateFacts, day: date, book: RuleBook) -> bool:
    """Whether the finding's one gap is an expiry inside the window with its renewal on course.

    The first day of work is covered, so what fails ends inside the window; and the whole window
    is covered once every credential whose renewal is on course has been renewed.
    """
    if finding.window.first not in finding.coverage.met:
        return False
    hoped = coverage(finding.requirement.expression, renewed(candidate, day, book), book)
    return hoped.met.contains(finding.window)


def _finding(
    requirement: Requirement,
    candidate: CandidateFacts,
    assignment: AssignmentFacts,
    window: Window,
    book: RuleBook,
) -> Finding:
    answer = coverage(requirement.expression, candidate, book)
    verdict = verdict_of(answer, window)
    missing = Spans.of([window]) - answer.met
    first_gap = next(iter(missing), (window.first, window.last))[0]
    return Finding(
        requirement=requirement,
        window=window,
        coverage=answer,
        verdict=verdict,
        law=requirement.law_on(first_gap),
        clears_on=_clears_on((requirement,), candidate, assignment, window, book),
        evidence=evidence_of(requirement.expression, candidate, window),
        says=sentence(requirement, answer, verdict, candidate, window, book),
    )


def _clears_on(
    requirements: tuple[Requirement, ...],
    candidate: CandidateFacts,
    assignment: AssignmentFacts,
    window: Window,
    book: RuleBook,
) -> int | None:
    """The earliest start from which the same length of work meets all of ``requirements``.

    Where the age of a credential counts, a later start asks a little more, never less: so the
    search only moves forward, and each step is judged by what is asked of that start.
    """
    decisive = {one.id for one in requirements if one.effect == "require"} or {requirements[0].id}
    start: int | None = window.first
    while start is not None:
        asked = (
            requirements if start == window.first else _asked_from(start, assignment, window, book)
        )
        answers = (
            coverage(one.expression, candidate, book).met for one in asked if one.id in decisive
        )
        met = reduce(Spans.__and__, answers, ALL_DAYS)
        cleared = met.earliest(window.starting(start))
        if cleared == start or cleared is None or not _depends_on_start(asked):
            return cleared
        start = cleared
    return None


def _asked_from(
    start: int, assignment: AssignmentFacts, window: Window, book: RuleBook
) -> tuple[Requirement, ...]:
    first, last = window.starting(start).dates()
    moved = replace(assignment, starts_on=first, ends_on=last)
    return requisition(moved, window.starting(start), book).person


def _depends_on_start(requirements: tuple[Requirement, ...]) -> bool:
    return any(
        isinstance(leaf, Valid) and leaf.issued_from is not None
        for requirement in requirements
        for leaf in leaves(requirement.expression)
    )
