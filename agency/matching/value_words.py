"""The worth of credentials in plain sentences, for pages, the command line and the API alike."""

from __future__ import annotations

from agency.matching.value_queries import Opens, Worth
from agency.rules.catalogue import Catalogue
from agency.rules.ranking import THOUSAND
from agency.rules.sentences import day_text

CENTS = 100
VERBS = {"obtain": "obtained", "renew": "renewed"}


def sentence_of(one: Worth, catalogue: Catalogue) -> str:
    """What it comes to for the pool: ``CCMA (NHA) renewed by 4 people fills 3 more openings.``"""
    title = catalogue[one.row.code].title
    step = one.told
    if step is None:
        return f"{title} {VERBS[one.row.kind]} would add nothing: others fill the openings as well."
    people = _counted(len(step.takers), "person", "people")
    if step.filled > 0:
        more = _counted(step.filled, "more opening")
        return f"{title} {VERBS[one.row.kind]} by {people} fills {more}."
    better = f"{step.gained / THOUSAND:.1f} points"
    return f"{title} {VERBS[one.row.kind]} by {people} fills no more, and suits better by {better}."


def lead_words(one: Worth) -> str:
    """From when it could be there: ``from 8 Jan 2027``, or that nobody has said."""
    if not one.row.lead_known:
        return "how long it takes is not documented"
    return f"from {day_text(one.row.effective)}"


def opens_sentence(one: Opens, catalogue: Catalogue) -> str:
    """``CCMA (NHA), obtained, would open 6 more, at up to $31 an hour.``"""
    pay = f", at up to {dollars(one.best_pay_cents)} an hour" if one.best_pay_cents else ""
    title, verb = catalogue[one.code].title, VERBS[one.kind]
    return f"{title}, {verb}, would open {_counted(one.assignments, 'more assignment')}{pay}."


def dollars(cents: int | None) -> str:
    """Money as one says it: $31, $31.50."""
    if cents is None:
        return ""
    return f"${cents // CENTS}" if cents % CENTS == 0 else f"${cents / CENTS:.2f}"


def _counted(number: int, noun: str, nouns: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"
