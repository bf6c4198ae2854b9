"""Text as it is compared."""

from __future__ import annotations

import pytest

from agency.finding.folding import digits_of, folded, without_zeros, words_of, words_stored


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Nguyễn", "nguyen"),
        ("Łukasz Đặng", "lukasz dang"),
        ("O\u2019Brien", "obrien"),
        ("O'Brien", "obrien"),
        ("Großmann", "grossmann"),
        ("İnönü", "inonu"),
        ("Søren Ærø", "soren aero"),
        ("plain", "plain"),
    ],
)
def test_accents_capitals_and_marks_are_left_out(written: str, compared: str) -> None:
    assert folded(written) == compared


def test_words_are_kept_in_order() -> None:
    assert words_of("Marisol  Vega-Lund, RN") == ["marisol", "vega", "lund", "rn"]


def test_two_names_with_a_hyphen_are_stored_as_one_too() -> None:
    assert words_stored("Vega-Lund Marisol") == ["vega", "lund", "marisol", "vegalund"]


@pytest.mark.parametrize("written", ["(509) 555-0199", "+1 509 555 0199", "1.509.555.0199"])
def test_a_telephone_number_is_its_digits_without_the_country(written: str) -> None:
    assert digits_of(written) == "5095550199"


@pytest.mark.parametrize(
    ("ref", "compared"),
    [("C-0001", "c-1"), (" c-1 ", "c-1"), ("A-0", "a-0"), ("X-10-007", "x-10-7")],
)
def test_a_reference_is_compared_without_the_zeros_of_its_numbers(ref: str, compared: str) -> None:
    assert without_zeros(ref) == compared
