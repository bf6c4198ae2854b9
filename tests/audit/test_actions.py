"""The trail is part of the transaction it tells of, in one line however many write, and stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from agency import clock
from agency.audit.actions import flush_new, note, writing
from agency.audit.actors import Actor
from agency.audit.models import NOTHING_BEFORE, AuditEntry, AuditHead
from agency.audit.queries import Verified, verify
from agency.candidates.models import Candidate
from agency.errors import Taken
from agency.extensions import db
from tests.builders import make_candidate, make_credential
from tests.counting import counted
from tests.trail import ANN, do_at_once, noted


def wrote(*subjects: str) -> None:
    """An entry about each, in transactions of their own."""
    for subject in subjects:
        with writing():
            note(ANN, "changed", subject, {"a": 1}, {"a": 2}, "because")


def entries() -> list[AuditEntry]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_an_entry_says_who_did_what_to_whom_when_and_why(database: SQLAlchemy) -> None:
    before = clock.now()
    wrote("candidate:C-1")
    with writing():
        note(Actor("job", "match_delta"), "finished", "job:9")
    first, second = entries()
    assert (first.actor_kind, first.actor_name, first.actor_user_id) == ("user", ANN.name, 7)
    assert (first.action, first.subject, first.reason) == ("changed", "candidate:C-1", "because")
    assert (first.before, first.after) == ({"a": 1}, {"a": 2})
    assert before <= first.at <= second.at <= clock.now()
    assert (second.actor_kind, second.actor_user_id) == ("job", None)
    assert (second.before, second.after, second.reason) == (None, None, "")


def test_what_says_nothing_is_kept_as_no_value(database: SQLAlchemy) -> None:
    with writing():
        note(ANN, "left", "user:7")
    blank = text("SELECT count(*) FROM audit_entries WHERE before IS NULL AND after IS NULL")
    assert db.session.execute(blank).scalar_one() == 1


def test_entries_are_a_chain_in_the_order_of_commits(database: SQLAlchemy) -> None:
    wrote("candidate:C-1", "candidate:C-2")
    with writing():
        note(ANN, "changed", "candidate:C-3")
        note(ANN, "changed", "candidate:C-4")
    chain = entries()
    assert [entry.id for entry in chain] == [1, 2, 3, 4]
    assert [entry.previous for entry in chain] == [NOTHING_BEFORE, *(e.hash for e in chain[:-1])]
    head = db.session.scalars(select(AuditHead)).one()
    assert (head.entries, head.hash) == (4, chain[-1].hash)
    assert len({entry.hash for entry in chain}) == 4


def note_and_fail() -> None:
    with writing():
        note(ANN, "changed", "candidate:C-2")
        raise ZeroDivisionError


def test_what_is_not_done_is_not_noted_and_leaves_no_gap(database: SQLAlchemy) -> None:
    wrote("candidate:C-1")
    with pytest.raises(ZeroDivisionError):
        note_and_fail()
    wrote("candidate:C-3")
    assert [(entry.id, entry.subject) for entry in entries()] == [
        (1, "candidate:C-1"),
        (2, "candidate:C-3"),
    ]
    assert verify() == Verified(2, None)


def test_many_who_write_at_once_make_one_chain(app: Flask, database: SQLAlchemy) -> None:
    def write(name: str) -> None:
        with app.app_context():
            wrote(*(f"candidate:{name}-{number}" for number in range(8)))

    do_at_once([partial(write, name) for name in "ABCDEF"])
    assert verify() == Verified(48, None)
    assert len({entry.subject for entry in entries()}) == 48


def test_an_entry_takes_three_statements(database: SQLAlchemy) -> None:
    wrote("candidate:C-1")
    with writing(), counted(db) as statements:
        note(ANN, "changed", "candidate:C-2")
    assert len(statements) == 3


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"day": date(2027, 1, 4)}, {"day": "2027-01-04"}),
        ({"pay": Decimal("25.10"), "share": 0.1}, {"pay": "25.10", "share": "0.1"}),
        ({"list": (1, None, True)}, {"list": [1, None, True]}),
        ({"deep": {"of": ["it", {"x": 2**70}]}}, {"deep": {"of": ["it", {"x": 2**70}]}}),
        ({"bad": "a\0b\ud800"}, {"bad": "a\\0b\\ud800"}),
        ({"é": "Nguyễn 名"}, {"é": "Nguyễn 名"}),
        ({}, {}),
    ],
)
def test_values_come_back_as_they_were_hashed(
    database: SQLAlchemy, said: dict[str, Any], kept: dict[str, Any]
) -> None:
    with writing():
        note(ANN, "changed", "user:7", said, said, reason="a\0b")
    assert noted() == [("changed", "user:7", kept, kept, "a\\0b")]
    assert verify() == Verified(1, None)


def test_what_has_no_plain_form_is_not_noted(database: SQLAlchemy) -> None:
    with pytest.raises(TypeError, match="cannot hold a object"), writing():
        note(ANN, "changed", "user:7", after={"x": object()})
    assert noted() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET reason = 'another' WHERE id = 1",
        "UPDATE audit_entries SET id = 3 WHERE id = 2",
        "DELETE FROM audit_entries WHERE id = 2",
        "DELETE FROM audit_entries",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(
    database: SQLAlchemy, statement: str
) -> None:
    wrote("candidate:C-1", "candidate:C-2")
    with pytest.raises(DBAPIError, match="the trail is only ever added to"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert verify() == Verified(2, None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_does_not_replace_an_entry(database: SQLAlchemy) -> None:
    wrote("candidate:C-1")
    again = "INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries WHERE id = 1"
    with pytest.raises(DBAPIError, match="the trail is only ever added to"):
        db.session.execute(text(again))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_does_not_empty_the_trail(database: SQLAlchemy) -> None:
    wrote("candidate:C-1")
    with pytest.raises(DBAPIError, match="the trail is only ever added to"):
        db.session.execute(text("TRUNCATE audit_entries"))
    db.session.rollback()


def test_only_known_kinds_of_actors_are_noted(database: SQLAlchemy) -> None:
    stranger: Any = Actor("user", "x")
    object.__setattr__(stranger, "kind", "ghost")
    with pytest.raises(IntegrityError, match="ck_audit_entries_actor_kind"), writing():
        note(stranger, "changed", "user:7")


def test_what_was_written_can_be_read_without_asking_again(database: SQLAlchemy) -> None:
    with writing():
        person = make_candidate("C-1")
    with counted(db) as statements:
        assert person.first_name == "Amara"
    assert statements == []
    db.session.rollback()
    make_candidate("C-2")
    db.session.commit()
    with counted(db) as statements:
        assert person.first_name == "Amara"
    assert statements


def test_a_writer_gives_up_what_the_session_had_begun(database: SQLAlchemy) -> None:
    make_candidate("C-1")
    with writing():
        make_candidate("C-2")
    assert db.session.scalars(select(Candidate.ref)).all() == ["C-2"]


@contextmanager
def refused_as(taken: type[Exception]) -> Iterator[None]:
    with pytest.raises(taken), writing():
        yield


def test_only_a_key_that_is_used_counts_as_taken(database: SQLAlchemy) -> None:
    person = make_candidate("C-1")
    make_credential(person, number="1")
    db.session.commit()
    id = person.id
    same = Candidate(ref="C-1", changed_at=clock.now())
    with refused_as(Taken):
        db.session.add(same)
        flush_new(Taken("candidate", "C-1"))
    with refused_as(IntegrityError):
        db.session.add(Candidate(ref="C-2", status="ghost", changed_at=clock.now()))
        flush_new(Taken("candidate", "C-2"))
    assert db.session.scalars(select(Candidate.id)).all() == [id]
