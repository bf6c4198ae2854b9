"""The trail is told by subject and by actor, and what is not as it was noted is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

from agency.audit import queries
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.audit.chain import hash_of
from agency.audit.described import described_entry
from agency.audit.models import AuditEntry
from agency.audit.queries import (
    Broken,
    Verified,
    entries_by,
    entries_of,
    latest_entries,
    verify,
)
from agency.extensions import db
from agency.paging import Page
from tests.counting import counted
from tests.trail import ANN, unguarded

BEN = Actor("user", "ben@example.org", 8)


@pytest.fixture
def trail(database: SQLAlchemy) -> None:
    """Five entries about one subject by one actor, between others about and by others."""
    for number in range(5):
        with writing():
            note(BEN, "changed", "candidate:C-2", after={"n": number})
            note(ANN, "changed", "candidate:C-1", {"n": number}, {"n": number + 1})
            note(Actor("token", ANN.name), "changed", "candidate:C-11")


def ids(page: Page[AuditEntry]) -> list[int]:
    return [entry.id for entry in page.items]


@pytest.mark.usefixtures("trail")
@pytest.mark.parametrize(
    "ask",
    [
        lambda **page: entries_of("candidate:C-1", **page),
        lambda **page: entries_by("user", ANN.name, **page),
    ],
    ids=["subject", "actor"],
)
def test_pages_hold_the_entries_of_one_newest_first(ask: Callable[..., Page[AuditEntry]]) -> None:
    first = ask(limit=2)
    second = ask(after=first.next, limit=2)
    third = ask(after=second.next, limit=2)
    assert [ids(first), ids(second), ids(third)] == [[14, 11], [8, 5], [2]]
    assert third.next is None
    with counted(db) as statements:
        ask(limit=2)
    assert len(statements) == 1


@pytest.mark.usefixtures("trail")
def test_all_that_was_done_is_told_newest_first() -> None:
    page = latest_entries(limit=4)
    assert (ids(page), page.next) == ([15, 14, 13, 12], [12])


@pytest.mark.usefixtures("trail")
def test_an_entry_is_described_without_its_hashes() -> None:
    [entry] = entries_of("candidate:C-1", limit=1).items
    said = described_entry(entry)
    assert said["actor"] == {"kind": "user", "name": "ann@example.org"}
    assert (said["before"], said["after"], said["reason"]) == ({"n": 4}, {"n": 5}, None)
    assert said.keys().isdisjoint({"hash", "previous"})


def test_an_empty_trail_is_whole(database: SQLAlchemy) -> None:
    assert verify() == Verified(0, None)


@pytest.mark.usefixtures("trail")
@pytest.mark.parametrize("page", [1, 4, 15, 16])
def test_a_trail_that_was_left_alone_is_whole(page: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", page)
    assert verify() == Verified(15, None)


def tamper(*statements: str) -> None:
    """What somebody can do who owns the database."""
    db.session.rollback()
    with db.engine.begin() as connection, unguarded(connection):
        for statement in statements:
            connection.execute(text(statement))


CHANGED, MISSING = "was changed after it was noted", "is missing"
COLUMNS: dict[str, Any] = {
    "at": "'2020-01-01 00:00:00.000000+00:00'",
    "actor_kind": "'job'",
    "actor_name": "'ben@example.org'",
    "actor_user_id": "8",
    "action": "'created'",
    "subject": "'candidate:C-2'",
    "before": "NULL",
    "after": "NULL",
    "reason": "'another'",
    "previous": f"'{'1' * 64}'",
    "hash": f"'{'1' * 64}'",
}


@pytest.mark.usefixtures("trail")
@pytest.mark.parametrize("column", COLUMNS)
def test_a_value_that_was_changed_is_found(column: str) -> None:
    if column == "at" and db.engine.dialect.name == "sqlite":
        tamper("UPDATE audit_entries SET at = '2020-01-01 00:00:00.000000' WHERE id = 5")
    else:
        tamper(f"UPDATE audit_entries SET {column} = {COLUMNS[column]} WHERE id = 5")
    assert verify() == Verified(4, Broken(5, CHANGED))


@pytest.mark.usefixtures("trail")
@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["DELETE FROM audit_entries WHERE id = 5"], Verified(4, Broken(5, MISSING))),
        (["DELETE FROM audit_entries WHERE id = 1"], Verified(0, Broken(1, MISSING))),
        (["DELETE FROM audit_entries WHERE id = 15"], Verified(14, Broken(15, MISSING))),
        (["DELETE FROM audit_entries"], Verified(0, Broken(1, MISSING))),
        (
            [
                "DELETE FROM audit_entries WHERE id = 5",
                "UPDATE audit_entries SET id = id - 1 WHERE id = 6",
            ],
            Verified(4, Broken(5, CHANGED)),
        ),
        (
            ["UPDATE audit_head SET entries = 14"],
            Verified(15, Broken(15, "was added past the count of entries, or noted anew")),
        ),
        (
            ["DELETE FROM audit_head"],
            Verified(15, Broken(15, "was added past the count of entries, or noted anew")),
        ),
    ],
)
def test_what_is_missing_or_too_much_is_found(statements: list[str], found: Verified) -> None:
    tamper(*statements)
    assert verify() == found


@pytest.mark.usefixtures("trail")
def test_an_entry_that_was_hashed_anew_is_found_by_the_one_behind_it() -> None:
    entry = db.session.get_one(AuditEntry, 5)
    entry.reason = "another"
    forged = hash_of(entry)
    db.session.rollback()
    tamper(f"UPDATE audit_entries SET reason = 'another', hash = '{forged}' WHERE id = 5")
    assert verify() == Verified(5, Broken(6, "does not follow on the one before it"))
