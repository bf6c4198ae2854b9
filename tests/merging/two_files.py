"""Two files of one person, as tests of merging have them, and what is seen of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.errors import NotAllowed
from agency.extensions import Model, db
from agency.merging import actions
from agency.merging.models import Merge
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_facility,
    make_placement,
    make_training,
)
from tests.signing_in import TESTER
from tests.trail import all_rows

JAN, MARCH = date(2027, 1, 4), date(2027, 3, 31)
AWAY, ALSO = (date(2027, 5, 1), date(2027, 5, 7)), (date(2027, 6, 1), date(2027, 6, 7))
# What a merge and its undoing leave behind on purpose.
NOTES = {"audit_entries", "audit_head", "edits", "jobs", "merges"}
STAMPED = ("candidates", "facilities")


def make_two() -> None:
    """C-1 and C-2 are one person with some of everything; C-3 is another, with the same papers."""
    one = make_candidate(
        "C-1", email="ana@example.org", phone="", skills=("EKG",), unavailable=[AWAY]
    )
    two = make_candidate(
        "C-2",
        email="ana@work.example",
        phone="206 555 0142",
        skills=("EKG", "phlebotomy"),
        unavailable=[AWAY, ALSO],
    )
    make_candidate("C-3", email="other@example.org", unavailable=[AWAY])
    site = make_facility(name="Cedar Flats", do_not_return=["C-2", "C-9"])
    for row in (one, two):
        make_credential(row, number="A-1")
        make_training(row)
        make_ce_credit(row)
    make_credential(two, "RMA-AMT", number="B-1")
    make_training(two, occurrence=2)
    make_ce_credit(two, units=Decimal(3))
    make_placement(two, make_assignment("A-1", facility=site))
    db.session.commit()


def merge(kept: str = "C-1", other: str = "C-2", **choices: str) -> Merge:
    return actions.merge(kept, other, choices, TESTER, lambda *_: None)


def held(model: type[Model], ref: str) -> list[Any]:
    of: Any = model
    hers = select(model).join(Candidate, Candidate.id == of.candidate_id)
    found = hers.where(Candidate.ref == ref).order_by(of.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def row_of(ref: str) -> Candidate:
    one = select(Candidate).where(Candidate.ref == ref).execution_options(populate_existing=True)
    return db.session.scalars(one).one()


def everything() -> dict[str, list[Any]]:
    """All that is stored, but for notes of who did it and moments of change."""
    found = {}
    for table in Model.metadata.sorted_tables:
        if table.name not in NOTES:
            kept = [c for c in table.c if not (table.name in STAMPED and c.name == "changed_at")]
            found[table.name] = sorted(map(tuple, db.session.execute(select(*kept))), key=str)
    db.session.rollback()
    return found


def reason_of(merge_id: int) -> str:
    """Why a merge cannot be undone; nothing was changed by trying."""
    before = all_rows()
    with pytest.raises(NotAllowed) as refused:
        actions.undo_merge(merge_id, TESTER)
    assert all_rows() == before
    return str(refused.value)
