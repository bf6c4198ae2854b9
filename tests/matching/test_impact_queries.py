"""The impact on an agency in a database: what judging each pair of it twice finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, func, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.edits.actions import record
from agency.extensions import Model
from agency.matching import states
from agency.matching.actions import match
from agency.matching.impact import Horizon
from agency.matching.impact_queries import Preview, names_of, preview
from agency.matching.keeping import snapshot_of
from agency.matching.models import SnapshotPiece
from agency.matching.queries import last_run, matches_of
from agency.placements.models import BUSY_STAGES, Placement
from agency.placements.queries import facts_of_pair
from agency.rules.amending import amended, entries_in
from agency.rules.eligibility import assess
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, RuleBook, load_rulebook
from agency.standards.actions import save
from agency.standards.queries import rulebook
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
)
from tests.counting import counted
from tests.matching.lively_agency import AS_OF, LivelyAgency
from tests.matching.random_agency import RandomAgency
from tests.matching.working import work_off

BOOK = load_rulebook()
HORIZON = Horizon(AS_OF, 60)
BLS = {
    "id": "agency-bls",
    "says": "Hold BLS.",
    "in_force": date(2027, 1, 15),
    "effect": "require",
    "needs": {"holds": ["BLS-AHA", "BLS-ARC"]},
}
LAW = {"citation": "Act", "source": "https://example.org/act", "checked_on": AS_OF} | {
    "confidence": "high"
}
NOT_IN_WASHINGTON = {
    "id": "wa-practice",
    "says": "Hold MA-Registered.",
    "when": {"tasks": ["general"]},
    "in_force": date(2026, 12, 20),
    "effect": "require",
    "needs": {"holds": ["WA-MA-R"]},
} | LAW
NO_WORK_IN_TEXAS = {
    "id": "tx-closed",
    "says": "Closed to medical assistants.",
    "in_force": date(2026, 1, 1),
    "effect": "require",
    "needs": {"prohibited": True},
} | LAW


def with_entries(*tables: dict[str, Any]) -> RuleBook:
    return amended(BOOK, entries_in({"requirement": list(tables)}, "change.toml", BOOK))


CHANGES = {
    "standard": with_entries(BLS),
    "law": with_entries(NOT_IN_WASHINGTON),
    "closed": with_entries(NO_WORK_IN_TEXAS),
    "facility": with_entries(BLS | {"id": "facility-bls", "facility": "Site 1"}),
}


def verdicts(pair: tuple[str, str], after: RuleBook) -> tuple[str, str] | None:
    """Of candidate and assignment by both rulebooks; None where nothing can be judged."""
    facts = facts_of_pair(*pair)
    try:
        old, new = (assess(facts.candidate, facts.assignment, one, AS_OF) for one in (BOOK, after))
    except (Ended, NoRules):
        return None
    return old.verdict, new.verdict


def open_pairs(database: SQLAlchemy) -> Iterator[tuple[str, str]]:
    """Candidates and open assignments, but for those who are placed there."""
    refs = database.session.scalars(select(Candidate.ref)).all()
    work = database.session.execute(
        select(Assignment.id, Assignment.ref).where(Assignment.status == "open")
    )
    for id, assignment in work.all():
        placed = database.session.scalars(
            select(Candidate.ref)
            .join(Placement, Placement.candidate_id == Candidate.id)
            .where(Placement.assignment_id == id, Placement.stage.in_(BUSY_STAGES))
        ).all()
        yield from ((ref, assignment) for ref in refs if ref not in placed)


def changed_by_brute_force(database: SQLAlchemy, after: RuleBook) -> dict[Any, Any]:
    judged = {pair: verdicts(pair, after) for pair in open_pairs(database)}
    return {pair: both for pair, both in judged.items() if both and both[0] != both[1]}


def changed(found: Preview) -> dict[Any, Any]:
    refs = found.impact.people.pool.refs
    return {
        (refs[place], one.assignment.ref): (group.before, group.after)
        for one in found.impact.assignments
        for group in one.put_to.moved.groups()
        for place in group.people
    }


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("seed", range(2))
def test_by_the_facts_of_the_last_run_every_pair_changes_as_it_does_by_itself(
    database: SQLAlchemy, app: Flask, seed: int, change: str
) -> None:
    LivelyAgency(seed)
    match(AS_OF)
    work_off(app)
    found = preview(BOOK, CHANGES[change], HORIZON)
    assert found.run is not None
    assert found.unworked is None
    expected = changed_by_brute_force(database, CHANGES[change])
    assert changed(found) == expected
    assert expected or change == "facility"


@pytest.mark.parametrize("seed", range(3))
def test_without_a_run_the_facts_are_read_now(database: SQLAlchemy, seed: int) -> None:
    RandomAgency(seed)
    database.session.commit()
    after = with_entries(BLS | {"in_force": date(2026, 1, 1)}, NO_WORK_IN_TEXAS)
    found = preview(BOOK, after, HORIZON)
    assert found.run is None
    assert changed(found) == changed_by_brute_force(database, after)
    of_placements(database, found, after)


@pytest.mark.parametrize("seed", range(3))
def test_facts_that_are_not_stored_any_more_are_read_now(
    database: SQLAlchemy, app: Flask, seed: int
) -> None:
    LivelyAgency(seed)
    match(AS_OF)
    work_off(app)
    database.session.execute(delete(SnapshotPiece))
    database.session.commit()
    snapshot_of.cache_clear()
    states._at_hand.clear()
    found = preview(BOOK, CHANGES["law"], HORIZON)
    assert found.run is None
    assert changed(found) == changed_by_brute_force(database, CHANGES["law"])


def of_placements(database: SQLAlchemy, found: Preview, after: RuleBook) -> None:
    """Each placement, on the days it still has, is told of as `assess` finds it."""
    told = {one.placement.id: one for one in found.impact.placements}
    rows = database.session.execute(
        select(Placement, Candidate.ref, Assignment.ref)
        .join(Candidate, Candidate.id == Placement.candidate_id)
        .join(Assignment, Assignment.id == Placement.assignment_id)
        .where(Placement.stage.in_(BUSY_STAGES), Placement.ends_on >= AS_OF)
    ).all()
    assert found.impact.placements_checked == len(rows) > 0
    for row, candidate, assignment in rows:
        facts = facts_of_pair(candidate, assignment)
        work = replace(facts.assignment, starts_on=row.starts_on, ends_on=row.ends_on)
        try:
            old, new = (assess(facts.candidate, work, one, AS_OF) for one in (BOOK, after))
        except NoRules:
            assert row.id not in told
            continue
        if row.id in told:
            one = told[row.id]
            assert (one.before, one.after) == (old.verdict, new.verdict)
        else:
            assert old.verdict == new.verdict


@pytest.mark.parametrize("seed", range(3))
def test_placements_are_judged_by_the_facts_of_now_with_themselves_left_out(
    database: SQLAlchemy, seed: int
) -> None:
    agency = LivelyAgency(seed)
    for _ in range(12):
        agency.place()
    make_placement(agency._row(Candidate), make_assignment("A-999"), "working")
    database.session.commit()
    for after in (CHANGES["standard"], CHANGES["closed"]):
        of_placements(database, preview(BOOK, after, HORIZON), after)


@pytest.fixture
def small(database: SQLAlchemy, app: Flask) -> None:
    """Two who would do on one assignment, one of them without BLS; matched."""
    make_assignment("A-1", make_facility("Alder Clinic"))
    make_assignment("A-2", make_facility("Birch Hospital"))
    make_credential(make_candidate("C-1"))
    both = make_candidate("C-2", first_name="Bao", last_name="Okonkwo")
    make_credential(both)
    make_credential(both, "BLS-AHA")
    database.session.commit()
    match(AS_OF)
    work_off(app)


def test_an_edit_that_the_run_has_not_seen_is_told_of(small: None, database: SQLAlchemy) -> None:
    one = database.session.scalars(select(Candidate).where(Candidate.ref == "C-1")).one()
    make_credential(one, "BLS-AHA")
    record("candidate", [one.id])
    database.session.commit()
    found = preview(BOOK, CHANGES["standard"], HORIZON)
    assert found.unworked is not None
    assert found.unworked.edits == 1
    assert {person for person, _ in changed(found)} == {"C-1"}


def test_nothing_is_saved(small: None, database: SQLAlchemy) -> None:
    before = rows_of_all_tables(database)
    found = preview(BOOK, CHANGES["standard"], HORIZON)
    assert len(changed(found)) == 2
    database.session.commit()
    assert rows_of_all_tables(database) == before


def rows_of_all_tables(database: SQLAlchemy) -> dict[str, int | None]:
    counts = {
        table.name: database.session.scalar(select(func.count()).select_from(table))
        for table in Model.metadata.sorted_tables
    }
    database.session.rollback()
    return counts


def test_a_standard_of_a_facility_is_asked_there_alone(small: None) -> None:
    after = with_entries(BLS | {"id": "facility-bls", "facility": "Alder Clinic"})
    assert set(changed(preview(BOOK, after, HORIZON))) == {("C-1", "A-1")}


def test_the_number_of_queries_does_not_depend_on_how_much_is_hit(
    small: None, database: SQLAlchemy, app: Flask
) -> None:
    with counted(database) as for_few:
        preview(BOOK, CHANGES["standard"], HORIZON)
    for number in range(8):
        work = make_assignment(f"A-1{number}")
        person = make_candidate(f"C-1{number}")
        make_credential(person)
        make_placement(person, work)
        make_assignment(f"A-2{number}")
    database.session.commit()
    match(AS_OF)
    work_off(app)
    with counted(database) as for_many:
        found = preview(BOOK, CHANGES["standard"], HORIZON)
    assert len(found.impact.placements) == 8
    assert len(found.impact.assignments) == 18
    # People of placements are read only if any placement is asked something else.
    assert len(for_many) == len(for_few) + 5 < 12


def test_a_run_of_a_day_to_come_is_not_taken_for_the_facts(
    database: SQLAlchemy, app: Flask
) -> None:
    make_assignment("A-1", ends_on=date(2099, 1, 1))
    make_credential(make_candidate("C-1"), expires_on=date(2099, 12, 31))
    database.session.commit()
    match(date(2098, 1, 1))
    work_off(app)
    assert preview(BOOK, CHANGES["standard"], HORIZON).run is None


def test_judged_on_another_day_than_the_run(small: None) -> None:
    day = date(2027, 1, 15)
    found = preview(BOOK, CHANGES["standard"], Horizon(day, 60)).impact
    assert sum(found.pairs_hit()["lost"].values()) == found.pairs_hit()["lost"]["now"] == 2
    eve = preview(BOOK, CHANGES["standard"], Horizon(day - timedelta(days=1), 60)).impact
    assert eve.pairs_hit()["lost"] == {"now": 0, "soon": 2, "later": 0}


def test_names_are_those_of_the_references_asked_for(small: None) -> None:
    assert names_of(["C-2", "C-77"]) == {"C-2": "Bao Okonkwo"}


def test_what_was_foretold_is_what_the_next_run_finds(database: SQLAlchemy, app: Flask) -> None:
    LivelyAgency(5)
    match(AS_OF)
    work_off(app)
    proposed = entries_in({"requirement": [BLS, NOT_IN_WASHINGTON]}, "change.toml", BOOK)
    found = preview(rulebook(), amended(rulebook(), proposed), HORIZON)
    foretold = {
        one.assignment.ref: (
            one.contrast.after.outcome,
            {refs[place] for place in one.put_to.eligible_after.tolist()},
        )
        for refs in [found.impact.people.pool.refs]
        for one in found.impact.assignments
    }
    assert len(foretold) > 3
    save(proposed, "Noor", "the new standard")
    work_off(app)
    match(AS_OF)
    work_off(app)
    run = last_run(AS_OF)
    assert run is not None
    assert run.rulebook == found.after.fingerprint
    for ref, (outcome, people) in foretold.items():
        matches = matches_of(ref, run)
        assert matches.shortlist.outcome == outcome
        eligible = {one.candidate_ref for one in matches.matches if one.tier == "eligible"}
        assert eligible == people
    again = preview(rulebook(), amended(rulebook(), proposed), HORIZON)
    assert (again.impact.entries, again.impact.assignments) == ((), ())


def test_a_facility_that_does_not_exist_is_told_of(small: None) -> None:
    entry = BLS | {"id": "facility-bls"}
    after = with_entries(entry | {"facility": "Alder Clinic"}, entry | {"facility": "Alda Clinic"})
    assert preview(BOOK, after, HORIZON).unknown_facilities == ("Alda Clinic",)
