"""What a placement coming in may say."""

from datetime import date

import pytest

from agency.errors import Refused
from agency.placements.schemas import PlacementInput

PLACEMENT = {"candidate_ref": "C-1", "assignment_ref": "A-1", "stage": "confirmed"}


def test_days_may_be_left_to_the_assignment() -> None:
    values = PlacementInput().accept(PLACEMENT)
    assert values["starts_on"] is values["ends_on"] is None


def test_one_day_may_be_given_without_the_other() -> None:
    values = PlacementInput().accept(PLACEMENT | {"ends_on": "2027-02-01"})
    assert (values["starts_on"], values["ends_on"]) == (None, date(2027, 2, 1))


@pytest.mark.parametrize(
    ("field", "value"),
    [("candidate_ref", ""), ("assignment_ref", "A/1"), ("stage", "dreamt_of"), ("stage", "")],
)
def test_a_value_that_cannot_be_is_refused_by_its_field(field: str, value: str) -> None:
    with pytest.raises(Refused, match=f"^{field}: "):
        PlacementInput().accept(PLACEMENT | {field: value})


def test_a_placement_that_ends_before_it_begins_is_refused() -> None:
    days = {"starts_on": "2027-02-02", "ends_on": "2027-02-01"}
    with pytest.raises(Refused, match="ends_on: '2027-02-01': expected a day not before starts_on"):
        PlacementInput().accept(PLACEMENT | days)
