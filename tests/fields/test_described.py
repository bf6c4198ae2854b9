"""Values go out in the shape in which they come in, and a change is what differs in that shape."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agency.errors import Refused
from agency.fields import (
    Amount,
    Day,
    Dollars,
    InputSchema,
    Ref,
    SafeText,
    SpanList,
    Whole,
    WordList,
    YesNo,
    require_order,
)
from agency.fields.described import change_of, described, filled


class Everything(InputSchema):
    ref = Ref(required=True)
    name = SafeText(20, load_default="")
    first = Day(load_default=None)
    last = Day(load_default=None)
    pay = Dollars(load_default=None)
    hours = Amount(2, "99", load_default=None)
    openings = Whole(1, 9, load_default=1)
    adult = YesNo(load_default=None)
    skills = WordList()
    away = SpanList(load_default=())

    def check(self, values: Mapping[str, Any]) -> None:
        require_order(values, "first", "last")


SCHEMA = Everything()
SAID = {
    "ref": "C-1",
    "name": "Amara",
    "first": "2027-01-04",
    "last": "2027-03-31",
    "pay": "25.10",
    "hours": "7.5",
    "openings": 2,
    "adult": False,
    "skills": ["ekg", "bls"],
    "away": ["2027-02-01/2027-02-07"],
}
BLANK = dict.fromkeys(SAID) | {"ref": "C-1", "openings": 1, "skills": [], "away": []}


@pytest.mark.parametrize("said", [SAID, BLANK])
def test_what_comes_in_goes_out_the_same(said: dict[str, Any]) -> None:
    assert described(SCHEMA, SCHEMA.accept(said)) == said
    assert list(described(SCHEMA, SCHEMA.accept(said))) == list(SCHEMA.fields)


def test_what_is_filled_is_neither_blank_nor_empty() -> None:
    assert filled(described(SCHEMA, SCHEMA.accept(SAID))) == SAID
    assert filled(BLANK) == {"ref": "C-1", "openings": 1}


def test_money_has_cents_and_other_numbers_no_needless_zeros() -> None:
    said = described(SCHEMA, SCHEMA.accept(SAID | {"pay": "25", "hours": "10.50"}))
    assert (said["pay"], said["hours"]) == ("25.00", "10.5")


def test_a_change_is_what_differs_before_and_after() -> None:
    old = SCHEMA.accept(SAID)
    change = change_of(SCHEMA, old, {"pay": Decimal(30), "skills": ("ekg", "bls"), "name": ""})
    assert change.values == {"pay": Decimal(30), "name": ""}
    assert (change.before, change.after) == (
        {"name": "Amara", "pay": "25.10"},
        {"name": None, "pay": "30.00"},
    )
    assert bool(change) is True


def test_what_is_written_in_another_way_is_no_change() -> None:
    old = SCHEMA.accept(SAID)
    assert not change_of(SCHEMA, old, {"pay": Decimal("25.1"), "hours": Decimal("7.50")})
    assert not change_of(SCHEMA, old, {})


def test_what_is_fixed_may_be_said_again_but_not_changed() -> None:
    old = SCHEMA.accept(SAID)
    assert not change_of(SCHEMA, old, {"ref": "C-1"}, fixed=("ref",))
    with pytest.raises(Refused, match="ref: 'C-2': expected C-1, which cannot be changed"):
        change_of(SCHEMA, old, {"ref": "C-2"}, fixed=("ref",))


@pytest.mark.parametrize(
    ("given", "value"),
    [({"last": date(2027, 1, 3)}, "2027-01-03"), ({"first": date(2027, 4, 1)}, "2027-03-31")],
)
def test_a_change_must_go_together_with_what_stays(given: dict[str, Any], value: str) -> None:
    with pytest.raises(Refused, match=f"last: '{value}': expected a day not before first"):
        change_of(SCHEMA, SCHEMA.accept(SAID), given)
