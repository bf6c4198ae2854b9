"""Renewals in lines of text, grouped by urgency and within the width of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from rich.text import Text

from agency.cli.printing import wrapped
from agency.credentials.queries import DueRenewal
from agency.credentials.standing import COMING, FILE_NOW, LATE
from agency.placements.queries import Placed
from agency.placements.renewal_schemas import work_key
from agency.rules.plan_sentences import (
    condition_text,
    exam_text,
    missing_text,
    plan_text,
    variants_text,
)
from agency.rules.planning import BEHIND, NO_PACE, file_by_for
from agency.rules.renewal import renewal_fee
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text, days_text, number_text

Work = dict[tuple[str, date], Placed]
GROUPS = {
    LATE: "Late: the last safe day to file has passed",
    FILE_NOW: "Due: the issuer takes the renewal now",
    COMING: "Coming: the renewal is not open yet",
}
REPEATED = "Screens, vaccines and checks to repeat"
LEAD, DETAIL = " " * 2, " " * 4


def renewal_lines(
    due: Sequence[DueRenewal], work: Work, within: int, day: date, book: RuleBook, width: int
) -> Iterator[Text]:
    """A head, then each group that is not empty, the most urgent first.

    What no issuer renews stands in a group of its own, or it would bury the certifications.
    """
    credentials = "1 credential" if len(due) == 1 else f"{len(due):,} credentials"
    yield Text(f"{credentials} to renew within {days_text(within)} of {day_text(day)}", "bold")
    for title, group in _groups(due, book):
        if group:
            yield Text(f"\n{title} ({len(group):,})", "bold")
        for one in group:
            yield from _lines(one, work.get(work_key(one)), day, book, width)


def _groups(due: Sequence[DueRenewal], book: RuleBook) -> Iterator[tuple[str, list[DueRenewal]]]:
    renewed = [one for one in due if not _is_repeated(one, book)]
    for urgency, title in GROUPS.items():
        yield title, [one for one in renewed if one.urgency == urgency]
    yield REPEATED, [one for one in due if _is_repeated(one, book)]


def _is_repeated(one: DueRenewal, book: RuleBook) -> bool:
    return book.catalogue[one.credential.code].category == "clearance"


def newer_lines(found: Sequence[DueRenewal], width: int) -> Iterator[Text]:
    """Those for which a newer one is recorded that somebody has yet to accept."""
    yield Text(f"Renewed as recorded, the newer one not accepted yet ({len(found):,})", "bold")
    for one in found:
        yield from map(Text, wrapped(f"{_who(one)}: {one.successor}", width, LEAD))


def _lines(
    one: DueRenewal, work: Placed | None, day: date, book: RuleBook, width: int
) -> Iterator[Text]:
    yield from map(Text, wrapped(f"{_who(one)}: {_dates(one, book)}", width, LEAD))
    for detail in (*_needs(one, work, book), *_details(one, day, book)):
        yield from map(Text, wrapped(detail, width, DETAIL))


def _who(one: DueRenewal) -> str:
    return f"{one.candidate_ref} {one.candidate_name}".strip()


def _dates(one: DueRenewal, book: RuleBook) -> str:
    held = one.credential
    assert held.expires_on is not None
    ends = f"{held.code} ends {day_text(held.expires_on)}"
    return ends if _is_repeated(one, book) else f"{ends}, file by {day_text(one.renew_by)}"


def _needs(one: DueRenewal, work: Placed | None, book: RuleBook) -> Iterator[str]:
    """The work for which the renewal is needed, and until when it can be filed for that."""
    if work is None:
        return
    _, expires_on = work_key(one)
    needed_on = date.fromordinal(max(work.first, expires_on.toordinal() + 1))
    text = f"needed on {day_text(needed_on)} for {work.assignment_ref}"
    if needed_on > expires_on + timedelta(days=1):
        by = file_by_for(book.catalogue[one.credential.code], expires_on, needed_on, book)
        text += f", if filed by {day_text(by)}"
    yield f"{text}, which lasts until {day_text(work.last)}"


def _details(one: DueRenewal, day: date, book: RuleBook) -> Iterator[str]:
    """What is missing, what can be foreseen, and what is asked besides."""
    if missing := "; ".join((missing_text(one.balance), *variants_text(one.balance))).strip("; "):
        yield f"missing {missing}"
    if one.urgency == LATE or one.balance:
        yield plan_text(one.plan, one.balance, day, one.conditions)
    kind = book.catalogue[one.credential.code]
    if one.plan.course in (BEHIND, NO_PACE):
        exam = exam_text(kind, work_key(one)[1], day)
        yield from [exam] if exam else []
    if (fee := renewal_fee(kind, one.status)) is not None:
        yield f"the renewal costs ${number_text(fee)}"
    yield from map(condition_text, one.conditions)
