"""What a run says has changed since the one before, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.edits.actions import record, record_all
from agency.extensions import db
from agency.matching.actions import match
from agency.matching.models import MatchRun, RunChange
from agency.matching.queries import last_run
from agency.placements.models import Placement
from agency.rules.rulebook import DATA, load_rulebook
from agency.standards import queries
from tests.builders import (
    known_by,
    make_assignment,
    make_candidate,
    make_credential,
    make_placement,
)
from tests.matching.lively_agency import AS_OF, LivelyAgency
from tests.matching.working import work_off

Told = tuple[str, str | None, str, str]


@dataclass
class Small:
    """One who is eligible, one who is not yet, and one who is nothing to it."""

    work: Assignment
    good: Candidate
    paper: Credential
    claimed: Credential

    def __init__(self) -> None:
        self.work = make_assignment("A-1", pay_rate=Decimal(25))
        self.good = make_candidate("C-1", min_pay_rate=Decimal(20))
        self.paper = make_credential(self.good)
        almost = make_candidate("C-2")
        self.claimed = make_credential(almost, evidence="claimed")
        make_credential(make_candidate("C-3", willing_states=("GU",)))
        make_assignment("A-9", state="GU", status="draft")
        db.session.commit()


def told(run: MatchRun) -> list[Told]:
    """The changes of a run, with references."""
    rows = db.session.execute(
        select(Assignment.ref, Candidate.ref, RunChange.change, RunChange.cause)
        .join(Assignment, Assignment.id == RunChange.assignment_id)
        .outerjoin(Candidate, Candidate.id == RunChange.candidate_id)
        .where(RunChange.run_id == run.id)
        .order_by(Assignment.ref, Candidate.ref, RunChange.change)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def newest() -> MatchRun:
    run = last_run(date(9999, 1, 1))
    assert run is not None
    return run


def newly_hired(_: Small) -> None:
    person = make_candidate("C-4")
    make_credential(person)
    record("candidate", [person.id])


def verified(small: Small) -> None:
    known_by(small.claimed, "reviewed")
    record("candidate", [small.claimed.candidate_id])


def shortened(small: Small) -> None:
    small.paper.expires_on = date(2027, 2, 1)
    record("candidate", [small.good.id])


def revoked(small: Small) -> None:
    small.paper.status = "revoked"
    record("candidate", [small.good.id])


def certified_elsewhere(small: Small) -> None:
    make_credential(db.session.get_one(Candidate, small.claimed.candidate_id), "RMA-AMT")
    record("candidate", [small.claimed.candidate_id])


def asks_for_more(small: Small) -> None:
    small.good.min_pay_rate = Decimal(40)
    record("candidate", [small.good.id])


def pays_less(small: Small) -> None:
    small.work.pay_rate = Decimal(15)
    record("assignment", [small.work.id])


def moves_to_another_state(small: Small) -> None:
    small.work.state = "WA"
    record("assignment", [small.work.id])


def placed_here(small: Small) -> None:
    make_placement(small.good, small.work)
    record_all({"candidate": [small.good.id], "assignment": [small.work.id]})


def placed_elsewhere(small: Small) -> None:
    other = make_assignment("A-2", status="filled")
    make_placement(small.good, other)
    record_all({"candidate": [small.good.id], "assignment": [other.id]})


def gone_away(small: Small) -> None:
    small.good.available_from = date(2027, 3, 1)
    record("candidate", [small.good.id])


def made_inactive(small: Small) -> None:
    small.good.status = "inactive"
    record("candidate", [small.good.id])


def opened(_: Small) -> None:
    record("assignment", [make_assignment("A-2").id])


def filled(small: Small) -> None:
    small.work.status = "filled"
    record("assignment", [small.work.id])


def without_rules(small: Small) -> None:
    small.work.state = "GU"
    record("assignment", [small.work.id])


LOST, GAINED = "no_longer_eligible", "became_eligible"
CASES: list[tuple[Callable[[Small], None], list[Told]]] = [
    (newly_hired, [("A-1", "C-4", GAINED, "new_candidate")]),
    (verified, [("A-1", "C-2", GAINED, "document_verified")]),
    (certified_elsewhere, [("A-1", "C-2", GAINED, "credential_added")]),
    (revoked, [("A-1", "C-1", LOST, "credential_removed")]),
    (asks_for_more, [("A-1", "C-1", LOST, "pay_changed")]),
    (pays_less, [("A-1", "C-1", LOST, "pay_changed")]),
    (moves_to_another_state, [("A-1", "C-1", LOST, "assignment_changed")]),
    (placed_here, [("A-1", "C-1", LOST, "placement_confirmed")]),
    (placed_elsewhere, [("A-1", "C-1", LOST, "placement_confirmed")]),
    (gone_away, [("A-1", "C-1", LOST, "availability_changed")]),
    (made_inactive, [("A-1", "C-1", LOST, "candidate_changed")]),
    (opened, [("A-2", None, "opened", "assignment_opened")]),
    (filled, [("A-1", None, "closed", "assignment_closed")]),
    (without_rules, [("A-1", None, "blocked", "assignment_changed")]),
]


@pytest.mark.parametrize(("deed", "changes"), CASES, ids=[deed.__name__ for deed, _ in CASES])
def test_the_night_and_the_delta_tell_the_change_with_its_cause(
    database: SQLAlchemy, app: Flask, deed: Callable[[Small], None], changes: list[Told]
) -> None:
    small = Small()
    match(AS_OF)
    deed(small)
    db.session.commit()
    work_off(app)
    delta = newest()
    assert not delta.full
    assert told(delta) == changes
    match(AS_OF)
    night = newest()
    assert night.full
    assert told(night) == changes


def test_an_earlier_end_is_told_with_the_days(database: SQLAlchemy, app: Flask) -> None:
    small = Small()
    match(AS_OF)
    shortened(small)
    db.session.commit()
    work_off(app)
    says = db.session.scalars(select(RunChange.says).where(RunChange.change == LOST)).one()
    assert says == "CMA (AAMA) is valid through 1 Feb 2027 now, was valid through 31 Dec 2028"


def test_a_renewal_is_off_course_when_its_credential_has_lapsed(database: SQLAlchemy) -> None:
    days = date(2026, 11, 1), date(2027, 3, 1)
    asked = ("BACKGROUND-CHECK",)
    make_assignment("A-1", starts_on=days[0], ends_on=days[1], client_requirements=asked)
    person = make_candidate("C-1")
    make_credential(person)
    make_credential(person, "BACKGROUND-CHECK", expires_on=date(2026, 12, 10))
    db.session.commit()
    match(AS_OF)
    match(date(2026, 12, 15))
    assert told(newest()) == [("A-1", "C-1", "renewal_off_course", "credential_lapsed")]
    says = db.session.scalars(select(RunChange.says)).one()
    assert says == "Background check ended on 10 Dec 2026"


def test_what_lapsed_and_was_not_asked_for_is_no_cause(database: SQLAlchemy) -> None:
    days = date(2026, 11, 1), date(2027, 3, 1)
    make_assignment("A-1", starts_on=days[0], ends_on=days[1])
    person = make_candidate("C-1", available_from=date(2026, 12, 15))
    make_credential(person)
    make_credential(person, "BLS-AHA", expires_on=date(2026, 12, 10))
    db.session.commit()
    match(AS_OF)
    match(date(2026, 12, 15))
    assert told(newest()) == [("A-1", "C-1", GAINED, "days_passed")]


def test_a_night_is_compared_with_the_last_run_of_a_day_before(database: SQLAlchemy) -> None:
    small = Small()
    match(AS_OF - timedelta(days=1))
    first = newest().id
    match(AS_OF)
    verified(small)
    db.session.commit()
    match(AS_OF)
    assert newest().compared_with_id == first
    assert told(newest()) == [("A-1", "C-2", GAINED, "document_verified")]


def test_an_assignment_that_has_ended_is_closed_by_the_days(database: SQLAlchemy) -> None:
    make_assignment("A-1", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30))
    db.session.commit()
    match(AS_OF)
    match(date(2026, 12, 1))
    assert told(newest()) == [("A-1", None, "closed", "days_passed")]


def test_a_changed_law_is_the_cause_where_nothing_else_has_changed(
    database: SQLAlchemy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_assignment("A-1", state="WA", zip="98101")
    person = make_candidate("C-1", willing_states=("WA",))
    make_credential(person)
    make_credential(person, "WA-MA-C")
    db.session.commit()
    match(AS_OF)
    changed = copytree(DATA, tmp_path / "data")
    washington = changed / "states" / "wa.toml"
    said = washington.read_text(encoding="utf-8")
    washington.write_text(said.replace('"WA-MA-C", ', ""), encoding="utf-8")
    monkeypatch.setattr(queries, "load_rulebook", lambda: load_rulebook(changed))
    match(AS_OF)
    assert told(newest()) == [("A-1", "C-1", LOST, "law_changed")]


def test_the_end_of_a_placement_gives_its_days_back(database: SQLAlchemy, app: Flask) -> None:
    small = Small()
    placed_elsewhere(small)
    db.session.commit()
    match(AS_OF)
    placement = db.session.scalars(select(Placement)).one()
    placement.stage = "cancelled"
    record_all({"candidate": [small.good.id], "assignment": [placement.assignment_id]})
    db.session.commit()
    work_off(app)
    assert told(newest()) == [("A-1", "C-1", GAINED, "placement_ended")]


def test_a_training_recorded_is_the_cause_where_one_is_asked_for(
    database: SQLAlchemy, app: Flask
) -> None:
    work = make_assignment("A-1", state="WA", zip="98101", delegator="physician")
    person = make_candidate("C-1", willing_states=("WA",))
    make_credential(person)
    db.session.commit()
    match(AS_OF)
    make_credential(person, "WA-MA-C")
    record("candidate", [person.id])
    db.session.commit()
    work_off(app)
    assert told(newest()) == [(work.ref, "C-1", GAINED, "credential_added")]


def test_nothing_is_told_of_the_first_run(database: SQLAlchemy) -> None:
    Small()
    match(AS_OF)
    assert told(newest()) == []


PAPERS = {"document_verified", "credential_added", "credential_changed", "credential_removed"}
PERSON = {"pay_changed", "candidate_changed", "availability_changed"}
WORK = {
    "assignment_opened",
    "assignment_closed",
    "assignment_changed",
    "pay_changed",
    "days_passed",
}
POSSIBLE: dict[str, set[str]] = {
    "hire": {"new_candidate"},
    "change_person": PERSON,
    "change_papers": PAPERS,
    "add_paper": PAPERS,
    "train": {"training_changed"},
    "go_away": {"availability_changed"},
    "place": {"placement_confirmed"},
    "move_on": {"placement_confirmed", "placement_ended"},
    "open_assignment": {"assignment_opened"},
    "change_assignment": {*WORK, "days_passed"},
    "change_site": {"assignment_changed"},
    "bar_somebody": {"assignment_changed"},
    "touch_nothing": set(),
}


@pytest.mark.parametrize("seed", range(100, 104))
def test_of_one_deed_every_cause_is_one_that_it_can_be(
    database: SQLAlchemy, app: Flask, seed: int
) -> None:
    agency = LivelyAgency(seed)
    match(AS_OF)
    for _ in range(25):
        before = newest().id
        deed = agency.change()
        work_off(app)
        if newest().id != before:
            causes = {cause for *_, cause in told(newest())}
            assert causes <= POSSIBLE[deed], (deed, told(newest()))
        db.session.rollback()
