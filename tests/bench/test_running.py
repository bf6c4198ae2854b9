"""Two engines that store different things are not compared for speed."""

from __future__ import annotations

import pytest

from agency.bench.pieces import Disagreement
from agency.bench.processes import Measure
from agency.bench.report import COMPILED
from agency.bench.running import require_alike


def measure(stored: int) -> Measure:
    return Measure({}, {}, {}, {"stored": stored}, 0, 0, 0)


def test_nights_that_store_the_same_are_alike() -> None:
    nights = {"match sqlite": [measure(2)], "match postgres": [measure(1)], COMPILED: [measure(1)]}
    require_alike(nights)
    require_alike({"match sqlite": [measure(1), measure(1)]})


@pytest.mark.parametrize("plain", ["match postgres", "match sqlite"])
def test_an_engine_that_stores_something_else_is_told(plain: str) -> None:
    with pytest.raises(Disagreement):
        require_alike({plain: [measure(1)], COMPILED: [measure(1), measure(2)]})
