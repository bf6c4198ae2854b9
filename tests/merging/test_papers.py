"""Documents of two files made one, and what the trail says of rows that change hands."""

from __future__ import annotations

from flask_sqlalchemy import SQLAlchemy

from agency.credentials.models import Credential
from agency.documents.models import Document
from agency.extensions import db
from agency.merging import actions
from tests.builders import (
    known_by,
    make_document,
)
from tests.merging.two_files import (
    everything,
    held,
    merge,
    row_of,
)
from tests.signing_in import TESTER
from tests.trail import noted


def test_documents_of_a_twin_go_to_the_one_that_stands_and_come_back(two: SQLAlchemy) -> None:
    mine, theirs = held(Credential, "C-1")[0], held(Credential, "C-2")[0]
    papers = [make_document(mine), make_document(theirs), make_document(theirs, version=2)]
    ids = [paper.id for paper in papers]
    two.session.commit()
    before = everything()
    made = merge()
    proofs = {id: (paper.credential_id, paper.version) for id in ids for paper in [document(id)]}
    assert {document(id).candidate_id for id in ids} == {row_of("C-1").id}
    # Her own is still the newest, which is looked at.
    assert [proofs[id] for id in ids] == [(mine.id, 3), (mine.id, 1), (mine.id, 2)]
    actions.undo_merge(made.id, TESTER)
    assert everything() == before


def test_a_document_that_came_since_stays_where_it_was_sent(two: SQLAlchemy) -> None:
    mine, theirs = held(Credential, "C-1")[0], held(Credential, "C-2")[0]
    known_by(mine, "claimed")
    papers = [make_document(mine).id, make_document(theirs).id]
    two.session.commit()
    made = merge()
    papers.append(make_document(db.session.get_one(Credential, theirs.id), version=3).id)
    two.session.commit()
    actions.undo_merge(made.id, TESTER)
    found = [document(id) for id in papers]
    assert [paper.credential_id for paper in found] == [mine.id, theirs.id, theirs.id]
    assert [paper.version for paper in found] == [1, 1, 2]
    refs = [row_of("C-1").id, row_of("C-2").id, row_of("C-2").id]
    assert [paper.candidate_id for paper in found] == refs


def test_each_row_that_is_swapped_or_let_rest_is_noted_of_itself(two: SQLAlchemy) -> None:
    mine, theirs = held(Credential, "C-1")[0].id, held(Credential, "C-2")[0].id
    known_by(db.session.get_one(Credential, mine), "claimed")
    paper = make_document(db.session.get_one(Credential, mine)).id
    two.session.commit()
    made = merge()
    here, there = {"candidate_ref": "C-1"}, {"candidate_ref": "C-2"}
    counts, rests = {"status": "active"}, {"status": "withdrawn"}
    done = [
        ("moved to another candidate", f"credential:{mine}", here, there),
        ("moved to another candidate", f"credential:{theirs}", there, here),
        ("retired by a merge", f"credential:{mine}", counts, rests),
    ]
    assert [entry[:4] for entry in noted()[2:]] == done
    assert document(paper).candidate_id == row_of("C-1").id
    seen = len(noted())
    actions.undo_merge(made.id, TESTER)
    assert [entry[:4] for entry in noted()[seen + 2 :]] == [
        ("merge undone", f"credential:{mine}", there, here),
        ("merge undone", f"credential:{theirs}", here, there),
        ("merge undone", f"credential:{mine}", rests, counts),
    ]


def test_a_document_with_another_holder_is_noted(two: SQLAlchemy) -> None:
    moved = next(one for one in held(Credential, "C-2") if one.number == "B-1")
    paper = make_document(moved).id
    two.session.commit()
    made = merge()
    said = ("moved to another candidate", f"document:{paper}")
    here, there = {"candidate_ref": "C-1"}, {"candidate_ref": "C-2"}
    assert noted()[-1] == (*said, there, here, "C-2 into C-1")
    actions.undo_merge(made.id, TESTER)
    assert noted()[-1] == (*said, here, there, "C-2 into C-1")


def document(id: int) -> Document:
    db.session.rollback()
    return db.session.get_one(Document, id, populate_existing=True)
