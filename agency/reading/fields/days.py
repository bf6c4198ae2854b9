"""The day of issue and the last day, by the labels beside them."""

from __future__ import annotations

from datetime import date

from agency.reading.fields.dates import DAY_FIRST, Written, puts_day_first
from agency.reading.fields.neighbours import SAME_ROW, Beside, Finder, Neighbours
from agency.reading.fields.page import Page
from agency.reading.fields.weighing import NOT_FOUND, blank, found, sure_of
from agency.reading.findings import FieldRead
from agency.reading.lines import Line, Piece
from agency.reading.spelling import squeezed
from agency.reading.wording import EXPIRES_ON, ISSUED_ON, PERIOD
from agency.rules.catalogue import CredentialType
from agency.rules.renewal import proposed_expiry
from agency.rules.workdays import end_of_month

# Words that may stand between a label and its day.
BETWEEN = frozenset(
    ("", "on", "is", "at", "of", "the", "date", "from", "to", "and", "valid", "this", "through")
)
TO_MONTH_END = "end_of_month"
MONTH_END = "month and year: the last day of the month"
MONTH_ALONE = "month and year only: the day is not on the page"
TWO_DAYS = "two days could be meant"
NOT_AFTER = "the last day is not after the day of issue"
LASTS = "the page says how long it is valid, not until which day"
# The issuer's own sum comes out: misread digits would have to fit each other.
BY_THE_SUM, AGAINST_THE_SUM = 1.06, 0.97


def day_finder(page: Page) -> Finder:
    """Finds the first day in a part of a line, if nothing but small words stand before it."""

    def find(line: Line, start: int, end: int) -> Piece | None:
        for one in page.dates[line]:
            if start <= one.piece.start and one.piece.end <= end:
                words = line.text[start : one.piece.start].replace(":", " ").split()
                return one.piece if all(squeezed(word) in BETWEEN for word in words) else None
        return None

    return find


def read_days(near: Neighbours, kind: CredentialType | None) -> tuple[FieldRead, FieldRead]:
    """The day of issue and the last day; of ``kind``, if it is known."""
    page = near.page
    issued = near.of(ISSUED_ON) or _of_period(page, 0)
    expires = near.of(EXPIRES_ON) or _of_period(page, 1)
    taken = {one.piece for one in issued} & {one.piece for one in expires}
    if taken:
        return blank(ISSUED_ON, TWO_DAYS, [*taken]), blank(EXPIRES_ON, TWO_DAYS, [*taken])
    first, last = _day(page, ISSUED_ON, issued, kind), _day(page, EXPIRES_ON, expires, kind)
    return _weighed(page, first, last, kind)


def _of_period(page: Page, place: int) -> list[Beside]:
    """The first or the second day behind ``valid period``."""
    both: list[Beside] = []
    for label in page.labels_of(PERIOD):
        start = label.piece.start
        dates = [one for one in page.dates[label.piece.line] if one.piece.start > start]
        if len(dates) == 2:
            both.append(Beside(label, dates[place].piece, SAME_ROW))
    return both


def _day(page: Page, field: str, beside: list[Beside], kind: CredentialType | None) -> FieldRead:
    if not beside:
        lasts = field == EXPIRES_ON and any(
            word in squeezed(line.text) for line in page.lines for word in page.wording.lasting
        )
        return blank(field, LASTS if lasts else NOT_FOUND)
    best = max(beside, key=lambda one: one.sure * sure_of(one.piece))
    values = {_meant(page, one, field, kind) for one in beside}
    if len({value for value, _ in values}) > 1:
        return blank(field, TWO_DAYS, [one.piece for one in beside])
    value, note = _meant(page, best, field, kind)
    sure = best.sure * sure_of(best.piece)
    return found(field, best.piece, value.isoformat() if value else None, sure, page.wording, note)


def _meant(
    page: Page, beside: Beside, field: str, kind: CredentialType | None
) -> tuple[date | None, str]:
    """The day that is meant, and what there is to say; None if it cannot be told."""
    written = page.date_at(beside.piece)
    if written is None or written.doubtful:
        return None, written.doubtful if written else NOT_FOUND
    if written.numeric and puts_day_first(page.lines) and _may_be_swapped(written):
        return None, DAY_FIRST
    if written.as_date:
        return written.as_date, ""
    validity = kind.validity if kind else None
    if field == EXPIRES_ON and validity and validity.computed == TO_MONTH_END:
        return end_of_month(date(written.year, written.month, 1)), MONTH_END
    return None, MONTH_ALONE


def _may_be_swapped(written: Written) -> bool:
    return written.day is not None and written.day <= 12 and written.day != written.month


def _weighed(
    page: Page, first: FieldRead, last: FieldRead, kind: CredentialType | None
) -> tuple[FieldRead, FieldRead]:
    """Both days beside each other: an impossible pair is left blank, a fitting one is surer."""
    if first.value is None or last.value is None:
        return first, last
    issued, expires = date.fromisoformat(first.value), date.fromisoformat(last.value)
    if expires <= issued:
        return _marked(first, NOT_AFTER), _marked(last, NOT_AFTER)
    validity = kind.validity if kind else None
    proposed = proposed_expiry(validity, issued) if validity else None
    if proposed is None:
        return first, last
    factor = BY_THE_SUM if proposed == expires else AGAINST_THE_SUM
    return _scaled(page, first, factor), _scaled(page, last, factor)


def _marked(read: FieldRead, note: str) -> FieldRead:
    return FieldRead(read.field, read.text, None, 0, read.place, note)


def _scaled(page: Page, read: FieldRead, factor: float) -> FieldRead:
    confidence = min(round(read.confidence * factor), 100)
    value = read.value if confidence >= page.wording.least else None
    return FieldRead(read.field, read.text, value, confidence, read.place, read.note)
