"""What is made for COPY is what PostgreSQL takes: checked by a reader of the format, and by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from struct import unpack_from
from typing import Any

import numpy as np
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from agency.matching.binary_copy import (
    HEAD,
    copy_of_fields,
    copy_of_rows,
    flags,
    lists_of_numbers,
    numbers,
    words,
)
from agency.matching.rows import BLANK

INT4 = st.integers(-(2**31), 2**31 - 1)


def rows_in(data: bytes) -> Iterator[list[bytes | None]]:
    """The rows of a COPY."""
    assert data.startswith(HEAD)
    place = len(HEAD)
    while (count := unpack_from(">h", data, place)[0]) != -1:
        place += 2
        row: list[bytes | None] = []
        for _ in range(count):
            length, place = unpack_from(">i", data, place)[0], place + 4
            row.append(None if length < 0 else data[place : place + length])
            place += max(length, 0)
        yield row
    assert place + 2 == len(data)


@given(st.lists(st.lists(st.one_of(st.none(), st.binary(max_size=9)), min_size=2, max_size=2)))
def test_rows_of_bytes_and_nulls_come_back(rows: list[list[bytes | None]]) -> None:
    assert [*rows_in(copy_of_rows(rows))] == rows


@given(st.lists(st.tuples(INT4, st.integers(BLANK, 2), st.booleans())))
def test_fields_stand_row_by_row(rows: list[tuple[int, int, bool]]) -> None:
    known = ("é", "", "long enough")
    values, chosen, said = zip(*rows, strict=True) if rows else ((), (), ())
    data = copy_of_fields(
        [
            numbers(np.array(values, np.int64)),
            words(np.array(chosen, np.int32), known),
            flags(np.array(said, np.bool_)),
        ]
    )
    assert [*rows_in(data)] == [
        [
            value.to_bytes(4, "big", signed=True),
            None if number == BLANK else known[number].encode(),
            bytes([yes]),
        ]
        for value, number, yes in rows
    ]


@given(st.lists(st.lists(st.integers(-(2**62), 2**62), min_size=3, max_size=3), max_size=6))
def test_numbers_are_written_so_that_json_reads_them(rows: list[list[int]]) -> None:
    data = copy_of_fields([lists_of_numbers(np.array(rows, np.int64).reshape(-1, 3))])
    found = [field[1:] for (field,) in rows_in(data) if field is not None]
    assert [json.loads(text) for text in found] == rows


def test_nobody_knows_a_word() -> None:
    data = copy_of_fields([words(np.array([BLANK, BLANK], np.int32), ())])
    assert [*rows_in(data)] == [[None], [None]]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_postgresql_keeps_what_was_sent(migrated_postgresql_url: str, count: int) -> None:
    measures = np.arange(count * 2).reshape(count, 2) * 1234 - 1234
    fields = [
        numbers(np.arange(count) - 1),
        numbers(np.arange(count) + 2**40, ">i8"),
        words(np.arange(count) - 1, ("one", "zwölf")),
        lists_of_numbers(measures),
        flags(np.arange(count) % 2 == 1),
    ]
    texts = [None, "one", "zwölf"]
    assert kept(migrated_postgresql_url, copy_of_fields(fields)) == [
        (number - 1, number + 2**40, texts[number], measures[number].tolist(), number % 2 == 1)
        for number in range(count)
    ]


def kept(address: str, data: bytes) -> list[tuple[Any, ...]]:
    url = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE sent (a int, b bigint, c text, d jsonb, e boolean)")
        with cursor.copy("COPY sent FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(data)
        return cursor.execute("SELECT * FROM sent ORDER BY a").fetchall()
