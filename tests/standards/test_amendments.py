"""What was recorded between two rulebooks is told with who, when and why."""

from __future__ import annotations

from datetime import date

from flask_sqlalchemy import SQLAlchemy

from agency.extensions import db
from agency.rules.facts import AssignmentFacts
from agency.rules.rulebook import load_rulebook
from agency.standards.actions import withdraw
from agency.standards.amendments import Amendment, amendments_between
from agency.standards.books import local_day_text
from agency.standards.keeping import keep_rulebook
from agency.standards.models import RuleEntry
from agency.standards.queries import rulebook
from tests.standards.entries import AT_ALDER, BLS, FACILITIES, TEXAS, saved

DATA = load_rulebook().fingerprint


def kept() -> str:
    """The fingerprint of the present rulebook, which is kept."""
    book = rulebook()
    keep_rulebook(book)
    db.session.commit()
    return book.fingerprint


def told(before: str, now: str) -> list[tuple[str, bool]]:
    return [(one.rule_id, one.saved) for one in amendments_between(before, now)]


def day(row: RuleEntry) -> str:
    return local_day_text(row.made_at)


def test_what_was_saved_is_told_with_who_when_and_why(database: SQLAlchemy) -> None:
    (row,) = saved(BLS)
    (one,) = amendments_between(DATA, kept())
    assert one.says == f"{BLS['id']}: saved by A. Lee on {day(row)}: a client asked"
    assert one.saved


def test_what_was_withdrawn_is_told_with_who_when_and_why(database: SQLAlchemy) -> None:
    (row,) = saved(BLS)
    before = kept()
    withdraw(BLS["id"], "B. Ito", "a mistake")
    (one,) = amendments_between(before, kept())
    assert one.says == f"{BLS['id']}: withdrawn by B. Ito on {day(row)}: a mistake"
    assert not one.saved


def test_what_both_have_is_no_amendment(database: SQLAlchemy) -> None:
    saved(BLS, TEXAS)
    before = kept()
    saved(AT_ALDER)
    assert told(before, kept()) == [(AT_ALDER["id"], True)]
    assert told(before, before) == []
    assert told(DATA, DATA) == []


def test_a_text_that_replaced_another_is_told_alone(database: SQLAlchemy) -> None:
    saved(BLS)
    before = kept()
    saved(BLS | {"says": "Hold BLS"}, why="shorter")
    (one,) = amendments_between(before, kept())
    assert one.says.endswith(": shorter")


def test_what_was_withdrawn_and_is_saved_again_is_told_with_who_saved_it_last(
    database: SQLAlchemy,
) -> None:
    saved(BLS, TEXAS, by="A. Lee", why="first reason")
    kept()
    withdraw(BLS["id"], "A. Lee", "a mistake")
    without = kept()
    (row,) = saved(BLS, by="B. Ito", why="second reason")
    (one,) = amendments_between(without, kept())
    assert one.says == f"{BLS['id']}: saved by B. Ito on {day(row)}: second reason"


def test_an_entry_speaks_of_its_state_its_agency_or_its_facility() -> None:
    def speaks(rule_id: str, scope: str, whose: str, **of: str) -> bool:
        days = date(2026, 1, 1), date(2026, 2, 1)
        work = AssignmentFacts("A-1", of.get("state", "TX"), *days, facility=of.get("facility"))
        return Amendment(rule_id, scope, whose, True, "").speaks_of(work)

    assert speaks("tx-a", "law", "")
    assert not speaks("tx-a", "law", "", state="WA")
    assert speaks("us-a", "law", "", state="WA")
    assert speaks("agency-a", "agency", "", state="WA")
    assert speaks("facility-a", "facility", FACILITIES[0], facility=FACILITIES[0])
    assert not speaks("facility-a", "facility", FACILITIES[0], facility=FACILITIES[1])
    assert not speaks("facility-a", "facility", FACILITIES[0])
