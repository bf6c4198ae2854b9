"""Words with mistakes find the rows they mean; the order never depends on how rows came."""

from __future__ import annotations

from random import Random

import pytest
from rapidfuzz.distance import OSA

from agency.finding.folding import words_of
from agency.finding.index import Entry, Sought, WordIndex

NAMES = ["Johnson Mary", "Jonsson Mara", "Nguyen Thu", "Thurman Ngo", "Vega-Lund Marisol", "Wa Li"]


def index_of(names: list[str]) -> WordIndex:
    index = WordIndex(codes=1)
    index.fill(Entry(id, name.lower(), (f"c-{id}",)) for id, name in enumerate(names, 1))
    return index


def found(index: WordIndex, text: str, sought: Sought | None = None) -> list[str]:
    return [one.text for one in index.worded(words_of(text), 10, sought or Sought())]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("johnson", "johnson mary"),
        ("mary johnson", "johnson mary"),
        ("Jonson Mary", "johnson mary"),
        ("jhonson", "johnson mary"),
        ("john", "johnson mary"),
        ("nguyen thu", "nguyen thu"),
        ("thu nguyen", "nguyen thu"),
        ("nguyne", "nguyen thu"),
        ("vegalund", "vega-lund marisol"),
        ("marysol", "vega-lund marisol"),
        ("marisol vega missing", "vega-lund marisol"),
    ],
)
def test_a_row_is_found_by_what_was_meant(typed: str, first: str) -> None:
    assert found(index_of(NAMES), typed)[0] == first


@pytest.mark.parametrize("typed", ["", "xq", "mary nobody", "johnsonville", "lo"])
def test_what_means_nothing_finds_nothing(typed: str) -> None:
    assert found(index_of(NAMES), typed) == []


@pytest.mark.parametrize(
    ("typed", "whole", "in_part"),
    [
        ("c-1", {"c-0001"}, {"c-0010", "c-0107"}),
        ("c-107", {"c-0107"}, set()),
        ("c-010", {"c-0010"}, set()),
        ("c-0107", {"c-0107"}, set()),
        ("c.1", set(), set()),
        ("1", set(), set()),
    ],
)
def test_a_reference_is_found_without_the_zeros_of_its_number(
    typed: str, whole: set[str], in_part: set[str]
) -> None:
    refs = ["c-0001", "c-0010", "c-0107", "c-0200", "a-0001"]
    index = WordIndex(codes=1)
    index.fill(Entry(id, "somebody", (ref,)) for id, ref in enumerate(refs))
    found = {(refs[one.id], one.score) for one in index.numbered(0, typed, 2, 1)}
    assert found == {(one, 2) for one in whole} | {(one, 1) for one in in_part}


def test_the_very_word_comes_before_its_beginning_and_that_before_a_mistake() -> None:
    index = index_of(["martina a", "martin a", "mardin a"])
    assert found(index, "martin") == ["martin a", "martina a", "mardin a"]


def test_a_word_sought_exactly_is_neither_begun_nor_misspelled() -> None:
    index = index_of([*NAMES, "Walker Ann"])
    assert found(index, "wa", Sought(frozenset({"wa"}))) == ["wa li"]
    assert found(index, "wa") == ["wa li", "walker ann"]


def test_of_three_words_one_may_be_missing_unless_none_may() -> None:
    index = index_of(NAMES)
    assert found(index, "vega lund maria") == ["vega-lund marisol"]
    assert found(index, "vega lund xxxx", Sought(one_may_miss=False)) == []


def test_the_order_does_not_depend_on_how_the_rows_came() -> None:
    names = [f"{last} {first}" for last in ("lee", "leed", "lees") for first in ("al", "bo", "cy")]
    straight, mixed = index_of(names), WordIndex(codes=1)
    entries = [Entry(id, name, ("",)) for id, name in enumerate(names, 1)]
    Random(1).shuffle(entries)
    for entry in entries:
        mixed.put(Entry(entry.id, "somebody else", ("",)))
        mixed.put(entry)
    for typed in ("lee", "le", "lea", "bo lee", "l c"):
        words = words_of(typed)
        assert straight.worded(words, 5) == mixed.worded(words, 5)
        assert straight.worded(words, 5) == straight.worded(words, 9)[:5]


def test_the_words_forgiven_are_those_a_plain_reckoning_forgives() -> None:
    dice = Random(2)
    words = {"".join(dice.choices("abcd", k=dice.randint(2, 10))) for _ in range(400)}
    index = index_of(sorted(words))
    for typed in list(words)[:40]:
        asked = typed[1:] + "a"
        mistakes = (len(asked) >= 4) + (len(asked) >= 8)
        meant = {
            one
            for one in words
            if one.startswith(asked) or (mistakes and OSA.distance(asked, one) <= mistakes)
        }
        assert {one.text for one in index.worded([asked], 1000)} == meant


def test_who_was_removed_or_renamed_is_not_found_by_the_old_name() -> None:
    index = index_of(NAMES)
    index.put(Entry(1, "smith mary", ("c-1",)))
    index.remove(3)
    index.remove(3)
    assert found(index, "johnson") == []
    assert found(index, "smith") == ["smith mary"]
    assert found(index, "nguyen") == []
    assert len(index) == len(NAMES) - 1
    index.put(Entry(9, "nguyen an", ("c-9",)))
    assert found(index, "nguyen") == ["nguyen an"]


def test_a_code_is_found_whole_and_in_part() -> None:
    index = index_of(NAMES)
    assert [one.id for one in index.coded(0, "c-3", 10)] == [3]
    assert index.coded(0, "C-3", 10) == []
    assert {one.id for one in index.coded_in_part(0, "c-", 10)} == set(range(1, 7))
    index.remove(3)
    assert index.coded(0, "c-3", 10) == []
