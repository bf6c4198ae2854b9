"""A new version of the proof of a credential, written in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from agency import clock
from agency.audit.actors import Actor
from agency.documents.keeping import KeptFile
from agency.documents.models import PROOF, Document, DocumentFile
from agency.documents.queries import Usage
from agency.documents.readings.wanting import want_read
from agency.documents.uploads import MEGABYTE
from agency.errors import Full
from agency.extensions import db
from agency.settings import settings


def require_room(usage: Usage, files: int, size: int) -> None:
    """Refuse what goes beyond the share of one candidate; raises Full.

    ``size`` is in bytes. What was withdrawn counts: all versions are kept.
    """
    config = settings()
    most, most_mb = config.documents_per_candidate, config.documents_mb_per_candidate
    if usage.files + files > most:
        raise Full(
            f"a candidate may have {most} files; there are {usage.files} and {files} more were sent"
        )
    if usage.size + size > most_mb * MEGABYTE:
        raise Full(
            f"the files of a candidate may have {most_mb} MB; there are"
            f" {usage.size / MEGABYTE:.1f} and {size / MEGABYTE:.1f} more were sent"
        )


def add_document(
    candidate_id: int,
    credential_id: int,
    usage: Usage,
    files: Sequence[KeptFile],
    by: Actor,
    kind: str = PROOF,
) -> Document:
    """Write a document of kept files; its candidate is locked. Raises Full.

    ``usage`` is of its kind. A proof waits for a decision and is read, anything else stands as it
    is.
    """
    require_room(usage, len(files), sum(file.size for file in files))
    document = Document(
        candidate_id=candidate_id,
        credential_id=credential_id,
        kind=kind,
        version=usage.versions + 1,
        state="waiting" if kind == PROOF else "accepted",
        name=files[0].name,
        uploaded_by=by.name,
        uploader_id=by.user_id,
        uploaded_at=clock.now(),
        files=[_row(place, file) for place, file in enumerate(files, 1)],
    )
    db.session.add(document)
    db.session.flush()
    if kind == PROOF:
        want_read(files)
    return document


def _row(place: int, file: KeptFile) -> DocumentFile:
    return DocumentFile(place=place, **file.as_columns())
