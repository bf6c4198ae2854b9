"""The database itself keeps documents and their files sound."""

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from agency.candidates.models import Candidate
from agency.documents.models import STATES, Document, DocumentFile, DocumentView
from tests.builders import (
    A_MOMENT,
    make_candidate,
    make_credential,
    make_document,
    make_document_file,
)


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({"state": "lost"}, "ck_documents_state"),
        ({"version": 0}, "ck_documents_version"),
    ],
)
def test_a_document_that_cannot_be_is_refused(
    database: SQLAlchemy, values: dict[str, Any], broken: str
) -> None:
    with pytest.raises(IntegrityError, match=broken):
        make_document(make_credential(make_candidate()), **values)
    database.session.rollback()


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({"media_type": "text/html"}, "ck_document_files_media_type"),
        ({"place": 0}, "ck_document_files_place"),
        ({"size": 0}, "ck_document_files_size"),
    ],
)
def test_a_file_that_cannot_be_is_refused(
    database: SQLAlchemy, values: dict[str, Any], broken: str
) -> None:
    document = make_document(make_credential(make_candidate()))
    with pytest.raises(IntegrityError, match=broken):
        make_document_file(document, **values)
    database.session.rollback()


def test_a_version_of_a_credential_is_there_once(database: SQLAlchemy) -> None:
    credential = make_credential(make_candidate())
    make_document(credential, version=1)
    make_document(credential, version=2)
    with pytest.raises(IntegrityError):
        make_document(credential, version=2)
    database.session.rollback()


@pytest.mark.usefixtures("database")
def test_every_state_is_taken() -> None:
    credential = make_credential(make_candidate())
    for version, state in enumerate(STATES, 1):
        assert make_document(credential, version=version, state=state).id


def test_what_belongs_to_a_person_goes_with_her(database: SQLAlchemy) -> None:
    person = make_candidate()
    document = make_document(make_credential(person))
    make_document_file(document)
    view = DocumentView(document_id=document.id, place=1, seen_by="rita", seen_at=A_MOMENT)
    database.session.add(view)
    database.session.flush()
    database.session.execute(delete(Candidate).where(Candidate.id == person.id))
    for model in (Document, DocumentFile, DocumentView):
        assert database.session.scalar(select(func.count()).select_from(model)) == 0
