"""What stands out in a credential before it is verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from agency.documents.readings.joining import DocumentRead, Found
from agency.reading.findings import FieldRead
from agency.rules.rulebook import load_rulebook
from agency.verification.differences import TO_LOOK_AT, TO_SETTLE, Known, differences
from tests.builders import read

TYPES = load_rulebook().catalogue.types
DAY = date(2026, 11, 24)
KNOWN = Known("Ines Halloran-Brook", TYPES["CMA-AAMA"], DAY)
CARD: dict[str, Any] = {
    "code": "CMA-AAMA",
    "number": "7",
    "issued_on": date(2024, 3, 10),
    "expires_on": date(2029, 3, 31),
}


def found(known: Known = KNOWN, **said: Any) -> list[tuple[str, str]]:
    return [(one.field, one.level) for one in differences({**CARD, **said}, known)]


def test_what_fits_does_not_stand_out() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("read", "level"),
    [
        ("INES HALLORAN BROOK", TO_LOOK_AT),
        ("Halloran-Brook, Inés", TO_LOOK_AT),
        ("Ines Brook", TO_SETTLE),
        ("Ines Halloran-Brook", None),
    ],
)
def test_a_name_is_compared_as_it_sounds(read: str, level: str | None) -> None:
    assert found(replace(KNOWN, read_name=read)) == ([("name", level)] if level else [])


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ({"issued_on": date(2026, 11, 25)}, ("issued_on", TO_SETTLE)),
        ({"issued_on": None}, ("issued_on", TO_LOOK_AT)),
        ({"expires_on": date(2026, 11, 23), "issued_on": None}, ("expires_on", TO_SETTLE)),
        ({"expires_on": date(2029, 4, 1)}, ("expires_on", TO_LOOK_AT)),
        ({"expires_on": None}, ("expires_on", TO_SETTLE)),
        ({"number": ""}, ("number", TO_LOOK_AT)),
    ],
)
def test_each_field_has_its_question(said: dict[str, Any], mark: tuple[str, str]) -> None:
    assert mark in found(**said)


def test_today_is_neither_in_the_future_nor_over() -> None:
    assert found(issued_on=DAY, expires_on=DAY) == []


def test_what_somebody_else_has_and_what_is_another_type_is_to_be_settled() -> None:
    known = replace(KNOWN, used_by="C-9", read_code="RMA-AMT")
    assert found(known) == [("code", TO_SETTLE), ("number", TO_SETTLE)]


def test_what_never_ends_needs_no_last_day() -> None:
    known = replace(KNOWN, kind=TYPES["HEPB-IMMUNE"])
    assert found(known, code="HEPB-IMMUNE", expires_on=None, number="") == []


def document(*findings: FieldRead) -> DocumentRead:
    return DocumentRead(fields={one.field: Found(one, 1) for one in findings})


@pytest.mark.parametrize(
    ("finding", "mark"),
    [
        (read("number", "7"), None),
        (read("number", "8"), ("number", TO_SETTLE)),
        (read("issued_on", "2024-03-10", "03/10/2024"), None),
        (read("issued_on", "2024-10-03", "03/10/2024"), ("issued_on", TO_SETTLE)),
        (read("expires_on", "2029-02-28", "02/2029"), ("expires_on", TO_SETTLE)),
        (FieldRead("number", "7", None, 60, None), None),
        (FieldRead("number", "1", None, 60, None, "one or seven?"), ("number", TO_LOOK_AT)),
        (FieldRead("expires_on", "0?/2029", None, 40, None), ("expires_on", TO_LOOK_AT)),
        (FieldRead("issuer", "AAMA", None, 40, None), None),
    ],
)
def test_what_is_filed_is_held_against_what_was_read(
    finding: FieldRead, mark: tuple[str, str] | None
) -> None:
    assert found(replace(KNOWN, read=document(finding))) == ([mark] if mark else [])


def test_what_is_not_filed_is_proposed_by_what_was_read() -> None:
    known = replace(KNOWN, read=document(read("issued_on", "2024-03-10", "03/10/2024")))
    (one,) = differences({**CARD, "issued_on": None}, known)
    said = "No day of issue was given. The document reads 03/10/2024, 10 Mar 2024."
    assert (one.level, one.says) == (TO_LOOK_AT, said)


def test_of_a_field_all_is_told_at_once_as_serious_as_the_worst() -> None:
    known = replace(KNOWN, used_by="C-9", read=document(read("number", "8")))
    (one,) = differences(CARD, known)
    assert one.level == TO_SETTLE
    assert "C-9 has this number too." in one.says
    assert "The document reads 8." in one.says


def test_only_a_hyphen_or_only_capitals_are_told_apart() -> None:
    (one,) = differences(CARD, replace(KNOWN, read_name="INES HALLORAN BROOK"))
    assert one.says == "Profile has Ines Halloran-Brook. Only the hyphen differs."
    assert differences(CARD, replace(KNOWN, read_name="INES HALLORAN-BROOK")) == []
