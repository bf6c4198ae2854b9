"""The rulebook counted, and the page of the documentation that shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

from agency.rules import expressions as ask
from agency.rules.rulebook import Rule, StateRules, entries, load_rulebook
from agency.rules.tabulating import Line, lines, table_page
from tests.rules.entries import entry, lifted

PAGE = Path(__file__).parents[2] / "docs" / "rulebook.md"
BOOK = load_rulebook()
LINES = {line.code: line for line in lines(BOOK)}


def test_the_page_of_the_documentation_is_the_one_made_from_the_data() -> None:
    assert PAGE.read_text(encoding="utf-8") == table_page(BOOK), "agency rules table --out it"


def test_every_state_has_a_line_in_the_order_of_its_name_and_the_federal_rules_the_last() -> None:
    *states, federal = LINES.values()
    assert federal.code == "US"
    assert {line.code for line in states} == set(BOOK.states)
    assert [line.name for line in states] == sorted(line.name for line in states)
    assert LINES["DC"].regulation == "not found"


def test_every_entry_is_counted_once() -> None:
    found = Counter(code for code, _ in entries(BOOK))
    assert {code: line.entries for code, line in LINES.items()} == found
    repeals = Counter(code for code, one in entries(BOOK) if one.lifted)
    for code, line in LINES.items():
        assert line.decide + line.advise + repeals[code] == line.entries
        assert sum(line.confidence.values()) == line.decide


def test_a_line_counts_what_decides_by_confidence_and_the_oldest_check() -> None:
    older = entry(ask.Adult(), confidence="low", checked_on=date(2026, 11, 20))
    versions = (entry(ask.Prohibited()), older, entry(None, effect="advise", confidence="medium"))
    rules = (Rule("tx-a", versions), Rule("tx-b", (entry(ask.Adult()), lifted(date(2027, 1, 1)))))
    texas = replace(BOOK.states["TX"], rules=rules, open_questions=("What?", "Who?"))
    (line, _) = lines(replace(BOOK, states={"TX": texas}))
    confidence = {"high": 2, "medium": 0, "low": 1}
    checked = date(2026, 11, 20)
    assert line == Line("TX", "Texas", "delegation only", 5, 3, 1, confidence, checked, 2)


def test_a_state_without_an_entry_was_never_checked() -> None:
    texas = replace(BOOK.states["TX"], rules=())
    (row,) = (line for line in _page(texas).splitlines() if line.startswith("| Texas"))
    assert row == "| Texas (TX) | delegation only | 0 | 0 | 0 | 0 | 0 | 0 | never | 0 |"


def test_the_last_line_is_the_total_of_all() -> None:
    (total,) = (line for line in table_page(BOOK).splitlines() if "**Total**" in line)
    cells = [cell.strip() for cell in total.strip("|").split("|")]
    assert cells[2] == str(len(list(entries(BOOK))))
    assert cells[-1] == str(sum(len(state.open_questions) for state in BOOK.states.values()))


def test_every_state_stands_under_its_kind_of_regulation() -> None:
    page = table_page(BOOK)
    assert "| state credential required | 2 | ND WA |" in page
    assert "| certification required for certain tasks | 8 | AZ CA CT DE MA NJ SC TN |" in page
    assert "| not found | 1 | DC |" in page


def _page(state: StateRules) -> str:
    return table_page(replace(BOOK, states={"TX": state}))
