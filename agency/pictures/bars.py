"""The bars of one row: covered, unknown and open days, and whose days they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

from agency.pictures.axis import Axis, Stretch
from agency.pictures.evidence_words import credentials_behind
from agency.pictures.strips import runs_of_days, runs_of_kinds
from agency.rules.eligibility import MET, UNKNOWN, Finding
from agency.rules.facts import CandidateFacts
from agency.rules.requirements import coverage
from agency.rules.rulebook import RuleBook
from agency.rules.spans import ALL_DAYS, FIRST_DAY, LAST_DAY, Spans, Window

WHOLE_LANE = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Words on a run of days."""

    drawn: Stretch
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Days of one kind: ``met``, ``unknown`` or ``unmet``, as ordinals and as they are drawn.

    ``lane`` is 0 for a whole bar; where two credentials cover the same days, 1 and 2 are halves.
    """

    kind: str
    first: int
    last: int
    drawn: Stretch
    lane: int = WHOLE_LANE


def bars_of(
    finding: Finding, candidate: CandidateFacts, book: RuleBook, axis: Axis
) -> tuple[Bar, ...]:
    """What is drawn of one answer.

    Open days are drawn only where they are asked: inside the window. So are unknown ones, unless
    a credential stands behind them, whose life is worth seeing.
    """
    halves = _halves(finding, candidate, book, axis)
    whole = tuple(_bars(_runs(finding, candidate, axis), axis))
    if not halves:
        return whole
    rest = tuple(bar for bar in whole if bar.kind != MET)
    lanes = (
        replace(bar, lane=lane)
        for lane, days in enumerate(halves, start=1)
        for bar in _bars(((MET, *run) for run in days), axis)
    )
    return (*lanes, *rest)


def asked_days(finding: Finding) -> Spans:
    """The days on which it is asked at all: those of the law behind it, or every day."""
    versions = finding.requirement.versions
    if not versions:
        return ALL_DAYS
    return Spans.of((one.first, one.last) for one in versions)


def _runs(
    finding: Finding, candidate: CandidateFacts, axis: Axis
) -> Iterator[tuple[str, int, int]]:
    """Runs of days of one kind over the whole axis, those of the window as it is drawn."""
    window, answer = finding.window, finding.coverage
    seen = _seen(axis)
    before = Window(seen.first, window.first - 1)
    after = Window(window.last + 1, seen.last)
    outside = {MET, UNKNOWN} if credentials_behind(finding, candidate) else {MET}
    pieces: list[tuple[str, int, int]] = []
    for piece in (
        *(run for run in runs_of_days(answer, before) if run[0] in outside),
        *runs_of_kinds(answer, window),
        *(run for run in runs_of_days(answer, after) if run[0] in outside),
    ):
        if pieces and pieces[-1][0] == piece[0] and pieces[-1][2] + 1 == piece[1]:
            pieces[-1] = (piece[0], pieces[-1][1], piece[2])
        else:
            pieces.append(piece)
    asked = asked_days(finding)
    for kind, first, last in pieces:
        for begin, end in Spans.of([(first, last)]) & asked:
            yield kind, begin, end


def _seen(axis: Axis) -> Window:
    """The days that are drawn and one more on each side, which tells whether a bar goes on."""
    return Window(max(axis.first - 1, FIRST_DAY), min(axis.last + 1, LAST_DAY))


def _bars(runs: Iterable[tuple[str, int, int]], axis: Axis) -> Iterator[Bar]:
    for kind, first, last in runs:
        drawn = axis.stretch(first, last)
        if drawn:
            yield Bar(kind, first, last, drawn)


# Several credentials


def _halves(
    finding: Finding, candidate: CandidateFacts, book: RuleBook, axis: Axis
) -> tuple[Spans, ...]:
    """The covered days of two lanes, where two credentials cover days in common; else nothing."""
    days = _days_of_each(finding, candidate, book)
    shown = Spans.of([_seen(axis)])
    each = [one & shown for one in days if one & shown]
    if len(each) < 2:
        return ()
    upper, lower = each[0], Spans()
    for one in each[1:]:
        if one & upper:
            lower |= one
        else:
            upper |= one
    return (upper, lower) if lower else ()


def _days_of_each(finding: Finding, candidate: CandidateFacts, book: RuleBook) -> list[Spans]:
    """The days that each credential covers by itself, if all of them make up the answer."""
    held = credentials_behind(finding, candidate)
    expression = finding.requirement.expression
    asked = asked_days(finding)
    alone = (replace(candidate, credentials=(one,)) for one in held)
    answers = [coverage(expression, one, book).met & asked for one in alone]
    together = reduce(Spans.__or__, answers, Spans())
    return answers if together == finding.coverage.met & asked else []


def seams_of(finding: Finding, candidate: CandidateFacts, axis: Axis) -> tuple[float, ...]:
    """Where one credential takes over from another, or one text of the law from another."""
    held = credentials_behind(finding, candidate)
    begins = {one.issued_on.toordinal() for one in held if one.issued_on}
    ends = {one.expires_on.toordinal() + 1 for one in held if one.expires_on}
    joins = {day for day in begins & ends if day in axis}
    return tuple(axis.at(day) for day in sorted(joins) if day - 1 in finding.coverage.met)
