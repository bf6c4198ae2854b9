"""What is read twice is trusted where both readings agree."""

from __future__ import annotations

import pytest

from agency.reading.ocr import DOUBTED, SUREST, agreed

SURE = 0.95


@pytest.mark.parametrize(
    ("one", "other", "doubted"),
    [
        ("T166444", "T166444", ""),
        ("Jul. 9,2027", "Jul.9,2027", ""),
        ("Jul.9,2027", "Jul. 9, 2027", ""),
        ("T166444", "T166A44", "4"),
        ("T16644", "T166444", "4"),
        ("T166444", "T16644", "4"),
        ("Ana Lopez", "Ana Lapez", "o"),
    ],
)
def test_letters_that_differ_are_doubted_and_blanks_are_not(
    one: str, other: str, doubted: str
) -> None:
    text, sure = agreed((one, [SURE] * len(one)), (other, [SURE - 0.01] * len(other)))
    assert text == one
    both = zip(text, sure, strict=True)
    assert "".join(letter for letter, how in both if how == DOUBTED) == doubted


def test_the_surer_reading_is_taken_and_never_wholly_sure() -> None:
    text, sure = agreed(("CO1", [0.7] * 3), ("C01", [1.0] * 3))
    assert text == "C01"
    assert sure == (SUREST, DOUBTED, SUREST)
