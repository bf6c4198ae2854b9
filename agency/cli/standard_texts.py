"""Recorded entries of the rulebook as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.text import Text

from agency.cli.printing import wrapped
from agency.page_filters import counted
from agency.rules.sentences import day_text
from agency.standards.books import saved_text, withdrawn_text
from agency.standards.models import RuleEntry
from agency.standards.queries import Recorded

INDENT = "  "
STYLES = {"to come": "yellow", "cannot be read": "red", "over": "dim", "withdrawn": "dim"}
OF = {"law": "law", "agency": "of the agency"}


def recorded_lines(found: Sequence[Recorded], day: date, width: int) -> Iterator[Text]:
    """Each entry with its day, what it says, and who recorded it, when and why."""
    entries = counted(len(found), "entry", "entries")
    yield Text(f"{entries} recorded besides the data files, as of {day_text(day)}", "bold")
    for one in found:
        yield Text()
        style = STYLES.get(one.standing, "")
        yield from (
            Text(line, style) for line in wrapped(f"{_named(one.row)}: {_from(one)}", width)
        )
        for words in (one.row.entry["says"], saved_text(one.row), withdrawn_text(one.row)):
            yield from map(Text, wrapped(words, width, INDENT))
        if one.problem:
            yield from (Text(line, style) for line in wrapped(one.problem, width, f"{INDENT}! "))


def changed_lines(
    rows: Sequence[RuleEntry], done: str, rulebook: str, width: int
) -> Iterator[Text]:
    """What was recorded or withdrawn just now, and what follows from it.

    ``rulebook`` is its fingerprint now, or why there is none.
    """
    yield Text(f"{counted(len(rows), 'entry', 'entries')} {done}", "bold")
    for row in rows:
        words = f"{_named(row)}, {_begins(row.in_force)}: {row.entry['says']}"
        yield from map(Text, wrapped(words, width, INDENT))
    after = "A new run follows by itself where one is served; `agency match` makes it here and now."
    yield from map(Text, wrapped(after, width))
    yield from map(Text, wrapped(f"Rulebook {rulebook}", width))


def _named(row: RuleEntry) -> str:
    return f"{row.rule_id} ({OF.get(row.scope) or f'of {row.facility}'})"


def _from(one: Recorded) -> str:
    ends = " and ends the rule" if one.row.entry.get("lifted") else ""
    return f"{one.standing}, {_begins(one.row.in_force)}{ends}"


def _begins(day: date) -> str:
    return "since before our records" if day == date.min else f"from {day_text(day)}"
