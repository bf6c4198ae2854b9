"""An entry as it would stand in a file of changes."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from agency.rules.amending import entries_in
from agency.rules.rulebook import Entry, entries, load_rulebook
from agency.rules.toml_text import entry_text

BOOK = load_rulebook()
ENTRIES = [entry for _, entry in entries(BOOK)]


def read(text: str) -> Entry:
    (proposed,) = entries_in(tomllib.loads(text), "draft.toml", BOOK)
    return proposed.entry


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.id}:{entry.in_force}")
def test_what_is_written_reads_as_the_entry(entry: Entry) -> None:
    if entry.lifted:  # what lifts a rule goes only with the rule before it
        assert "lifted = true" in entry_text(entry, BOOK.vocabulary)
    else:
        assert read(entry_text(entry, BOOK.vocabulary)) == entry


def test_a_standard_names_its_facility_and_no_source_of_law() -> None:
    law = next(entry for entry in ENTRIES if entry.id == "wa-practice")
    standard = replace(law, id="facility-card", in_force=date(2027, 1, 1))
    text = entry_text(standard, BOOK.vocabulary, "Alder “A” Clinic")
    assert 'facility = "Alder “A” Clinic"' in text
    assert "citation" not in text
    assert read(text).needs == law.needs


@pytest.mark.parametrize("says", ['A "card"', "two\nlines", "back\\slash", "tab\tand \x7f"])
def test_any_text_can_be_written(says: str) -> None:
    law = next(entry for entry in ENTRIES if entry.id == "wa-practice")
    assert (
        tomllib.loads(entry_text(replace(law, says=says), BOOK.vocabulary))["requirement"][0][
            "says"
        ]
        == says
    )
