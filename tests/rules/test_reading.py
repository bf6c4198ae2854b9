"""One table, read strictly: whatever is wrong in it names its file, entry, key and expectation."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agency.rules.reading import RuleBookError, Table, read_toml

GOOD = """
text = "A text"
day = 2027-01-04
whole = 3
amount = 4.5
flag = true
choice = "high"
words = ["one", "two"]
inner = { text = "Inside" }
"""


def table_of(text: str) -> Table:
    return Table(tomllib.loads(text), "xx.toml", "xx-entry")


def test_a_table_gives_each_value_in_its_type() -> None:
    table = table_of(GOOD)
    assert table.text("text") == table.text_or_none("text") == "A text"
    assert table.day("day") == date(2027, 1, 4)
    assert table.whole("whole") == table.whole_or_none("whole") == 3
    assert table.amount("amount") == table.amount_or_none("amount") == Decimal("4.5")
    assert table.flag("flag")
    assert table.choice("choice", ("high", "low")) == "high"
    assert table.choice_or_none("choice", ("high", "low")) == "high"
    assert table.words("words", ("one", "two", "three")) == ("one", "two")
    assert table.words_or_none("words") == ("one", "two")
    assert table.table("inner").text("text") == "Inside"
    table.close()


def test_what_may_be_absent_is_none_false_or_nothing() -> None:
    table = table_of("")
    assert table.text_or_none("a") is None
    assert table.whole_or_none("a") is None
    assert table.amount_or_none("a") is None
    assert table.choice_or_none("a", ("high",)) is None
    assert table.words_or_none("a") is None
    assert table.table_or_none("a") is None
    assert table.flag("a") is False
    assert list(table.tables("a", "name")) == []


@pytest.mark.parametrize(
    "read", [Table.text, Table.day, Table.whole, Table.amount, Table.words, Table.table, Table.take]
)
def test_what_must_be_there_is_missed(read: Callable[[Table, str], Any]) -> None:
    with pytest.raises(RuleBookError) as refused:
        read(table_of(""), "key")
    assert str(refused.value) == "xx.toml: xx-entry: key: is missing"


@pytest.mark.parametrize(
    ("written", "read", "problem"),
    [
        ("3", Table.text, "expected text, got 3"),
        ('" "', Table.text, "expected text, got nothing"),
        ('"2027-01-04"', Table.day, "expected a date, got '2027-01-04'"),
        (
            "2027-01-04T08:00:00",
            Table.day,
            "expected a date without a time, got 2027-01-04 08:00:00",
        ),
        ("3.0", Table.whole, "expected a whole number, got 3.0"),
        ("true", Table.whole, "expected a whole number, got True"),
        ("-1", Table.whole, "expected a number not below 0, got -1"),
        ('"3"', Table.amount, "expected a number, got '3'"),
        ("true", Table.amount, "expected a number above 0, got True"),
        ("0", Table.amount, "expected a number above 0, got 0"),
        ("-0.5", Table.amount, "expected a number above 0, got -0.5"),
        ("nan", Table.amount, "expected a number above 0, got nan"),
        ("inf", Table.amount, "expected a number above 0, got inf"),
        ("1", Table.flag, "expected true or false, got 1"),
        ('"one"', Table.words, "expected a list, got 'one'"),
        ("[]", Table.words, "expected a list of at least one"),
        ("[1]", Table.words, "expected text in the list, got 1"),
        ("[1]", Table.table, "expected a table, got [1]"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(
    written: str, read: Callable[[Table, str], Any], problem: str
) -> None:
    with pytest.raises(RuleBookError) as refused:
        read(table_of(f"key = {written}"), "key")
    assert (refused.value.file, refused.value.entry) == ("xx.toml", "xx-entry")
    assert (refused.value.key, refused.value.problem) == ("key", problem)


def test_a_number_below_what_is_asked_is_refused() -> None:
    with pytest.raises(RuleBookError, match="expected a number not below 1, got 0"):
        table_of("key = 0").whole("key", least=1)


def test_a_word_that_is_not_among_those_allowed_is_refused_with_them() -> None:
    with pytest.raises(RuleBookError, match=r"key: expected one of high, low; got 'hgih'"):
        table_of('key = "hgih"').choice("key", ("high", "low"))
    with pytest.raises(RuleBookError, match=r"key: 'tow' is not known; expected one of one, two"):
        table_of('key = ["one", "tow"]').words("key", ("one", "two"))


def test_a_name_given_before_stands_twice() -> None:
    table = table_of('key = "one"')
    assert table.new_text("key", {"two"}) == "one"
    with pytest.raises(RuleBookError, match="key: 'one' stands twice"):
        table.new_text("key", {"one", "two"})


def test_a_key_nobody_asked_for_is_refused_with_those_that_were() -> None:
    table = table_of('says = "Yes"\nsasy = "No"')
    table.text("says")
    table.text_or_none("note")
    with pytest.raises(RuleBookError) as refused:
        table.close()
    assert refused.value.key == "sasy"
    assert refused.value.problem == "is not a known key here; expected one of note, says"


def test_a_key_inside_a_table_is_named_with_its_path() -> None:
    inner = table_of("needs = { training = { hours_min = -1 } }").table("needs").table("training")
    with pytest.raises(RuleBookError) as refused:
        inner.amount("hours_min")
    assert refused.value.key == "needs.training.hours_min"


def test_tables_of_a_list_are_called_by_their_name_or_their_number() -> None:
    table = table_of('[[rule]]\nid = "one"\n[[rule]]\nother = 2')
    assert [one.entry for one in table.tables("rule", "id")] == ["one", "rule 2"]


@pytest.mark.parametrize("written", ["rule = 3", "[rule]\nid = 3"])
def test_a_list_of_tables_must_be_one(written: str) -> None:
    with pytest.raises(RuleBookError, match=r"rule: expected a list of tables \(\[\[rule\]\]\)"):
        list(table_of(written).tables("rule", "id"))


def test_a_list_of_tables_holds_tables_only() -> None:
    with pytest.raises(RuleBookError, match="rule 1: table: expected a table, got 3"):
        list(table_of("rule = [3]").tables("rule", "id"))


@pytest.mark.parametrize(
    ("written", "key", "problem"),
    [
        (b"a = ", "syntax", "Invalid value"),
        (b"a = 1\na = 2", "syntax", "Cannot overwrite a value"),
        (b"\x7fELF\x02\xff", "syntax", "is not a text file in UTF-8"),
        ("a = 1".encode("utf-16"), "syntax", "is not a text file in UTF-8"),
        (b"a = " + b"[" * 100_000, "syntax", "nested too deeply"),
    ],
)
def test_a_file_that_is_not_toml_is_refused_by_its_name(
    tmp_path: Path, written: bytes, key: str, problem: str
) -> None:
    file = tmp_path / "xx.toml"
    file.write_bytes(written)
    with pytest.raises(RuleBookError) as refused:
        read_toml(file)
    assert (refused.value.file, refused.value.key) == ("xx.toml", key)
    assert problem in refused.value.problem


def test_a_mark_of_utf_8_at_the_head_of_a_file_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "xx.toml"
    file.write_bytes("\ufeffa = 'é'".encode())
    assert read_toml(file) == {"a": "é"}


def test_a_file_that_is_not_there_is_refused_by_its_place(tmp_path: Path) -> None:
    file = tmp_path / "xx.toml"
    with pytest.raises(RuleBookError) as refused:
        read_toml(file)
    assert str(refused.value) == f"{file}: file: file: cannot be read: No such file or directory"
