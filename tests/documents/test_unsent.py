"""What she has put down is kept until she sends it, once, or it is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select, update

from agency import clock
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.actions import check_store, opened, require_known_keys, rotate_keys
from agency.documents.jobs import SWEEP
from agency.documents.models import Document, DocumentFile, UnsentFile
from agency.documents.unsent import EARLIER, OUT, put_down, put_in_order, unsent_file
from agency.documents.uploads import Upload
from agency.errors import Full, NotFound, Refused
from agency.jobs.kinds import kind_named
from agency.settings import settings
from agency.verification.actions import send_unsent
from tests.builders import make_candidate, make_credential
from tests.documents.hostile import pdf, picture
from tests.signing_in import TESTER

SENDING = "s-1"
FRONT, BACK = picture(), picture("PNG")


@pytest.fixture
def her(database: SQLAlchemy) -> Candidate:
    she = make_candidate("C-1")
    database.session.commit()
    return she


def upload(*contents: bytes) -> list[Upload]:
    return [Upload(f"{number}.jpg", BytesIO(one)) for number, one in enumerate(contents, 1)]


def put(*contents: bytes, sending: str = SENDING) -> list[str]:
    """What was said of those that were not taken."""
    return [one.value for one in put_down("C-1", sending, upload(*contents), TESTER)]


def names(database: SQLAlchemy, sending: str = SENDING) -> list[str]:
    database.session.rollback()
    mine = select(UnsentFile.name).where(UnsentFile.sending == sending)
    return list(database.session.scalars(mine.order_by(UnsentFile.place)))


def stored() -> int:
    return len(list(settings().home.glob("documents/??/*")))


def count(database: SQLAlchemy, model: type[Any]) -> int:
    database.session.rollback()
    return database.session.scalar(select(func.count()).select_from(model)) or 0


def test_what_is_taken_stays_and_what_is_not_leaves_nothing(
    database: SQLAlchemy, her: Candidate
) -> None:
    assert put(FRONT, b"GIF89a", BACK) == ["2.jpg"]
    assert (names(database), stored()) == (["1.jpg", "3.jpg"], 2)


def test_the_same_photo_is_kept_once_however_often_it_comes(
    database: SQLAlchemy, her: Candidate
) -> None:
    put(FRONT, FRONT)
    put(FRONT, BACK)
    assert (names(database), stored()) == (["2.jpg", "2.jpg"], 2)
    put(FRONT, sending="s-2")
    assert (len(names(database, "s-2")), stored()) == (1, 3)


def test_pages_are_put_in_order_and_left_out(database: SQLAlchemy, her: Candidate) -> None:
    put(FRONT, BACK, pdf())
    put_in_order("C-1", SENDING, 3, EARLIER)
    assert names(database) == ["1.jpg", "3.jpg", "2.jpg"]
    put_in_order("C-1", SENDING, 1, EARLIER)
    put_in_order("C-1", SENDING, 1, OUT)
    put_in_order("C-1", SENDING, 9, OUT)
    assert (names(database), stored()) == (["3.jpg", "2.jpg"], 2)
    assert unsent_file(her.id, SENDING, 2).content.startswith(b"\x89PNG")
    with pytest.raises(NotFound):
        unsent_file(her.id, "s-2", 1)


def test_what_is_sent_is_a_new_credential_with_its_document_at_once(
    database: SQLAlchemy, her: Candidate
) -> None:
    put(FRONT, BACK)
    document = send_unsent(SENDING, card(), TESTER)
    assert [file.place for file in document.files] == [1, 2]
    row = database.session.get_one(Credential, document.credential_id)
    assert (row.code, row.evidence, document.version) == ("BLS-AHA", "documented", 1)
    assert (names(database), stored()) == ([], 2)
    assert opened(document.id, 1).content.startswith(b"\xff\xd8")
    with pytest.raises(Refused, match="sent already"):
        send_unsent(SENDING, card(number="R-2"), TESTER)
    assert count(database, Credential) == 1


def test_what_is_sent_may_prove_a_credential_on_file(database: SQLAlchemy, her: Candidate) -> None:
    held = make_credential(her, evidence="claimed")
    database.session.commit()
    put(FRONT)
    assert send_unsent(SENDING, held.id, TESTER).credential_id == held.id
    assert held.evidence == "documented"


def test_a_refusal_keeps_what_was_put_down(database: SQLAlchemy, her: Candidate) -> None:
    put(FRONT)
    with pytest.raises(Refused):
        send_unsent(SENDING, card(evidence="reviewed"), TESTER)
    assert (len(names(database)), stored()) == (1, 1)
    assert (count(database, Credential), count(database, Document)) == (0, 0)


def test_more_than_goes_in_one_go_or_than_there_is_room_for_is_refused(
    database: SQLAlchemy, her: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(FRONT)
    set_of(monkeypatch, document_files=1)
    with pytest.raises(Refused, match="one go"):
        put(BACK)
    set_of(monkeypatch, documents_per_candidate=1)
    with pytest.raises(Full):
        put(BACK, sending="s-2")
    assert (count(database, UnsentFile), stored()) == (1, 1)


def test_the_store_keeps_what_waits_and_forgets_what_is_never_sent(
    database: SQLAlchemy, her: Candidate
) -> None:
    put(FRONT)
    kind_named(SWEEP).work({})()
    assert (check_store().removed, count(database, UnsentFile), stored()) == ([], 1, 1)
    long_ago = clock.now() - timedelta(days=8)
    database.session.execute(update(UnsentFile).values(kept_at=long_ago))
    database.session.commit()
    kind_named(SWEEP).work({})()
    assert (count(database, UnsentFile), stored()) == (0, 0)


def test_keys_of_what_waits_are_wrapped_anew_too(
    database: SQLAlchemy, her: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(FRONT)
    old = settings().document_keys
    set_of(monkeypatch, document_keys=(b"n" * 32, *old))
    assert rotate_keys(TESTER).files == 1
    set_of(monkeypatch, document_keys=(b"n" * 32,))
    require_known_keys()
    assert unsent_file(her.id, SENDING, 1).content.startswith(b"\xff\xd8")
    assert count(database, DocumentFile) == 0


def card(**other: Any) -> dict[str, Any]:
    """The values of a new BLS card of hers."""
    values = {"candidate_ref": "C-1", "code": "BLS-AHA", "number": "R-1", "evidence": "claimed"}
    blank = {"issued_on": None, "expires_on": None, "bound_to": None, "status": "active"}
    return values | blank | other


def set_of(monkeypatch: pytest.MonkeyPatch, **other: Any) -> None:
    """Other settings, for the rest of a test."""
    monkeypatch.setitem(current_app.config, "SETTINGS", replace(settings(), **other))
