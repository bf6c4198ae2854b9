"""Two rulebooks held against each other, entry by entry."""

from __future__ import annotations

from datetime import date
from typing import Any

from agency.rules.amending import amended, entries_in
from agency.rules.comparing import entry_changes
from agency.rules.rulebook import RuleBook, load_rulebook

BOOK = load_rulebook()
LAW: dict[str, Any] = {
    "id": "wa-practice",
    "says": "Hold MA-Certified.",
    "in_force": date(2027, 1, 1),
    "effect": "require",
    "needs": {"holds": ["WA-MA-C"]},
    "citation": "Act",
    "source": "https://example.org/act",
    "checked_on": date(2026, 11, 24),
    "confidence": "high",
}
STANDARD = {key: LAW[key] for key in ("says", "in_force", "effect", "needs")}


def with_entries(book: RuleBook, *tables: dict[str, Any]) -> RuleBook:
    return amended(book, entries_in({"requirement": list(tables)}, "change.toml", book))


def told(before: RuleBook, after: RuleBook) -> list[tuple[str, str, str]]:
    return [(one.of, one.entry.id, one.kind) for one in entry_changes(before, after)]


def test_a_rulebook_differs_from_itself_in_nothing() -> None:
    assert entry_changes(BOOK, BOOK) == ()
    assert entry_changes(BOOK, amended(BOOK, ())) == ()


def test_a_version_from_a_new_day_is_added_and_one_of_the_same_day_replaced() -> None:
    added = with_entries(BOOK, LAW)
    assert told(BOOK, added) == [("WA", "wa-practice", "added")]
    replaced = with_entries(added, LAW | {"says": "Hold it."})
    ((change,),) = [entry_changes(added, replaced)]
    assert (change.kind, change.entry.says) == ("replaced", "Hold it.")
    assert change.before is not None
    assert change.before.says == "Hold MA-Certified."


def test_the_same_entry_again_changes_nothing() -> None:
    added = with_entries(BOOK, LAW)
    assert entry_changes(added, with_entries(added, LAW)) == ()


def test_an_entry_that_ends_a_rule_lifts_it() -> None:
    lifting = {key: value for key, value in LAW.items() if key != "needs"} | {"lifted": True}
    assert told(BOOK, with_entries(BOOK, lifting)) == [("WA", "wa-practice", "lifted")]


def test_standards_are_told_with_whose_they_are_and_federal_rules_too() -> None:
    after = with_entries(
        BOOK,
        STANDARD | {"id": "facility-ma-c", "facility": "Birch Hospital"},
        STANDARD | {"id": "facility-ma-c", "facility": "Alder Clinic"},
        STANDARD | {"id": "agency-ma-c"},
        LAW | {"id": "us-new"},
    )
    assert told(BOOK, after) == [
        ("Alder Clinic", "facility-ma-c", "added"),
        ("Birch Hospital", "facility-ma-c", "added"),
        ("US", "us-new", "added"),
        ("agency", "agency-ma-c", "added"),
    ]


def test_what_is_there_no_more_is_removed() -> None:
    after = with_entries(BOOK, STANDARD | {"id": "agency-ma-c"})
    (change,) = entry_changes(after, BOOK)
    assert (change.kind, change.entry.id, change.after) == ("removed", "agency-ma-c", None)
