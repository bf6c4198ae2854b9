"""A state's rules as a terminal shows them: who makes them, each rule in a block, what is open."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

from rich.text import Text

from agency.cli.rule_page import Page
from agency.page_filters import counted
from agency.rules.rulebook import FEDERAL, Entry, Rule
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
    all_work = ALL_ASSIGNMENTS if rule.is_standard else ALL_WORK
    yield "Applies to", when_in_words(entry.when, page.book, all_work)
    if entry.needs is not None:
        for index, line in enumerate(needs_in_words(entry.needs, page.book)):
            bullet = f"{INDENT * (line.depth - 1)}- " if line.depth else ""
            yield "" if index else "Needs", f"{bullet}{line.text}"
    yield "Effect", "required" if entry.effect == "require" else "advice only"
    yield "Standard" if rule.is_standard else "Law", entry.citation
    yield "In force", _since(entry)
    if not rule.is_standard:  # a standard says it where law is cited
        yield from _recorded(rule, entry, page)
    for coming in page.later(rule):
        yield "Changes", _change(coming)
        yield from _recorded(rule, coming, page)
    yield "Confidence", CONFIDENCE[entry.confidence]
    yield "Checked", f"{day_text(entry.checked_on)}{_edition(entry)}"
    for index, source in enumerate(entry.source.split(" ; ")):
        yield "" if index else "Source", source
    if entry.note:
        yield "Note", entry.note
    if entry.question:
        yield "To ask", entry.question


def _recorded(rule: Rule, entry: Entry, page: Page) -> Iterator[tuple[str, str]]:
    if saved := page.saved(rule, entry):
        yield "Recorded", saved.removeprefix("saved ")


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
    coming = [(rule, entry) for rule in page.not_yet() for entry in rule.versions]
    if coming:
        yield from _heading("Not yet in force")
        for rule, entry in coming:
            yield from _line(rule, entry, _change(entry), page, width)
    lifted = list(page.no_more())
    if lifted:
        yield from _heading("No longer in force")
        for rule, entry in lifted:
            yield from _line(rule, entry, f"lifted {_since(entry)}", page, width)


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
