"""What every row is made from."""

from __future__ import annotations

from collections import Counter
from datetime import date

from agency.rules.rulebook import load_rulebook
from agency.sampling.world import World, world_of


def test_dice_are_those_of_the_seed_and_the_subject(world: World) -> None:
    def throw(of: World, subject: str) -> int:
        return of.dice("candidate", subject).below(10**9)

    other_day, other_seed = world_of(7, date(2027, 1, 1)), world_of(8, world.day)
    assert throw(world, "C-1") == throw(other_day, "C-1")
    assert throw(world, "C-1") != throw(other_seed, "C-1")
    assert throw(world, "C-1") != throw(world, "C-2")


def test_the_bag_of_states_holds_each_in_which_the_agency_works_and_large_ones_more_often(
    world: World,
) -> None:
    bag = world.bag_of_states("homes")
    drawn = Counter(bag.draw() for _ in range(600))
    assert set(drawn) == set(world.states) < set(load_rulebook().states)
    assert drawn["CA"] > drawn["TX"] > drawn["WA"] > drawn["ND"]


def test_days_are_counted_from_the_day_of_the_sample(world: World) -> None:
    assert world.after(0) == world.day
    assert world.after(-24) == date(2026, 10, 31)
