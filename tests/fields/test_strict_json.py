"""JSON from outside: finite, shallow, unambiguous, or refused with the place."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.errors import Refused, Unreadable
from agency.fields.strict_json import MOST_BYTES, MOST_DEPTH, path_to, read_json
from tests.examples import examples

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
SCALARS = st.none() | st.booleans() | st.integers() | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20
)


@given(VALUES)
@settings(deadline=None, max_examples=examples(100))
def test_what_is_well_written_is_read_as_it_is(value: Any) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:\\u0dNaI1e.-', max_size=200))
@settings(deadline=None, max_examples=examples(300))
def test_anything_else_is_refused_in_words(document: bytes | str) -> None:
    assert outcome(document.encode() if isinstance(document, str) else document)


def outcome(document: bytes) -> str:
    """What the reader says: the refusal in words, or that it was read."""
    try:
        read_json(document)
    except (Unreadable, Refused) as error:
        return str(error)
    return "read"


def test_a_number_with_a_point_is_exact() -> None:
    assert read_json(b"[25.10, 1e2]") == [Decimal("25.10"), Decimal(100)]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_json(b'\xef\xbb\xbf{"on": 1}') == {"on": 1}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"", "not JSON at line 1, column 1"),
        (b'{"on":\n  }', "not JSON at line 2, column 3"),
        (b'{"on": 1,}', "not JSON at line 1"),
        (b"{'on': 1}", "not JSON at line 1, column 2"),
        (b'{"on": 1} {}', "not JSON at line 1, column 11"),
        (b'{"on": "a\nb"}', "not JSON at line 1, column 10"),
        (b'{\n"on": "\xe9"}', "line 2: byte 0xe9 is not UTF-8"),
        ('{"on": 1}'.encode("utf-16"), "line 1: byte 0xff is not UTF-8"),
        ('{"on": 1}'.encode("utf-16-le"), "not JSON at line 1, column 2"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(document: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_json(document)


def test_what_is_longer_than_a_megabyte_is_not_read() -> None:
    longest = b'"' + b"x" * (MOST_BYTES - 2) + b'"'
    assert len(read_json(longest)) == MOST_BYTES - 2
    with pytest.raises(Unreadable, match="longer than 1,000,000 bytes"):
        read_json(longest + b" ")


def test_what_is_nested_too_deep_is_not_read() -> None:
    deepest = b"[" * MOST_DEPTH + b"]" * MOST_DEPTH
    assert read_json(deepest) is not None
    for opening in (b"[", b'{"a":', b"\n["):
        with pytest.raises(Unreadable, match="nested deeper than 32 levels"):
            read_json(opening * 20_000)


def test_brackets_inside_texts_are_no_nesting() -> None:
    brackets = "[" * 100 + '"\\' + "{" * 100
    assert read_json(json.dumps([brackets, brackets]).encode()) == [brackets, brackets]


@pytest.mark.parametrize("start", ['"', '"\\"', '["', "\\"])
def test_a_text_that_is_never_closed_is_told_at_once(start: str) -> None:
    with pytest.raises(Unreadable):
        read_json((start * (MOST_BYTES // len(start))).encode())


def problems_of(document: bytes) -> list[tuple[str, str, str]]:
    with pytest.raises(Refused) as refused:
        read_json(document)
    return [(one.field, one.value, one.expected) for one in refused.value.problems]


def test_a_key_that_stands_twice_is_refused_with_its_path() -> None:
    document = b'{"a": [{"b": 1, "c": 2, "b": 3}], "d": 1, "\\u0064": 2}'
    assert problems_of(document) == [
        ("d", "d", "this key once in its object"),
        ("a[0].b", "b", "this key once in its object"),
    ]


def test_an_object_of_many_keys_is_no_trouble() -> None:
    keys = [f'"{number}": 0' for number in range(70_000)]
    assert problems_of(f"{{{', '.join([*keys, keys[0]])}}}".encode())[0][0] == "0"


def test_numbers_that_are_not_finite_are_refused_with_their_path() -> None:
    document = b'{"a": [NaN, 1, -Infinity], "b": {"c": Infinity, "d": 1e99999999999999999999}}'
    assert problems_of(document) == [
        ("a[0]", "NaN", "a finite number"),
        ("a[2]", "-Infinity", "a finite number"),
        ("b.c", "Infinity", "a finite number"),
        ("b.d", "Infinity", "a finite number"),
    ]


def test_a_whole_number_of_five_thousand_digits_is_read_without_harm() -> None:
    assert read_json(b"[" + b"9" * 5000 + b"]") == [Decimal("9" * 5000)]


def test_nul_and_broken_surrogates_are_refused_in_values_and_in_keys() -> None:
    document = rb'{"a": "x\u0000", "b": ["\ud800y"], "c\udc00": 1, "d": "\ud83d\ude00"}'
    assert problems_of(document) == [
        ("a", "x\x00", "text without the character U+0000"),
        ("b[0]", "\\ud800y", "text without the character U+D800"),
        ("'c\\udc00'", "c\\udc00", "text without the character U+DC00"),
    ]


def test_a_path_is_printable_whatever_the_keys_hold() -> None:
    assert path_to("candidate", "ref") == "candidate.ref"
    assert path_to("", "ref") == "ref"
    assert path_to("a", "x\u202ey\n") == "a.'x\\u202ey\\n'"
    assert len(path_to("", "k" * 500)) < 100
