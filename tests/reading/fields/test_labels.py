"""Labels are known by their words, whatever stands around them."""

from __future__ import annotations

import pytest

from agency.reading.fields.labels import labels_in
from agency.reading.wording import wording
from tests.reading.lines_of import line


def kinds(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.piece.text) for one in labels_in(line(text), wording())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Expiration Date: 03/31/2027", [("expires_on", "Expiration Date")]),
        ("ExpirationDate:03/31/2027", [("expires_on", "ExpirationDate")]),
        ("Expiration Dote: 03/31/2027", [("expires_on", "Expiration Dote")]),
        ("Issued 1/2/2025 Expires 1/2/2027", [("issued_on", "Issued"), ("expires_on", "Expires")]),
        ("issued onJanuary 27, 2021", [("issued_on", "issued on")]),
        ("Date of Birth", [("other", "Date of Birth")]),
        ("First Issue Date", [("other", "First Issue Date")]),
        ("Certification No.: 77", [("number", "Certification No")]),
        ("Training Center ID", [("other", "Training Center ID")]),
        ("ID: 4711", [("number", "ID")]),
    ],
)
def test_labels(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(text) == found


@pytest.mark.parametrize(
    "text", ["Boise, ID 83702", "the program named above", "American Certification Association"]
)
def test_words_that_only_hold_a_label_are_none_of_a_number_or_a_name(text: str) -> None:
    assert not {kind for kind, _ in kinds(text)} & {"number", "holder"}


def test_a_label_is_alone_if_its_line_says_nothing_else() -> None:
    (alone,), (other,) = (
        labels_in(line(text), wording()) for text in ("Issue Date:", "Issue Date: 1/2/2025")
    )
    assert alone.alone
    assert not other.alone
