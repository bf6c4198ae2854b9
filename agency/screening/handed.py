"""What is asked about files of lists that were handed in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from agency.errors import NotFound
from agency.extensions import db
from agency.screening.file_models import ListFile


def handed_files() -> Select[ListFile]:
    """All of them, each with its load; to be ordered as needed."""
    found = select(ListFile).options(joinedload(ListFile.load))
    return found.execution_options(populate_existing=True)


def newest_files(limit: int) -> Sequence[ListFile]:
    """The newest first; one query."""
    return db.session.scalars(handed_files().order_by(ListFile.id.desc()).limit(limit)).all()


def handed_file(id: int) -> ListFile:
    """Raises NotFound."""
    found = db.session.scalars(handed_files().where(ListFile.id == id)).one_or_none()
    if found is None:
        raise NotFound("file of an exclusion list", str(id))
    return found
