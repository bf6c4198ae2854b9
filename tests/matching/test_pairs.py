"""All pairs with a verdict, on agencies whose verdicts are known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.assignments.models import Assignment
from agency.matching.pairs import PairVerdict, pairs
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN
from agency.rules.ranking import load_scale
from agency.rules.rulebook import load_rulebook
from config import RANKING_FILE
from tests.builders import make_assignment
from tests.samples.agencies import AGENCIES, AS_OF, SMALL, expected_pairs, keep

BOOK, SCALE = load_rulebook(), load_scale(RANKING_FILE)
MATCHED = ("W-1", "W-3", "W-4", "W-7", "W-8")


def found(*verdicts: str, day: date = AS_OF) -> list[PairVerdict]:
    return list(pairs(day, verdicts, BOOK, SCALE))


@pytest.mark.parametrize("folder", AGENCIES.values(), ids=AGENCIES)
def test_an_agency_has_exactly_the_pairs_expected(database: SQLAlchemy, folder: Path) -> None:
    keep(folder)
    assert [pair[:3] for pair in found(ELIGIBLE, UNKNOWN)] == expected_pairs(folder)


def test_every_other_pair_is_ineligible_and_those_placed_are_none(database: SQLAlchemy) -> None:
    keep(SMALL)
    everyone = {f"S-{number:02}" for number in range(1, 17)}
    for ref in MATCHED:
        of_one = [pair for pair in found(INELIGIBLE, ELIGIBLE, UNKNOWN) if pair[0] == ref]
        placed = {"S-08"} if ref == "W-1" else set()
        assert {pair.candidate_ref for pair in of_one} == everyone - placed
        assert of_one == sorted(of_one)


def test_assignments_that_are_blocked_filled_over_or_without_rules_have_no_pairs(
    database: SQLAlchemy,
) -> None:
    keep(SMALL)
    make_assignment("W-9", state="GU")
    assert {pair.assignment_ref for pair in found(ELIGIBLE, UNKNOWN, INELIGIBLE)} == set(MATCHED)


def test_a_pair_carries_its_score(database: SQLAlchemy) -> None:
    keep(SMALL)
    assert found(ELIGIBLE)[:2] == [
        PairVerdict("W-1", "S-01", ELIGIBLE, 59_165),
        PairVerdict("W-1", "S-02", ELIGIBLE, 43_000),
    ]


def test_present_facts_are_judged_as_of_the_day(database: SQLAlchemy) -> None:
    keep(SMALL)
    assert ("W-7", "S-14") in {pair[:2] for pair in found(ELIGIBLE, day=date(2026, 12, 31))}
    assert "W-7" not in {pair.assignment_ref for pair in found(INELIGIBLE, day=date(2027, 1, 1))}


def test_nothing_is_kept_open_while_pairs_are_told(database: SQLAlchemy) -> None:
    keep(SMALL)
    told = pairs(AS_OF, (ELIGIBLE,), BOOK, SCALE)
    assert next(told).assignment_ref == "W-1"
    assert not database.session().in_transaction()
    database.session.query(Assignment).delete()
    assert len(list(told)) == 6
