"""What undoing a merge needs, and what comes back by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import update

from agency import clock
from agency.candidates.actions import change_candidate, create_candidate
from agency.candidates.described import SCHEMA
from agency.credentials.actions.trainings import create_training, remove_training
from agency.credentials.described import TRAINING
from agency.credentials.models import Credential, Training
from agency.extensions import db
from agency.joining.queries import invitation_with, standing_of_invitation
from agency.merging import actions
from agency.merging.models import Merge
from agency.verification.actions import review_credential
from tests.builders import (
    make_credential,
)
from tests.joining.letters import Letters
from tests.merging.two_files import (
    AWAY,
    everything,
    held,
    merge,
    reason_of,
    row_of,
)
from tests.signing_in import TESTER
from tests.trail import ANN, noted


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


def test_of_merges_into_one_file_the_later_is_undone_first(two: SQLAlchemy) -> None:
    make_credential(row_of("C-3"), number="A-1")
    two.session.commit()
    before = everything()
    first, second = merge("C-1", "C-2"), merge("C-1", "C-3")
    assert "C-3 was merged into C-1 since; undo that first" in reason_of(first.id)
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


def test_what_the_others_credential_superseded_counts_again_without_it(two: SQLAlchemy) -> None:
    mine = make_credential(row_of("C-1"), number="K", expires_on=date(2027, 12, 31))
    newer: dict[str, Any] = {
        "number": "O",
        "issued_on": date(2026, 1, 1),
        "expires_on": date(2029, 12, 31),
    }
    theirs = make_credential(row_of("C-2"), evidence="documented", **newer)
    k, o = mine.id, theirs.id
    two.session.commit()
    made = merge()
    review_credential(o, "verify", ANN)
    assert status(k) == "superseded"
    actions.undo_merge(made.id, TESTER)
    assert (status(k), status(o)) == ("active", "active")
    told = ("restored", f"credential:{k}", {"status": "superseded"}, {"status": "active"})
    assert noted()[-1] == (*told, "merge of C-2 into C-1 undone")


def test_what_her_own_credential_supersedes_stays_so(two: SQLAlchemy) -> None:
    mine = make_credential(row_of("C-1"), number="K", expires_on=date(2027, 12, 31))
    newer: dict[str, Any] = {"issued_on": date(2026, 1, 1), "expires_on": date(2029, 12, 31)}
    make_credential(row_of("C-2"), number="O", **newer)
    hers = make_credential(row_of("C-1"), number="N", evidence="documented", **newer)
    k, n = mine.id, hers.id
    two.session.commit()
    made = merge()
    review_credential(n, "verify", ANN)
    assert status(k) == "superseded"
    actions.undo_merge(made.id, TESTER)
    assert status(k) == "superseded"


def status(id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Credential, id, populate_existing=True).status


def test_an_invitation_opens_the_file_again_that_is_its_own_again(two: SQLAlchemy) -> None:
    letters = Letters()
    letters.invite("C-1")
    secret = letters.invite("C-2")
    before = everything()
    made = merge(email="kept")
    assert everything() != before
    actions.undo_merge(made.id, TESTER)
    assert everything() == before
    link = invitation_with(secret)
    assert link is not None
    assert standing_of_invitation(link, clock.now()) == "open"
