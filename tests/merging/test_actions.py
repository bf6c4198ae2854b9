"""Two files made one, and two again: nothing is lost, nothing is silent, all of it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency import clock
from agency.accounts.actions.users import add_user
from agency.accounts.models import User
from agency.assignments.models import DoNotReturn
from agency.candidates.actions import change_candidate
from agency.candidates.models import Absence, Candidate
from agency.credentials.actions.trainings import create_training
from agency.credentials.described import TRAINING
from agency.credentials.models import CECredit, Credential, Training
from agency.errors import MergedAway, NotFound, Refused, Stale
from agency.extensions import Model, db
from agency.joining.models import Invitation
from agency.merging import actions
from agency.merging.queries import references_of
from agency.merging.records import TABLES, Joined
from agency.notices.actions.topics import choose_topic
from agency.notices.models import Mail
from agency.notices.queries import left_topics
from agency.notices.readers import Reader
from agency.placements.models import Placement
from tests.builders import (
    known_by,
    make_assignment,
    make_placement,
)
from tests.joining.letters import Letters
from tests.merging.two_files import (
    ALSO,
    AWAY,
    JAN,
    MARCH,
    everything,
    held,
    merge,
    row_of,
)
from tests.signing_in import TESTER
from tests.trail import all_rows, noted, work_left


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
    twin = held(Credential, "C-2")[0].id
    made = merge()
    entries = noted()
    assert [(action, subject, why) for action, subject, _, _, why in entries] == [
        ("merged", "candidate:C-1", "with C-2"),
        ("merged away", "candidate:C-2", "into C-1"),
        ("retired by a merge", f"credential:{twin}", "C-2 into C-1"),
    ]
    assert entries[2][2:4] == ({"status": "active"}, {"status": "withdrawn"})
    assert entries[0][2]["phone"] is None
    assert entries[0][3]["phone"] == "206 555 0142"
    assert entries[1][3]["merged_into"] == "C-1"
    edited, jobs = work_left()
    assert {subject for subject, _ in edited} == {"candidate", "assignment", "facility"}
    ids = {row_of("C-1").id, row_of("C-2").id}
    assert {id for subject, id in edited if subject == "candidate"} == ids
    assert jobs == ["match_delta"]
    actions.undo_merge(made.id, TESTER)
    assert [entry[:2] for entry in noted()[3:]] == [
        ("merge undone", "candidate:C-1"),
        ("merge undone", "candidate:C-2"),
        ("merge undone", f"credential:{twin}"),
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


def test_what_was_left_of_the_one_is_left_of_both(two: SQLAlchemy) -> None:
    ids = {ref: row_of(ref).id for ref in ("C-1", "C-2", "C-3")}
    for ref, topic in (("C-1", "renewal"), ("C-2", "renewal"), ("C-2", "lapses")):
        choose_topic(Reader(ids[ref]), topic, False, TESTER, f"candidate:{ref}")
    choose_topic(Reader(ids["C-3"]), "renewal", False, TESTER, "candidate:C-3")
    before = everything()
    made = merge()
    assert left_topics(Reader(ids["C-1"])) == {"renewal", "lapses"}
    actions.undo_merge(made.id, TESTER)
    assert left_topics(Reader(ids["C-1"])) == {"renewal"}
    assert everything() == before


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
    def refuse(kept: Candidate, other: Candidate, rows: Sequence[Joined]) -> None:
        assert (kept.ref, other.ref) == ("C-1", "C-2")
        assert [one.table.name for one in rows] == [table.name for table in TABLES]
        raise Stale("changed since")

    before = all_rows()
    with pytest.raises(Stale):
        actions.merge("C-1", "C-2", {}, TESTER, refuse)
    assert all_rows() == before


def test_a_file_is_known_by_all_that_became_a_part_of_it(two: SQLAlchemy) -> None:
    merge("C-2", "C-3")
    merge("C-1", "C-2")
    assert references_of("C-1") == ["C-1", "C-2", "C-3"]
    assert references_of("C-2") == ["C-2", "C-3"]
    assert references_of("C-9") == ["C-9"]


def test_every_table_of_a_candidates_is_thought_of() -> None:
    """Whoever adds one says whether its rows move with her (TABLES) or what becomes of them."""
    others = {
        "matches": "results of runs, made anew by the next",
        "run_changes": "what a run told",
        "proposals": "results of runs, made anew by the next",
        "pin_answers": "results of runs, made anew by the next",
        "unsettled_pairs": "results of runs, made anew by the next",
        "pins": "come along, unless something is wanted of the kept one there already",
        "turn_prices": "results of runs, made anew by the next",
        "users": "moved or shut",
        "invitations": "ended",
        "documents": "go with the credential that they prove",
        "unsent_files": "are hers alone, and forgotten where she does not send them",
        **dict.fromkeys(
            ("candidate_values", "credential_takers", "fallbacks", "lone_openings"),
            "are found anew by the next night",
        ),
        "screenings": "are of who she was then; whoever is kept is screened anew",
        "screening_findings": "stay; one by which she is on hold counts for the kept one too",
        "mails": "stay with the file they were written to",
        "left_topics": "what the other has left the kept one leaves, until it is undone",
        "digests": "stay with the file whose owner was written to",
        "calendars": "of a file that has become a part of another ends",
        "deletion_requests": "found by way of the file that is kept",
    }
    referring = {
        table.name
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "candidates"
    }
    assert referring - {table.name for table in TABLES} - others.keys() == set()
