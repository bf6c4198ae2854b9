"""A state's rules as a terminal shows them: who makes them, each rule in a block, what is open."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rich.text import Text

from agency.page_filters import counted
from agency.rules.entry_words import (
    ABOUT,
    CONFIDENCE,
    NOT_LEGAL_ADVICE,
    applies_text,
    change_text,
    checked_text,
    effect_text,
    needs_outline,
    since_text,
)
from agency.rules.rulebook import FEDERAL, Entry, Rule
from agency.rules.sentences import day_text
from agency.standards.rule_page import Page

CONFIDENCE_STYLE = {"high": "green", "medium": "yellow", "low": "red"}
INDENT = "  "
LABEL_WIDTH = 12


def page_lines(page: Page, width: int) -> Iterator[Text]:
    """The page in lines of at most ``width`` characters."""
    yield from _head(page, width)
    for about, title in ABOUT.items():
        if group := page.group(about):
            yield from _heading(title)
            for rule, entry in group:
                yield from _block(rule, entry, page, width)
    yield from _changes(page, width)
    yield from _open(page, width)
    yield from _not_shown(page, width)
    yield Text()
    yield from _wrapped(NOT_LEGAL_ADVICE, width, style="dim")


def _head(page: Page, width: int) -> Iterator[Text]:
    state = page.state
    title = f"{state.name} ({state.code}): rules in force on {day_text(page.day)}"
    yield from _wrapped(title, width, style="bold")
    yield from _wrapped(state.regulator, width)
    yield from _wrapped(state.summary, width)


def _heading(title: str) -> Iterator[Text]:
    yield Text()
    yield Text(title, "bold underline")


def _block(rule: Rule, entry: Entry, page: Page, width: int) -> Iterator[Text]:
    """One entry: its name, what it says, and the rest in labelled lines."""
    yield Text()
    yield Text(_named(rule, page), "bold")
    yield from _wrapped(entry.says, width, INDENT)
    for label, text in _labelled(rule, entry, page):
        style = CONFIDENCE_STYLE[entry.confidence] if label == "Confidence" else ""
        yield from _field(label, text, width, style)


def _named(rule: Rule, page: Page) -> str:
    facility = page.facility_of(rule)
    return f"{rule.id} (of {facility})" if facility else rule.id


def _labelled(rule: Rule, entry: Entry, page: Page) -> Iterator[tuple[str, str]]:
    yield "Applies to", applies_text(entry, page.book)
    for index, line in enumerate(needs_outline(entry, page.book)):
        bullet = f"{INDENT * (line.depth - 1)}- " if line.depth else ""
        yield "" if index else "Needs", f"{bullet}{line.text}"
    yield "Effect", effect_text(entry)
    yield "Standard" if rule.is_standard else "Law", entry.citation
    yield "In force", since_text(entry)
    if not rule.is_standard:  # a standard says it where law is cited
        yield from _recorded(rule, entry, page)
    for coming in page.later(rule):
        yield "Changes", change_text(coming)
        yield from _recorded(rule, coming, page)
    yield "Confidence", CONFIDENCE[entry.confidence]
    yield "Checked", checked_text(entry)
    for index, source in enumerate(entry.source.split(" ; ")):
        yield "" if index else "Source", source
    if entry.note:
        yield "Note", entry.note
    if entry.question:
        yield "To ask", entry.question


def _recorded(rule: Rule, entry: Entry, page: Page) -> Iterator[tuple[str, str]]:
    if saved := page.saved(rule, entry):
        yield "Recorded", saved.removeprefix("saved ")


def _changes(page: Page, width: int) -> Iterator[Text]:
    """Rules that are not in force on the day: those to come, and those that were lifted."""
    coming = [(rule, entry) for rule in page.not_yet() for entry in rule.versions]
    if coming:
        yield from _heading("Not yet in force")
        for rule, entry in coming:
            yield from _line(rule, entry, change_text(entry), page, width)
    lifted = list(page.no_more())
    if lifted:
        yield from _heading("No longer in force")
        for rule, entry in lifted:
            yield from _line(rule, entry, f"lifted {since_text(entry)}", page, width)


def _line(rule: Rule, entry: Entry, what: str, page: Page, width: int) -> Iterator[Text]:
    """An entry in a sentence, and who recorded it."""
    yield from _wrapped(f"{_named(rule, page)}: {what}", width, INDENT)
    for _, by in _recorded(rule, entry, page):
        yield from _wrapped(f"recorded {by}", width, INDENT * 2)


def _open(page: Page, width: int) -> Iterator[Text]:
    if page.state.open_questions:
        yield from _heading("Open questions")
        for question in page.state.open_questions:
            yield from _wrapped(question, width, "- ", INDENT)


def _not_shown(page: Page, width: int) -> Iterator[Text]:
    """That there are standards of facilities which may be asked in the state as well."""
    if page.not_shown:
        number = counted(len(page.not_shown), "facility standard")
        unknown = "" if page.state.code == FEDERAL else " whose facility has no state on file"
        yield Text()
        words = f"Not shown: {number}{unknown}; see `agency rules standards`."
        yield from _wrapped(words, width)


def _field(label: str, text: str, width: int, style: str) -> Iterator[Text]:
    """A labelled text; further lines stand under the first, those of a part under the part."""
    margin = len(INDENT) + LABEL_WIDTH
    hanging = len(text) - len(text.lstrip(" -"))
    lines = _wrap(text, width - margin, "", " " * hanging)
    for index, line in enumerate(lines):
        head = f"{INDENT}{'' if index else label:<{LABEL_WIDTH}}"
        yield Text.assemble((head, "dim"), (line, style))


def _wrapped(
    text: str, width: int, first: str = "", rest: str | None = None, style: str = ""
) -> Iterator[Text]:
    for line in _wrap(text, width, first, first if rest is None else rest):
        yield Text(line, style)


def _wrap(text: str, width: int, first: str, rest: str) -> list[str]:
    """Lines of at most ``width`` characters; addresses that are longer are broken."""
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
