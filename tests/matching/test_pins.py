"""What recruiters want of a choice: the next run keeps it, or tells what keeps it from being."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select

from agency.assignments.models import Assignment
from agency.matching.allocation_models import Proposal
from agency.matching.allocation_queries import allocation_of, is_stale
from agency.matching.allocation_words import answer_of, foresight_of, reason_of
from agency.matching.keeping import snapshot_of
from agency.matching.models import MatchRun
from agency.matching.packing import packed, unpacked
from agency.matching.pin_foresight import foreseen
from agency.matching.pin_queries import PinCounts, counts_of_pins, told_pins
from agency.matching.pricing import price_of
from agency.matching.queries import current_run, last_run
from agency.matching.replaying import replay
from agency.matching.unsettled_queries import Instead, page_of_unsettled
from agency.pinning.actions import create_pin, take_back
from agency.pinning.models import Pin
from agency.pinning.schemas import PinInput
from tests.builders import make_placement
from tests.counting import counted
from tests.matching.test_allocating import (
    DAY,
    SPRING,
    SUMMER,
    chosen_for,
    matched,
    proposals,
    somebody,
    work,
)
from tests.matching.working import work_off
from tests.trail import ANN


def wanted(candidate: str, assignment: str, kind: str = "pin") -> Pin:
    said = {"candidate_ref": candidate, "assignment_ref": assignment, "kind": kind}
    return create_pin(PinInput().accept(said), ANN)


def answers(run: MatchRun) -> dict[tuple[str, str], str]:
    """What became of each pin, in words."""
    told = told_pins(run.base_id or run.id, None)
    return {(one.pin.candidate.ref, one.pin.assignment.ref): answer_of(one) for one in told}


@pytest.fixture
def three(database: SQLAlchemy) -> SQLAlchemy:
    """Two assignments; somebody who may take either, and two who can go to Texas alone."""
    work("A-TX")
    work("A-OK", state="OK")
    somebody("C-BOTH", "15", ("TX", "OK"))
    somebody("C-TEXAN", "24")
    somebody("C-DEAR", "25")
    database.session.commit()
    return database


def test_a_pin_is_kept_whatever_it_costs(three: SQLAlchemy) -> None:
    free = matched(three)
    assert proposals(free) == {("A-TX", "C-TEXAN"), ("A-OK", "C-BOTH")}
    wanted("C-BOTH", "A-TX")
    run = matched(three)
    assert run.id != free.id
    assert run.snapshot != free.snapshot
    assert proposals(run) == {("A-TX", "C-BOTH")}
    assert answers(run) == {("C-BOTH", "A-TX"): "Kept: she is proposed here."}
    choice = allocation_of(run)
    assert choice.objective == choice.bound < allocation_of(free).objective
    assert counts_of_pins(run.id) == PinCounts(pins=1, exclusions=0, not_kept=0)


def foreseen_of(pin: Pin) -> str:
    return foresight_of(foreseen(pin, last_run(DAY)))


def test_what_cannot_be_kept_is_told_at_once_and_is_what_the_match_says(three: SQLAlchemy) -> None:
    placed = somebody("C-PLACED")
    full = work("A-FULL")
    make_placement(placed, full, stage="confirmed", **SPRING)
    make_placement(
        placed, work("A-LATER", openings=2, pay_rate="20", **SUMMER), stage="confirmed", **SUMMER
    )
    matched(three)
    cases = {
        ("C-BOTH", "A-TX"): None,
        ("C-BOTH", "A-OK"): "overlaps",
        ("C-TEXAN", "A-OK"): "not_eligible",
        ("C-TEXAN", "A-TX"): "full",
        ("C-DEAR", "A-FULL"): "full",
        ("C-PLACED", "A-LATER"): "placed",
        ("C-DEAR", "A-LATER"): "not_eligible",
    }
    pins = {pair: wanted(*pair) for pair in cases}
    run = last_run(DAY)
    assert {pair: foreseen(pin, run).outcome for pair, pin in pins.items()} == cases
    said = foreseen_of(pins["C-BOTH", "A-OK"])
    assert said.startswith("Cannot be kept as it stands: she is pinned to A-TX, which was first")
    assert said.endswith("is kept from the next match on if that changes.")
    run = matched(three)
    told = {
        (one.pin.candidate.ref, one.pin.assignment.ref): one.outcome
        for one in told_pins(run.id, None)
    }
    assert told == {pair: outcome or "kept" for pair, outcome in cases.items()}


def test_however_many_pins_were_made_before_as_much_is_asked(three: SQLAlchemy) -> None:
    matched(three)
    wanted("C-BOTH", "A-TX")
    asked = []
    for more in (0, 6):
        for number in range(more):
            work(f"A-{number}", state="OK")
            somebody(f"C-{number}", "15", ("TX", "OK"))
            three.session.commit()
            wanted(f"C-{number}", f"A-{number}")
            wanted(f"C-{number}", "A-OK")
        last = wanted("C-BOTH" if more else "C-TEXAN", "A-OK")
        run = last_run(DAY)
        with counted(three) as statements:
            told = foreseen(last, run)
        asked.append(len(statements))
        assert told.outcome == ("overlaps" if more else "not_eligible")
    assert asked[0] == asked[1] <= 8


def test_of_a_pin_that_is_asked_nowhere_yet_nothing_is_foreseen(three: SQLAlchemy) -> None:
    before = wanted("C-DEAR", "A-OK")
    assert foreseen_of(before) == "The next match chooses by it."
    closed = work("A-CLOSED", status="closed")
    three.session.commit()
    matched(three)
    new = work("A-NEW", state="OK")
    three.session.commit()
    assert foreseen_of(wanted("C-DEAR", closed.ref)) == "Not asked: the assignment is not open."
    assert foreseen_of(wanted("C-DEAR", new.ref)) == "The next match chooses by it."
    assert foreseen_of(wanted("C-BOTH", "A-TX", "exclusion")) == "The next match chooses by it."


def test_an_exclusion_is_never_proposed(three: SQLAlchemy) -> None:
    wanted("C-TEXAN", "A-TX", "exclusion")
    run = matched(three)
    assert proposals(run) == {("A-TX", "C-DEAR"), ("A-OK", "C-BOTH")}
    found = chosen_for(run, "A-TX", three)
    why = {one.candidate_ref: reason_of(one, found) for one in found.others}
    assert why["C-TEXAN"] == "Excluded here by one of us."
    assert answers(run) == {("C-TEXAN", "A-TX"): "Kept: she is not proposed here."}


def test_what_cannot_be_kept_is_told_with_its_reason(three: SQLAlchemy) -> None:
    taken = work("A-TAKEN")
    make_placement(somebody("C-PLACED"), taken)
    work("A-SOON", starts_on=date(2027, 4, 30), ends_on=date(2027, 6, 30))
    work("A-LATER", **SUMMER, status="draft")
    three.session.commit()
    for pair in (
        ("C-BOTH", "A-TX"),
        ("C-BOTH", "A-SOON"),
        ("C-TEXAN", "A-TX"),
        ("C-TEXAN", "A-OK"),
        ("C-PLACED", "A-TAKEN"),
        ("C-TEXAN", "A-TAKEN"),
        ("C-TEXAN", "A-LATER"),
    ):
        wanted(*pair)
    run = matched(three)
    assert answers(run) == {
        ("C-BOTH", "A-TX"): "Kept: she is proposed here.",
        ("C-BOTH", "A-SOON"): "Cannot be kept: she was pinned to A-TX first, and she cannot do"
        " both.",
        ("C-TEXAN", "A-TX"): "Cannot be kept: no opening was left for her.",
        ("C-TEXAN", "A-OK"): "Cannot be kept: she was not eligible here.",
        ("C-PLACED", "A-TAKEN"): "Needless: she is placed here already.",
        ("C-TEXAN", "A-TAKEN"): "Cannot be kept: no opening was left for her.",
        ("C-TEXAN", "A-LATER"): "Not asked: the assignment is not open.",
    }
    assert counts_of_pins(run.id).not_kept == 5
    assert not is_stale(run)


def test_a_choice_is_stale_as_soon_as_something_else_is_wanted(
    app: Flask, three: SQLAlchemy
) -> None:
    run = matched(three)
    assert not is_stale(run)
    pin = wanted("C-BOTH", "A-TX")
    assert is_stale(run)
    assert answers(run) == {("C-BOTH", "A-TX"): "Not asked yet: the next match chooses by it."}
    take_back(pin.id, ANN)
    assert not is_stale(run)
    wanted("C-BOTH", "A-TX")
    work_off(app)
    tip = current_run(DAY)
    assert tip.base_id == run.id
    assert is_stale(tip)
    assert proposals(tip) == proposals(run)
    anew = matched(three)
    assert not is_stale(anew)
    take_back(pin_id(three), ANN)
    assert is_stale(anew)


def pin_id(database: SQLAlchemy) -> int:
    found = database.session.scalars(select(Pin.id)).one()
    database.session.rollback()
    return found


def test_a_replay_chooses_by_the_pins_of_then(three: SQLAlchemy) -> None:
    pin = wanted("C-BOTH", "A-TX")
    wanted("C-TEXAN", "A-TX", "exclusion")
    run = matched(three)
    take_back(pin.id, ANN)
    found = replay(run.id)
    assert (found.same, found.allocation) == (True, True)
    three.session.execute(delete(Proposal))
    three.session.commit()
    found = replay(run.id)
    assert (found.same, found.allocation, found.differing) == (False, False, ())


def test_a_delta_is_replayed_without_a_choice(app: Flask, three: SQLAlchemy) -> None:
    matched(three)
    wanted("C-BOTH", "A-TX")
    work_off(app)
    found = replay(current_run(DAY).id)
    assert (found.same, found.allocation) == (True, None)


def test_pins_are_packed_with_the_facts(three: SQLAlchemy) -> None:
    wanted("C-BOTH", "A-TX")
    wanted("C-DEAR", "A-TX", "exclusion")
    run = matched(three)
    facts = snapshot_of(run.snapshot)
    (texas,) = (one for one in facts.openings if one.assignment.ref == "A-TX")
    assert [one.candidate for one in texas.pinned] == ["C-BOTH"]
    assert texas.excluded == {"C-DEAR"}
    assert unpacked(packed(facts)).openings == facts.openings


def test_without_pins_a_snapshot_says_what_it_said_before_there_were_any(
    three: SQLAlchemy,
) -> None:
    for one in snapshot_of(matched(three).snapshot).openings:
        assert one.as_json().keys() == {"assignment", "openings", "priority", "placed"}


def test_the_price_of_a_busy_person_is_exact(three: SQLAlchemy) -> None:
    run = matched(three)
    found = price_of(run, "A-TX", "C-BOTH")
    assert found.priced is not None
    assert found.priced.exact
    before = allocation_of(run).objective
    wanted("C-BOTH", "A-TX")
    assert found.priced.costs == before - allocation_of(matched(three)).objective
    assert found.chosen - found.priced.chosen == 1


def test_who_has_no_price_has_a_reason(three: SQLAlchemy) -> None:
    work("A-SUMMER", **SUMMER, status="draft")
    three.session.commit()
    wanted("C-BOTH", "A-OK")
    wanted("C-DEAR", "A-TX", "exclusion")
    run = matched(three)
    standing = {
        ("A-OK", "C-BOTH"): "proposed",
        ("A-TX", "C-DEAR"): "excluded",
        ("A-OK", "C-TEXAN"): "not_eligible",
        ("A-TX", "C-BOTH"): "pinned_elsewhere",
        ("A-SUMMER", "C-BOTH"): "not_open",
    }
    assert {pair: price_of(run, *pair).standing for pair in standing} == standing
    wanted("C-TEXAN", "A-TX")
    assert price_of(matched(three), "A-TX", "C-BOTH").standing == "no_place"


def test_who_would_rather_have_each_other_is_counted_and_told(three: SQLAlchemy) -> None:
    choice = allocation_of(matched(three))
    # At equal pay and with equal scores she is as glad to go where she is needed.
    assert (choice.unsettled, page_of_unsettled(choice, 10, None).items) == (0, ())
    oklahoma = three.session.scalars(select(Assignment).where(Assignment.ref == "A-OK")).one()
    oklahoma.pay_rate = Decimal(20)
    choice = allocation_of(matched(three))
    (pair,) = page_of_unsettled(choice, 10, None).items
    assert (pair.assignment_ref, pair.candidate_ref) == ("A-TX", "C-BOTH")
    assert pair.instead_of == (Instead("A-OK", Decimal(20)),)
    assert pair.displaces is not None
    assert (pair.displaces.candidate_ref, choice.unsettled) == ("C-TEXAN", 1)
    assert pair.displaces.score < pair.score
    # Whoever is pinned does not make way.
    wanted("C-TEXAN", "A-TX")
    assert allocation_of(matched(three)).unsettled == 0
