"""The coverage picture: one pair, day by day, a row for each thing that is asked.

The axis shows the window and somewhat more than a quarter of it on each side. Everything stands at
a fraction of the axis, so that the picture is as wide as its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from agency.pictures.axis import Axis, Stretch, Tick
from agency.pictures.bars import Bar, Mark, bars_of, seams_of
from agency.pictures.evidence_words import credentials_behind
from agency.pictures.gap_words import gap_of, gap_words
from agency.pictures.law_changes import LawChange, law_changes
from agency.pictures.notes import notes_of, on_axis
from agency.pictures.requirement_words import Asked, asked
from agency.pictures.row_words import PER_CHARACTER, Label, label_of, taller, why_mark
from agency.pictures.strips import Segment, Strip, assessment_strip
from agency.pictures.subject import Subject
from agency.pictures.unknown_words import why_unknown
from agency.rules.eligibility import MET, UNKNOWN, UNMET, Finding, ages
from agency.rules.facts import Credential
from agency.rules.renewal import renew_by
from agency.rules.sentences import days_text
from agency.rules.spans import Window

LEAST_MARGIN, MARGIN_PERCENT = 7, 30
MOST_ROWS = 14
WEEK = 7
NOTHING: Mapping[str, str] = MappingProxyType({})
NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A window as it is framed, with the words above it."""

    drawn: Stretch
    words: str


@dataclass(frozen=True, slots=True)
class Now:
    """Today: on the axis a line ``at`` its day; else ``at`` is None and ``more`` tells how far."""

    at: float | None
    words: str
    more: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A segment of the lane that takes all together, with its count."""

    segment: Segment
    drawn: Stretch
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement as it is drawn.

    ``label`` stands right of the window with what ``closes`` it beneath; ``warning`` and then
    ``notes`` stand beneath the bar, then ``why`` days are unknown, and words on days that are not
    asked in ``blank``. ``flag`` is the last safe day to renew, ``ring`` the one day on which the
    age counts. ``taller`` says by how many lines the row is higher than others.
    """

    finding: Finding
    asked: Asked
    bars: tuple[Bar, ...]
    seams: tuple[float, ...]
    label: str
    label_at: Label | None
    closes: str
    warning: str
    notes: tuple[Mark, ...]
    why: Mark | None
    taller: int
    blank: Mark | None
    flag: float | None
    ring: float | None

    @property
    def note(self) -> str:
        """All that stands beneath the bar, but the warning."""
        return "; ".join(note.words for note in self.notes)

    @property
    def id(self) -> str:
        return self.finding.requirement.id

    @property
    def verdict(self) -> str:
        return self.finding.verdict


@dataclass(frozen=True, slots=True)
class CoveragePicture:
    """The whole picture; ``planned`` is the window as it stands where another one is tried."""

    axis: Axis
    ticks: tuple[Tick, ...]
    now: Now
    window: Frame
    planned: Frame | None
    strip: Strip
    lanes: tuple[Lane, ...]
    together: str
    changes: tuple[LawChange, ...]
    open_rows: tuple[Row, ...]
    covered_rows: tuple[Row, ...]
    folded: int
    by_weeks: bool

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.open_rows + self.covered_rows

    def name_of(self, tick: Tick) -> float | None:
        """Where the name of ``tick`` stands: beyond an edge of a window that would cross it.

        None where there is no room for it before the end of the axis.
        """
        frames = (self.window, self.planned) if self.planned else (self.window,)
        edges = (edge for one in frames for edge in (one.drawn.start, one.drawn.end))
        end = tick.at + len(tick.words) * PER_CHARACTER
        start = max((edge for edge in edges if tick.at < edge < end), default=tick.at)
        return start if start + len(tick.words) * PER_CHARACTER <= 1 else None

    @property
    def says(self) -> str:
        """The picture as a sentence without its full stop."""
        open_rows = [f"{row.asked.name}: {row.label.lower()}" for row in self.open_rows]
        return ". ".join([f"{self.window.words}. {self.strip.says}", *open_rows])


def coverage_picture(
    subject: Subject,
    *,
    closes: Mapping[str, str] = NOTHING,
    planned: Window | None = None,
    unfolded: bool = False,
) -> CoveragePicture:
    """The picture of a judgement; ``planned`` is the assignment's own window during a trial.

    ``closes`` says what would close a requirement, by its id, in three or four words. Beyond 14
    rows those that are covered are folded away, unless ``unfolded``.
    """
    assessment = subject.assessment
    window = assessment.window
    axis = axis_of(window, planned)
    strip = assessment_strip(assessment)
    open_rows, covered = _rows(subject, axis, closes)
    room = max(MOST_ROWS - len(open_rows), 0)
    shown = covered if unfolded or len(covered) <= room else covered[:room]
    tried = planned is not None and planned != window
    return CoveragePicture(
        axis=axis,
        ticks=axis.ticks(),
        now=_now(subject.day, window, axis),
        window=_frame(window, axis, subject, tried),
        planned=_planned(planned, axis) if planned and tried else None,
        strip=strip,
        lanes=tuple(_lanes(strip, axis)),
        together=f"All {_number(len(open_rows) + len(covered))} together",
        changes=law_changes(assessment.findings, axis),
        open_rows=tuple(open_rows),
        covered_rows=tuple(shown),
        folded=len(covered) - len(shown),
        by_weeks=strip.by_weeks,
    )


