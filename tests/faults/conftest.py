"""A world for the tests of faults, and chance that can be had again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from random import Random

import pytest

from tests.faults.world import World, new_world
from tests.faults.writers import Written


@pytest.fixture(scope="session")
def whole_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Servers and an agency, made once for each process that runs tests."""
    with new_world(tmp_path_factory.mktemp("faults")) as world:
        yield world


@pytest.fixture
def world(whole_world: World) -> World:
    """The agency with nothing done yet."""
    whole_world.forget()
    return whole_world


@pytest.fixture
def written() -> Written:
    """What is written during a test."""
    return Written()


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> Random:
    """Chance by the SEED of the environment, else a new one; it is told if the test fails."""
    seed = int(os.environ.get("SEED") or time.time_ns())
    request.node.add_report_section("call", "seed", f"SEED={seed} brings about the same faults")
    return Random(seed)
