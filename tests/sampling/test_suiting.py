"""Terms changed so that one assignment suits somebody."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from agency.sampling import rows
from agency.sampling.chance import Dice
from agency.sampling.opening import Opening
from agency.sampling.suiting import Suiting
from agency.sampling.towns import Town, are_near, towns_near, towns_of
from agency.sampling.world import World

FIRST, LAST = date(2027, 1, 4), date(2027, 3, 26)
ONE_DAY = timedelta(days=1)


def opening(world: World, **values: Any) -> Opening:
    """An assignment in Texas for which everything is asked that can be."""
    town = towns_of("TX")[100]
    row = rows.Assignment("A-1", None, town.zip, "TX", "clinic", None, None, (), FIRST, LAST)
    asked = {
        "pay_rate": Decimal("20.00"),
        "shift": "night",
        "required_skills": ("epic", "ekg"),
        **values,
    }
    for name, value in asked.items():
        setattr(row, name, value)
    return Opening(row, None, town, people=1, seats=1, world=world)


def somebody(home: Town, **values: Any) -> rows.Candidate:
    """Somebody whom nothing of it suits."""
    row = rows.Candidate("C-1", "A", "B", "", "", home.zip, ("NY",))
    unsuited = {
        "available_from": FIRST + ONE_DAY,
        "unavailable": ((FIRST - ONE_DAY, FIRST), (LAST + ONE_DAY, LAST + ONE_DAY)),
        "min_pay_rate": Decimal("20.01"),
        "skills": ("ekg", "spanish"),
        "shifts": ("day",),
        "roles": ("medical_office_manager",),
        **values,
    }
    for name, value in unsuited.items():
        setattr(row, name, value)
    return row


def test_every_term_is_made_to_suit_and_no_more(world: World) -> None:
    home = towns_of("NY")[0]
    row = somebody(home)
    Suiting(world).suit(row, home, opening(world), 100, Dice("suit"))
    assert row.willing_states == ("NY", "TX")
    assert row.available_from == FIRST
    assert row.unavailable == ((LAST + ONE_DAY, LAST + ONE_DAY),)
    assert row.min_pay_rate == Decimal("20.00")
    assert row.skills == ("ekg", "spanish", "epic")
    assert row.shifts == ("day", "night")
    assert row.roles == ("medical_office_manager", "medical_assistant")


def test_what_suits_already_stays(world: World) -> None:
    home = towns_of("TX")[0]
    row = somebody(home, shifts=(), roles=(), min_pay_rate=None, available_from=None)
    Suiting(world).suit(row, home, opening(world, pay_rate=None), 100, Dice("suit"))
    assert (row.shifts, row.roles) == ((), ())
    assert (row.min_pay_rate, row.available_from) == (None, None)


def test_with_no_percent_nothing_is_changed(world: World) -> None:
    home = towns_of("NY")[0]
    row = somebody(home)
    Suiting(world).suit(row, home, opening(world), 0, Dice("suit"))
    assert row == somebody(home)


def test_who_lives_nearby_need_not_be_willing_to_work_in_the_state(world: World) -> None:
    asked = opening(world)
    home = towns_near(asked.town)[0]
    row = somebody(home)
    Suiting(world).suit(row, home, asked, 100, Dice("near"))
    assert row.willing_states == ("NY",)
    assert row.max_travel_miles is not None
    assert row.max_travel_miles >= 60


def test_who_lives_nearby_but_nobody_knows_it_is_willing(world: World) -> None:
    asked = opening(world)
    home = towns_near(asked.town)[0]
    row = somebody(home, home_zip=None)
    Suiting(world).suit(row, home, asked, 100, Dice("near"))
    assert row.willing_states == ("NY", "TX")


@pytest.mark.parametrize("state", ["TX", None])
def test_homes_are_in_the_state_at_times_nearby_or_anywhere(
    world: World, state: str | None
) -> None:
    suiting, asked = Suiting(world), opening(world)
    homes = [suiting.home(asked, Dice(n)) for n in range(100)]
    assert any(home is None if state is None else home and home.state == state for home in homes)
    assert any(home and are_near(home, asked.town) for home in homes)
    assert all(home is None or home.state == "TX" for home in homes)
