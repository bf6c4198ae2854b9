"""A state's rules as a terminal shows them: who makes them, each rule in a block, what is open."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rich.text import Text

from agency.rules.rulebook import (
    FEDERAL,
    Entry,
    NoRules,
    Rule,
    RuleBook,
    StateRules,
    federal_rules,
)
from agency.rules.sentences import day_text
from agency.rules.wording import ALL_ASSIGNMENTS, ALL_WORK, needs_in_words, when_in_words

GROUPS = {
    "work": "About the work: blocks it, or marks it to confirm",
    "person": "About the person: put to each candidate",
    "advice": "Advice: shown, decides nothing",
}
CONFIDENCE = {
    "high": "high: the law itself, or its office's page, was read",
    "medium": "medium: secondary or partly read; decides like high",
    "low": "low: from memory or disputed; never refuses by itself",
}
CONFIDENCE_STYLE = {"high": "green", "medium": "yellow", "low": "red"}
NOT_LEGAL_ADVICE = "Not legal advice: confirm a rule with the state before you rely on it."
INDENT = "  "
LABEL_WIDTH = 12
BEFORE_OUR_RECORDS = date.min


@dataclass(frozen=True)
class Page:
    """What is shown: a state's rules and those that lie over every state, on a day."""

    state: StateRules
    day: date
    book: RuleBook

    @property
    def rules(self) -> tuple[Rule, ...]:
        if self.state.code == FEDERAL:
            return self.state.rules
        return self.book.rules_of(self.state.code)

    def group(self, about: str) -> list[tuple[Rule, Entry]]:
        """The entries in force that are about the work, about the person, or advice."""
        return [(rule, entry) for rule, entry in self.in_force() if entry.about == about]

    def in_force(self) -> Iterator[tuple[Rule, Entry]]:
        for rule in self.rules:
            if entry := rule.in_force_on(self.day):
                yield rule, entry

    def later(self, rule: Rule) -> list[Entry]:
        return [entry for entry in rule.versions if entry.in_force > self.day]

    def not_yet(self) -> list[Rule]:
        return [rule for rule in self.rules if len(self.later(rule)) == len(rule.versions)]

    def no_more(self) -> Iterator[Entry]:
        """The entries that have lifted a rule by the day, which is not in force again."""
        for rule in self.rules:
            past = [entry for entry in rule.versions if entry.in_force <= self.day]
            if past and past[-1].lifted:
                yield past[-1]


def page_of(state: str, day: date, book: RuleBook) -> Page:
    """The page of a state by its code, or of the federal rules (US).

    Raises NoRules for a state not recorded.
    """
    code = state.upper()
    if code == FEDERAL:
        return Page(federal_rules(book), day, book)
    if code not in book.states:
        raise NoRules(state, book.states)
    return Page(book.states[code], day, book)


def page_lines(page: Page, width: int) -> Iterator[Text]:
    """The page in lines of at most ``width`` characters."""
    yield from _head(page, width)
    for about, title in GROUPS.items():
        if group := page.group(about):
            yield from _heading(title)
            for rule, entry in group:
                yield from _block(rule, entry, page, width)
    yield from _changes(page, width)
    yield from _open(page, width)
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
    yield Text(entry.id, "bold")
    yield from _wrapped(entry.says, width, INDENT)
    for label, text in _labelled(rule, entry, page):
        style = CONFIDENCE_STYLE[entry.confidence] if label == "Confidence" else ""
        yield from _field(label, text, width, style)


def _labelled(rule: Rule, entry: Entry, page: Page) -> Iterator[tuple[str, str]]:
    all_work = ALL_ASSIGNMENTS if rule.is_standard else ALL_WORK
    yield "Applies to", when_in_words(entry.when, page.book, all_work)
    if entry.needs is not None:
        for index, line in enumerate(needs_in_words(entry.needs, page.book)):
            bullet = f"{INDENT * (line.depth - 1)}- " if line.depth else ""
            yield "" if index else "Needs", f"{bullet}{line.text}"
    yield "Effect", "required" if entry.effect == "require" else "advice only"
    yield "Standard" if rule.is_standard else "Law", entry.citation
    yield "In force", _since(entry)
    for coming in page.later(rule):
        yield "Changes", _change(coming)
    yield "Confidence", CONFIDENCE[entry.confidence]
    yield "Checked", f"{day_text(entry.checked_on)}{_edition(entry)}"
    for index, source in enumerate(entry.source.split(" ; ")):
        yield "" if index else "Source", source
    if entry.note:
        yield "Note", entry.note
    if entry.question:
        yield "To ask", entry.question


def _since(entry: Entry) -> str:
    if entry.in_force == BEFORE_OUR_RECORDS:
        return "since before our records"
    return f"since {day_text(entry.in_force)}"


def _change(coming: Entry) -> str:
    what = "lifted" if coming.lifted else coming.says
    return f"from {day_text(coming.in_force)}: {what}"


def _edition(entry: Entry) -> str:
    if not entry.as_of:
        return ""
    return f", source of {entry.as_of}{' (estimated)' if entry.estimated else ''}"


def _changes(page: Page, width: int) -> Iterator[Text]:
    """Rules that are not in force on the day: those to come, and those that were lifted."""
    coming = [entry for rule in page.not_yet() for entry in rule.versions]
    if coming:
        yield from _heading("Not yet in force")
        for entry in coming:
            yield from _wrapped(f"{entry.id}: {_change(entry)}", width, INDENT)
    lifted = list(page.no_more())
    if lifted:
        yield from _heading("No longer in force")
        for entry in lifted:
            yield from _wrapped(f"{entry.id}: lifted {_since(entry)}", width, INDENT)


def _open(page: Page, width: int) -> Iterator[Text]:
    if page.state.open_questions:
        yield from _heading("Open questions")
        for question in page.state.open_questions:
            yield from _wrapped(question, width, "- ", INDENT)


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