def axis_of(window: Window, planned: Window | None = None) -> Axis:
    """The window, and the planned one too, with days on each side."""
    both = (window, planned or window)
    first, last = min(one.first for one in both), max(one.last for one in both)
    return Axis.around(first, last, max((last - first + 1) * MARGIN_PERCENT // 100, LEAST_MARGIN))


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


# What stands above


def _frame(window: Window, axis: Axis, subject: Subject, tried: bool) -> Frame:
    begun = subject.assignment.starts_on.toordinal() < window.first
    what = "Tried" if tried else "The rest of it" if begun else "The assignment"
    drawn = axis.stretch(*window)
    assert drawn is not None
    first, last = window.dates()
    days = f"{_weekday(first)} – {_weekday(last)}" if window.days > 1 else _weekday(first)
    return Frame(drawn, f"{what}: {days}, {days_text(window.days)}")


def _planned(window: Window, axis: Axis) -> Frame | None:
    drawn = axis.stretch(*window)
    return Frame(drawn, "As planned") if drawn else None


def _weekday(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _now(day: date, window: Window, axis: Axis) -> Now:
    words, ordinal = f"Today, {_weekday(day)}", day.toordinal()
    if ordinal in axis:
        return Now(axis.at(ordinal), words, "")
    away = window.first - ordinal
    weeks = away // WEEK
    return Now(None, words, f"{weeks} weeks to go" if weeks > 1 else f"{days_text(away)} to go")


def _lanes(strip: Strip, axis: Axis) -> Iterator[Lane]:
    words = {MET: "covered", UNKNOWN: "unknown", UNMET: "not covered"}
    for segment in strip.segments:
        drawn = axis.stretch(segment.first, segment.last)
        if drawn:
            count = "" if strip.by_weeks else f"{segment.days} {words[segment.kind]}"
            yield Lane(segment, drawn, count)


# The rows


def _rows(subject: Subject, axis: Axis, closes: Mapping[str, str]) -> tuple[list[Row], list[Row]]:
    """Those that need something, the surest lack first, and those covered, as they are asked."""
    rows = [_row(one, subject, axis, closes) for one in subject.assessment.findings if one.decides]
    needing = [row for verdict in (UNMET, UNKNOWN) for row in rows if row.verdict == verdict]
    return needing, [row for row in rows if row.verdict == MET]


def _row(finding: Finding, subject: Subject, axis: Axis, closes: Mapping[str, str]) -> Row:
    candidate, book = subject.candidate, subject.book
    bars = bars_of(finding, candidate, book, axis)
    gap = gap_of(finding)
    warning, flag = _warning(finding, subject, axis)
    first = axis.at(finding.window.first)
    label = gap_words(gap) if gap else ""
    shuts = closes.get(finding.requirement.id, "") if gap else ""
    lower = any(bar.last > finding.window.last for bar in bars)
    label_at = label_of(label, shuts, finding, axis, lower) if gap else None
    why = why_mark(why_unknown(finding, subject), finding, axis)
    return Row(
        finding=finding,
        asked=asked(finding, subject.assignment, book),
        bars=bars,
        seams=seams_of(finding, candidate, axis),
        label=label,
        label_at=label_at,
        closes=shuts,
        warning=warning,
        notes=notes_of(finding, subject, axis, warning),
        why=why,
        taller=taller(label_at, why),
        blank=_blank(finding, axis),
        flag=flag,
        ring=first if ages(finding.requirement.expression) else None,
    )


def _warning(finding: Finding, subject: Subject, axis: Axis) -> tuple[str, float | None]:
    """The last safe day to renew what ends too soon, in words, and where that day stands."""
    gap = gap_of(finding)
    ending = (
        one
        for one in credentials_behind(finding, subject.candidate)
        if gap and one.expires_on and one.expires_on.toordinal() == gap.first - 1
    )
    ends = next(ending, None)
    by = _renew_by(ends, subject) if ends else None
    if by is None:
        return "", None
    told = "renew by" if by >= subject.day else "was to be renewed by"
    flag = axis.at(by.toordinal()) if by.toordinal() in axis else None
    return f"{told} {on_axis(by, axis)}", flag


def _renew_by(credential: Credential, subject: Subject) -> date | None:
    """The last safe day to file its renewal; None where there is no renewing it."""
    kind = subject.book.catalogue[credential.code]
    if kind.not_renewable or credential.expires_on is None:
        return None
    return renew_by(kind, credential.expires_on, subject.book)


def _blank(finding: Finding, axis: Axis) -> Mark | None:
    """The days of work on which the law does not ask it yet, or does not any more."""
    versions = finding.requirement.versions
    if not versions:
        return None
    window = finding.window
    if versions[0].first > window.first:
        drawn = axis.stretch(window.first, min(versions[0].first - 1, window.last))
        return Mark(drawn, "not asked yet") if drawn else None
    if versions[-1].last < window.last:
        drawn = axis.stretch(max(versions[-1].last + 1, window.first), window.last)
        return Mark(drawn, "not asked any more") if drawn else None
    return None
