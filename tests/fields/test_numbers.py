"""Numbers are plain decimals; what a spreadsheet or a program may make of them is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.fields import Amount, Dollars, Whole, YesNo
from tests.fields.refusals import refusal

ODD = [
    "1,000",
    "1.000,00",
    "1e5",
    "1E+2",
    "1_000",
    "\uff11",
    "-1",
    "+1",
    ".5",
    "5.",
    "0x1",
    "1 000",
]
NO_NUMBERS = ["NaN", "Infinity", "-Infinity", "1e999", "ten", "½", "$5", True, [1], {"a": 1}]


@given(st.integers(0, 9_999_999))
def test_every_amount_of_cents_is_read_exactly(cents: int) -> None:
    written = f"{cents // 100}.{cents % 100:02}"
    found = Dollars().deserialize(written)
    assert found == Decimal(cents) / 100
    assert Dollars().deserialize(found) == found


@pytest.mark.parametrize(
    ("value", "dollars"),
    [(22, "22"), (22.5, "22.5"), (0.1, "0.1"), (Decimal("22.50"), "22.5"), (" 007.10 ", "7.1")],
    ids=repr,
)
def test_dollars_may_be_a_number_too(value: object, dollars: str) -> None:
    assert Dollars().deserialize(value) == Decimal(dollars)


@pytest.mark.parametrize(
    "value", [*ODD, *NO_NUMBERS, "1.005", 0.125, "100000", 10**30, "9" * 400], ids=repr
)
def test_what_are_no_dollars_is_refused(value: object) -> None:
    wanted = "expected dollars as a plain number from 0 to 99999.99, such as 1234.50"
    assert refusal(Dollars(), value) == wanted


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), Decimal(-1), -1], ids=repr
)
def test_a_number_that_is_none_or_negative_is_refused(value: object) -> None:
    assert refusal(Amount(1, "99.9"), value) == (
        "expected a number from 0 to 99.9 with at most 1 decimal places, such as 12.5"
    )


def test_a_negative_nothing_is_nothing() -> None:
    found = Amount(1, "99.9").deserialize(Decimal("-0"))
    assert str(found) == "0"


def test_an_amount_ends_at_its_bound() -> None:
    assert Amount(2, "168").deserialize("168.00") == 168
    assert "from 0 to 168" in refusal(Amount(2, "168"), "168.01")


@pytest.mark.parametrize("value", ["7", " 007 ", 7], ids=repr)
def test_a_whole_number_is_read(value: object) -> None:
    assert Whole(1, 10).deserialize(value) == 7


@pytest.mark.parametrize(
    "value", [*ODD, *NO_NUMBERS, "1.0", 1.0, Decimal(1), "0", 0, 11, "11"], ids=repr
)
def test_what_is_no_whole_number_within_its_bounds_is_refused(value: object) -> None:
    assert refusal(Whole(1, 10), value) == "expected a whole number from 1 to 10"


@pytest.mark.parametrize(("value", "answer"), [("yes", True), (" no ", False), (True, True)])
def test_yes_and_no_are_words(value: object, answer: bool) -> None:
    assert YesNo().deserialize(value) is answer


@pytest.mark.parametrize("value", ["Yes", "y", "true", "1", 1, 0, "on", [], {}, ["yes"]], ids=repr)
def test_nothing_else_is_yes_or_no(value: object) -> None:
    assert refusal(YesNo(), value) == "expected yes, no or blank"
