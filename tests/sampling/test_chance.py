"""Chance that falls alike everywhere, and bags that hold every option in its share."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.sampling.chance import Bag, Dice, Lots

# They stand here so that a change of them, which changes every sample, is seen.
THROWS = [381, 862, 556, 912, 695, 780, 680, 594]


def test_the_throws_of_a_subject_are_the_same_for_ever() -> None:
    dice = Dice(7, "candidate", "C-0001")
    assert [dice.below(1000) for _ in range(8)] == THROWS
    assert Dice(7, "candidate", "C-0002").below(1000) != THROWS[0]


def test_subjects_that_read_alike_when_joined_are_told_apart() -> None:
    assert Dice("a", "bc").below(10**9) != Dice("ab", "c").below(10**9)


@given(st.integers(-50, 50), st.integers(0, 50), st.text())
def test_between_includes_both_ends_and_nothing_else(least: int, more: int, subject: str) -> None:
    dice = Dice(subject)
    thrown = {dice.between(least, least + more) for _ in range(400)}
    assert thrown <= set(range(least, least + more + 1))
    assert more > 5 or thrown == set(range(least, least + more + 1))


@pytest.mark.parametrize(("percent", "expected"), [(0, {False}), (100, {True})])
def test_nothing_happens_at_nought_percent_and_everything_at_a_hundred(
    percent: int, expected: set[bool]
) -> None:
    dice = Dice("percent")
    assert {dice.happens(percent) for _ in range(2000)} == expected


@given(st.lists(st.integers(), unique=True), st.integers(0, 9), st.text())
def test_some_are_different_ones_of_those_there_are(
    options: list[int], count: int, subject: str
) -> None:
    some = Dice(subject).some(options, count)
    assert len(some) == len(set(some)) == min(count, len(options))
    assert set(some) <= set(options)


def test_shuffled_is_everything_once() -> None:
    assert sorted(Dice("shuffled").shuffled("tenens")) == sorted("tenens")


@given(st.dates(), st.dates(), st.text())
def test_a_day_lies_between_two_or_is_the_first_if_they_are_turned_round(
    first: date, last: date, subject: str
) -> None:
    day = Dice(subject).day(first, last)
    assert first <= day <= max(first, last)


def test_an_option_with_three_lots_is_drawn_three_times_as_often_as_one_with_one() -> None:
    dice, lots = Dice("lots"), Lots({"rare": 1, "never": 0, "often": 3})
    drawn = Counter(dice.draw(lots) for _ in range(4000))
    assert set(drawn) == {"rare", "often"}
    assert 2.5 < drawn["often"] / drawn["rare"] < 3.5


def test_lots_among_some_options_keep_their_shares() -> None:
    lots = Lots({"a": 3, "b": 1, "c": 9})
    assert Counter(lots.among(frozenset({"a", "b"}))) == {"a": 3, "b": 1}


def test_options_without_lots_have_one_each_in_an_order_of_their_own() -> None:
    assert list(Lots({"a": 3}).among(frozenset({"z", "x", "y"}))) == ["x", "y", "z"]


@given(st.integers(1, 4), st.text())
def test_a_bag_emptied_has_held_every_lot_once(times: int, subject: str) -> None:
    bag = Bag(Lots({"a": 3, "b": 1}), Dice(subject))
    assert Counter(bag.draw() for _ in range(4 * times)) == {"a": 3 * times, "b": times}


def test_what_a_bag_passes_over_stays_in_it() -> None:
    bag = Bag(["a", "b", "b"], Dice("passed over"))
    assert bag.draw(lambda lot: lot == "a") == "a"
    assert [bag.draw(), bag.draw()] == ["b", "b"]


def test_a_bag_of_which_nothing_suits_says_so() -> None:
    with pytest.raises(LookupError):
        Bag(["a"], Dice("nothing")).draw(lambda lot: False)


def test_a_lot_that_counts_as_false_can_be_drawn() -> None:
    assert Bag([0], Dice("zero")).draw() == 0
    assert not Bag([], Dice("empty"))
