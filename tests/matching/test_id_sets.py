"""Ids come back as they were given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agency.matching.id_sets import packed_ids, unpacked_ids

ids = st.frozensets(st.integers(0, 2**62))


@given(ids)
def test_ids_come_back(given_ids: frozenset[int]) -> None:
    assert unpacked_ids(packed_ids(given_ids)) == given_ids


@given(st.lists(st.integers(0, 1000)))
def test_order_and_repetition_change_no_byte(listed: list[int]) -> None:
    assert packed_ids(listed) == packed_ids(sorted(set(listed)))


def test_no_ids_are_no_bytes_and_neighbours_take_few() -> None:
    assert packed_ids([]) == b""
    assert len(packed_ids(range(5000))) < 500
