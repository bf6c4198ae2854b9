"""Which type of the catalogue it is, and whose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.reading.fields.kinds import BY_HEADING, Kinds
from agency.reading.findings import FieldRead
from agency.reading.lines import Line
from agency.reading.wording import wording
from agency.rules.catalogue import CredentialType
from agency.rules.rulebook import load_rulebook
from tests.reading.lines_of import line, lines, near

CATALOGUE = load_rulebook().catalogue
TYPES = tuple(CATALOGUE.types.values())


def read(*made: Line) -> tuple[FieldRead, FieldRead]:
    code, issuer, _ = Kinds(near(*made), CATALOGUE).read()
    return code, issuer


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.code)
@pytest.mark.parametrize("by", ["name", "title"])
def test_every_type_is_known_by_its_name_and_its_issuer(kind: CredentialType, by: str) -> None:
    code, issuer = read(*lines(kind.issuer, "presents", getattr(kind, by)))
    assert code.value == kind.code
    if kind.code not in wording().by_anybody:
        assert issuer.value == kind.issuer


@given(st.sampled_from(TYPES))
def test_a_type_is_known_without_blanks_and_over_lines(kind: CredentialType) -> None:
    words = kind.name.split()
    cut = max(len(words) // 2, 1)
    folded = (" ".join(words[:cut]), " ".join(words[cut:]))
    made = [line(kind.issuer.replace(" ", ""), 50, 50), line("presents", 50, 90)]
    made += [line(text, 50, 130 + 14 * row) for row, text in enumerate(folded) if text]
    code, _ = read(*made)
    assert code.value == kind.code


def test_a_misread_letter_does_not_matter() -> None:
    code, issuer = read(*lines("American Medical Technolagists", "Registered Medical Assistont"))
    assert code.value == "RMA-AMT"
    assert issuer.value == "American Medical Technologists"
    assert code.confidence < 100


def test_a_name_within_a_longer_name_is_not_meant() -> None:
    code, _ = read(
        *lines("National Center for Competency Testing", "National Certified Medical Assistant")
    )
    assert code.value == "NCMA-NCCT"


@pytest.mark.parametrize("said", ["CCMA", "CMA", "Certified Medical Assistant", "RMA"])
def test_a_type_without_its_issuer_is_left_blank(said: str) -> None:
    code, issuer = read(*lines("Certificate", said, "Number 1234"))
    assert (code.value, issuer.value) == (None, None)
    assert code.note


def test_short_letters_of_two_types_are_left_blank() -> None:
    code, issuer = read(*lines("National Healthcareer Association", "We certify CPT, CET and CMAA"))
    assert code.value is None
    assert "CET-NHA" in code.note
    assert issuer.value == "National Healthcareer Association"


def test_a_full_name_outweighs_letters_in_small_print() -> None:
    code, _ = read(
        *lines(
            "National Healthcareer Association",
            "Certified Phlebotomy Technician",
            "Also ask about CET and CMAA.",
        )
    )
    assert code.value == "CPT-NHA"


def test_who_did_a_check_is_read_from_its_label_or_the_heading() -> None:
    _, by_label = read(*lines("Drug screen", "Laboratory: Bluewater Testing"))
    assert by_label.value == "Bluewater Testing"
    heading = [
        line("Cedar Ridge Clinic", 50, 50, size=16),
        *lines("", "Drug screen", "Negative")[1:],
    ]
    _, by_heading = read(*heading)
    assert (by_heading.value, by_heading.note) == ("Cedar Ridge Clinic", BY_HEADING)


def test_a_page_that_says_nothing_of_it_is_blank() -> None:
    code, issuer = read(*lines("Dear Ana,", "thank you for the flowers."))
    assert (code.value, code.text, issuer.value) == (None, "", None)
