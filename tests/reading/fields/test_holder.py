"""Who holds it."""

from __future__ import annotations

import pytest

from agency.reading.fields.holder import GOES_ON, TWO_NAMES, WITHOUT_LABEL, Names, read_holder
from agency.reading.findings import FieldRead
from agency.reading.lines import Line
from agency.rules.rulebook import load_rulebook
from tests.reading.lines_of import line, lines, near

CATALOGUE = load_rulebook().catalogue


def read(*made: Line) -> FieldRead:
    beside = near(*made)
    return read_holder(beside, Names(beside.page, CATALOGUE))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Name: Ana Lopez", "Ana Lopez"),
        ("This certifies that Ana M. Lopez has met all requirements", "Ana M. Lopez"),
        ("Awarded to Seo-yeon O’Neil, CMA (AAMA)", "Seo-yeon O’Neil"),
        ("Candidate Name  MAIREAD DRUMMOND", "MAIREAD DRUMMOND"),
        ("Licensee: LOPEZ, ANA", "LOPEZ, ANA"),
        ("It is hereby certified that João de la Cruz, who has completed", "João de la Cruz"),
        ("Participant: Élodie Desrosiers, RMA", "Élodie Desrosiers"),
    ],
)
def test_names_behind_their_label(said: str, name: str) -> None:
    assert read(*lines(said)).value == name


def test_the_name_under_its_opening() -> None:
    made = [line("This is to certify that", 200, 100), line("Isla Gallagher", 210, 125, size=20)]
    assert read(*made).value == "Isla Gallagher"


@pytest.mark.parametrize(
    "said", ["Instructor Name: Ana Lopez", "President: Ana Lopez", "Name: 4711", "Name: Active"]
)
def test_other_names_are_passed_over(said: str) -> None:
    assert read(*lines(said)).value is None


def test_two_names_are_left_blank() -> None:
    found = read(*lines("Name: Ana Lopez", "Awarded to Ann Lopes"))
    assert (found.value, found.note) == (None, TWO_NAMES)


def test_a_name_that_no_word_introduces_has_to_be_the_only_one() -> None:
    alone = read(
        *lines("National Healthcareer Association", "Ana Lopez", "Certificate Number 1234")
    )
    assert (alone.value, alone.note) == ("Ana Lopez", WITHOUT_LABEL)
    assert alone.confidence < 100
    two = read(*lines("Ana Lopez", "Maria Garcia"))
    assert (two.value, two.note) == (None, TWO_NAMES)


def test_a_name_over_the_office_of_who_signed_is_not_the_holders() -> None:
    made = [line("Ana Lopez", 50, 100), line("Director of Records", 50, 113)]
    assert read(*made).value is None


def test_a_name_that_may_go_on_in_the_next_line_is_left_blank() -> None:
    made = [
        line("This is to certify that Ana Maria", 50, 100),
        line("Lopez has met all requirements", 50, 115),
    ]
    found = read(*made)
    assert (found.value, found.note) == (None, GOES_ON)


def test_a_name_at_the_end_of_a_line_may_be_whole() -> None:
    made = [
        line("This is to certify that Ana Lopez", 50, 100),
        line("has met all requirements", 50, 115),
    ]
    assert read(*made).value == "Ana Lopez"


def test_a_name_in_a_table_ends_with_its_cell() -> None:
    made = [
        line("Participant: Yuki Hoshino", 50, 100),
        line("California Certified", 115, 115),
    ]
    assert read(*made).value == "Yuki Hoshino"
