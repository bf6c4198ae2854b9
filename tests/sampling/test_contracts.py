"""What clients ask and pay."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from agency.sampling import rows
from agency.sampling.chance import Dice
from agency.sampling.contracts import Contracts, dollars
from agency.sampling.world import World

A_DAY = date(2027, 1, 4)


def drawn(world: World, role: str | None, setting: str, count: int = 200) -> list[rows.Assignment]:
    """Assignments of one role and setting with their terms."""
    contracts, made = Contracts(world), []
    for number in range(count):
        row = rows.Assignment("A", None, None, "TX", setting, None, None, (), A_DAY, A_DAY)
        row.role = role
        contracts.draw_for(row, setting, "pediatrics", Dice(number))
        made.append(row)
    return made


def test_cents_are_dollars_with_two_places() -> None:
    assert str(dollars(2150)) == "21.50"


def test_pay_lies_in_its_range_in_quarters_of_a_dollar(world: World) -> None:
    paid = [row.pay_rate for row in drawn(world, None, "clinic") if row.pay_rate is not None]
    assert 150 < len(paid) < 200
    assert Decimal("18.50") <= min(paid) < max(paid) <= Decimal("32.00")
    assert all(rate % Decimal("0.25") == 0 for rate in paid)


def test_managers_earn_more(world: World) -> None:
    paid = [row.pay_rate or 0 for row in drawn(world, "medical_practice_manager", "clinic")]
    assert max(paid) > Decimal("40.00")


def test_guaranteed_hours_are_some_of_the_hours_of_a_week(world: World) -> None:
    rows_drawn = drawn(world, None, "clinic")
    assert any(row.guaranteed_hours for row in rows_drawn)
    for row in rows_drawn:
        if row.guaranteed_hours is not None:
            assert row.hours_per_week is not None
            assert 0 < row.guaranteed_hours <= row.hours_per_week


def test_hospitals_ask_for_more_than_clinics(world: World) -> None:
    clinic, hospital = (
        sum(len(row.client_requirements) for row in drawn(world, None, setting))
        for setting in ("clinic", "hospital")
    )
    assert hospital > 1.5 * clinic


@pytest.mark.parametrize("role", [None, "medical_assistant"])
def test_certifications_are_asked_of_medical_assistants_in_any_case(
    world: World, role: str | None
) -> None:
    accepted = {row.accepted_certifications for row in drawn(world, role, "clinic")}
    assert () in accepted
    assert ("CMA-AAMA",) in accepted


def test_other_roles_are_asked_for_an_administrative_certificate_at_most(world: World) -> None:
    made = drawn(world, "medical_office_manager", "hospital")
    assert {row.accepted_certifications for row in made} == {(), ("CMAA-NHA",)}
    assert not any("BLS" in row.client_requirements for row in made)


def test_a_skill_is_either_required_or_preferred(world: World) -> None:
    for row in drawn(world, None, "clinic"):
        assert not set(row.required_skills) & set(row.preferred_skills)
