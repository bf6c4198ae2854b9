"""Facilities bear names of their own, and lie where they say."""

from __future__ import annotations

from agency.sampling.chance import Dice
from agency.sampling.facilities import Facilities, kinds_of, specialties_of
from agency.sampling.towns import towns_of
from agency.sampling.world import World


def test_no_two_facilities_bear_one_name(world: World) -> None:
    facilities = Facilities(world)
    made = [facilities.new("ND", "school", Dice(n), blank_setting=False) for n in range(800)]
    assert len({site.row.name for site in made}) == len(made) == len(facilities.by_name)


def test_a_facility_lies_in_its_state_and_says_its_setting(world: World) -> None:
    site = Facilities(world).new("CT", "clinic", Dice("here"), blank_setting=False)
    assert site.town in towns_of("CT")
    assert (site.row.zip, site.row.state, site.row.setting) == (site.town.zip, "CT", "clinic")


def test_a_facility_may_leave_its_setting_blank(world: World) -> None:
    site = Facilities(world).new("CT", "clinic", Dice("here"), blank_setting=True)
    assert (site.row.setting, site.setting) == (None, "clinic")


def test_assignments_share_facilities_of_their_state_and_setting(world: World) -> None:
    facilities = Facilities(world)
    sites = [facilities.site("TX", "clinic", Dice(n)) for n in range(60)]
    assert 10 < len({site.row.name for site in sites}) < 50
    other = facilities.site("TX", "school", Dice("other"))
    assert other.row.name not in {site.row.name for site in sites}


def test_another_facility_is_never_the_same(world: World) -> None:
    facilities = Facilities(world)
    only = facilities.new("TX", "clinic", Dice("only"), blank_setting=False)
    assert facilities.other_than(only.row.name, Dice("other")) is None
    assert facilities.other_than(None, Dice("other")) == only.row.name


def test_every_setting_has_kinds_of_facility_with_a_specialty(world: World) -> None:
    kinds = kinds_of(world.names)
    assert set(kinds) == set(world.book.vocabulary.settings)
    assert set(specialties_of(world.names)) == {
        specialty for of_setting in kinds.values() for specialty in of_setting.values()
    }
