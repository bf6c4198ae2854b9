"""A placement judged on the days it still has: from when it is not covered, by what, and why.

What somebody agreed to by taking the work is not asked again: the place, the pay, the shift and the
role. The age of a credential counts as of her own first day, even if that is past; the placement
itself does not count as days taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce

from agency.rules.eligibility import (
    ELIGIBLE,
    INELIGIBLE,
    MET,
    NOBODY,
    UNKNOWN,
    UNMET,
    verdict_of,
)
from agency.rules.expressions import Valid, leaves
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential
from agency.rules.ledger import ce_balance
from agency.rules.reasons import reasons_of
from agency.rules.renewal import renew_by
from agency.rules.requirements import coverage
from agency.rules.requisition import Requirement, requisition, window_of
from agency.rules.rulebook import NoRules, RuleBook
from agency.rules.sentences import sentence
from agency.rules.spans import ALWAYS, MAYBE, Coverage, Spans, Window

AGREED = frozenset({"location", "pay", "shift", "role"})
# How the renewal stands of a paper whose end leaves a day uncovered.
ON_FILE, RENEW_BY, UNITS_MISSING, TOO_LATE, NOT_RENEWABLE = (
    *("on_file", "renew_by", "units_missing", "too_late", "not_renewable"),
)
RENEWALS = (ON_FILE, RENEW_BY, UNITS_MISSING, TOO_LATE, NOT_RENEWABLE)
VERDICTS = {MET: ELIGIBLE, UNKNOWN: UNKNOWN, UNMET: INELIGIBLE}


@dataclass(frozen=True, slots=True)
class Answered:
    """One requirement with the days on which it is met, and on which it may be."""

    requirement: Requirement
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Renewal:
    """A paper that ends, and how its renewal stands; ``by`` is the last safe day to file."""

    paper: Credential
    state: str
    by: date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """The first day that is not known to be covered, an ordinal, and what is missing on it."""

    day: int
    requirement: str
    title: str
    says: str
    renewal: Renewal | None


@dataclass(frozen=True, slots=True)
class PlacementJudgement:
    """All that is known of a placement's days; ``asked`` is each requirement as what it is in the
    whole window, with its title and its id.
    """

    window: Window
    whole: Coverage
    verdict: str
    asked: tuple[tuple[str, str, str], ...]
    gap: Gap | None


@dataclass(frozen=True)
class PlacementAsks:
    """What is asked of whoever is placed on some work, in the days it still has.

    ``refusing`` are the laws that forbid the work itself on some of these days.
    """

    window: Window
    person: tuple[Requirement, ...]
    refusing: tuple[Answered, ...]
    no_rules: str | None = None


def asked_of(work: AssignmentFacts, day: date, book: RuleBook) -> PlacementAsks:
    """What ``work``, with the days of a placement, asks from ``day`` on; raises Ended."""
    window = window_of(work, day)
    try:
        asked = requisition(work, Window.between(work.starts_on, work.ends_on), book)
    except NoRules as missing:
        return PlacementAsks(window, (), (), str(missing))
    person = tuple(one for one in asked.person if one.decides and one.id not in AGREED)
    answers = (Answered(one, coverage(one.expression, NOBODY, book)) for one in asked.work)
    refusing = (one for one in answers if verdict_of(one.coverage, window) == UNMET)
    # A question about the work is for the client to answer; it leaves nobody uncovered.
    certain = (
        Answered(one.requirement, Coverage.certain(one.coverage.possible)) for one in refusing
    )
    return PlacementAsks(window, person, tuple(certain))


def judged(
    asks: PlacementAsks, person: CandidateFacts, day: date, book: RuleBook
) -> PlacementJudgement:
    """How ``person`` stands to what is asked of her placement, as of ``day``."""
    if asks.no_rules:
        return _without_rules(asks)
    window = asks.window
    answers = (
        *asks.refusing,
        *(Answered(one, coverage(one.expression, person, book)) for one in asks.person),
    )
    whole = reduce(Coverage.__and__, (one.coverage for one in answers), ALWAYS)
    covered = whole.met.contains(window)
    return PlacementJudgement(
        window=window,
        whole=whole,
        verdict=VERDICTS[verdict_of(whole, window)],
        asked=tuple(
            (verdict_of(one.coverage, window), _title(one, window), one.requirement.id)
            for one in answers
        ),
        gap=None if covered else _gap(answers, whole, person, (day, window), book),
    )


def _without_rules(asks: PlacementAsks) -> PlacementJudgement:
    says = asks.no_rules or ""
    gap = Gap(asks.window.first, "no_rules", "Rules of the state", says, None)
    asked = ((UNKNOWN, gap.title, gap.requirement),)
    return PlacementJudgement(asks.window, MAYBE, UNKNOWN, asked, gap)


def _title(answer: Answered, window: Window) -> str:
    """What is asked, in the words of the law that governs the first day missing."""
    missing = Spans.of([window]) - answer.coverage.met
    law = answer.requirement.law_on(next(iter(missing), window)[0])
    return law.says if law else answer.requirement.title


def _gap(
    answers: tuple[Answered, ...],
    whole: Coverage,
    person: CandidateFacts,
    days: tuple[date, Window],
    book: RuleBook,
) -> Gap:
    """The first gap: of what is missing on its day, what is certain to be missing comes first."""
    day, window = days
    first = next(iter(Spans.of([window]) - whole.met))[0]
    missing = [one for one in answers if first not in one.coverage.met]
    answer = min(missing, key=lambda one: first in one.coverage.possible)
    title, asked = _title(answer, window), answer.requirement
    verdict = verdict_of(answer.coverage, window)
    why = reasons_of(asked, person, window, book)
    return Gap(
        day=first,
        requirement=asked.id,
        title=title,
        says=sentence(asked, title, answer.coverage, verdict, window, why),
        renewal=_renewal(answer, first, person, day, book),
    )


def _renewal(
    answer: Answered, first: int, person: CandidateFacts, day: date, book: RuleBook
) -> Renewal | None:
    """Of the paper that ended last before the day ``first``; None if none did."""
    ended = [one for one in _papers(answer, person) if _ends(one) < first]
    if not ended:
        return None
    paper = max(ended, key=lambda one: (_ends(one), one.ref))
    kind = book.catalogue[paper.code]
    assert paper.expires_on is not None
    by = None if kind.not_renewable else renew_by(kind, paper.expires_on, book)
    waiting = (one for one in _on_file(answer, person) if _would_cover(one, first))
    if first in answer.coverage.possible and any(waiting):
        return Renewal(paper, ON_FILE, by)
    if by is None:
        return Renewal(paper, NOT_RENEWABLE, None)
    if day > by:
        return Renewal(paper, TOO_LATE, by)
    balance = ce_balance(paper, person.ce_credits, book)
    return Renewal(paper, UNITS_MISSING if balance and balance.missing else RENEW_BY, by)


def _papers(answer: Answered, person: CandidateFacts) -> Iterator[Credential]:
    """What she holds of what would do, well enough evidenced, and that ends some day."""
    for leaf in _leaves(answer):
        for one in person.credentials:
            would_do = one.code in leaf.codes and one.evidence >= leaf.evidence
            if would_do and one.status == "active" and one.expires_on:
                yield one


def _on_file(answer: Answered, person: CandidateFacts) -> Iterator[Credential]:
    """The same, however evidenced and with or without an end."""
    codes = {code for leaf in _leaves(answer) for code in leaf.codes}
    return (one for one in person.credentials if one.code in codes and one.status == "active")


def _leaves(answer: Answered) -> Iterator[Valid]:
    return (one for one in leaves(answer.requirement.expression) if isinstance(one, Valid))


def _ends(credential: Credential) -> int:
    assert credential.expires_on is not None
    return credential.expires_on.toordinal()


def _would_cover(credential: Credential, day: int) -> bool:
    """Whether it would be valid on a day, were it found good enough."""
    return day in Spans.between(credential.issued_on, credential.expires_on)
