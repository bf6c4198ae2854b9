"""The number of a certificate."""

from __future__ import annotations

import pytest

from agency.reading.fields.numbers import TWO_NUMBERS, read_number
from tests.reading.lines_of import line, lines, near


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("Certificate Number: T166444", "T166444"),
        ("Certification No. 3085348, issued on 10/04/2023", "3085348"),
        ("eCard Code 2255 1234 5678", "225512345678"),
        ("License # CM 60123456", "CM60123456"),
        ("Registry ID: N4HH- Y3T2", "N4HH-Y3T2"),
        ("Credential ID YCCX-QLGD", "YCCX-QLGD"),
        ("CertificateNumber:7723911", "7723911"),
        ("ID Number is 123-45-6789.", "123-45-6789"),
    ],
)
def test_numbers_behind_their_label(said: str, number: str) -> None:
    read = read_number(near(*lines(said)))
    assert (read.value, read.confidence) == (number, 100)


@pytest.mark.parametrize(
    "said",
    [
        "Certificate Number: 03/15/2025",
        "Certificate Number: pending",
        "Telephone: (928) 555-0144",
        "Training Center ID: WA20512",
        "1200 Meridian Avenue, Boise, ID 83702",
        "7723911",
    ],
)
def test_other_numbers_are_passed_over(said: str) -> None:
    read = read_number(near(*lines(said)))
    assert (read.value, read.text, read.place) == (None, "", None)


def test_the_number_under_its_caption_and_not_its_neighbour() -> None:
    made = (
        *(line("Training Center ID", 50, 100), line("Certificate Number", 300, 100)),
        *(line("WA20512", 50, 114), line("7723911", 300, 114)),
    )
    assert read_number(near(*made)).value == "7723911"


def test_two_numbers_are_left_blank() -> None:
    read = read_number(near(*lines("Certificate No. 7723911", "License No. 884422")))
    assert (read.value, read.note) == (None, TWO_NUMBERS)


@pytest.mark.parametrize("said", ["CO1234567", "C0123456", "12O4567", "A4O0-77B1", "0780850"])
def test_an_o_or_a_0_where_letters_meet_digits_is_left_blank(said: str) -> None:
    read = read_number(near(*lines(f"Certificate Number: {said}", sure=0.999)))
    assert read.value is None
    assert read.text == said
    assert "look alike" in read.note


def test_other_likenesses_are_left_blank_where_they_are_not_sharp() -> None:
    sharp, dull = (
        read_number(near(*lines("Certificate Number: C5123467", sure=sure))) for sure in (0.99, 0.9)
    )
    assert (sharp.value, dull.value) == ("C5123467", None)


def test_a_zero_among_digits_is_a_zero() -> None:
    assert read_number(near(*lines("Certificate Number: 77020911", sure=0.95))).value == "77020911"


def test_the_text_of_a_pdf_is_as_it_was_written() -> None:
    assert read_number(near(*lines("Certificate Number: CO1234567"))).value == "CO1234567"
