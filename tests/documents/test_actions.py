"""Keys wrapped anew, and a store that is swept and compared with its rows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency import clock
from agency.audit.models import AuditEntry
from agency.audit.queries import verify
from agency.documents.actions import (
    Rotation,
    check_store,
    give_file,
    require_known_keys,
    rotate_keys,
)
from agency.documents.jobs import SWEEP
from agency.documents.keeping import the_store
from agency.documents.models import Document, DocumentFile
from agency.documents.queries import shown_of
from agency.documents.sealing import Sealed, key_id
from agency.documents.store.folder import Folder
from agency.documents.uploads import Upload
from agency.jobs.kinds import kind_named, wanted
from agency.verification.actions import attach_document
from tests.builders import make_candidate, make_credential
from tests.documents import hostile
from tests.signing_in import TESTER

PDF = hostile.pdf()
OLD, NEW = b"o" * 32, b"n" * 32
HOUR = 3_600


def with_keys(app: Flask, *keys: bytes) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], document_keys=keys)


def attach(database: SQLAlchemy, *contents: bytes) -> Document:
    credential = make_credential(make_candidate(), evidence="claimed")
    database.session.commit()
    uploads = [Upload("a.pdf", BytesIO(content)) for content in contents or (PDF,)]
    return attach_document(credential.id, uploads, TESTER)


def key_ids(database: SQLAlchemy) -> set[str]:
    return set(database.session.scalars(select(DocumentFile.key_id)))


def folder() -> Folder:
    store: Any = the_store()
    assert isinstance(store, Folder)
    return store


def age(names: Sequence[Path]) -> None:
    """Make files two hours old."""
    then = clock.now().timestamp() - 2 * HOUR
    for name in names:
        os.utime(name, (then, then))


def test_every_file_is_readable_after_its_key_was_wrapped_anew(
    app: Flask, database: SQLAlchemy
) -> None:
    with_keys(app, OLD)
    old = attach(database, PDF, PDF)
    with_keys(app, NEW, OLD)
    new = attach(database)
    assert key_ids(database) == {key_id(OLD), key_id(NEW)}
    assert rotate_keys(TESTER) == Rotation(2)
    with_keys(app, NEW)
    require_known_keys()
    for document, place in ((old, 1), (old, 2), (new, 1)):
        assert give_file(document.id, place, TESTER).content == PDF
    assert rotate_keys(TESTER) == Rotation(0)
    entry = database.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.after) == ("rotated", {"files": 2})
    assert verify().broken is None


def test_a_key_that_cannot_be_read_stops_no_other(
    app: Flask, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agency.documents.actions.BATCH", 1)
    with_keys(app, OLD)
    bad, good = attach(database), attach(database)
    first = DocumentFile.document_id == bad.id
    database.session.execute(update(DocumentFile).where(first).values(wrapped_key=bytes(60)))
    database.session.commit()
    with_keys(app, NEW, OLD)
    unread = [f"document {bad.id}, file 1: a.pdf"]
    assert rotate_keys(TESTER) == Rotation(1, unread)
    assert rotate_keys(TESTER) == Rotation(0, unread)
    with_keys(app, NEW)
    assert give_file(good.id, 1, TESTER).content == PDF


def test_a_wrong_master_key_gives_out_nothing(app: Flask, database: SQLAlchemy) -> None:
    with_keys(app, OLD)
    document = attach(database)
    with_keys(app, NEW)
    for ask in (require_known_keys, lambda: rotate_keys(TESTER)):
        with pytest.raises(Sealed, match=key_id(OLD)):
            ask()
    with pytest.raises(Sealed, match="AGENCY_DOCUMENT_KEY"):
        give_file(document.id, 1, TESTER)
    assert shown_of(document.credential_id)[0].views == []


def test_what_nobody_points_to_is_removed_after_an_hour(database: SQLAlchemy) -> None:
    document = attach(database)
    store = folder()
    for name in ("ab" * 16, "cd" * 16):
        store.put(name, b"x")
    unfinished = store.root / "ef" / ("ef" * 16 + ".part")
    unfinished.parent.mkdir()
    unfinished.write_bytes(b"x")
    age([*store.root.glob("cd/*"), unfinished])
    found = check_store()
    assert found.missing == []
    assert sorted(found.removed) == ["cd" * 16, "ef" * 16]
    assert (found.files, found.recent) == (1, 1)
    assert give_file(document.id, 1, TESTER).content == PDF


def test_a_store_of_which_the_database_knows_nothing_is_not_emptied(
    app: Flask, database: SQLAlchemy
) -> None:
    for number in range(101):
        folder().put(f"{number:032x}", b"x")
    age(list(folder().root.glob("??/*")))
    found = check_store()
    assert (found.held_back, found.removed) == (101, [])
    kind_named(SWEEP).work({})()
    assert len(list(folder().all())) == 101
    assert len(check_store(however_many=True).removed) == 101


def test_an_old_file_that_a_row_points_to_stays(database: SQLAlchemy) -> None:
    document = attach(database)
    age(list(folder().root.glob("??/*")))
    assert check_store().removed == []
    assert give_file(document.id, 1, TESTER).content == PDF


def test_a_row_whose_file_is_gone_is_told(database: SQLAlchemy) -> None:
    document = attach(database)
    (file,) = folder().root.glob("??/*")
    file.unlink()
    assert check_store().missing == [f"document {document.id}, file 1: a.pdf"]


def test_the_store_is_swept_once_an_hour(database: SQLAlchemy) -> None:
    folder().put("ab" * 16, b"x")
    age(list(folder().root.glob("ab/*")))
    (job,) = [one for one in wanted(clock.now()) if one.kind == SWEEP]
    assert job.unique_key == f"{SWEEP}:{clock.now():%Y-%m-%dT%H}"
    kind_named(SWEEP).work({})()
    assert list(folder().all()) == []


def test_views_are_told_the_latest_first(database: SQLAlchemy) -> None:
    document = attach(database, PDF, PDF)
    for place in (1, 2):
        give_file(document.id, place, TESTER)
    (shown,) = shown_of(document.credential_id)
    assert [(view.place, view.seen_by) for view in shown.views] == [
        (2, "tests"),
        (1, "tests"),
    ]
