"""An entry's standing in words: how well it is known, since when it holds, what changes."""

from __future__ import annotations

from datetime import date

from agency.rules.rulebook import Entry, RuleBook
from agency.rules.sentences import day_text
from agency.rules.wording import ALL_ASSIGNMENTS, ALL_WORK, Line, needs_in_words, when_in_words

ABOUT = {
    "work": "About the work: blocks it, or marks it to confirm",
    "person": "About the person: put to each candidate",
    "advice": "Advice: shown, decides nothing",
}
CONFIDENCE = {
    "high": "high: the law itself, or its office's page, was read",
    "medium": "medium: secondary or partly read; decides like high",
    "low": "low: from memory or disputed; never refuses by itself",
}
NOT_LEGAL_ADVICE = "Not legal advice: confirm a rule with the state before you rely on it."
BEFORE_OUR_RECORDS = date.min


def applies_text(entry: Entry, book: RuleBook) -> str:
    """The work an entry speaks of."""
    all_work = ALL_ASSIGNMENTS if entry.is_standard else ALL_WORK
    return when_in_words(entry.when, book, all_work)


def needs_outline(entry: Entry, book: RuleBook) -> tuple[Line, ...]:
    """What an entry needs, as an outline; nothing where it is only a note."""
    return () if entry.needs is None else needs_in_words(entry.needs, book)


def effect_text(entry: Entry) -> str:
    return "required" if entry.effect == "require" else "advice only"


def since_text(entry: Entry) -> str:
    """Since when it is in force."""
    if entry.in_force == BEFORE_OUR_RECORDS:
        return "since before our records"
    return f"since {day_text(entry.in_force)}"


def change_text(coming: Entry) -> str:
    """A text that is to come, with its first day."""
    what = "lifted" if coming.lifted else coming.says
    return f"from {day_text(coming.in_force)}: {what}"


def checked_text(entry: Entry) -> str:
    """When it was last compared with its source, and of when that is."""
    if not entry.as_of:
        return day_text(entry.checked_on)
    estimated = " (estimated)" if entry.estimated else ""
    return f"{day_text(entry.checked_on)}, source of {entry.as_of}{estimated}"
