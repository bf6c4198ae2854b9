"""What a statement finds comes as columns, each whole, from either database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.matching.bulk_columns import MARK, StrangeText, columns_of
from agency.matching.sql import joined, scanned, whole
from agency.matching.wording import texts_of
from tests.builders import make_candidate

ODD = ("", "plain", "É и 漢 🩺", "a,b;c", 'it\'s "quoted"', "back\\slash", "NULL", "\t\n", "a\x1f")


def read(*columns: Any) -> dict[str, Any]:
    return columns_of(select(*columns).order_by(None))


def test_texts_come_as_they_are_kept(database: SQLAlchemy) -> None:
    for name in ODD:
        make_candidate(last_name=name)
    assert sorted(texts_of(read(Candidate.last_name)["last_name"])) == sorted(ODD)


def test_columns_of_one_statement_stand_row_by_row(database: SQLAlchemy) -> None:
    for number in range(30):
        make_candidate(f"C-{number}", last_name=f"{number % 7}", min_pay_rate=Decimal(number))
    columns = read(Candidate.ref, Candidate.last_name, whole(Candidate.min_pay_rate).label("pay"))
    refs, names = (texts_of(columns[name]) for name in ("ref", "last_name"))
    for ref, name, pay in zip(refs, names, columns["pay"].tolist(), strict=True):
        number = int(ref.removeprefix("C-"))
        assert (name, pay) == (f"{number % 7}", number * 100)


def test_what_is_null_is_the_blank_text(database: SQLAlchemy) -> None:
    make_candidate("C-1", home_zip=None)
    make_candidate("C-2", home_zip="98101")
    assert sorted(texts_of(read(Candidate.home_zip)["home_zip"])) == ["", "98101"]


def test_numbers_are_as_wide_as_their_columns(database: SQLAlchemy) -> None:
    large = Decimal(2**60)
    make_candidate("C-1", min_pay_rate=large / 100)
    columns = read(Candidate.id, whole(Candidate.min_pay_rate).label("pay"))
    assert (columns["id"].dtype, columns["pay"].dtype) == ("int32", "int64")
    assert columns["pay"].tolist() == [2**60]


def test_no_rows_are_empty_columns(database: SQLAlchemy) -> None:
    columns = read(Candidate.id, Candidate.ref, whole(Candidate.min_pay_rate).label("pay"))
    assert (columns["id"].tolist(), columns["pay"].tolist()) == ([], [])
    assert texts_of(columns["ref"]) == []
    assert (columns["id"].dtype, columns["pay"].dtype) == ("int32", "int64")


def test_lists_come_with_semicolons(database: SQLAlchemy) -> None:
    make_candidate("C-1", skills=("Front Desk", "é"))
    make_candidate("C-2", skills=())
    assert sorted(texts_of(read(joined(Candidate.skills).label("s"))["s"])) == ["", "Front Desk;é"]


def test_a_column_that_is_scanned_is_the_same_column(database: SQLAlchemy) -> None:
    make_candidate("C-1", status="inactive")
    make_candidate("C-2")
    found = columns_of(select(Candidate.ref).where(scanned(Candidate.status) == "active"))
    assert texts_of(found["ref"]) == ["C-2"]


def test_a_text_with_the_mark_between_texts_is_refused_by_name(database: SQLAlchemy) -> None:
    make_candidate("C-1", last_name=f"one{MARK}two")
    with pytest.raises(StrangeText, match=r"a text of last_name .* U\+001F and U\+001E"):
        read(Candidate.last_name)
