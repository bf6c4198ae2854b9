"""Assignments of every kind, in the shares that the data file gives them."""

from __future__ import annotations

from collections import Counter

import pytest

from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.sampling.demand import Demand
from agency.sampling.facilities import Facilities
from agency.sampling.opening import Opening
from agency.sampling.sample import refs
from agency.sampling.world import World

SIXTY = 60


@pytest.fixture
def openings(world: World) -> list[Opening]:
    demand = Demand(world, Facilities(world))
    return [demand.opening(ref) for ref in refs("A", 4 * SIXTY)]


def test_every_sixty_assignments_hold_each_status_in_its_share(openings: list[Opening]) -> None:
    table = openings[0].world.amounts.table("assignments")
    lots: Counter[str] = Counter()
    for kind in table.tables("kind", "status"):
        lots[kind.text("status")] += kind.whole("lots")
    assert lots.total() == SIXTY
    for first in range(0, len(openings), SIXTY):
        sixty = openings[first : first + SIXTY]
        assert Counter(one.row.status for one in sixty) == lots


def test_what_is_blank_in_the_row_is_the_facilitys(openings: list[Opening]) -> None:
    repeated = Counter(one.row.zip is not None for one in openings)
    assert min(repeated[True], repeated[False]) > SIXTY
    for one in openings:
        assert one.facts.state == one.state == one.town.state
        assert one.row.zip in (None, one.town.zip)
        if one.row.zip is None:
            assert one.facility is not None


def test_some_assignments_name_no_facility_and_say_where_they_are(
    openings: list[Opening],
) -> None:
    nameless = [one.row for one in openings if one.facility is None]
    assert 0 < len(nameless) < SIXTY
    assert all(row.facility is None and row.zip and row.state for row in nameless)


def test_a_setting_is_left_out_only_where_the_client_did_not_say_it(
    openings: list[Opening],
) -> None:
    unsaid = [one for one in openings if one.facts.setting is None]
    assert all(one.facts.delegator is None for one in unsaid)
    assert 0 < len(unsaid) < SIXTY / 2


def test_other_roles_name_no_clinical_work(openings: list[Opening]) -> None:
    others = [one.row for one in openings if one.role != MEDICAL_ASSISTANT]
    assert others
    assert all(row.tasks == () and row.delegator is None for row in others)


def test_an_opening_counts_its_days_from_today_or_from_its_start(openings: list[Opening]) -> None:
    today = openings[0].world.day
    assert {one.is_over for one in openings} == {one.has_begun for one in openings} == {True, False}
    for one in openings:
        if one.is_over:
            assert one.first == one.row.starts_on <= one.last < today
        else:
            assert one.first == max(one.row.starts_on, today) <= one.last


def test_filled_assignments_want_as_many_people_as_they_have_openings(
    openings: list[Opening],
) -> None:
    filled = [one for one in openings if one.row.status == "filled"]
    assert filled
    assert all(one.people == one.seats == one.row.openings for one in filled)


def test_nobody_is_made_for_work_that_is_against_the_law(world: World) -> None:
    kinds = world.amounts.table("assignments").tables("kind", "status")
    broken = [kind for kind in kinds if kind.text("law") == "broken"]
    assert [kind.take("people") for kind in broken] == [{"0": 1}]
