"""Words are numbered by their order in the end, however they came."""

from __future__ import annotations

import numpy as np
import pytest

from agency.matching import wording
from agency.matching.pool import Words
from agency.matching.rows import BLANK
from agency.matching.wording import all_lists, in_order, meant, numbered, pieces, split, texts_of


def words(*texts: str) -> Words:
    return numbered(texts)


def said(ordered: Words) -> tuple[list[int], tuple[str, ...]]:
    return ordered.number.tolist(), ordered.known


def test_words_are_known_in_their_order_and_the_blank_one_is_blank() -> None:
    assert said(in_order(words("elm", "", "ash", "elm"))) == ([1, BLANK, 0, 1], ("ash", "elm"))
    assert said(in_order(words())) == ([], ())
    assert said(in_order(words("", ""))) == ([BLANK, BLANK], ())


def test_a_word_that_does_not_occur_is_not_known() -> None:
    some = Words(np.array([2, BLANK], np.int32), ("ash", "beech", "elm"))
    assert said(in_order(some)) == ([0, BLANK], ("elm",))


def test_words_that_mean_the_same_become_one() -> None:
    assert said(
        in_order(meant(words("Elm", "elm", "ELM "), lambda word: word.strip().lower()))
    ) == (
        [0, 0, 0],
        ("elm",),
    )


def test_each_word_of_each_list_is_a_row() -> None:
    rows, each = split(words("a;b", "", "b", "a;b", "É;a")).each()
    assert rows.tolist() == [0, 0, 2, 3, 3, 4, 4]
    assert texts_of(each) == ["a", "b", "b", "a", "b", "É", "a"]


def test_some_lists_are_chosen_by_their_rows() -> None:
    rows, each = all_lists([["a"], ["b", "c"], [], ["a;b"]]).of(np.array([3, 1, 2])).each()
    assert (rows.tolist(), texts_of(each)) == ([0, 1, 1], ["a;b", "b", "c"])
    assert [len(column) for column in all_lists([]).each()[0:1]] == [0]


def test_nothing_but_blank_lists_have_no_words() -> None:
    rows, each = split(words("", "")).each()
    assert (rows.tolist(), texts_of(each)) == ([], [])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
@pytest.mark.parametrize("text", ["", "|-", "a|-b|-|-cc|-", "|-|-|-", "a|b-|-c"])
def test_a_long_text_is_taken_apart_piece_by_piece_as_if_at_once(
    text: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording, "SLICE", size)
    assert [*pieces(text, "|-")] == text.split("|-")


def test_fewer_words_than_there_must_be_are_refused() -> None:
    with pytest.raises(ValueError, match="iterator too short"):
        numbered(["a"], 2)
