"""What files of changes make of a rulebook: a whole state takes its place, others only add."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agency.rules.amending import amended, entries_in
from agency.rules.comparing import entry_changes
from agency.rules.drafts import Draft, draft_of, drafted, missing_entries, missing_text, read_draft
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import DATA, RuleBook, load_rulebook

BOOK = load_rulebook()
NEW: dict[str, Any] = {
    "id": "wa-new",
    "says": "Hold MA-Certified.",
    "in_force": date(2027, 1, 1),
    "effect": "require",
    "needs": {"holds": ["WA-MA-C"]},
    "citation": "Act",
    "source": "https://example.org/act",
    "checked_on": date(2026, 11, 24),
    "confidence": "high",
}


def of_state(code: str) -> dict[str, Any]:
    """What the file of a state holds."""
    text = (DATA / "states" / f"{code}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def without(values: dict[str, Any], id: str) -> dict[str, Any]:
    rest = [one for one in values["requirement"] if one["id"] != id]
    assert len(rest) < len(values["requirement"])
    return values | {"requirement": rest}


def moved(values: dict[str, Any], id: str, to: date) -> dict[str, Any]:
    entries = [one | {"in_force": to} if one["id"] == id else one for one in values["requirement"]]
    return values | {"requirement": entries}


def draft(*files: dict[str, Any], book: RuleBook = BOOK) -> Draft:
    return draft_of([(f"{number}.toml", one) for number, one in enumerate(files, 1)], book)


def made(*files: dict[str, Any], book: RuleBook = BOOK) -> RuleBook:
    return drafted(book, draft(*files, book=book))


def told(after: RuleBook, before: RuleBook = BOOK) -> list[tuple[str, str, str]]:
    changes = entry_changes(before, after)
    return [(one.kind, one.entry.id, one.entry.in_force.isoformat()) for one in changes]


def refused(*files: dict[str, Any]) -> str:
    with pytest.raises(RuleBookError) as error:
        draft(*files)
    return str(error.value)


CHANGES = {"requirement": [NEW]}


@pytest.mark.parametrize("code", ["wa", "sc", "tx"])
def test_a_state_as_it_is_changes_nothing(code: str) -> None:
    found = draft(of_state(code))
    assert found.whole == {code.upper()}
    assert missing_entries(BOOK, found) == ()
    assert drafted(BOOK, found).fingerprint == BOOK.fingerprint


def test_what_a_whole_state_lacks_is_removed() -> None:
    after = made(without(of_state("wa"), "wa-practice"))
    assert told(after) == [("removed", "wa-practice", "0001-01-01")]
    assert "wa-practice" not in [rule.id for rule in after.rules_of("WA")]
    assert [rule.id for rule in after.rules_of("TX")] == [rule.id for rule in BOOK.rules_of("TX")]


def test_what_is_moved_is_removed_from_its_old_day() -> None:
    after = made(moved(of_state("sc"), "sc-medication", date(2027, 7, 16)))
    assert told(after) == [
        ("removed", "sc-medication", "2026-07-16"),
        ("added", "sc-medication", "2027-07-16"),
    ]


@pytest.mark.parametrize("key", ["name", "regulator", "regulation", "summary"])
def test_a_file_without_the_whole_head_only_adds(key: str) -> None:
    values = {name: value for name, value in of_state("wa").items() if name != key}
    found = draft(without(values, "wa-practice"))
    assert found.whole == frozenset()
    assert drafted(BOOK, found).fingerprint == BOOK.fingerprint


def test_what_was_recorded_of_a_state_belongs_to_it() -> None:
    standard = {key: NEW[key] for key in ("says", "in_force", "effect", "needs")}
    tables = [NEW, NEW | {"id": "tx-new"}, standard | {"id": "agency-new"}]
    recorded = amended(BOOK, entries_in({"requirement": tables}, "new.toml", BOOK))
    after = made(of_state("wa"), book=recorded)
    assert told(after, recorded) == [("removed", "wa-new", "2027-01-01")]
    assert len(after.amendments) == 2
    both = draft(of_state("wa"), CHANGES, book=recorded)
    assert missing_entries(recorded, both) == ()


def test_a_book_without_an_entry_has_a_fingerprint_of_its_own() -> None:
    practice, other = (
        made(without(of_state("wa"), id)) for id in ("wa-practice", "wa-venipuncture")
    )
    assert len({BOOK.fingerprint, practice.fingerprint, other.fingerprint}) == 3
    again = made(without(of_state("wa"), "wa-practice"))
    assert again.fingerprint == practice.fingerprint
    more = made(without(of_state("wa"), "wa-practice"), CHANGES)
    assert more.fingerprint != practice.fingerprint


def test_other_files_add_to_a_whole_state_in_whatever_order() -> None:
    whole = without(of_state("wa"), "wa-practice")
    first, second = made(whole, CHANGES), made(CHANGES, whole)
    assert told(first) == told(second)
    assert ("added", "wa-new", "2027-01-01") in told(first)
    assert first.fingerprint == second.fingerprint


def test_of_one_key_there_is_one_text_in_all_files() -> None:
    other = {"requirement": [NEW | {"says": "Hold it."}]}
    assert refused(CHANGES, other) == (
        "2.toml: wa-new: in_force: wa-new stands twice for 2027-01-01"
    )
    assert (
        len(draft(CHANGES, {"requirement": [NEW | {"in_force": date(2028, 1, 1)}]}).proposed) == 2
    )


def test_a_state_is_whole_in_one_file() -> None:
    washington = of_state("wa")
    assert "2.toml: file: state: another file is the whole of WA" in refused(washington, washington)
    assert draft(washington, of_state("sc")).whole == {"WA", "SC"}


def test_the_head_of_a_whole_state_is_read_as_in_its_own_file() -> None:
    assert "regulation: expected one of" in refused(of_state("wa") | {"regulation": "strict"})
    assert "summary: expected text" in refused(of_state("wa") | {"summary": " "})


def test_a_later_file_may_end_what_an_earlier_one_begins() -> None:
    end = {key: value for key, value in NEW.items() if key != "needs"}
    ends = {"requirement": [end | {"in_force": date(2028, 1, 1), "lifted": True}]}
    assert len(draft(CHANGES, ends).proposed) == 2
    assert "there is no text of wa-new before" in refused(ends)


def test_why_it_cannot_be_saved_names_every_entry_with_its_day() -> None:
    files = without(of_state("wa"), "wa-practice"), without(of_state("sc"), "sc-medication")
    text = missing_text(missing_entries(BOOK, draft(*files)))
    assert text.startswith(
        "2 entries are missing from what is written as a whole state: sc-medication (of"
        " 2026-07-16), wa-practice (since before our records). "
    )
    assert "`lifted = true`" in text


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError, match=r"none\.toml"):
        read_draft([tmp_path / "none.toml"], BOOK)
    assert read_draft([DATA / "states" / "wa.toml"], BOOK).whole == {"WA"}
