"""Files kept before there is a row that names them: what is written twice is never lost."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from agency.documents.child.words import NotTaken
from agency.documents.gate import Admitted, admitted
from agency.documents.sealing import FileKey, MasterKeys
from agency.documents.store import Store, store_at
from agency.documents.uploads import Upload, name_as_text
from agency.errors import AgencyError, Problem, Refused
from agency.settings import settings

log = logging.getLogger(__name__)

FIELD = "file"
NAME_BYTES = 16


class FilesRefused(Refused):
    """Files that the gate did not take: damaged by chance, or made to do harm."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies sealed in the store: all that its row will say."""

    name: str
    media_type: str
    size: int
    sha256: str
    pages: int
    stored_name: str
    key: FileKey

    def as_columns(self) -> dict[str, Any]:
        """What its row says, whether it is a document's or waits to be sent."""
        names = ("name", "media_type", "size", "sha256", "pages", "stored_name")
        said = {name: getattr(self, name) for name in names}
        return {**said, "key_id": self.key.key_id, "wrapped_key": self.key.wrapped}


def the_store() -> Store:
    """The store of the settings."""
    return store_at(settings().documents)


def master_keys() -> MasterKeys:
    """The master keys of the settings."""
    return MasterKeys(settings().document_keys)


@contextmanager
def kept(uploads: Sequence[Upload]) -> Iterator[list[KeptFile]]:
    """The uploads let in, sealed and durable, in their order; raises Refused, Full and Away.

    What is raised meanwhile, and tells that no row was written, takes them out of the store again.
    Where that cannot be known they stay; what nobody points to is swept later.
    """
    files: list[KeptFile] = []
    try:
        if problems := _keep_all(uploads, files, strict=True):
            raise FilesRefused(problems)
        yield files
    except (AgencyError, IntegrityError):
        forget(files)
        raise


@contextmanager
def kept_where_taken(
    uploads: Sequence[Upload],
) -> Iterator[tuple[list[KeptFile], list[Problem]]]:
    """As `kept`, only that what is not taken is told beside what is; raises Full and Away."""
    files: list[KeptFile] = []
    try:
        problems = _keep_all(uploads, files, strict=False)
        yield files, problems
    except (AgencyError, IntegrityError):
        forget(files)
        raise


def _keep_all(uploads: Sequence[Upload], files: list[KeptFile], *, strict: bool) -> list[Problem]:
    """One after the other, so that one alone is in memory; everything that is wrong is told.

    Where it is strict none is kept any more once one was not taken.
    """
    problems: list[Problem] = []
    for number, upload in enumerate(uploads):
        try:
            found = admitted(upload)
        except NotTaken as why:
            field = FIELD if len(uploads) == 1 else f"{FIELD}[{number}]"
            problems.append(Problem(field, name_as_text(upload.name), str(why)))
            continue
        if not (problems and strict):
            files.append(_kept(found))
    return problems


def _kept(found: Admitted) -> KeptFile:
    name = secrets.token_hex(NAME_BYTES)
    sealed, key = master_keys().seal(found.content, name)
    the_store().put(name, sealed)
    size, digest = len(found.content), found.sha256
    return KeptFile(found.name, found.media_type, size, digest, found.pages, name, key)


def forget(files: Sequence[KeptFile]) -> None:
    """Take files out of the store to which no row points."""
    for file in files:
        try:
            the_store().remove(file.stored_name)
        except AgencyError:
            log.warning("%s stays in the store until it is swept", file.stored_name)
