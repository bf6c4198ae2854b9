"""Days and amounts come out of either database as the whole numbers they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.matching.rows import BLANK
from agency.matching.sql import day, whole
from tests.builders import make_candidate


@pytest.mark.parametrize(
    "given",
    [
        date.min,
        date(1582, 10, 4),
        date(1582, 10, 15),
        date(1900, 2, 28),
        date(2000, 2, 29),
        date(2026, 11, 24),
        date.max,
    ],
    ids=str,
)
def test_a_day_is_its_ordinal(database: SQLAlchemy, given: date) -> None:
    make_candidate("C-1", available_from=given)
    make_candidate("C-2")
    days = database.session.execute(
        select(day(Candidate.available_from)).order_by(Candidate.ref)
    ).scalars()
    assert list(days) == [given.toordinal(), BLANK]


def test_an_amount_is_the_number_of_its_smallest_parts(database: SQLAlchemy) -> None:
    make_candidate("C-1", min_pay_rate=Decimal("22.10"), max_travel_miles=Decimal("25.5"))
    make_candidate("C-2", min_pay_rate=Decimal(0))
    amounts = select(
        whole(Candidate.min_pay_rate), whole(Candidate.max_travel_miles, blank=0)
    ).order_by(Candidate.ref)
    assert [tuple(row) for row in database.session.execute(amounts)] == [(2210, 255), (0, 0)]
    unsaid = select(whole(Candidate.max_travel_miles)).where(Candidate.ref == "C-2")
    assert database.session.scalars(unsaid).one() == BLANK
