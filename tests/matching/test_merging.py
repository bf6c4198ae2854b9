"""A list mended from its beginning is the list made anew, or it is said that it cannot be told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agency.matching.lines import Listed
from agency.matching.merging import Ranking, merged, ranking

DAY = 739_945


def line(person: int, score: int, verdict: str = "eligible", *, renewable: bool = False) -> Listed:
    return Listed(person, verdict, score, (1, 2), None, renewable)


def placed(person: int, score: int) -> Ranking:
    return ranking(line(person, score), f"C-{person}", "A-1", DAY)


people = st.dictionaries(st.integers(0, 12), st.integers(0, 5))


@given(before=people, now=people, most=st.integers(1, 5), data=st.data())
def test_a_mended_list_is_the_list_made_anew(
    before: dict[int, int], now: dict[int, int], most: int, data: st.DataObject
) -> None:
    changed = data.draw(st.sets(st.integers(0, 12)))
    after = {who: score for who, score in before.items() if who not in changed}
    entering = {who: score for who, score in now.items() if who in changed}
    everybody = sorted(placed(*item) for item in before.items())
    added = [placed(*item) for item in entering.items()]
    mended = merged(everybody[:most], len(everybody), changed, added, most)
    anew = sorted(placed(*item) for item in (after | entering).items())[:most]
    if mended is not None:
        assert mended == tuple(one.line for one in anew)
    else:
        # Only somebody whom the stored lines do not name can make it unknown.
        assert len(everybody) > most


def test_a_list_that_was_stored_whole_is_always_mended() -> None:
    stored = [placed(1, 9)]
    assert merged(stored, 1, {1}, [placed(2, 3)], 1) == (line(2, 3),)
    assert merged(stored, 1, {1}, [], 1) == ()


def test_whoever_falls_below_the_stored_part_leaves_it_unknown() -> None:
    stored = sorted([placed(1, 9), placed(2, 8)])
    assert merged(stored, 5, {1}, [placed(1, 2)], 2) is None
    assert merged(stored, 5, {1}, [placed(1, 10)], 2) == (line(1, 10), line(2, 8))


def test_renewable_gaps_come_before_unknown_and_those_before_known_ones() -> None:
    lines = [
        line(1, 1, "ineligible", renewable=True),
        line(2, 9, "unknown"),
        line(3, 99, "ineligible"),
    ]
    places = [ranking(one, "C", "A", DAY) for one in lines]
    last, middle, first = reversed(places)
    assert sorted([last, first, middle]) == places
