"""ZIP codes have a place and a town; what has none is not guessed."""

import pytest

from agency.places import point_of, town_of, zip_ranges, zone_of
from agency.rules.distance import tenths_of_a_mile


def test_a_zip_code_lies_where_its_area_has_its_middle() -> None:
    seattle, boston = point_of("98101"), point_of("02134")
    assert seattle
    assert boston
    assert 24_000 < tenths_of_a_mile(seattle, boston) < 26_000


def test_a_zip_code_is_in_a_town() -> None:
    assert town_of("98901") == "Yakima WA"


@pytest.mark.parametrize("zip_code", [None, "", "00000", "98101-1234", "elsewhere"])
def test_what_is_no_zip_code_has_no_place(zip_code: str | None) -> None:
    assert point_of(zip_code) is None
    assert town_of(zip_code) is None


@pytest.mark.parametrize(
    ("zip_code", "zone"),
    [
        ("98901", "America/Los_Angeles"),
        ("85001", "America/Phoenix"),
        ("96910", "Pacific/Guam"),
        ("99634", None),  # the package says the name of a town
        ("elsewhere", None),
        ("", None),
        (None, None),
    ],
)
def test_a_zip_code_keeps_the_time_of_its_zone(zip_code: str | None, zone: str | None) -> None:
    assert zone_of(zip_code) == zone


def test_the_zip_codes_of_a_state_are_runs_that_no_other_state_interrupts() -> None:
    within = [first <= "98901" <= last for first, last in zip_ranges("WA")]
    assert within.count(True) == 1
    assert not any(first <= "97201" <= last for first, last in zip_ranges("WA"))
    assert zip_ranges("XX") == []
