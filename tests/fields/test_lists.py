"""Lists of words: between semicolons or as a JSON list, alike."""

import pytest

from agency.fields import Choice, WordList
from tests.fields.refusals import refusal


@pytest.mark.parametrize("written", ["ekg; epic ;ekg;;", ["ekg", " epic ", "ekg", "", None, "  "]])
def test_words_stand_once_each_and_in_their_order(written: object) -> None:
    assert WordList().deserialize(written) == ("ekg", "epic")


@pytest.mark.parametrize("written", ["", " ", ";;", []])
def test_no_words_are_none(written: object) -> None:
    assert WordList().deserialize(written) == ()


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (["a;b"], 'words without ";"'),
        ([1], "text"),
        ([["a"]], "text"),
        ("a\x00", "text without the character U+0000"),
        ("a" * 101, "at most 100 characters, not 101"),
        (5, "a list of at most 500 words"),
        ({"a": "b"}, "a list of at most 500 words"),
        (";".join(map(str, range(501))), "a list of at most 500 words"),
        ([str(number) for number in range(501)], "a list of at most 500 words"),
    ],
)
def test_what_are_no_words_is_refused(written: object, wanted: str) -> None:
    assert refusal(WordList(), written) == f"expected {wanted}"


def test_each_word_is_held_to_its_own_field() -> None:
    shifts = WordList(Choice(("day", "night")))
    assert shifts.deserialize("night;day") == ("night", "day")
    assert refusal(shifts, "night;noon") == "expected one of day, night"
