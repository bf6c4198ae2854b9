"""Whose verdict on an assignment a change of the rules changes, and from which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN
from agency.rules.expressions import Holds
from agency.rules.facts import AssignmentFacts, Evidence
from tests.matching.impact_cases import (
    BLS,
    HAS,
    JANUARY,
    LACKS,
    LAPSES,
    MAY,
    TODAY,
    WITHOUT_LAW,
    asking,
    at_work,
    days_of,
    entry,
    found_by,
    held,
    moved_in,
    person,
    placement,
    work,
)


def test_lost_from_the_first_day_that_is_not_covered_by_the_new_law() -> None:
    books = WITHOUT_LAW, asking(entry(BLS, date(2027, 2, 1)))
    found = found_by(books, at_work(HAS, LACKS, LAPSES), TODAY)
    assert days_of(found) == {"C-0002": date(2027, 2, 1), "C-0003": date(2027, 3, 15)}
    assert found.pairs_hit()["lost"] == {"now": 0, "soon": 0, "later": 2}


def test_gained_from_the_first_day_that_was_not_covered_by_the_old_law() -> None:
    books = asking(entry(BLS, date(2027, 2, 1))), WITHOUT_LAW
    found = found_by(books, at_work(HAS, LACKS, LAPSES), TODAY)
    assert days_of(found) == {"C-0002": date(2027, 2, 1), "C-0003": date(2027, 3, 15)}
    assert found.pairs_hit()["gained"] == {"now": 0, "soon": 0, "later": 2}


@pytest.mark.parametrize(
    ("day", "when"),
    [
        (date(2027, 2, 1), "now"),
        (date(2027, 2, 2), "now"),
        (date(2027, 1, 31), "soon"),
        (date(2027, 1, 12), "soon"),
        (date(2027, 1, 11), "later"),
    ],
)
def test_now_is_until_the_day_itself_and_soon_through_the_last_of_the_days_asked_about(
    day: date, when: str
) -> None:
    books = WITHOUT_LAW, asking(entry(BLS, date(2027, 2, 1)))
    found = found_by(books, at_work(LACKS), day, [(placement(work()), LACKS)])
    assert {name for name, number in found.pairs_hit()["lost"].items() if number} == {when}
    assert {name for name, number in found.placements_hit()["breaks"].items() if number} == {when}


def test_a_version_that_is_met_on_its_own_days_is_not_when_it_hurts() -> None:
    lifted = replace(entry(BLS, date(2027, 2, 1)), needs=None, lifted=True)
    last = entry(Holds(frozenset({"WA-MA-C"})), date(2027, 3, 15))
    books = WITHOUT_LAW, asking(entry(BLS), lifted, last)
    found = found_by(books, at_work(HAS, LACKS), TODAY, [(placement(work()), HAS)])
    assert days_of(found) == {"C-0001": date(2027, 3, 15), "C-0002": JANUARY}
    assert [one.since for one in found.placements] == [date(2027, 3, 15).toordinal()]


def test_a_law_that_begins_after_the_last_day_of_work_changes_nothing() -> None:
    books = WITHOUT_LAW, asking(entry(BLS, date(2027, 6, 1)))
    found = found_by(books, at_work(LACKS), TODAY, [(placement(work()), LACKS)])
    assert (found.assignments, found.placements) == ((), ())
    assert (found.assignments_checked, found.assignments_asked) == (1, 1)


def test_who_may_still_do_is_doubtful_and_counts_as_lost() -> None:
    claimed = replace(held("BLS-AHA"), evidence=Evidence.claimed)
    maybe = person("C-0001", claimed)
    found = found_by((WITHOUT_LAW, asking(entry(BLS))), at_work(maybe), TODAY)
    ((before, after, _),) = moved_in(found).values()
    assert (before, after) == (ELIGIBLE, UNKNOWN)
    assert sum(found.pairs_hit()["doubtful"].values()) == 1
    assert found.people.lost.tolist() == [1]


def test_nobody_has_none_left_who_is_eligible_where_nothing_changes() -> None:
    elsewhere = AssignmentFacts("A-2", "NY", JANUARY, MAY)
    mobile = replace(LACKS, willing_states=frozenset({"WA", "NY"}))
    others = replace(LACKS, ref="C-0004")
    books = WITHOUT_LAW, asking(entry(BLS))
    found = found_by(books, at_work(mobile, others, on=(work(), elsewhere)), TODAY)
    refs = found.people.pool.refs
    assert [refs[place] for place in found.people.none_left] == ["C-0004"]
    assert found.people.order().tolist() == [1, 0]


def test_an_assignment_she_is_placed_on_already_is_none_that_is_left() -> None:
    elsewhere = AssignmentFacts("A-2", "NY", JANUARY, MAY)
    mobile = replace(LACKS, willing_states=frozenset({"WA", "NY"}))
    state = at_work(mobile, on=(work(), elsewhere))
    placed = replace(state.openings["A-2"], placed=frozenset({mobile.ref}))
    state = replace(state, openings={**state.openings, "A-2": placed})
    found = found_by((WITHOUT_LAW, asking(entry(BLS))), state, TODAY)
    assert found.people.none_left.tolist() == [0]


def test_a_paper_that_must_be_recent_counts_from_the_first_day_of_each_assignment() -> None:
    recent = replace(BLS, max_age_days=30)
    fresh = person("C-0001", held("BLS-AHA", issued_on=date(2026, 12, 20)))
    stale = person("C-0002", held("BLS-AHA", issued_on=date(2026, 11, 20)))
    undated = person("C-0003", held("BLS-AHA"))
    on = work("A-1"), work("A-2", date(2026, 12, 20), date(2026, 12, 31))
    books = WITHOUT_LAW, asking(entry(recent))
    found = found_by(books, at_work(fresh, stale, undated, on=on), TODAY)
    assert {pair: after for pair, (_, after, _) in moved_in(found).items()} == {
        ("A-1", "C-0002"): INELIGIBLE,
        ("A-1", "C-0003"): UNKNOWN,
        ("A-2", "C-0003"): UNKNOWN,
    }
