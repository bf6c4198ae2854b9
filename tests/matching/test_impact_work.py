"""What a change of the rules makes of an assignment itself, and of which it is asked at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from agency.matching.impact_asking import Laws
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, assess
from agency.rules.expressions import Prohibited, Setting
from agency.rules.requisition import Ended
from agency.rules.spans import Window
from tests.matching.impact_cases import (
    BLS,
    HAS,
    JANUARY,
    LACKS,
    MAY,
    TODAY,
    WITHOUT_LAW,
    asking,
    at_work,
    days_of,
    entry,
    found_by,
    moved_in,
    placement,
    work,
)


def test_a_law_in_other_words_changes_nothing_and_is_told() -> None:
    books = asking(entry(BLS)), asking(entry(BLS, says="Hold basic life support"))
    found = found_by(books, at_work(LACKS), TODAY)
    assert (found.assignments_asked, found.assignments) == (0, ())
    assert [one.kind for one in found.entries] == ["replaced"]


def test_work_that_is_forbidden_is_lost_to_everybody() -> None:
    books = WITHOUT_LAW, asking(entry(Prohibited(), date(2027, 3, 1)))
    found = found_by(books, at_work(HAS, LACKS), TODAY, [(placement(work()), HAS)])
    assert found.work_hit()["blocked"] == 1
    assert {since for *_, since in moved_in(found).values()} == {date(2027, 3, 1).toordinal()}
    assert {after for _, after, _ in moved_in(found).values()} == {INELIGIBLE}
    (broken,) = found.placements
    assert (broken.change, broken.since) == ("breaks", date(2027, 3, 1).toordinal())
    assert [one.id for one in broken.over] == ["wa-rule-1"]


def test_work_that_is_allowed_again_is_gained_by_whoever_would_do() -> None:
    books = asking(entry(Prohibited())), asking(entry(BLS))
    found = found_by(books, at_work(HAS, LACKS), TODAY)
    assert found.work_hit()["unblocked"] == 1
    assert days_of(found) == {"C-0001": JANUARY}


def test_what_the_client_must_be_asked_is_told_though_nobody_is_lost() -> None:
    books = WITHOUT_LAW, asking(entry(Setting(frozenset({"clinic"}))))
    found = found_by(books, at_work(HAS), TODAY)
    assert found.work_hit()["to_confirm"] == 1
    assert moved_in(found) == {}
    assert [one.id for one in found.assignments[0].contrast.questions] == ["wa-rule-1"]


def test_a_standard_of_a_facility_is_asked_at_that_facility_alone() -> None:
    rule = asking(entry(BLS)).states["WA"].rules[0]
    standard = replace(rule, id="facility-bls")
    after = replace(WITHOUT_LAW, facility_standards={"Alder Clinic": (standard,)})
    on = (work("A-1", facility="Alder Clinic"), work("A-2", facility="Birch Hospital"), work("A-3"))
    found = found_by((WITHOUT_LAW, after), at_work(LACKS, on=on), TODAY)
    assert [one.assignment.ref for one in found.assignments] == ["A-1"]
    assert found.assignments_checked == 3
    assert [(one.kind, one.of) for one in found.entries] == [("added", "Alder Clinic")]


def test_assignments_that_are_over_are_not_judged() -> None:
    over = work("A-2", last=date(2027, 1, 31))
    books = WITHOUT_LAW, asking(entry(BLS))
    found = found_by(books, at_work(LACKS, on=(work(), over)), date(2027, 2, 1))
    assert [one.assignment.ref for one in found.assignments] == ["A-1"]
    assert found.assignments_checked == 1


def test_a_state_of_which_rules_are_recorded_for_the_first_time() -> None:
    nowhere = replace(WITHOUT_LAW, states={"NY": WITHOUT_LAW.states["NY"]})
    found = found_by((nowhere, asking(entry(BLS))), at_work(HAS, LACKS), TODAY)
    assert moved_in(found) == {("A-1", "C-0001"): (INELIGIBLE, ELIGIBLE, JANUARY.toordinal())}
    assert found.work_hit()["unblocked"] == 1


def test_nothing_is_asked_otherwise_where_both_rulebooks_are_one() -> None:
    laws = Laws(asking(entry(BLS)), asking(entry(BLS)))
    assert laws.contrast(work(), Window.between(JANUARY, MAY)) is None


def test_an_assignment_that_is_over_on_the_day_raises_nowhere() -> None:
    with pytest.raises(Ended):
        assess(HAS, work(), WITHOUT_LAW, MAY + timedelta(days=1))
    assert (
        found_by((WITHOUT_LAW, asking(entry(BLS))), at_work(HAS), date(2027, 6, 1)).assignments
        == ()
    )
