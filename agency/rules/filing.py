"""The renew-by plan of one credential: the last safe days to begin and to file, and the steps.

    file by  = the day before it is needed, less the issuer's slowest documented lead time
    begin by = file by, less the days that the missing units take at the person's own pace

It is needed on the day after its expiry. Once no filing prevents a gap any more, and there is work
beyond the expiry, it is needed on the first day of that. Without a pace nothing is guessed:
``begin_by`` is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agency.rules.catalogue import CredentialType, Provenance
from agency.rules.conditions import MISSING, Answer
from agency.rules.facts import CECredit, Credential
from agency.rules.ledger import Balance, ce_balance
from agency.rules.plan_sentences import gap_text, missing_text
from agency.rules.planning import NO_PACE, Plan, exam_by, file_by_for, plan
from agency.rules.renewal import LAPSED, status_on
from agency.rules.rulebook import RuleBook
from agency.rules.workdays import ONE_DAY, earlier

Days = tuple[date, date]
"""The first and the last day of work."""

EARN, EXAM, MEET, OPENS, FILE, ENDS, WORK = (
    *("earn", "exam", "meet", "opens", "file", "ends", "work"),
)


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One thing to do or to know, ``by`` or on a day; ``late`` where that day has passed.

    ``begin_by`` is the last day to begin earning units at her pace, of EARN alone, and
    ``begins_late`` whether that has passed.
    """

    kind: str
    says: str
    by: date | None
    late: bool = False
    begin_by: date | None = None
    begins_late: bool = False


@dataclass(frozen=True, slots=True)
class Filing:
    """When the renewal of one credential is to be filed on a day, and what leads there.

    ``file_by`` may have passed; it is None where the issuer takes no renewal any more.
    ``for_work`` says that it is counted back from work, as a gap cannot be prevented. ``work_on``
    is the first day of work beyond the expiry. ``earn_days`` are the days that the missing units
    take at her pace, from the day on; None where none are missing or no pace can be told.
    """

    plan: Plan
    file_by: date | None
    begin_by: date | None
    earn_days: int | None
    work_on: date | None
    for_work: bool
    steps: tuple[PlanStep, ...]
    sources: tuple[tuple[str, Provenance], ...]


def filing(
    credential: Credential,
    credits: Sequence[CECredit],
    work: Iterable[Days],
    answers: Iterable[Answer],
    day: date,
    book: RuleBook,
) -> Filing | None:
    """The renew-by plan on ``day``; None where nothing expires or can be renewed.

    ``work`` are the days of work that is agreed on, ``answers`` what the renewal asks for besides
    units, as `agency.rules.conditions` tells it.
    """
    planned, expires_on = plan(credential, credits, day, book), credential.expires_on
    if planned is None or expires_on is None:
        return None
    kind = book.catalogue[credential.code]
    work_on = first_work_after(expires_on, work, day)
    for_work = work_on is not None and day > planned.renew_by
    file_by: date | None = planned.renew_by
    if status_on(credential, day, book) == LAPSED:
        file_by = None
    elif for_work and work_on:
        file_by = file_by_for(kind, expires_on, work_on, book)
    balance = ce_balance(credential, tuple(credits), book)
    earn_days = _earn_days(planned, balance, day)
    begin_by = file_by - timedelta(days=earn_days) if file_by and earn_days else None
    dates = _Dates(day, expires_on, file_by, begin_by, work_on)
    return Filing(
        plan=planned,
        file_by=file_by,
        begin_by=begin_by,
        earn_days=earn_days,
        work_on=work_on,
        for_work=for_work and file_by is not None,
        steps=tuple(_steps(kind, planned, balance, tuple(answers), dates, book)),
        sources=tuple(_sources(kind)),
    )


def first_work_after(expires_on: date, work: Iterable[Days], day: date) -> date | None:
    """The first day, from ``day`` on, of work that goes on after an expiry."""
    beyond = max(expires_on + ONE_DAY, day) if expires_on < date.max else date.max
    return min((max(first, beyond) for first, last in work if last >= beyond), default=None)


def _earn_days(planned: Plan, balance: Balance | None, day: date) -> int | None:
    if balance is None or not balance.missing or planned.projected_end is None:
        return None
    return max((planned.projected_end - day).days, 0)


@dataclass(frozen=True, slots=True)
class _Dates:
    day: date
    expires_on: date
    file_by: date | None
    begin_by: date | None
    work_on: date | None


def _steps(
    kind: CredentialType,
    planned: Plan,
    balance: Balance | None,
    answers: Sequence[Answer],
    at: _Dates,
    book: RuleBook,
) -> Iterator[PlanStep]:
    """What to do, then what comes of itself; none of the former once no renewal is taken."""
    if at.file_by is not None:
        yield from _before_filing(kind, planned, balance, answers, at)
        if kind.opens and (opens := earlier(at.expires_on, kind.opens, book.holidays)) > at.day:
            yield PlanStep(OPENS, "The renewal can be filed from this day on", opens)
        yield _to_file(kind, planned, at.file_by, at.day)
    ended = at.expires_on < at.day
    yield PlanStep(ENDS, f"This one {'ended' if ended else 'ends'}", at.expires_on, ended)
    if at.work_on is not None:
        yield PlanStep(WORK, "Work goes on after its end: the new one is needed", at.work_on)


def _to_file(kind: CredentialType, planned: Plan, by: date, day: date) -> PlanStep:
    """What no issuer renews, a check or a vaccine, is repeated."""
    if kind.category == "clearance":
        return PlanStep(FILE, "Have it done again", by, by < day)
    if day <= planned.renew_by:
        return PlanStep(FILE, "File the renewal", by)
    return PlanStep(FILE, f"File the renewal now: {gap_text(planned.gap)}", by, by < day)


def _before_filing(
    kind: CredentialType,
    planned: Plan,
    balance: Balance | None,
    answers: Sequence[Answer],
    at: _Dates,
) -> Iterator[PlanStep]:
    by = at.file_by
    late = by is not None and by < at.day
    if balance and balance.missing:
        says = f"Earn the missing {balance.unit}s: {missing_text(balance)}"
        behind = at.begin_by is not None and at.begin_by < at.day
        yield PlanStep(EARN, says, by, late or behind, at.begin_by, behind)
        exam = exam_by(kind, at.expires_on)
        if exam and min(exam) >= at.day:
            yield PlanStep(EXAM, "Or pass the exam instead of earning units", exam[1])
    for answer in answers:
        if answer.state == MISSING:
            yield PlanStep(MEET, f"The renewal asks for this too: {answer.says}", by, late)


def pace_text(one: Filing, balance: Balance | None) -> str:
    """On what the last day to begin rests; empty where no units are missing."""
    if balance is None or not balance.missing:
        return ""
    if one.plan.course == NO_PACE or one.earn_days is None:
        return "Too little is on file to say how long it takes to earn what is missing."
    days = "1 day" if one.earn_days == 1 else f"{one.earn_days} days"
    return f"At the pace so far it takes {days} to earn what is missing."


def _sources(kind: CredentialType) -> Iterator[tuple[str, Provenance]]:
    if kind.lead_time:
        yield "How long the issuer takes", kind.lead_time.provenance
    if kind.renewal:
        yield "What renewal asks for", kind.renewal.provenance
    if kind.grace:
        yield "Until when a late renewal is taken", kind.grace.provenance
