"""One rule in full, as a page shows it: what it says, of what, on whose word, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agency.rules.entry_words import (
    CONFIDENCE,
    applies_text,
    checked_text,
    effect_text,
    needs_outline,
    since_text,
)
from agency.rules.rulebook import Entry, Rule, RuleBook
from agency.rules.wording import Line
from agency.standards.rule_page import Page


@dataclass(frozen=True, slots=True)
class ShownText:
    """One text of a rule in words. ``sources`` are addresses, or titles of what was read."""

    entry: Entry
    applies: str
    needs: Sequence[Line]
    effect: str
    since: str
    checked: str
    confidence: str
    sources: Sequence[tuple[str, bool]]
    recorded: str


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule: its text of the day, None where none is in force, and those to come."""

    rule: Rule
    facility: str | None
    now: ShownText | None
    coming: Sequence[ShownText]

    @property
    def shown(self) -> ShownText | None:
        """The text of the day, or the next one."""
        return self.now or next(iter(self.coming), None)


def shown_rule(page: Page, rule: Rule) -> ShownRule:
    """A rule of a page, on the day of the page."""
    now = rule.in_force_on(page.day)
    return ShownRule(
        rule=rule,
        facility=page.facility_of(rule),
        now=shown_text(page, rule, now) if now else None,
        coming=[shown_text(page, rule, entry) for entry in page.later(rule)],
    )


def shown_text(page: Page, rule: Rule, entry: Entry) -> ShownText:
    """One text of it in words."""
    return ShownText(
        entry=entry,
        applies=applies_text(entry, page.book),
        needs=needs_outline(entry, page.book),
        effect=effect_text(entry),
        since=since_text(entry),
        checked=checked_text(entry),
        confidence=CONFIDENCE[entry.confidence],
        sources=[(source, is_address(source)) for source in entry.source.split(" ; ")],
        recorded=page.saved(rule, entry),
    )


# How what is needed likes to begin; a few words do without.
OPENINGS = ("hold ", "have completed ", "have ")
DOUBTED = "not known to be enough"
HEADS = {"one of these:": ", or ", "all of these:": ", and "}


def asked_in_short(entry: Entry, book: RuleBook) -> str:
    """What a text asks in a few words; of one that asks nothing, of which work it speaks."""
    outline = [line for line in needs_outline(entry, book) if not line.text.startswith(DOUBTED)]
    if not outline:
        return f"about {applies_text(entry, book)}"
    head = outline[0].text
    parts = [line.text for line in outline if line.depth == 1 and line.text not in HEADS]
    told = HEADS[head].join(map(_bare, parts)) if head in HEADS and parts else _bare(head)
    # Under a state's own rules its credentials need not say whose they are.
    return told.replace(f"{entry.id[:2].upper()} ", "")


def _bare(words: str) -> str:
    opening = next((one for one in OPENINGS if words.startswith(one)), "")
    return words[len(opening) :].partition(":")[0]


def is_address(source: str) -> bool:
    """Whether it can be opened, as no title of a printed work can."""
    return source.startswith(("https://", "http://"))
