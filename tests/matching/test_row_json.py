"""Rows come back from JSON as they were."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.matching.row_json import rows_as_json, rows_from_json
from agency.matching.unpicking import rows_of
from agency.rules.distance import Point
from agency.rules.facts import CandidateFacts
from tests.matching.pools import pool, pools

COORDINATES = st.floats(-1, 1)


@given(pools(most=3))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_value_comes_back(people: list[CandidateFacts]) -> None:
    everybody = pool(people)
    rows = rows_of(everybody, everybody.refs)
    assert rows_from_json(json.loads(json.dumps(rows_as_json(rows)))) == rows


@given(st.builds(Point, COORDINATES, COORDINATES, COORDINATES))
@settings(deadline=None)
def test_a_home_comes_back_to_the_last_bit(home: Point) -> None:
    rows = rows_of(pool([CandidateFacts("C-1", home=home)]), ["C-1"])
    back = rows_from_json(json.loads(json.dumps(rows_as_json(rows)))).candidates[0].home
    assert repr(back) == repr(home)
