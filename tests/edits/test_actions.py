"""What is written to is noted once for each transaction, together with the work it makes."""

from collections.abc import Iterable
from typing import cast

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from agency.candidates.models import Candidate
from agency.edits.actions import record, record_all
from agency.edits.models import Edit, Subject
from agency.jobs.models import Job
from agency.jobs.queries import moment_now
from tests.builders import make_candidate


def edits(database: SQLAlchemy) -> list[tuple[str, int]]:
    rows = database.session.execute(select(Edit.subject, Edit.subject_id).order_by(Edit.id))
    return [(subject, id) for subject, id in rows]


def jobs(database: SQLAlchemy) -> list[tuple[str, str | None, str]]:
    rows = database.session.execute(select(Job.kind, Job.unique_key, Job.state))
    return [(kind, key, state) for kind, key, state in rows]


def test_edits_come_with_one_job_that_matches_them(database: SQLAlchemy) -> None:
    record("facility", [7])
    record_all({"candidate": [3, 1, 3], "assignment": {2}})
    database.session.commit()
    assert edits(database) == [
        ("facility", 7),
        ("candidate", 1),
        ("candidate", 3),
        ("assignment", 2),
    ]
    assert jobs(database) == [("match_delta", "match_delta", "pending")]


@pytest.mark.parametrize("nothing", [[], set()])
def test_no_edit_is_no_work(database: SQLAlchemy, nothing: Iterable[int]) -> None:
    record_all({"candidate": list(nothing), "assignment": []})
    record_all({})
    assert (edits(database), jobs(database)) == ([], [])


def test_an_edit_that_is_not_committed_never_was(database: SQLAlchemy) -> None:
    record("candidate", [1])
    database.session.rollback()
    assert (edits(database), jobs(database)) == ([], [])


def test_only_what_is_matched_can_be_edited(database: SQLAlchemy) -> None:
    with pytest.raises(IntegrityError, match="ck_edits_subject"):
        record(cast(Subject, "placement"), [1])
    database.session.rollback()


def test_an_edit_bears_the_time_of_the_database(database: SQLAlchemy) -> None:
    before = moment_now()
    record("candidate", [1, 2])
    first, second = database.session.scalars(select(Edit.edited_at))
    assert before <= first <= second <= moment_now()


def test_an_id_of_an_edit_is_not_used_again(database: SQLAlchemy) -> None:
    record("candidate", [1])
    used = database.session.scalars(select(Edit.id)).one()
    database.session.commit()
    database.session.execute(text("DELETE FROM edits"))
    record("candidate", [1])
    assert database.session.scalars(select(Edit.id)).one() > used


def test_what_the_session_holds_back_is_written_before_the_job_is_locked(
    database: SQLAlchemy,
) -> None:
    person = make_candidate("C-1")
    database.session.commit()
    person.last_name = "Lee"
    record("candidate", [person.id])
    assert not database.session.is_modified(person)
    database.session.commit()
    assert database.session.scalars(select(Candidate.last_name)).all() == ["Lee"]
