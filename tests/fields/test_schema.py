"""A row of a file and a JSON object are read alike, and refused with everything that is wrong."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.errors import Problem, Refused
from agency.fields import Amount, Choice, Day, InputSchema, Ref, SafeText, WordList, require_order
from agency.fields.schema import LONGEST_SHOWN, is_blank, shown


class Visit(InputSchema):
    ref = Ref(required=True)
    first = Day(required=True)
    last = Day(load_default=None)
    note = SafeText(20, load_default="")
    tags = WordList()
    kind = Choice(("short", "long"), load_default="short")
    hours = Amount(2, "24", load_default=None)

    def check(self, values: Mapping[str, Any]) -> None:
        require_order(values, "first", "last")


VISIT = Visit()
WHOLE = {"ref": "V-1", "first": "2027-01-04", "last": "2027-01-05", "note": "x", "tags": "a;b"}


def problems(data: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(Refused) as refused:
        VISIT.accept(data)
    return [(one.field, one.value, one.expected) for one in refused.value.problems]


def test_values_come_out_fit_for_the_columns() -> None:
    assert VISIT.accept(WHOLE) == {
        "ref": "V-1",
        "first": date(2027, 1, 4),
        "last": date(2027, 1, 5),
        "note": "x",
        "tags": ("a", "b"),
        "kind": "short",
        "hours": None,
    }


@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0"])
def test_a_blank_is_the_same_as_nothing(blank: str | None) -> None:
    short = {"ref": "V-1", "first": "2027-01-04"}
    blanks = dict.fromkeys(("last", "note", "tags", "kind", "hours"), blank)
    assert VISIT.accept(short | blanks) == VISIT.accept(short)


def test_every_problem_is_told_with_field_value_and_expectation() -> None:
    found = problems({"first": "4.1.27", "kind": "wide", "tags": ["x;y"], "note": "n" * 21})
    assert ("ref", "", "a reference such as C-0107") in found
    assert ("kind", "wide", "one of short, long") in found
    assert ("tags", "x;y", 'words without ";"') in found
    assert ("note", "n" * 21, "at most 20 characters, not 21") in found
    assert len(found) == 5


def test_days_in_the_wrong_order_are_refused_at_the_later_one() -> None:
    wrong = WHOLE | {"last": "2027-01-03"}
    wanted = [("last", "2027-01-03", "a day not before first, which is 2027-01-04")]
    assert problems(wrong) == wanted


@pytest.mark.parametrize("data", [None, [], "text", 5, [WHOLE]])
def test_what_is_no_object_is_refused_as_a_whole(data: Any) -> None:
    [(field, _, wanted)] = problems(data)
    assert (field, wanted) == ("", "an object whose keys are the names of columns")


def test_unknown_keys_are_told_in_their_order_and_mean_nothing() -> None:
    assert VISIT.unknown_in(["role", "ref", "admin"]) == ["role", "admin"]
    assert VISIT.accept(WHOLE | {"role": "admin"}) == VISIT.accept(WHOLE)


CELLS = st.dictionaries(
    st.sampled_from(sorted(VISIT.load_fields)),
    st.sampled_from(["", " ", "V-1", "2027-01-04", "2027-01-03", "long", "a;b;;a", "7.5", "no\x00"])
    | st.text(max_size=12),
)


@given(CELLS)
def test_a_row_of_cells_is_read_as_an_object_would_be(cells: dict[str, str]) -> None:
    assert outcome(VISIT.accept_cells, cells) == outcome(VISIT.accept, cells)


def outcome(accept: Any, cells: dict[str, str]) -> Any:
    try:
        return accept(cells)
    except Refused as refused:
        return refused.problems


def test_a_refusal_reads_as_one_sentence() -> None:
    with pytest.raises(Refused, match=r"^kind: 'wide': expected one of short, long$"):
        VISIT.accept(WHOLE | {"kind": "wide"})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a", "a"),
        (["a", 1], "a;1"),
        (1.5, "1.5"),
        ("x" * (LONGEST_SHOWN + 1), "x" * LONGEST_SHOWN + "…"),
        ("\ud800", "\\ud800"),
    ],
    ids=ascii,
)
def test_a_value_is_quoted_short_and_printable(value: Any, text: str) -> None:
    assert shown(value) == text


def test_a_number_too_long_to_be_written_is_told_by_its_length() -> None:
    assert shown(10**5000) == "a number of 16610 bits"


def test_a_problem_quotes_what_a_terminal_would_obey() -> None:
    assert str(Problem("note", "\x1b[2J\u202e", "text")) == r"note: '\x1b[2J\u202e': expected text"


@pytest.mark.parametrize("value", [0, False, [], "0", "null", {}], ids=repr)
def test_what_says_something_is_not_blank(value: Any) -> None:
    assert not is_blank(value)
