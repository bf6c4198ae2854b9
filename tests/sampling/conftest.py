"""Samples of the size of the demo, made once each and read back as an import reads them."""

from datetime import date
from pathlib import Path

import pytest

from agency.sampling.sample import Order, write_sample
from agency.sampling.world import World, world_of
from tests.sampling.paper import Census, Paper, census, read_paper

A_DAY = date(2026, 11, 24)
# Seeds and days all over the year, a leap day and the middle of a flu season among them.
ORDERS = (
    Order(400, 60, 1, date(2026, 1, 15)),
    Order(400, 60, 2, date(2026, 4, 1)),
    Order(400, 60, 3, date(2026, 6, 30)),
    Order(400, 60, 4, date(2026, 9, 10)),
    Order(400, 60, 5, date(2026, 12, 31)),
    Order(400, 60, 6, date(2028, 2, 29)),
    Order(400, 60, 7, A_DAY),
)


@pytest.fixture(scope="session", params=ORDERS, ids=lambda order: f"{order.seed}-{order.as_of}")
def paper(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """Every row of a sample of 400 people and 60 assignments."""
    return paper_of(request.param, tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def judged(paper: Paper) -> Census:
    """What comes of putting everybody to every open assignment."""
    return census(paper)


@pytest.fixture
def world() -> World:
    """A world of one seed, on one day."""
    return world_of(7, A_DAY)


def paper_of(order: Order, folder: Path) -> Paper:
    write_sample(order, folder)
    return read_paper(folder, order.as_of)
