"""One pair's days as a strip: what is covered, what is unknown, what is not, and in what order.

Where several answers speak of one day, not covered outweighs unknown, and unknown outweighs
covered. A strip is drawn by fractions of its window, so that one strip serves every size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

from agency.rules.eligibility import MET, UNKNOWN, UNMET, Assessment, Finding
from agency.rules.sentences import days_text
from agency.rules.spans import ALL_DAYS, ALWAYS, Coverage, Spans, Window
from agency.rules.titles import rule_name

MOST_PIPS = 14
# Beyond so many days a lane is drawn by weeks; whatever is counted stays in days.
DAYS_DRAWN_BY_DAY = 26 * 7
WEEK = 7
WORST_FIRST = (UNMET, UNKNOWN, MET)
SAID = {MET: "covered", UNKNOWN: "unknown", UNMET: "not covered"}


@dataclass(frozen=True, slots=True)
class Segment:
    """Days in a row of one kind: ``met``, ``unknown`` or ``unmet``; both days are ordinals.

    ``start`` and ``width`` are fractions of the window.
    """

    kind: str
    first: int
    last: int
    start: float
    width: float

    @property
    def days(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Strip:
    """A window cut into segments that leave no day out and have none twice.

    ``met``, ``unknown`` and ``unmet`` count days; ``says`` is all of it as a sentence without its
    full stop.
    """

    window: Window
    segments: tuple[Segment, ...]
    met: int
    unknown: int
    unmet: int

    @property
    def by_weeks(self) -> bool:
        """Whether it is drawn by weeks, because the window is long."""
        return self.window.days > DAYS_DRAWN_BY_DAY

    @property
    def kind(self) -> str:
        """The worst there is on any day."""
        return UNMET if self.unmet else UNKNOWN if self.unknown else MET

    @property
    def says(self) -> str:
        days = self.window.days
        open_days = [(self.unknown, UNKNOWN), (self.unmet, UNMET)]
        more = "".join(f", {count} {SAID[kind]}" for count, kind in open_days if count)
        return f"{self.met} of {days_text(days)} covered{more}"


@dataclass(frozen=True, slots=True)
class Pip:
    """One requirement as a small block; ``says`` names it."""

    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Pips:
    """At most 14 requirements in the order in which they are asked, and how many ``more``."""

    shown: tuple[Pip, ...]
    more: int
    says: str


def day_strip(findings: Iterable[Finding], window: Window, allowed: Spans = ALL_DAYS) -> Strip:
    """All findings that decide taken together, day by day; one that only advises changes nothing.

    ``allowed`` are the days on which no law refuses the work itself.
    """
    return strip_of(together(findings, allowed), window)


def assessment_strip(assessment: Assessment) -> Strip:
    """The strip of a whole judgement, the law of the work itself included."""
    return day_strip(assessment.findings, assessment.window, assessment.work.allowed)


def strip_of(coverage: Coverage, window: Window) -> Strip:
    """The strip of one answer, such as a single requirement's."""
    days = Spans.of([window])
    met, possible = (coverage.met & days).days, (coverage.possible & days).days
    return Strip(
        window=window,
        segments=tuple(_segments(coverage, window)),
        met=met,
        unknown=possible - met,
        unmet=window.days - possible,
    )


def covered_strip(window: Window) -> Strip:
    """The strip of somebody eligible: every day is covered."""
    return strip_of(ALWAYS, window)


def together(findings: Iterable[Finding], allowed: Spans = ALL_DAYS) -> Coverage:
    """On which days everything that decides is met, and on which it may be."""
    answers = (finding.coverage for finding in findings if finding.decides)
    return reduce(Coverage.__and__, answers, Coverage.certain(allowed))


def pips(findings: Iterable[Finding]) -> Pips:
    """A block for each finding that decides."""
    deciding = [finding for finding in findings if finding.decides]
    shown = tuple(
        Pip(one.verdict, f"{rule_name(one.requirement.id, one.title)}: {SAID[one.verdict]}")
        for one in deciding[:MOST_PIPS]
    )
    return Pips(shown, len(deciding) - len(shown), _counted(deciding))


def _counted(deciding: list[Finding]) -> str:
    """How many are of each kind: 8 of 10 covered, 1 unknown, 1 not covered."""
    count = {kind: sum(one.verdict == kind for one in deciding) for kind in WORST_FIRST}
    more = "".join(f", {count[kind]} {SAID[kind]}" for kind in (UNKNOWN, UNMET) if count[kind])
    return f"{count[MET]} of {len(deciding)} covered{more}"


# The segments


def runs_of_kinds(coverage: Coverage, window: Window) -> Iterator[tuple[str, int, int]]:
    """The window as runs of days of one kind, in order; by weeks where it is long."""
    by_day = list(runs_of_days(coverage, window))
    return iter(by_day if window.days <= DAYS_DRAWN_BY_DAY else _by_weeks(by_day, window))


def runs_of_days(coverage: Coverage, window: Window) -> Iterator[tuple[str, int, int]]:
    """The window as runs of days of one kind, in order; nothing for a window without days."""
    days = Spans.of([window])
    kinds = {
        MET: coverage.met & days,
        UNKNOWN: (coverage.possible - coverage.met) & days,
        UNMET: days - coverage.possible,
    }
    runs = ((first, last, kind) for kind, spans in kinds.items() for first, last in spans)
    for first, last, kind in sorted(runs):
        yield kind, first, last


def _by_weeks(runs: list[tuple[str, int, int]], window: Window) -> Iterator[tuple[str, int, int]]:
    """The same in weeks from the first day on, each as its worst day; the last may be short."""
    taken, weeks = Spans(), []
    for kind in WORST_FIRST:
        # Counted from 1, because a set of days knows no day 0.
        touched = Spans.of(
            ((first - window.first) // WEEK + 1, (last - window.first) // WEEK + 1)
            for one, first, last in runs
            if one == kind
        )
        weeks += [(first, last, kind) for first, last in touched - taken]
        taken |= touched
    for first, last, kind in sorted(weeks):
        end = min(window.first + last * WEEK - 1, window.last)
        yield kind, window.first + (first - 1) * WEEK, end


def _segments(coverage: Coverage, window: Window) -> Iterator[Segment]:
    for kind, first, last in runs_of_kinds(coverage, window):
        start = (first - window.first) / window.days
        yield Segment(kind, first, last, start, (last - first + 1) / window.days)
