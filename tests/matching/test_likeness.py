"""Who differs between two pools is who differs row by row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.matching.likeness import Difference, difference
from agency.matching.splicing import only
from agency.rules.facts import CandidateFacts
from tests.examples import examples
from tests.matching.pools import pool, pools
from tests.matching.test_pool import SHE, SOMEBODY, others


def by_hand(old: list[CandidateFacts], new: list[CandidateFacts]) -> Difference:
    """Each person by herself is a pool, whose fingerprint says whether she is the same."""
    was, now = ({one.ref: pool([one]).fingerprint for one in each} for each in (old, new))
    return Difference(
        added=tuple(sorted(now.keys() - was.keys())),
        removed=tuple(sorted(was.keys() - now.keys())),
        changed=tuple(sorted(ref for ref in was.keys() & now.keys() if was[ref] != now[ref])),
    )


@given(pools(most=4), pools(most=4), st.data())
@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_they_are_found_as_by_hand(
    old: list[CandidateFacts], new: list[CandidateFacts], data: st.DataObject
) -> None:
    untouched = data.draw(st.frozensets(st.sampled_from([one.ref for one in old]))) if old else ()
    kept = [one for one in old if one.ref in untouched]
    new = [*kept, *(one for one in new if one.ref not in untouched)]
    assert difference(pool(old), pool(new)) == by_hand(old, new)


@pytest.mark.parametrize("change", others())
def test_every_fact_makes_a_difference(change: dict[str, Any]) -> None:
    found = difference(pool([SHE, SOMEBODY]), pool([SOMEBODY, replace(SHE, **change)]))
    if "ref" in change:
        assert found == Difference(added=("C-3",), removed=("C-1",), changed=())
    else:
        assert found == Difference(added=(), removed=(), changed=("C-1",))


def test_what_others_say_makes_none() -> None:
    """Her words have other numbers in another pool, and she another place."""
    other = replace(SHE, ref="C-0", skills=frozenset({"a skill before hers"}))
    found = difference(pool([SHE, SOMEBODY]), pool([other, SHE]))
    assert found == Difference(added=("C-0",), removed=("C-2",), changed=())


def test_who_has_the_same_twice_differs_from_who_has_it_once() -> None:
    twice = replace(SHE, credentials=SHE.credentials * 2)
    thrice = replace(SHE, credentials=SHE.credentials * 3)
    assert difference(pool([SHE]), pool([twice])).changed == ("C-1",)
    assert difference(pool([twice]), pool([thrice])).changed == ("C-1",)


def test_nobody_differs_from_herself() -> None:
    people = pool([SHE, SOMEBODY])
    assert difference(people, people) == Difference((), (), ())
    assert difference(only(people, []), only(people, [])) == Difference((), (), ())
