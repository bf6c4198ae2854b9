"""Files that a candidate has put down to send: kept, put in order, left out, and sent at last.

What she has put down outlasts an error, a lost connection and a night; what she never sends is
forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete

from agency import clock
from agency.audit.actions import writing
from agency.audit.actors import Actor
from agency.candidates.locking import candidate_named
from agency.documents.actions import GivenFile
from agency.documents.adding import require_room
from agency.documents.child.words import NotTaken
from agency.documents.children import CHILDREN
from agency.documents.gate import limits_of
from agency.documents.keeping import (
    FIELD,
    KeptFile,
    forget,
    kept_where_taken,
    master_keys,
    the_store,
)
from agency.documents.kinds import JPEG
from agency.documents.models import UnsentFile
from agency.documents.queries import Usage, unsent_of, usage_of
from agency.documents.readings.wanting import want_read
from agency.documents.refusals import note_refused
from agency.documents.sealing import FileKey
from agency.documents.uploads import Upload
from agency.errors import NotFound, Problem
from agency.extensions import db
from agency.fields.schema import refused
from agency.reading.findings import Place
from agency.settings import settings

KEPT_FOR = timedelta(days=7)
NO_CREDENTIAL_YET = 0
EARLIER, OUT = "earlier", "out"


def put_down(ref: str, sending: str, uploads: Sequence[Upload], by: Actor) -> list[Problem]:
    """Keep what is taken of ``uploads`` behind what was put down before; what is not, and why.

    The same content is kept once, and what is not taken is noted in the trail. Raises Full, Away,
    and Refused for more than go in one go.
    """
    with kept_where_taken(uploads) as (files, problems):
        if problems:
            note_refused(f"candidate:{ref}", problems, by)
        if not files:
            return problems
        with writing():
            candidate_id = candidate_named(ref).id
            there = unsent_of(candidate_id)
            mine = [one for one in there if one.sending == sending]
            new = _new(files, mine)
            _require_room(candidate_id, there, new, len(mine))
            last = max((one.place for one in mine), default=0)
            for place, file in enumerate(new, last + 1):
                db.session.add(_row(candidate_id, sending, place, file))
            db.session.flush()
            want_read(new)
        forget([file for file in files if file not in new])
    return problems


def put_in_order(ref: str, sending: str, place: int, change: str) -> None:
    """Move one of them EARLIER, before the one in front of it, or leave it OUT; else nothing."""
    with writing():
        mine = _mine(candidate_named(ref).id, sending)
        at = next((number for number, one in enumerate(mine) if one.place == place), None)
        if at is None:
            return
        out = mine.pop(at)
        if change == EARLIER:
            mine.insert(max(0, at - 1), out)
        else:
            db.session.delete(out)
        for number, one in enumerate(mine, 1):
            one.place = number
    if change != EARLIER:
        forget([_kept(out)])


def discard(ref: str, sending: str) -> None:
    """Forget what was put down under ``sending``; nothing where it was sent or is gone."""
    with writing():
        hers = UnsentFile.candidate_id == candidate_named(ref).id
        files = [_kept(one) for one in _deleted(hers, UnsentFile.sending == sending)]
    forget(files)


def taken_up(candidate_id: int, sending: str) -> list[KeptFile]:
    """What was put down under ``sending``, in its order, no longer unsent; in the caller's
    transaction, which writes the rows that point to it from now on. Raises Refused for nothing.
    """
    hers = UnsentFile.candidate_id == candidate_id, UnsentFile.sending == sending
    taken = sorted(_deleted(*hers), key=lambda one: one.place)
    if not taken:
        raise refused(FIELD, "", "a photo or a PDF; this one was sent already, or has none yet")
    return [_kept(one) for one in taken]


def unsent_file(candidate_id: int, sending: str, place: int) -> GivenFile:
    """One of them, to her who has put it down; raises NotFound and Away."""
    found = next((one for one in _mine(candidate_id, sending) if one.place == place), None)
    if found is None:
        raise NotFound("file", str(place))
    name, media_type = found.name, found.media_type
    (content,) = contents_of([found])
    return GivenFile(name, media_type, content)


def contents_of(files: Sequence[UnsentFile]) -> list[bytes]:
    """What lies in the store of each of these files. Ends the transaction; raises Away."""
    kept = [_kept(one) for one in files]
    db.session.rollback()  # reading the store may take a while
    return [
        master_keys().open(the_store().get(one.stored_name), one.key, one.stored_name)
        for one in kept
    ]


def cut_from_unsent(
    candidate_id: int, sending: str, place: int, pieces: Sequence[Place]
) -> GivenFile:
    """Pieces of one of them, one under another in a picture, to her who has put it down.

    Raises NotFound, Away, and Refused for a page that cannot be drawn.
    """
    file = unsent_file(candidate_id, sending, place)
    asked = [(one.page, *one.box) for one in pieces]
    try:
        made = CHILDREN.cut(file.content, file.media_type, asked, limits_of(settings()))
    except NotTaken as why:
        raise refused("page", str(place), str(why)) from why
    return GivenFile(f"{file.name}, pieces", JPEG, made.content)


def forget_old() -> int:
    """Forget what was put down too long ago and never sent; how many files that were."""
    before = clock.now() - KEPT_FOR
    with writing():
        files = [_kept(one) for one in _deleted(UnsentFile.kept_at < before)]
    forget(files)
    return len(files)


def _deleted(*which: ColumnElement[bool]) -> list[UnsentFile]:
    """The rows that this very statement has deleted: another may be sending them."""
    gone = delete(UnsentFile).where(*which).returning(UnsentFile)
    unsynchronized = {"synchronize_session": False}
    return list(db.session.scalars(gone, execution_options=unsynchronized))


def _mine(candidate_id: int, sending: str) -> list[UnsentFile]:
    return [one for one in unsent_of(candidate_id) if one.sending == sending]


def _new(files: Sequence[KeptFile], mine: Sequence[UnsentFile]) -> list[KeptFile]:
    """Those that are not there yet, each once."""
    known = {one.sha256 for one in mine}
    different = {one.sha256: one for one in files}
    return [file for sha256, file in different.items() if sha256 not in known]


def _require_room(
    candidate_id: int, there: Sequence[UnsentFile], new: Sequence[KeptFile], count: int
) -> None:
    """Raises Full beyond the share of a candidate, and Refused beyond what goes in one go."""
    most = settings().document_files
    if count + len(new) > most:
        raise refused(FIELD, str(count + len(new)), f"at most {most} files in one go")
    sent = usage_of(candidate_id, NO_CREDENTIAL_YET)
    size = sent.size + sum(one.size for one in there)
    usage = Usage(sent.files + len(there), size, 0)
    require_room(usage, len(new), sum(file.size for file in new))


def _row(candidate_id: int, sending: str, place: int, file: KeptFile) -> UnsentFile:
    return UnsentFile(
        candidate_id=candidate_id,
        sending=sending,
        place=place,
        **file.as_columns(),
        kept_at=clock.now(),
    )


def _kept(row: UnsentFile) -> KeptFile:
    return KeptFile(
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        pages=row.pages,
        stored_name=row.stored_name,
        key=FileKey(row.key_id, row.wrapped_key),
    )
