"""Two files made one, and two again: nothing is lost, nothing is silent, all of it comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency import clock
from agency.accounts.actions.users import add_user
from agency.accounts.models import User
from agency.assignments.models import DoNotReturn
from agency.candidates.actions import change_candidate, create_candidate
from agency.candidates.described import SCHEMA
from agency.candidates.models import Absence, Candidate
from agency.credentials.actions.trainings import create_training, remove_training
from agency.credentials.described import TRAINING
from agency.credentials.models import CECredit, Credential, Training
from agency.documents.models import Document
from agency.errors import MergedAway, NotAllowed, NotFound, Refused, Stale
from agency.extensions import Model, db
from agency.joining.models import Invitation
from agency.merging import actions
from agency.merging.models import Merge
from agency.merging.records import TABLES
from agency.notices.models import Mail
from agency.placements.models import Placement
from tests.builders import (
    known_by,
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_document,
    make_facility,
    make_placement,
    make_training,
)
from tests.joining.letters import Letters
from tests.signing_in import TESTER
from tests.trail import all_rows, noted, work_left

JAN, MARCH = date(2027, 1, 4), date(2027, 3, 31)
AWAY, ALSO = (date(2027, 5, 1), date(2027, 5, 7)), (date(2027, 6, 1), date(2027, 6, 7))
# What a merge and its undoing leave behind on purpose.
NOTES = {"audit_entries", "audit_head", "edits", "jobs", "merges"}
STAMPED = ("candidates", "facilities")


@pytest.fixture
def two(database: SQLAlchemy) -> SQLAlchemy:
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
    database.session.commit()
    return database


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


def test_all_that_both_hold_is_joined_and_twins_become_one(two: SQLAlchemy) -> None:
    merge()
    assert sorted(one.number for one in held(Credential, "C-1")) == ["A-1", "B-1"]
    assert [one.occurrence for one in held(Training, "C-1")] == [1, 2]
    assert sorted(one.units for one in held(CECredit, "C-1")) == [3, 5]
    assert [one.stage for one in held(Placement, "C-1")] == ["confirmed"]
    days = [(one.first_day, one.last_day) for one in held(Absence, "C-1")]
    assert sorted(days) == [AWAY, ALSO]


def test_what_stays_behind_counts_for_nothing(two: SQLAlchemy) -> None:
    merge()
    gone = row_of("C-2")
    assert (gone.status, gone.email, gone.phone, gone.merged_into) == ("archived", "", "", "C-1")
    assert [one.status for one in held(Credential, "C-2")] == ["withdrawn"]
    assert held(Placement, "C-2") == []


def test_nobody_else_is_touched(two: SQLAlchemy) -> None:
    def theirs() -> list[Any]:
        return [row_of("C-3").changed_at, [one.id for one in held(Absence, "C-3")]]

    before = theirs()
    merge()
    assert theirs() == before


def test_blank_fields_are_filled_and_lists_are_joined_unless_chosen_otherwise(
    two: SQLAlchemy,
) -> None:
    merge()
    kept = row_of("C-1")
    assert (kept.email, kept.phone) == ("ana@example.org", "206 555 0142")
    assert kept.skills == ("EKG", "phlebotomy")


def test_the_recruiter_chooses_what_stands(two: SQLAlchemy) -> None:
    merge(email="other", phone="kept", skills="kept")
    kept = row_of("C-1")
    assert (kept.email, kept.phone, kept.skills) == ("ana@work.example", "", ("EKG",))


def test_who_asked_one_file_not_to_be_contacted_is_not_by_either(two: SQLAlchemy) -> None:
    change_candidate("C-2", {"status": "do_not_contact"}, TESTER)
    merge()
    assert row_of("C-1").status == "do_not_contact"


@pytest.mark.parametrize("choices", [{"email": "both"}, {"skills": "neither"}])
def test_a_choice_that_there_is_not_changes_nothing(
    two: SQLAlchemy, choices: dict[str, str]
) -> None:
    before = all_rows()
    with pytest.raises(Refused):
        merge(**choices)
    assert all_rows() == before


def test_of_two_credentials_with_one_key_the_better_known_stands(two: SQLAlchemy) -> None:
    mine, theirs = held(Credential, "C-1")[0], held(Credential, "C-2")[0]
    known_by(mine, "claimed")
    two.session.commit()
    merge()
    by_id = {one.id: one for one in held(Credential, "C-1")}
    assert theirs.id in by_id
    assert by_id[theirs.id].number == "A-1"
    assert [(one.id, one.status) for one in held(Credential, "C-2")] == [(mine.id, "withdrawn")]


def test_of_two_placements_on_one_work_the_further_stands(two: SQLAlchemy) -> None:
    work = held(Placement, "C-2")[0].assignment_id
    mine = Placement(candidate_id=row_of("C-1").id, assignment_id=work, stage="submitted")
    mine.starts_on, mine.ends_on, mine.changed_at = JAN, MARCH, clock.now()
    two.session.add(mine)
    two.session.commit()
    merge()
    assert [one.stage for one in held(Placement, "C-1")] == ["confirmed"]
    assert [one.stage for one in held(Placement, "C-2")] == ["cancelled"]


def test_two_who_are_booked_at_once_are_not_merged(two: SQLAlchemy) -> None:
    make_placement(row_of("C-1"), make_assignment("A-2"), stage="working")
    two.session.commit()
    before = all_rows()
    with pytest.raises(Refused, match="booked from 2027-01-04 to 2027-03-31"):
        merge()
    assert all_rows() == before


def test_who_is_not_wanted_back_under_one_name_is_not_under_the_other(two: SQLAlchemy) -> None:
    made = merge()
    refs = select(DoNotReturn.candidate_ref).order_by(DoNotReturn.candidate_ref)
    assert list(db.session.scalars(refs)) == ["C-1", "C-2", "C-9"]
    actions.undo_merge(made.id, TESTER)
    assert list(db.session.scalars(refs)) == ["C-2", "C-9"]


def test_it_is_noted_of_both_and_both_are_matched_anew(two: SQLAlchemy) -> None:
    made = merge()
    entries = noted()
    assert [(action, subject, why) for action, subject, _, _, why in entries] == [
        ("merged", "candidate:C-1", "with C-2"),
        ("merged away", "candidate:C-2", "into C-1"),
    ]
    assert entries[0][2]["phone"] is None
    assert entries[0][3]["phone"] == "206 555 0142"
    assert entries[1][3]["merged_into"] == "C-1"
    edited, jobs = work_left()
    assert {subject for subject, _ in edited} == {"candidate", "assignment", "facility"}
    ids = {row_of("C-1").id, row_of("C-2").id}
    assert {id for subject, id in edited if subject == "candidate"} == ids
    assert jobs == ["match_delta"]
    actions.undo_merge(made.id, TESTER)
    assert [entry[:2] for entry in noted()[2:]] == [
        ("merge undone", "candidate:C-1"),
        ("merge undone", "candidate:C-2"),
    ]
    assert len(work_left()[0]) == 2 * len(edited)


@pytest.mark.parametrize("worse", ["none", "C-1", "C-2"])
@pytest.mark.parametrize(("kept", "other"), [("C-1", "C-2"), ("C-2", "C-1")])
def test_undone_everything_is_as_it_was(two: SQLAlchemy, kept: str, other: str, worse: str) -> None:
    if worse != "none":
        known_by(held(Credential, worse)[0], "claimed")
        work = make_assignment("A-2", starts_on=ALSO[0], ends_on=ALSO[1])
        make_placement(row_of("C-1"), work)
        two.session.commit()
    before = everything()
    made = merge(kept, other, email="other")
    assert everything() != before
    actions.undo_merge(made.id, TESTER)
    assert everything() == before


def test_the_account_of_the_one_becomes_that_of_both(two: SQLAlchemy) -> None:
    add_user({"email": "ana@work.example", "role": "candidate", "candidate_ref": "C-2"}, TESTER)
    before = everything()
    made = merge()
    user = db.session.scalars(select(User)).one()
    assert (user.candidate_ref, user.active) == ("C-1", True)
    actions.undo_merge(made.id, TESTER)
    assert everything() == before


def test_of_two_accounts_one_is_shut_and_opened_again(two: SQLAlchemy) -> None:
    for ref in ("C-1", "C-2"):
        said = {"email": f"{ref}@example.org", "role": "candidate", "candidate_ref": ref}
        add_user(said, TESTER)
    made = merge()
    users = select(User.active).order_by(User.id)
    assert list(db.session.scalars(users)) == [True, False]
    (mail,) = db.session.scalars(select(Mail))
    assert (mail.to, "c…@example.org stays" in (mail.text or "")) == ("c-2@example.org", True)
    actions.undo_merge(made.id, TESTER)
    assert list(db.session.scalars(users)) == [True, True]


def test_an_invitation_to_what_is_gone_opens_nothing(two: SQLAlchemy) -> None:
    Letters().invite("C-2")
    merge()
    assert list(db.session.scalars(select(Invitation.ended_as))) == ["replaced"]


def test_nothing_is_done_in_the_name_of_what_is_gone(two: SQLAlchemy) -> None:
    merge()
    with pytest.raises(MergedAway, match="C-2 was merged into C-1"):
        change_candidate("C-2", {"phone": "1"}, TESTER)
    with pytest.raises(MergedAway):
        create_training(TRAINING.accept({"candidate_ref": "C-2", "kind": "exam"}), TESTER)
    for kept, other in (("C-2", "C-3"), ("C-3", "C-2")):
        with pytest.raises(MergedAway):
            merge(kept, other)


def test_one_alone_and_nobody_cannot_be_merged(two: SQLAlchemy) -> None:
    with pytest.raises(Refused):
        merge("C-1", "C-1")
    with pytest.raises(NotFound):
        merge("C-1", "C-9")
    with pytest.raises(NotFound):
        actions.undo_merge(77, TESTER)


def test_what_was_looked_at_is_what_is_merged(two: SQLAlchemy) -> None:
    def refuse(kept: Candidate, other: Candidate) -> None:
        assert (kept.ref, other.ref) == ("C-1", "C-2")
        raise Stale("changed since")

    before = all_rows()
    with pytest.raises(Stale):
        actions.merge("C-1", "C-2", {}, TESTER, refuse)
    assert all_rows() == before


# What undoing needs


def test_what_was_added_since_stays_with_the_kept_file(two: SQLAlchemy) -> None:
    made = merge()
    added = create_training(TRAINING.accept({"candidate_ref": "C-1", "kind": "exam"}), TESTER)
    change_candidate("C-1", {"career_goal": "patient_care_manager"}, TESTER)
    actions.undo_merge(made.id, TESTER)
    assert added.id in [one.id for one in held(Training, "C-1")]
    assert row_of("C-1").career_goal == "patient_care_manager"
    assert [one.occurrence for one in held(Training, "C-2")] == [1, 2]


def test_a_field_that_was_changed_since_is_not_overwritten(two: SQLAlchemy) -> None:
    made = merge()
    change_candidate("C-1", {"phone": "206 555 0199"}, TESTER)
    assert "phone of C-1 was changed since" in reason_of(made.id)


def test_a_record_that_is_gone_since_cannot_go_back(two: SQLAlchemy) -> None:
    made = merge()
    remove_training(held(Training, "C-1")[1].id, TESTER, may_verify=True)
    assert "has changed since" in reason_of(made.id)


def test_days_away_that_were_set_since_cannot_go_back(two: SQLAlchemy) -> None:
    made = merge()
    change_candidate("C-1", {"unavailable": (AWAY,)}, TESTER)
    assert "time away" in reason_of(made.id)


def test_an_address_that_is_somebody_elses_by_now_cannot_go_back(two: SQLAlchemy) -> None:
    made = merge()
    create_candidate(SCHEMA.accept({"ref": "C-4", "email": "ana@work.example"}), TESTER)
    assert "C-4" in reason_of(made.id)


def test_of_merges_upon_each_other_the_later_is_undone_first(two: SQLAlchemy) -> None:
    before = everything()
    first, second = merge("C-1", "C-2"), merge("C-3", "C-1")
    assert "C-1 was merged into C-3 since" in reason_of(first.id)
    actions.undo_merge(second.id, TESTER)
    actions.undo_merge(first.id, TESTER)
    assert everything() == before


def test_a_merge_is_undone_once_and_not_for_ever(two: SQLAlchemy, app: Flask) -> None:
    made = merge()
    actions.undo_merge(made.id, TESTER)
    assert "undone already" in reason_of(made.id)
    made = merge()
    long_ago = clock.now() - timedelta(days=30, seconds=1)
    two.session.execute(update(Merge).where(Merge.id == made.id).values(made_at=long_ago))
    two.session.commit()
    assert "for 30 days" in reason_of(made.id)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], merge_undo_days=31)
    actions.undo_merge(made.id, TESTER)


def test_documents_go_where_the_credential_goes_and_come_back_with_it(two: SQLAlchemy) -> None:
    theirs = held(Credential, "C-2")[0]
    paper = make_document(theirs)
    two.session.commit()
    made = merge()
    assert whose(paper) == db.session.get_one(Credential, theirs.id).candidate_id
    actions.undo_merge(made.id, TESTER)
    assert whose(paper) == row_of("C-2").id


def whose(paper: Document) -> int:
    db.session.rollback()
    return db.session.get_one(Document, paper.id, populate_existing=True).candidate_id


def test_every_table_of_a_candidates_is_thought_of() -> None:
    """Whoever adds one says whether its rows move with her (TABLES) or what becomes of them."""
    others = {
        "matches": "results of runs, made anew by the next",
        "run_changes": "what a run told",
        "users": "moved or shut",
        "invitations": "ended",
        "documents": "go with the credential that they prove",
        "deletion_requests": "stay with the file for which one was asked, until staff settle them",
    }
    referring = {
        table.name
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "candidates"
    }
    assert referring - {table.name for table in TABLES} - others.keys() == set()
