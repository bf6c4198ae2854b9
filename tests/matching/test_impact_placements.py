"""Which placements a change of the rules breaks, sooner or later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from agency.rules.eligibility import INELIGIBLE
from agency.rules.expressions import Holds
from agency.rules.spans import ALL_DAYS
from tests.matching.impact_cases import (
    BLS,
    JANUARY,
    LACKS,
    LAPSES,
    TODAY,
    WITHOUT_LAW,
    asking,
    at_work,
    entry,
    found_by,
    held,
    person,
    placement,
    work,
)


def test_a_placement_under_way_counts_the_age_of_a_paper_from_its_own_first_day() -> None:
    recent = replace(BLS, max_age_days=30)
    fresh = person("C-0001", held("BLS-AHA", issued_on=date(2026, 12, 20)))
    stale = person("C-0002", held("BLS-AHA", issued_on=date(2026, 11, 20)))
    both = [(placement(work(), 1, "C-0001"), fresh), (placement(work(), 2, "C-0002"), stale)]
    day = date(2027, 4, 1)
    found = found_by((WITHOUT_LAW, asking(entry(recent))), at_work(), day, both)
    assert [(one.placement.candidate_ref, one.since) for one in found.placements] == [
        ("C-0002", day.toordinal())
    ]


def test_a_placement_that_was_to_break_later_breaks_sooner() -> None:
    books = asking(entry(BLS)), asking(entry(Holds(frozenset({"WA-MA-C"}))))
    found = found_by(books, at_work(), TODAY, [(placement(work(), 1, "C-0003"), LAPSES)])
    (one,) = found.placements
    assert (one.change, one.before, one.after) == ("breaks", INELIGIBLE, INELIGIBLE)
    assert one.since == JANUARY.toordinal()


def test_a_placement_that_is_not_in_order_anyway_lacks_more() -> None:
    away = replace(LACKS, unavailable=ALL_DAYS)
    books = WITHOUT_LAW, asking(entry(BLS))
    found = found_by(books, at_work(), TODAY, [(placement(work(), 1, "C-0002"), away)])
    assert [one.change for one in found.placements] == ["lacks_more"]
