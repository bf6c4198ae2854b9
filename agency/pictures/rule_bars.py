"""The rules of a place as dated bars: since when each text holds, and what is scheduled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from agency.pictures.axis import Axis, Stretch, Tick
from agency.rules.rulebook import Entry, Rule
from agency.rules.sentences import day_text
from agency.rules.spans import LAST_DAY
from agency.rules.titles import rule_name

YEARS_BEFORE, YEARS_AFTER = 1, 2
# So many letters stand under a bar as long as the axis, on a desk.
LETTERS, FEWEST_LETTERS = 44, 14
IN_FORCE, SCHEDULED, DOUBTED, PAST = "law", "scheduled", "doubted", "past"


@dataclass(frozen=True, slots=True)
class RuleBar:
    """One text of a rule: ``law`` if it is in force, ``past`` if another took its place,
    ``scheduled`` if it is to come, ``doubted`` where our confidence is low.

    ``words`` are when it holds; ``beneath`` is what it asks, where that has room, or else when.
    """

    kind: str
    drawn: Stretch
    entry: Entry
    words: str
    beneath: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule; ``entry`` is the text in force on the day, or the next one, or the last.

    ``name`` is its short title; ``since`` the year of its first text, None where that is older
    than our record.
    """

    rule: Rule
    name: str
    entry: Entry
    since: int | None
    bars: tuple[RuleBar, ...]
    says: str


@dataclass(frozen=True, slots=True)
class RuleBars:
    """The picture, on an axis of whole years."""

    axis: Axis
    ticks: tuple[Tick, ...]
    today: float
    rows: tuple[RuleRow, ...]


def rule_bars(
    rules: Iterable[Rule], day: date, asks: Callable[[Entry], str] | None = None
) -> RuleBars:
    """The texts of ``rules`` from the year before ``day`` until two years after it.

    ``asks`` says in a few words what a text asks.
    """
    first = date(max(day.year - YEARS_BEFORE, date.min.year), 1, 1)
    last = date(min(day.year + YEARS_AFTER, date.max.year), 12, 31)
    axis = Axis(first.toordinal(), last.toordinal())
    return RuleBars(
        axis=axis,
        ticks=axis.ticks(room=0.2),
        today=axis.at(day.toordinal()),
        rows=tuple(_row(rule, axis, day, asks) for rule in rules),
    )


def _row(rule: Rule, axis: Axis, day: date, asks: Callable[[Entry], str] | None) -> RuleRow:
    bars = tuple(_bars(rule, axis, day, asks))
    entry = rule.in_force_on(day) or _next(rule, day) or rule.versions[-1]
    since = rule.versions[0].in_force.year
    words = "; ".join(f"{bar.entry.says.rstrip('.')} ({bar.words})" for bar in bars)
    name = rule_name(rule.id, entry.says)
    return RuleRow(rule, name, entry, since if since > date.min.year else None, bars, words)


def _next(rule: Rule, day: date) -> Entry | None:
    coming = (entry for entry in rule.versions if entry.in_force > day and not entry.lifted)
    return next(coming, None)


def _bars(
    rule: Rule, axis: Axis, day: date, asks: Callable[[Entry], str] | None
) -> Iterator[RuleBar]:
    firsts = [entry.in_force.toordinal() for entry in rule.versions]
    lasts = [*(first - 1 for first in firsts[1:]), LAST_DAY]
    for entry, first, last in zip(rule.versions, firsts, lasts, strict=True):
        drawn = axis.stretch(first, last)
        if drawn and not entry.lifted:
            words, stays = _words(entry, first, last, day), last == LAST_DAY
            told = _cut(asks(entry), drawn) if asks and stays and entry.in_force <= day else ""
            yield RuleBar(_kind(entry, last, day), drawn, entry, words, told or words)


def _cut(words: str, drawn: Stretch) -> str:
    """What of some words has room under a bar; nothing where that is too little to tell."""
    room = int(LETTERS * drawn.width)
    if len(words) <= room:
        return words
    return f"{words[:room].rsplit(' ', 1)[0].rstrip(',;:')}…" if room >= FEWEST_LETTERS else ""


def _kind(entry: Entry, last: int, day: date) -> str:
    if entry.in_force > day:
        return SCHEDULED
    if last < day.toordinal():
        return PAST
    return DOUBTED if entry.confidence == "low" else IN_FORCE


def _words(entry: Entry, first: int, last: int, day: date) -> str:
    """When it holds: in force, from a day, until a day."""
    since = day_text(first) if entry.in_force > date.min else ""
    if entry.in_force > day:
        return f"from {since}"
    if last == LAST_DAY:
        return f"since {since}" if since else "in force"
    return f"{since} to {day_text(last)}" if since else f"until {day_text(last)}"
