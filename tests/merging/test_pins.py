"""What is wanted of somebody is wanted of her in whichever file she is."""

from __future__ import annotations

from collections.abc import Sequence

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.merging import actions
from agency.pinning.models import Pin
from agency.pinning.queries import standing_pins
from tests.builders import make_assignment, make_pin
from tests.merging.two_files import merge, row_of
from tests.signing_in import TESTER
from tests.trail import noted, work_left


def pins(database: SQLAlchemy) -> Sequence[tuple[str, str, str]]:
    rows = database.session.execute(
        select(Candidate.ref, Assignment.ref, Pin.kind)
        .join(Pin, Pin.candidate_id == Candidate.id)
        .join(Assignment, Assignment.id == Pin.assignment_id)
        .order_by(Candidate.ref, Assignment.ref)
    ).all()
    database.session.rollback()
    return [(her, work, kind) for her, work, kind in rows]


def test_pins_come_along_and_go_back(two: SQLAlchemy) -> None:
    hers, other = row_of("C-1"), row_of("C-2")
    both, one = make_assignment("A-BOTH"), make_assignment("A-ONE")
    make_pin(hers, both)
    make_pin(other, both, kind="exclusion")
    make_pin(other, one)
    two.session.commit()
    before = pins(two)
    edits = len(work_left()[0])
    made = merge()
    assert pins(two) == [
        ("C-1", "A-BOTH", "pin"),
        ("C-1", "A-ONE", "pin"),
        ("C-2", "A-BOTH", "exclusion"),
    ]
    standing = two.session.scalars(standing_pins()).all()
    assert {one.candidate.ref for one in standing} == {"C-1"}
    two.session.rollback()
    touched = {id for subject, id in work_left()[0][edits:] if subject == "assignment"}
    assert {both.id, one.id} <= touched
    after = next(entry[3] for entry in noted() if entry[0] == "merged")
    assert len(after["pins"]) == 1
    actions.undo_merge(made.id, TESTER)
    assert pins(two) == before


def test_a_merge_made_before_there_were_pins_can_be_undone(two: SQLAlchemy) -> None:
    made = merge()
    two.session.merge(made).done = {key: said for key, said in made.done.items() if key != "pins"}
    two.session.commit()
    actions.undo_merge(made.id, TESTER)
    assert row_of("C-2").merged_into is None
