"""An entry's standing in words."""

from dataclasses import replace
from datetime import date

import pytest

from agency.rules.entry_words import (
    applies_text,
    change_text,
    checked_text,
    effect_text,
    needs_outline,
    since_text,
)
from agency.rules.rulebook import Entry, load_rulebook

BOOK = load_rulebook()


def entry(id: str) -> Entry:
    rules = BOOK.states[id[:2].upper()].rules
    return next(rule for rule in rules if rule.id == id).versions[0]


def test_an_entry_says_what_work_it_speaks_of_and_what_it_needs_of_whom() -> None:
    practice = entry("wa-practice")
    assert applies_text(practice, BOOK) == "every medical assistant's work"
    first, *parts = needs_outline(practice, BOOK)
    assert (first.depth, first.text) == (0, "one of these:")
    assert [part.depth for part in parts] == [1, 1]
    assert effect_text(practice) == "required"


def test_a_note_needs_nothing_of_anybody() -> None:
    note = replace(entry("wa-practice"), needs=None, effect="advise")
    assert needs_outline(note, BOOK) == ()
    assert effect_text(note) == "advice only"


def test_the_first_day_of_an_entry_is_told_or_that_it_is_older_than_our_records() -> None:
    practice = entry("wa-practice")
    assert since_text(practice) == "since before our records"
    assert since_text(replace(practice, in_force=date(2027, 2, 1))) == "since 1 Feb 2027"


@pytest.mark.parametrize(
    ("lifted", "told"),
    [(False, "from 1 Feb 2027: Hold a card."), (True, "from 1 Feb 2027: lifted")],
)
def test_what_is_to_come_is_told_with_its_first_day(lifted: bool, told: str) -> None:
    coming = replace(
        entry("wa-practice"), in_force=date(2027, 2, 1), says="Hold a card.", lifted=lifted
    )
    assert change_text(coming) == told


def test_a_source_is_told_with_the_day_of_reading_and_its_own_age() -> None:
    read = replace(entry("wa-practice"), checked_on=date(2026, 11, 24), as_of=None)
    assert checked_text(read) == "24 Nov 2026"
    assert checked_text(replace(read, as_of="2024")) == "24 Nov 2026, source of 2024"
    guessed = replace(read, as_of="2014", estimated=True)
    assert checked_text(guessed) == "24 Nov 2026, source of 2014 (estimated)"
