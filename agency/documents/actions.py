"""Files given out, which is remembered; keys wrapped anew; the store swept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, update

from agency import clock
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.documents.child.words import NotTaken
from agency.documents.children import CHILDREN
from agency.documents.gate import limits_of
from agency.documents.keeping import master_keys, the_store
from agency.documents.kinds import JPEG, PDF
from agency.documents.models import DocumentFile, DocumentView, UnsentFile
from agency.documents.queries import all_stored, names_on_file, seen_since, the_file, unknown_keys
from agency.documents.sealing import FileKey, MasterKeys, Sealed
from agency.documents.store import Gone, Kept
from agency.errors import NotFound
from agency.extensions import db
from agency.fields.schema import refused
from agency.settings import settings

# Who turns pages for longer than that has opened the document again.
OPENING = timedelta(minutes=30)
# Whoever uploads has written the row by then, or never will.
SWEPT_AFTER = timedelta(hours=1)
BATCH = 500
# What else lies in the same place is none of ours.
STORED_NAME = re.compile("[0-9a-f]{32}")
# More files without a row than so many, and than a share of those with one, no crash leaves.
FEW, FEW_OF = 100, 10


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it is given out."""

    name: str
    media_type: str
    content: bytes


@dataclass(slots=True)
class StoreCheck:
    """What does not fit: rows whose file is gone, and what lay there without a row, removed.

    ``recent`` lies there without a row and may get one yet; ``held_back`` are so many without a
    row that none was removed.
    """

    files: int = 0
    missing: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    recent: int = 0
    held_back: int = 0


@dataclass(slots=True)
class Rotation:
    """How many ``files`` have their key wrapped anew, and those whose key nobody can read."""

    files: int = 0
    unread: list[str] = field(default_factory=list)


def give_file(document_id: int, place: int, by: Actor) -> GivenFile:
    """A file of a document, to somebody who may see it; it is remembered that she was given it.

    Raises NotFound, and Away where it cannot be read: garbage is never given out.
    """
    file = opened(document_id, place)
    with writing():
        _remember(document_id, place, by)
    return file


def give_page(document_id: int, place: int, number: int, by: Actor) -> GivenFile:
    """A page of a PDF, by its number from 1, as a picture, to somebody who may see the document.

    That she was given the file is remembered once while she turns its pages. Raises NotFound for
    what has no such page, Refused for one that cannot be drawn, and Away as `give_file` does.
    """
    row = the_file(document_id, place)
    counted = row.pages
    if row.media_type != PDF or (counted is not None and number > counted):
        raise NotFound("page", f"{number} of file {place} of document {document_id}")
    file = opened(document_id, place)
    try:
        made = CHILDREN.draw(file.content, number, limits_of(settings()))
    except NotTaken as why:
        raise refused("page", str(number), str(why)) from why
    _remember_page(document_id, place, made.pages if counted is None else None, by)
    return GivenFile(f"{file.name}, page {number}", JPEG, made.content)


def _remember_page(document_id: int, place: int, pages: int | None, by: Actor) -> None:
    """That she was given the file, if this is another opening; ``pages`` where that is news."""
    seen = seen_since(document_id, place, by.user_id, clock.now() - OPENING)
    db.session.rollback()
    if seen and pages is None:
        return
    with writing():
        if not seen:
            _remember(document_id, place, by)
        if pages is not None:
            of_it = DocumentFile.document_id == document_id, DocumentFile.place == place
            db.session.execute(update(DocumentFile).where(*of_it).values(pages=pages))


def _remember(document_id: int, place: int, by: Actor) -> None:
    values = {"seen_by": by.name, "viewer_id": by.user_id, "seen_at": clock.now()}
    db.session.execute(insert(DocumentView).values(document_id=document_id, place=place, **values))


def opened(document_id: int, place: int) -> GivenFile:
    """A file of a document, to her whose it is; raises as `give_file` does."""
    row = the_file(document_id, place)
    key, name = FileKey(row.key_id, row.wrapped_key), row.stored_name
    told = row.name, row.media_type
    db.session.rollback()  # reading the store may take a while
    return GivenFile(*told, master_keys().open(the_store().get(name), key, name))


