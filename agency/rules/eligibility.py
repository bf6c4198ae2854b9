"""One candidate put to one assignment: a finding per requirement, and the verdict they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from agency.rules.expressions import Expression, Valid, leaves
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.reasons import reasons_of
from agency.rules.records import evidence_of
from agency.rules.renewal import renewed
from agency.rules.requirements import coverage
from agency.rules.requisition import Requirement, Requisition, requisition, window_of
from agency.rules.rulebook import Entry, RuleBook
from agency.rules.sentences import sentence
from agency.rules.spans import ALL_DAYS, Coverage, Spans, Window

MET, UNKNOWN, UNMET = "met", "unknown", "unmet"
ELIGIBLE, INELIGIBLE = "eligible", "ineligible"

NOBODY = CandidateFacts(ref="")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one requirement answers: the days, what they lack, and what that rests on.

    ``law`` is the text that governs the first day missing, and ``title`` says what it asks.
    """

    requirement: Requirement
    title: str
    window: Window
    coverage: Coverage
    verdict: str
    law: Entry | None
    clears_on: int | None
    evidence: tuple[str, ...]
    says: str

    @property
    def decides(self) -> bool:
        return self.requirement.decides

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
    def allowed(self) -> Spans:
        """The days on which no law refuses the work; some may still have to be confirmed."""
        return reduce(Spans.__and__, (one.coverage.possible for one in self.findings), ALL_DAYS)

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


@dataclass(frozen=True, slots=True)
class _Case:
    """Who is put to what, on which days, by which law."""

    candidate: CandidateFacts
    assignment: AssignmentFacts
    window: Window
    book: RuleBook

    def coverage(self, expression: Expression) -> Coverage:
        return coverage(expression, self.candidate, self.book)

    def asked(self) -> Requisition:
        return requisition(self.assignment, self.window, self.book)

    def starting(self, first: int) -> _Case:
        return replace(self, window=self.window.starting(first))


def verdict_of(answer: Coverage, window: Window) -> str:
    """Met if every day is met, unknown if every day is possible, else unmet."""
    if answer.met.contains(window):
        return MET
    return UNKNOWN if answer.possible.contains(window) else UNMET


def judge_work(
    assignment: AssignmentFacts, window: Window, book: RuleBook, asked: Requisition | None = None
) -> WorkJudgement:
    """The work in ``window`` by the law alone; raises NoRules for a state not recorded.

    ``asked`` is the requisition, if it is at hand.
    """
    case = _Case(NOBODY, assignment, window, book)
    return _judge_work(asked or case.asked(), case)


def assess(
    candidate: CandidateFacts, assignment: AssignmentFacts, book: RuleBook, day: date
) -> Assessment:
    """Judge the pair on ``day``: every finding, the verdict, and how near a miss it is.

    Raises Ended for an assignment that is over and NoRules for a state not recorded.
    """
    case = _Case(candidate, assignment, window_of(assignment, day), book)
    asked = case.asked()
    work = _judge_work(asked, case)
    findings = tuple(_finding(requirement, case) for requirement in asked.person)
    deciding = tuple(finding for finding in findings if finding.decides)
    not_met = [finding for finding in deciding if finding.verdict != MET]
    near_miss = len(not_met) == 1 and not work.blocked
    clear = reduce(Spans.__and__, (finding.coverage.met for finding in deciding), work.allowed)
    return Assessment(
        verdict=INELIGIBLE if work.blocked else _verdict(not_met),
        near_miss=near_miss,
        renewable=near_miss and is_renewable(not_met[0], candidate, day, book),
        window=case.window,
        findings=(*work.blocking, *findings),
        work=work,
        clears_on=_earliest_start(clear, tuple(one.requirement for one in deciding), case),
        holds_until=clear.holds_until(case.window.first),
        rulebook=book.fingerprint,
    )


def _judge_work(asked: Requisition, case: _Case) -> WorkJudgement:
    findings = tuple(_finding(requirement, case) for requirement in asked.work)
    unclear = [finding.requirement for finding in findings if finding.verdict == UNKNOWN]
    undecided = [one for one in asked.person if one.undecided and one.decides]
    return WorkJudgement(findings, (*unclear, *undecided))


def _verdict(not_met: list[Finding]) -> str:
    if not not_met:
        return ELIGIBLE
    return INELIGIBLE if any(finding.verdict == UNMET for finding in not_met) else UNKNOWN


def is_renewable(finding: Finding, candidate: CandidateFacts, day: date, book: RuleBook) -> bool:
    """Whether the finding's one gap is an expiry inside the window with its renewal on course.

    The first day of work is covered, so what fails ends inside the window; and the whole window
    is covered once every credential whose renewal is on course has been renewed.
    """
    if finding.window.first not in finding.coverage.met:
        return False
    hoped = coverage(finding.requirement.expression, renewed(candidate, day, book), book)
    return hoped.met.contains(finding.window)


def _finding(requirement: Requirement, case: _Case) -> Finding:
    window, answer = case.window, case.coverage(requirement.expression)
    verdict = verdict_of(answer, window)
    missing = Spans.of([window]) - answer.met
    law = requirement.law_on(next(iter(missing), window)[0])
    title = law.says if law else requirement.title
    why = reasons_of(requirement, case.candidate, window, case.book) if missing else ()
    return Finding(
        requirement=requirement,
        title=title,
        window=window,
        coverage=answer,
        verdict=verdict,
        law=law,
        clears_on=_earliest_start(answer.met, (requirement,), case),
        evidence=evidence_of(requirement.expression, case.candidate, window),
        says=sentence(requirement, title, answer, verdict, window, why),
    )


def _earliest_start(met: Spans, asked: tuple[Requirement, ...], case: _Case) -> int | None:
    """The earliest start from which the same length of work is ``met``; None if there is none.

    Where the age of a credential counts, a later start asks a little more, never less: so the
    search only moves forward, and each start is judged by what is asked of that start.
    """
    aging = {(one.id, one.effect) for one in asked if ages(one.expression)}
    judged_from = case.window.first
    start = met.earliest(case.window)
    while aging and start is not None and start != judged_from:
        judged_from = start
        later = case.starting(start)
        for one in later.asked().person:
            if (one.id, one.effect) in aging:
                met &= later.coverage(one.expression).met
        start = met.earliest(later.window)
    return start


def ages(expression: Expression) -> bool:
    """Whether what is asked hangs on how old a credential is on the first day of work."""
    return any(isinstance(one, Valid) and one.issued_from is not None for one in leaves(expression))
