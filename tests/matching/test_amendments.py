"""Which recorded entries ask otherwise of one piece of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.extensions import db
from agency.matching.amendments import Amendments
from agency.rules.facts import AssignmentFacts
from agency.rules.rulebook import load_rulebook
from agency.standards.actions import withdraw
from agency.standards.keeping import keep_rulebook
from agency.standards.queries import rulebook
from tests.standards.entries import AT_ALDER, BLS, FACILITIES, TEXAS, lifted, saved

AS_OF = date(2026, 11, 24)
FIRST, LAST = date(2027, 1, 4), date(2027, 2, 12)
WORK = AssignmentFacts("A-1", "TX", FIRST, LAST, facility=FACILITIES[0], setting="clinic")
AFTER = {"in_force": date(2027, 2, 13)}
ON_LAST = {"in_force": LAST}


def kept() -> str:
    """The fingerprint of the present rulebook, which is kept."""
    book = rulebook()
    keep_rulebook(book)
    db.session.commit()
    return book.fingerprint


def named(before: str, work: AssignmentFacts = WORK, day: date = AS_OF) -> list[str]:
    kept()
    return [one.rule_id for one in Amendments(before, rulebook(), day).of(work)]


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        (TEXAS, True),
        (TEXAS | ON_LAST, True),
        (TEXAS | AFTER, False),
        (TEXAS | {"effect": "advise"}, False),
        (TEXAS | {"when": {"settings": ["school"]}}, False),
        (TEXAS | {"when": {"tasks": ["ekg"]}}, False),
        (BLS | {"needs": {"setting_not": ["clinic"]}}, True),
        (BLS | {"needs": {"setting_not": ["school"]}}, False),
        (AT_ALDER, True),
        (AT_ALDER | {"facility": FACILITIES[1]}, False),
    ],
)
def test_an_entry_is_named_where_it_asks_something_of_the_work_in_its_window(
    database: SQLAlchemy, entry: Mapping[str, Any], names: bool
) -> None:
    saved(TEXAS | {"id": "tx-other"})
    before = kept()
    saved(entry)
    assert named(before) == ([entry["id"]] if names else [])


def test_a_repeal_is_named_where_the_work_goes_on_after_it(database: SQLAlchemy) -> None:
    saved(TEXAS)
    before = kept()
    saved(lifted(TEXAS, AFTER["in_force"]))
    assert named(before) == []
    assert named(before, replace(WORK, ends_on=AFTER["in_force"])) == ["tx-life-support"]


def test_the_window_begins_on_the_day_of_the_judgement(database: SQLAlchemy) -> None:
    saved(TEXAS)
    before = kept()
    saved(TEXAS | {"needs": {"holds": ["TDAP"]}}, TEXAS | ON_LAST)
    assert named(before, day=FIRST) == ["tx-life-support"] * 2
    assert named(before, day=LAST) == []


def test_one_text_in_two_parts_that_meet_is_the_same_text(database: SQLAlchemy) -> None:
    saved(TEXAS)
    before = kept()
    saved(TEXAS | ON_LAST | {"says": "Hold it still"})
    assert named(before) == []


def test_what_is_withdrawn_is_named_as_well(database: SQLAlchemy) -> None:
    saved(BLS, TEXAS | AFTER)
    before = kept()
    for rule_id in (BLS["id"], TEXAS["id"]):
        withdraw(rule_id, "B. Ito", "too strict")
    assert named(before) == [BLS["id"]]
    assert named(before, replace(WORK, state="GU")) == []


def test_where_the_data_files_are_others_all_that_may_speak_of_the_work_are_named(
    database: SQLAlchemy,
) -> None:
    saved(TEXAS | AFTER, AT_ALDER | {"facility": FACILITIES[1]})
    kept()
    amendments = Amendments("another", rulebook(), AS_OF)
    assert amendments.other_files
    assert [one.rule_id for one in amendments.of(WORK)] == ["tx-life-support"]
    assert not Amendments(load_rulebook().fingerprint, rulebook(), AS_OF).other_files
