"""Rows become columns chunk by chunk, as if they had come all at once."""

from __future__ import annotations

from random import Random

from agency.matching.gathering import CHUNK, People, gathered, ints, longs, words
from agency.matching.rows import BLANK

KINDS = {"code": words, "units": longs, "day": ints}
MANY = 2 * CHUNK + 3
ROWS = [(n % 7, f"code {n % 13}" if n % 5 else "", n % 11, n % 3) for n in range(MANY)]


def test_more_rows_than_a_chunk_are_ordered_by_all_they_say() -> None:
    shuffled = list(ROWS)
    Random(7).shuffle(shuffled)
    columns = gathered(shuffled, People({n: n for n in range(7)}), KINDS)
    code = columns["code"]
    said = [code.known[number] if number != BLANK else "" for number in code.number.tolist()]
    candidate, units, day = (columns[name].tolist() for name in ("candidate", "units", "day"))
    assert list(zip(candidate, said, units, day, strict=True)) == sorted(ROWS)


def test_a_chunk_of_strangers_hides_nobody_behind_it_and_leaves_no_word() -> None:
    strangers = [(99, "unheard of", 1, 1)] * CHUNK
    columns = gathered([*strangers, (3, "code", 2, 4)], People({3: 0}), KINDS)
    assert columns["candidate"].tolist() == [0]
    assert columns["code"].known == ("code",)


def test_a_row_may_be_longer_than_its_columns() -> None:
    columns = gathered([(3, "code", 2, 4, "not asked for")], People({3: 0}), KINDS)
    assert (columns["units"].tolist(), columns["day"].tolist()) == ([2], [4])


def test_no_rows_make_empty_columns() -> None:
    columns = gathered([], People({}), KINDS)
    assert [len(columns[name]) for name in ("candidate", "units", "day")] == [0, 0, 0]
    assert columns["code"].known == ()
    assert (columns["units"].dtype, columns["day"].dtype) == ("int64", "int32")
