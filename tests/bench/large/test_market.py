"""The made-up choice is the same every time, and one where people are scarce."""

from __future__ import annotations

import numpy as np

from agency.bench.large.market import made_up
from agency.bench.large.pieces import choose_made_up


def test_it_is_the_same_for_the_same_number() -> None:
    one, other = made_up(200), made_up(200)
    assert one.weight.tolist() == other.weight.tolist()
    assert len(np.unique(one.candidate)) < one.room.sum() < len(one)


def test_choosing_by_prices_is_better_than_greedily() -> None:
    counts = choose_made_up(300).counts
    greedy, prices = (counts[f"choose: {way} objective"] for way in ("greedy", "by prices"))
    assert greedy < prices <= counts["choose: by prices bound"]