def require_known_keys() -> None:
    """Raise Sealed where files were sealed under a master key that is not at hand."""
    if unknown := unknown_keys():
        raise Sealed(
            f"AGENCY_DOCUMENT_KEY lacks the keys {', '.join(unknown)}, under which files were"
            " sealed; without them nobody can read those files"
        )


def rotate_keys(by: Actor) -> Rotation:
    """Wrap the key of every file with the newest master key, one by one in order.

    A key that cannot be unwrapped is left as it is and named; the others are rotated all the same.
    A batch is a transaction: broken off, it goes on where it was. Raises Sealed.
    """
    require_known_keys()
    found = Rotation()
    for file in (DocumentFile, UnsentFile):
        last = 0
        while rows := _rotate_some(file, last, found, by):
            last = rows[-1].id
    return found


def _rotate_some(
    file: type[DocumentFile] | type[UnsentFile], after: int, found: Rotation, by: Actor
) -> Sequence[Any]:
    """The next batch of files, rotated as far as they can be."""
    keys = master_keys()
    others = select(*file.__table__.c).where(file.key_id != keys.newest, file.id > after)
    with writing():
        batch = others.order_by(file.id).limit(BATCH).with_for_update()
        rows = db.session.execute(batch).all()
        changes = [change for row in rows if (change := _rewrapped(row, keys))]
        if changes:
            db.session.execute(update(file), changes)
            note(by, "rotated", "documents:keys", after={"files": len(changes)})
    done = {change["id"] for change in changes}
    found.files += len(done)
    found.unread += [_named(row) for row in rows if row.id not in done]
    return rows


def _rewrapped(row: Any, keys: MasterKeys) -> dict[str, Any] | None:
    """What is written of a file whose key is wrapped anew; None where that cannot be read."""
    try:
        new = keys.rewrap(FileKey(row.key_id, row.wrapped_key), row.stored_name)
    except Sealed:
        return None
    return {"id": row.id, "key_id": new.key_id, "wrapped_key": new.wrapped}


def _named(row: Any) -> str:
    """A file as whoever looks after the store is told of it."""
    document = getattr(row, "document_id", None)
    whose = f"document {document}" if document else f"not sent yet by candidate {row.candidate_id}"
    return f"{whose}, file {row.place}: {row.name}"


def check_store(*, however_many: bool = False) -> StoreCheck:
    """Compare the store with the rows both ways, and `sweep`; raises Away."""
    found = StoreCheck()
    names = sweep(found, however_many=however_many)
    for row in all_stored():
        found.files += 1
        if row.stored_name not in names and not _is_there(row.stored_name):
            found.missing.append(_named(row))
    db.session.rollback()
    return found


def sweep(found: StoreCheck, *, however_many: bool = False) -> set[str]:
    """Remove what has lain in the store for an hour without a row; the names that have one.

    Crashes leave a few such files. Where there are many, this is the store of another database,
    or the database an old one: then none is removed, unless that is what is wanted.
    """
    names, orphans = _compared(found)
    if not however_many and len(orphans) > FEW + len(names) // FEW_OF:
        found.held_back = len(orphans)
        return names
    for one in orphans:
        the_store().remove(one)
        found.removed.append(one.name)
    return names


def _compared(found: StoreCheck) -> tuple[set[str], list[Kept]]:
    """The names to which rows point, and what has been there for an hour without one."""
    before = clock.now() - SWEPT_AFTER
    everything, names, orphans = the_store().all(), set[str](), list[Kept]()
    while batch := list(islice(everything, BATCH)):
        pointed_to = names_on_file([one.name for one in batch])
        db.session.rollback()
        names |= pointed_to
        ours = [one for one in batch if STORED_NAME.fullmatch(one.name)]
        alone = [one for one in ours if one.unfinished or one.name not in pointed_to]
        old = [one for one in alone if one.since < before]
        orphans += old
        found.recent += len(alone) - len(old)
    return names, orphans


def _is_there(name: str) -> bool:
    """Asked anew: it may have been put there while the others were listed."""
    try:
        the_store().get(name)
    except Gone:
        return False
    return True
