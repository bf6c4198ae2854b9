"""A run is valued: what credentials would add, who would come instead, what hangs on one person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.jobs.models import Job
from agency.matching.actions import match, value_run
from agency.matching.allocation_queries import allocation_of
from agency.matching.fallback_queries import fallbacks_of, page_of_fallbacks, page_of_lone
from agency.matching.models import MatchRun
from agency.matching.queries import current_run
from agency.matching.starting import MATCH_VALUE
from agency.matching.value_models import CandidateValue, CredentialTaker, Valuation
from agency.matching.value_queries import (
    Worth,
    candidate_id_of,
    opened_to,
    valuation_in,
    worths,
)
from agency.rules.rulebook import load_rulebook
from agency.settings import settings
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_placement,
)
from tests.matching.test_allocating import DAY, SPRING, SUMMER, somebody, work
from tests.matching.test_pins import wanted
from tests.matching.working import work_off

CATALOGUE = load_rulebook().catalogue


def without_one(ref: str, **said: Any) -> Candidate:
    """Somebody who lacks a certification and nothing else."""
    return make_candidate(ref, willing_states=("TX",), **said)


def valued(database: SQLAlchemy) -> None:
    """Match everybody and value the run."""
    database.session.commit()
    match(DAY)
    value_run(current_run(DAY))


def obtained(code: str) -> Worth:
    (one,) = [one for one in worths(code) if one.row.kind == "obtain"]
    return one


def told(code: str) -> list[tuple[int, int, list[str]]]:
    """By how many takers at most: how many more openings are filled, and by whom."""
    return [
        (step.most, step.filled, [one.candidate_ref for one in step.takers])
        for step in obtained(code).steps
    ]


def assignment_id(database: SQLAlchemy, ref: str) -> int:
    return database.session.scalars(select(Assignment.id).where(Assignment.ref == ref)).one()


def test_two_people_who_obtain_the_same_for_one_opening_are_worth_one(
    database: SQLAlchemy,
) -> None:
    work("A-TX")
    without_one("C-1", min_pay_rate="20")
    without_one("C-2", min_pay_rate="24")
    valued(database)
    assert told("CCMA-NHA") == [(1, 1, ["C-1"])]
    assert (obtained("CCMA-NHA").row.people, obtained("CCMA-NHA").row.assignments) == (2, 1)
    alone = {ref: opened_to(candidate_id_of(ref)) for ref in ("C-1", "C-2")}
    assert all(one.filled == 1 for some in alone.values() for one in some)


def test_one_more_person_fills_one_more_opening(database: SQLAlchemy) -> None:
    work("A-1", openings=2)
    work("A-2")
    for number in range(1, 5):
        without_one(f"C-{number}", min_pay_rate=f"{18 + number}")
    valued(database)
    assert [(most, filled) for most, filled, _ in told("RMA-AMT")] == [(1, 1), (2, 2), (3, 3)]


def test_an_opening_that_is_filled_anyway_is_no_gain(database: SQLAlchemy) -> None:
    work("A-TX", bill_rate="40")
    somebody("C-HAS", "15")
    without_one("C-1", min_pay_rate="24")
    valued(database)
    worth = obtained("CCMA-NHA")
    assert (worth.row.people, worth.steps) == (1, [])
    (opens,) = [one for one in opened_to(candidate_id_of("C-1")) if one.code == "CCMA-NHA"]
    assert (opens.assignments, opens.gained, opens.filled) == (1, 0, 0)


def test_what_an_opening_brings_is_told_where_both_rates_are_known(database: SQLAlchemy) -> None:
    work("A-1", bill_rate="42.50")
    work("A-2")
    without_one("C-1")
    without_one("C-2")
    valued(database)
    assert [(one.margin_cents, one.margin_unknown) for one in obtained("CCMA-NHA").steps][-1] == (
        1750,
        1,
    )
    assert obtained("CCMA-NHA").row.best_pay_cents == 2500


def test_a_line_is_told_of_the_fewest_who_fill_most_or_of_all_who_suit_better(
    database: SQLAlchemy,
) -> None:
    work("A-1", openings=2)
    somebody("C-HAS", "24")
    for number in range(3):
        without_one(f"C-{number}", min_pay_rate=f"{15 + number}")
    valued(database)
    worth = obtained("CCMA-NHA")
    assert worth.told == worth.fullest
    assert worth.told is not None
    assert (worth.told.filled, len(worth.told.takers)) == (1, 1)
    assert worth.best is not None
    assert worth.best.gained > worth.told.gained
    somebody("C-MORE", "25")
    valued(database)
    worth = obtained("CCMA-NHA")
    assert worth.told == worth.best
    assert worth.told is not None
    assert (worth.told.filled, len(worth.told.takers)) == (0, 2)


def test_price_and_time_are_those_of_the_catalogue(database: SQLAlchemy) -> None:
    work("A-TX", client_requirements=("BLS",))
    somebody("C-1")
    without_one("C-2")
    valued(database)
    bls, ccma = obtained("BLS-AHA").row, worths("CCMA-NHA")
    assert bls.lead_known
    assert bls.effective > DAY
    assert ccma == []  # she lacks the other as well
    fees = dict(CATALOGUE["CCMA-NHA"].fees)
    work("A-OTHER")
    valued(database)
    row = obtained("CCMA-NHA").row
    assert row.cost_cents == int(fees["exam"] * 100)
    assert (row.lead_known, row.effective) == (False, DAY)


def test_from_whom_one_was_revoked_obtains_none(database: SQLAlchemy) -> None:
    work("A-TX")
    lost = without_one("C-LOST", min_pay_rate="15")
    make_credential(lost, "CCMA-NHA", status="revoked")
    without_one("C-2", min_pay_rate="24")
    valued(database)
    assert told("CCMA-NHA") == [(1, 1, ["C-2"])]
    assert told("RMA-AMT") == [(1, 1, ["C-LOST"])]


def test_a_row_that_has_nothing_to_do_with_it_changes_nothing(database: SQLAlchemy) -> None:
    work("A-TX", openings=2)
    without_one("C-1")
    without_one("C-2", min_pay_rate="24")
    valued(database)
    before = told("CCMA-NHA"), told("RMA-AMT"), opened_to(candidate_id_of("C-1"))
    make_candidate("C-0", willing_states=("OR",))
    make_assignment("A-0", state="OR", required_skills=("x-ray",), **SPRING)
    valued(database)
    assert (told("CCMA-NHA"), told("RMA-AMT"), opened_to(candidate_id_of("C-1"))) == before


def test_equal_facts_are_valued_equally(database: SQLAlchemy) -> None:
    work("A-TX", openings=3)
    for number in range(6):
        without_one(f"C-{number}", min_pay_rate="20")
    valued(database)
    before = told("CCMA-NHA")
    value_run(current_run(DAY))
    assert told("CCMA-NHA") == before


def test_a_match_has_its_run_valued_by_a_job_of_its_own(app: Flask, database: SQLAlchemy) -> None:
    work("A-TX")
    without_one("C-1")
    database.session.commit()
    match(DAY)
    run = current_run(DAY)
    assert valuation_in(run) is None
    kinds = select(Job.kind).where(Job.state == "pending")
    assert MATCH_VALUE in database.session.scalars(kinds).all()
    work_off(app)
    found = valuation_in(current_run(DAY))
    assert found is not None
    assert not found.stale
    assert told("CCMA-NHA") == [(1, 1, ["C-1"])]


def test_a_run_that_is_not_shown_is_not_valued(app: Flask, database: SQLAlchemy) -> None:
    work("A-TX")
    without_one("C-1")
    valued(database)
    shown = current_run(DAY).id
    match(date(2026, 11, 20))
    work_off(app)
    assert database.session.scalars(select(Valuation.run_id)).all() == [shown]


def test_a_valuation_takes_the_place_of_the_one_before(database: SQLAlchemy) -> None:
    work("A-TX")
    without_one("C-1")
    valued(database)
    before = current_run(DAY)
    without_one("C-2")
    database.session.commit()
    match(DAY)
    found = valuation_in(current_run(DAY))
    assert found is not None
    assert (found.run.id, found.stale) == (before.id, True)
    value_run(current_run(DAY))
    assert database.session.scalars(select(Valuation.run_id)).all() == [current_run(DAY).id]
    assert obtained("CCMA-NHA").row.people == 2


def test_whoever_is_removed_is_in_no_valuation(database: SQLAlchemy) -> None:
    work("A-TX")
    without_one("C-1")
    valued(database)
    database.session.execute(delete(Candidate))
    for table in (CandidateValue, CredentialTaker):
        assert database.session.scalars(select(table)).all() == []
    database.session.execute(delete(MatchRun))
    assert database.session.scalars(select(Valuation)).all() == []


def test_of_a_place_that_is_held_it_is_known_who_would_come(database: SQLAlchemy) -> None:
    spring = work("A-TX", status="filled")
    make_placement(somebody("C-HAS", "20"), spring, stage="confirmed", **SPRING)
    somebody("C-NEXT", "15")
    somebody("C-LAST", "24")
    valued(database)
    lost = fallbacks_of(spring.id)["C-HAS"]
    assert (lost.kind, lost.others, lost.replacement_ref) == ("placed", 2, "C-NEXT")
    assert (lost.fewer, lost.costs) == (0, 0)
    assert page_of_lone(10, None).items == ()


def test_who_would_come_may_be_missed_elsewhere(database: SQLAlchemy) -> None:
    held = work("A-HELD", status="filled")
    make_placement(somebody("C-HAS", "20"), held, stage="working", **SPRING)
    work("A-OPEN")
    somebody("C-NEXT", "15")
    valued(database)
    lost = fallbacks_of(held.id)["C-HAS"]
    assert lost.fewer == 1
    assert lost.costs >= allocation_of(current_run(DAY)).worth["normal"]
    proposed = fallbacks_of(assignment_id(database, "A-OPEN"))["C-NEXT"]
    assert (proposed.kind, proposed.replacement_ref, proposed.fewer) == ("proposed", None, 1)


def test_what_hangs_on_one_person_is_told_with_the_cheapest_help(database: SQLAlchemy) -> None:
    work("A-TX", client_requirements=("BLS",))
    for ref, evidence in (("C-ONE", "reviewed"), ("C-NEAR", "documented")):
        make_credential(somebody(ref), "BLS-AHA", evidence=evidence, expires_on=date(2028, 1, 31))
    without_one("C-FAR")
    valued(database)
    (lone,) = page_of_lone(10, None).items
    assert (lone.assignment_ref, lone.candidate_ref, lone.kind) == ("A-TX", "C-ONE", "proposed")
    assert lone.fix_ref == "C-NEAR"
    assert lone.fix is not None
    assert [step["change"] for step in lone.fix["steps"]] == ["verify"]


@pytest.mark.parametrize("most", [0, 1])
def test_how_much_is_looked_at_is_set_and_told(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    work("A-TX", openings=2)
    somebody("C-1", "15")
    somebody("C-2", "20")
    for name in ("value_people", "value_places", "value_fixes"):
        monkeypatch.setitem(vars(settings()), name, most)
    valued(database)
    found = valuation_in(current_run(DAY))
    assert found is not None
    assert (found.valuation.places, found.valuation.places_looked_at) == (2, most)
    assert len(page_of_fallbacks(10, None).items) == most


def test_of_a_renewal_it_is_told_whether_it_is_on_course(database: SQLAlchemy) -> None:
    work("A-TX", openings=2)
    soon = date(2027, 3, 31)
    for ref, units in (("C-READY", "60"), ("C-SHORT", "1")):
        she = without_one(ref)
        make_credential(she, "CMA-AAMA", expires_on=soon, evidence="reviewed")
        for category in ("general", "administrative", "clinical"):
            make_ce_credit(she, category=category, units=Decimal(units))
    valued(database)
    (renewed,) = [one for one in worths("CMA-AAMA") if one.row.kind == "renew"]
    ready = {one.candidate_ref: one.ready for one in renewed.steps[-1].takers}
    assert ready == {"C-READY": "yes", "C-SHORT": "no"}


def test_of_two_placements_on_one_assignment_the_first_is_told(database: SQLAlchemy) -> None:
    held = work("A-TX", status="filled", ends_on=date(2027, 6, 30))
    she = somebody("C-HAS", "20")
    make_placement(she, held, stage="confirmed", **SPRING)
    later = {"starts_on": date(2027, 5, 1), "ends_on": date(2027, 6, 30)}
    make_placement(she, held, stage="confirmed", **later)
    valued(database)
    assert fallbacks_of(held.id).keys() == {"C-HAS"}
    assert len(page_of_lone(10, None).items) == 1


def test_what_losing_somebody_costs_is_told_of_all_her_places_together(
    database: SQLAlchemy,
) -> None:
    work("A-SPRING")
    work("A-SUMMER", **SUMMER)
    held = work("A-HELD", status="filled", starts_on=date(2027, 7, 1), ends_on=date(2027, 7, 31))
    she = somebody("C-1")
    make_placement(she, held, starts_on=held.starts_on, ends_on=held.ends_on, stage="confirmed")
    somebody("C-OTHER", states=("OK",))
    valued(database)
    rows = page_of_fallbacks(10, None).items
    assert [one.assignment_ref for one in rows] == ["A-HELD", "A-SPRING", "A-SUMMER"]
    choice = allocation_of(current_run(DAY))
    assert {(one.places, one.fewer, one.costs) for one in rows} == {
        (3, 3, choice.objective + choice.worth["normal"])
    }


def test_who_is_excluded_would_take_nothing(database: SQLAlchemy) -> None:
    work("A-TX")
    without_one("C-NOT", min_pay_rate="15")
    without_one("C-2", min_pay_rate="24")
    database.session.commit()
    wanted("C-NOT", "A-TX", "exclusion")
    valued(database)
    assert told("CCMA-NHA") == [(1, 1, ["C-2"])]
    assert (obtained("CCMA-NHA").row.people, obtained("CCMA-NHA").row.pairs) == (1, 1)
    assert opened_to(candidate_id_of("C-NOT")) == []


def test_who_is_pinned_would_take_nothing_else_on_these_days(database: SQLAlchemy) -> None:
    work("A-PIN")
    for ref, days in (("A-SAME", SPRING), ("A-LATER", SUMMER)):
        work(ref, client_requirements=("BLS",), **days)
    somebody("C-1")
    database.session.commit()
    wanted("C-1", "A-PIN")
    valued(database)
    (alone,) = [one for one in opened_to(candidate_id_of("C-1")) if one.code == "BLS-AHA"]
    assert (alone.assignments, alone.filled) == (1, 1)
    assert alone.named == ["A-LATER"]


def test_a_pin_of_what_is_chosen_anyway_changes_nothing(database: SQLAlchemy) -> None:
    work("A-TX")
    work("A-OK", state="OK")
    without_one("C-1")
    somebody("C-OK", states=("OK",))
    valued(database)
    before = told("CCMA-NHA"), opened_to(candidate_id_of("C-1")), losses()
    wanted("C-OK", "A-OK")
    valued(database)
    assert (told("CCMA-NHA"), opened_to(candidate_id_of("C-1")), losses()) == before


def test_instead_of_whoever_is_pinned_comes_nobody_who_is_excluded(database: SQLAlchemy) -> None:
    spring = work("A-TX")
    for ref, pay in (("C-NOT", "15"), ("C-NEXT", "20"), ("C-PIN", "24")):
        somebody(ref, pay)
    database.session.commit()
    wanted("C-NOT", "A-TX", "exclusion")
    wanted("C-PIN", "A-TX")
    valued(database)
    lost = fallbacks_of(spring.id)["C-PIN"]
    assert (lost.kind, lost.others, lost.replacement_ref) == ("proposed", 1, "C-NEXT")
    assert (lost.fewer, lost.costs) == (0, 0)


def test_a_place_that_is_held_goes_to_nobody_excluded_or_pinned_elsewhere(
    database: SQLAlchemy,
) -> None:
    held = work("A-HELD", status="filled")
    make_placement(somebody("C-HAS", "20"), held, stage="working", **SPRING)
    work("A-OPEN")
    somebody("C-NOT", "15", states=("TX",))
    somebody("C-PIN", "16")
    database.session.commit()
    wanted("C-NOT", "A-HELD", "exclusion")
    wanted("C-PIN", "A-OPEN")
    valued(database)
    lost = fallbacks_of(held.id)["C-HAS"]
    assert (lost.others, lost.replacement_ref, lost.fewer) == (0, None, 1)
    lone = [one for one in page_of_lone(10, None).items if one.assignment_ref == "A-HELD"]
    assert [one.candidate_ref for one in lone] == ["C-HAS"]


def test_what_is_pinned_hangs_on_one_person_where_no_other_may_come(database: SQLAlchemy) -> None:
    work("A-TX")
    somebody("C-PIN")
    somebody("C-NOT")
    database.session.commit()
    wanted("C-PIN", "A-TX")
    wanted("C-NOT", "A-TX", "exclusion")
    valued(database)
    (lone,) = page_of_lone(10, None).items
    assert (lone.assignment_ref, lone.candidate_ref, lone.fix_ref) == ("A-TX", "C-PIN", None)


def losses() -> list[tuple[Any, ...]]:
    return [
        (one.assignment_ref, one.candidate_ref, one.replacement_ref, one.fewer, one.costs)
        for one in page_of_fallbacks(10, None).items
    ]
