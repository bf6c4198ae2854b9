"""Work as a pathway asks for it → coverage: by a letter, by our placements, as she states it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate

from agency.rules.catalogue import Catalogue
from agency.rules.facts import ZERO, Evidence, Training
from agency.rules.pathways.catalogue import Experience
from agency.rules.pathways.needs import MONTHS_IN_A_YEAR
from agency.rules.pathways.record import Record
from agency.rules.spans import LAST_DAY, MAYBE, NEVER, NO_DAYS, Coverage, Spans
from agency.rules.workdays import add_months


def experience(leaf: Experience, record: Record, catalogue: Catalogue) -> Coverage:
    """On which days she has worked enough; what she states is never more than possible."""
    placed = by_placements(leaf, record, catalogue)
    return _by_letter(leaf, record) | placed | _as_stated(leaf, record)


def letters(leaf: Experience, record: Record) -> list[Training]:
    """The letters on file that speak of such work."""
    return [
        one for one in record.facts.trainings if one.kind == "document" and one.topic == leaf.proof
    ]


def _by_letter(leaf: Experience, record: Record) -> Coverage:
    return united(_of_letter(leaf, letter) for letter in letters(leaf, record))


def _of_letter(leaf: Experience, letter: Training) -> Coverage:
    """A letter tells of the years up to its day; from then on they drift out of the window."""
    if letter.completed_on is None:
        return MAYBE
    since = Spans.since(letter.completed_on.toordinal())
    if letter.evidence < Evidence.documented:
        return Coverage.maybe(since)
    return Coverage(Spans.of([(letter.completed_on.toordinal(), _holds_to(leaf, letter))]), since)


def _holds_to(leaf: Experience, letter: Training) -> int:
    assert letter.completed_on is not None
    if leaf.current:
        return letter.completed_on.toordinal()
    if leaf.years is None or leaf.within_years is None:
        return LAST_DAY
    left = int((leaf.within_years - leaf.years) * MONTHS_IN_A_YEAR)
    return months_on(letter.completed_on, left)


def by_placements(leaf: Experience, record: Record, catalogue: Catalogue) -> Coverage:
    """By our placements: years are certain by those at full time, and possible by all of them."""
    if leaf.hours is not None or leaf.current or not record.worked:
        return NEVER
    if leaf.years is None:
        enough = worked_enough(record.days_worked(), 1, leaf.within_years)
        return Coverage.certain(enough) if leaf.placements_count else Coverage.maybe(enough)
    days = int(leaf.years * catalogue.work_year_days)
    possible = worked_enough(record.days_worked(), days, leaf.within_years)
    if not leaf.placements_count:
        return Coverage.maybe(possible)
    at_full_time = record.days_worked(full_time(leaf, catalogue))
    return Coverage(worked_enough(at_full_time, days, leaf.within_years), possible)


def full_time(leaf: Experience, catalogue: Catalogue) -> Decimal:
    """The hours a week that are full time: the issuer's, or else the agency's."""
    return leaf.hours_per_week or catalogue.full_time_hours_per_week


@lru_cache(maxsize=1_000)
def worked_enough(worked: Spans, days: int, within_years: int | None) -> Spans:
    """The days on which so many days were worked within the last years, the day included."""
    if worked.days < days:
        return NO_DAYS
    firsts = [first for first, _ in worked]
    totals = [0, *accumulate(last - first + 1 for first, last in worked)]

    def through(day: int) -> int:
        """How many days were worked through ``day``."""
        index = bisect_right(firsts, day)
        if index == 0:
            return 0
        first, last = worked.intervals[index - 1]
        return totals[index - 1] + min(day, last) - first + 1

    if within_years is None:
        return Spans.since(next(day for day in range(firsts[0], LAST_DAY) if through(day) >= days))
    end = months_on(date.fromordinal(worked.intervals[-1][1]), within_years * MONTHS_IN_A_YEAR)
    return Spans.of(_enough_until(end, firsts[0], days, within_years, through))


def _enough_until(
    end: int, day: int, days: int, within_years: int, through: Callable[[int], int]
) -> Iterator[tuple[int, int]]:
    """Runs of days with enough work, from ``day`` on, over days that need not be looked at.

    A day adds one day of work at most and drops two: 29 February goes with the day after it.
    """
    while day <= end:
        since = months_on(date.fromordinal(day), -within_years * MONTHS_IN_A_YEAR)
        spare = through(day) - through(since) - days
        if spare >= 0:
            yield day, day + spare // 2
        day += spare // 2 + 1 if spare >= 0 else -spare


def _as_stated(leaf: Experience, record: Record) -> Coverage:
    stated = record.years_experience
    if stated is None:
        return MAYBE
    enough = stated >= leaf.years if leaf.years is not None else stated > ZERO
    return MAYBE if enough else NEVER


def months_on(day: date, months: int) -> int:
    """The same day so many months later, as an ordinal."""
    return add_months(day, months).toordinal()


def united(answers: Iterable[Coverage]) -> Coverage:
    """The days of all answers together, each of which has passed its tests by itself."""
    found = list(answers)
    met = Spans.of(span for answer in found for span in answer.met)
    return Coverage(met, met | Spans.of(span for answer in found for span in answer.possible))
