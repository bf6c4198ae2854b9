"""Ranges say the same as the numbers in them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agency.edits.ranges import Ranges, holds, holes, union

PAIRS = st.tuples(st.integers(1, 30), st.integers(0, 4)).map(lambda pair: (pair[0], sum(pair)))


def numbers(ranges: Ranges) -> list[int]:
    return [number for first, last in ranges for number in range(first, last + 1)]


@given(st.lists(PAIRS | PAIRS.map(list)))
def test_a_union_holds_all_numbers_once_in_as_few_ranges_as_can_be(pairs: Ranges) -> None:
    united = union(pairs)
    assert numbers(united) == sorted(set(numbers(pairs)))
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(united))


@given(st.lists(PAIRS))
def test_holes_are_all_that_is_missing_below_the_greatest(pairs: Ranges) -> None:
    united = union(pairs)
    missing = holes(united)
    assert numbers(union([*united, *missing])) == list(
        range(1, max(numbers(united), default=0) + 1)
    )
    assert not set(numbers(missing)) & set(numbers(united))


@given(st.lists(PAIRS), st.integers(0, 40))
def test_a_number_is_held_if_it_is_in_one_of_the_ranges(pairs: Ranges, number: int) -> None:
    assert holds(union(pairs), number) == (number in numbers(pairs))


def test_what_was_united_is_not_changed() -> None:
    before = [[1, 2]]
    union([*before, [3, 3]])
    assert before == [[1, 2]]
