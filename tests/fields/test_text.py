"""Texts are taken as people write them, and refused where no database or reader could bear them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from agency.fields import Choice, Email, OwnRef, Ref, SafeText, StateCode, ZipCode
from tests.fields.refusals import refusal

ZALGO = "Z\u0351\u0313a\u0334\u0346l\u0321g\u0353o\u0489"


@pytest.mark.parametrize(
    "name",
    [
        "O'Brien",
        "Nguyễn",
        "X",
        "Null",
        "None",
        "NaN",
        "Robert'); DROP TABLE candidates;--",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "=1+1",
        "-5",
        "İstanbul",
        "Straße",
        "山田",
        "محمد",
        "שָׁלוֹם",
        "👩\u200d⚕️",
        "\u0628\u06cc\u200c\u0646\u0627\u0645",
        ZALGO,
        "a" * 200,
    ],
)
def test_a_name_is_kept_as_it_is_given(name: str) -> None:
    assert SafeText(200).deserialize(name) == name


def test_spaces_around_a_text_are_dropped_and_those_inside_stay() -> None:
    assert SafeText(20).deserialize(" \u2003Ann  Lee\u00a0 ") == "Ann  Lee"


def test_letters_are_composed() -> None:
    assert SafeText(20).deserialize("Nguye\u0302\u0303n") == "Nguyễn"


def test_the_length_is_that_of_the_composed_text() -> None:
    assert SafeText(1).deserialize("e\u0301") == "é"
    assert refusal(SafeText(3), "abcd") == "expected at most 3 characters, not 4"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\x00b", "U+0000"),
        ("a\nb", "U+000A"),
        ("a\rb", "U+000D"),
        ("a\tb", "U+0009"),
        ("a\x1b[31mb", "U+001B"),
        ("a\x85b", "U+0085"),
        ("a\u2028b", "U+2028"),
        ("a\u202eb", "U+202E"),
        ("a\u2066b", "U+2066"),
        ("a\ud800b", "U+D800"),
    ],
)
def test_characters_that_deceive_or_break_are_refused_by_name(text: str, code: str) -> None:
    assert refusal(SafeText(20), text) == f"expected text without the character {code}"


@pytest.mark.parametrize("value", [1, 1.5, True, ["a"], {"a": 1}, b"a"])
def test_only_text_is_text(value: object) -> None:
    assert refusal(SafeText(20), value) == "expected text"


@given(st.text(max_size=60))
def test_a_text_taken_once_is_taken_again_unchanged(text: str) -> None:
    field = SafeText(60)
    try:
        taken = field.deserialize(text)
    except ValidationError:
        return
    assert field.deserialize(taken) == taken
    assert unicodedata.is_normalized("NFC", taken)
    assert taken.encode().decode() == taken


@pytest.mark.parametrize("ref", ["C-0107", "7", "Ann Lee", "C#1", "ö"])
def test_a_reference_is_what_the_agency_gives(ref: str) -> None:
    assert Ref().deserialize(f" {ref} ") == ref


@pytest.mark.parametrize("ref", ["C;1", "C/1", ".", "..", "C" * 41, "C\u202e1"])
def test_a_reference_stands_in_lists_and_addresses(ref: str) -> None:
    assert refusal(Ref(), ref).startswith("expected ")


@pytest.mark.parametrize("address", ["ann@example.org", "o'brien+x@sub.example.org", "ü@ü.example"])
def test_an_address_has_one_at(address: str) -> None:
    assert Email().deserialize(address) == address


@pytest.mark.parametrize("address", ["ann", "@example.org", "ann@", "a@b@c", "a b@example.org"])
def test_what_is_no_address_is_refused(address: str) -> None:
    assert refusal(Email(), address) == (
        "expected an e-mail address such as ann@example.org, or blank"
    )


def test_a_choice_is_one_of_a_few_words_exactly() -> None:
    choice = Choice(("active", "inactive"))
    assert choice.deserialize(" active ") == "active"
    others: list[object] = ["Active", "activ", "", 1, ["active"], {}]
    for word in others:
        assert refusal(choice, word) == "expected one of active, inactive"


def test_a_state_is_two_letters_of_the_post_however_they_are_written() -> None:
    written = ("WA", " DC", "PR", "wa", "Tx ")
    assert [StateCode().deserialize(code) for code in written] == ["WA", "DC", "PR", "WA", "TX"]
    others: list[object] = ["\u017fc", "Washington", "ZZ", "", 53, ["WA"]]
    for word in others:
        assert "the two letters of a state, such as WA" in refusal(StateCode(), word)


@pytest.mark.parametrize(
    ("written", "code"),
    [("01234", "01234"), ("00501", "00501"), (" 98101 ", "98101"), ("01234-5678", "01234")],
)
def test_a_zip_code_keeps_its_leading_zero(written: str, code: str) -> None:
    assert ZipCode().deserialize(written) == code


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("1234", "; a spreadsheet may have dropped the leading zero"),
        ("501", "; a spreadsheet may have dropped the leading zero"),
        ("12345678", "; a spreadsheet may have dropped the leading zero"),
        (1234, ", as text: a number loses its leading zero"),
        ("ABCDE", ""),
        ("123456", ""),
        ("\uff19\uff18\uff11\uff10\uff11", ""),
        ("98101.0", ""),
    ],
)
def test_what_is_no_zip_code_is_refused_with_a_hint(written: object, hint: str) -> None:
    wanted = f"expected a ZIP code of 5 digits, such as 02134{hint}"
    assert refusal(ZipCode(), written) == wanted


@pytest.mark.parametrize("ref", ["new", "preview", " new "])
def test_a_reference_of_a_page_is_no_word_that_an_address_has_already(ref: str) -> None:
    assert refusal(OwnRef(), ref) == (
        "expected a reference other than new, preview and duplicates, which are addresses of pages"
    )
    assert Ref().deserialize(ref) == ref.strip()


@pytest.mark.parametrize("ref", ["New", "C-new", "previews", "news"])
def test_other_references_have_their_page(ref: str) -> None:
    assert OwnRef().deserialize(ref) == ref
