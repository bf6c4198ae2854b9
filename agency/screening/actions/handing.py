"""A file of a list handed in: put by, and taken up by a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import select

from agency import clock
from agency.audit.actions import note, nothing, writing
from agency.audit.actors import Actor, Kind
from agency.audit.chain import storable
from agency.errors import AgencyError
from agency.extensions import db
from agency.fields.schema import refused
from agency.jobs.actions import add
from agency.jobs.waiting_files import forget_unnamed, hash_of, put_by
from agency.screening.actions.loading import Report, load_list
from agency.screening.file_models import DONE, READING, REFUSED, WAITING, ListFile
from agency.screening.kinds import LOAD
from agency.screening.models import LONGEST_NAME, ListLoad
from agency.screening.reading import require_header
from agency.screening.sources import source_named
from agency.settings import settings, today

HANDED_IN = "exclusion list handed in"
LONGEST_PROBLEM = 1_000
GIVEN_UP = (
    "Each time it was taken up the work failed, or whatever did it vanished. Hand it in once more;"
    " the job of this file tells more."
)


@dataclass(frozen=True)
class Told:
    """What is told beside a file, as `load_list` takes it."""

    supplement: bool = False
    day: date | None = None
    however_many: bool = False


def ask_list(
    name: str,
    stream: BinaryIO,
    file_name: str,
    by: Actor,
    told: Told,
    also: Callable[[ListFile], object] = nothing,
) -> ListFile:
    """Put a file of the list ``name`` by and have it taken up, by a job.

    The same file once more, told the same while it waits, is one. ``also`` is done in the same
    transaction. Raises NotFound, Unreadable where it does not begin as a file of the list does,
    Refused for a day to come and for a supplement where there are none, and Full.
    """
    source = source_named(name)
    if told.supplement and not source.layout.monthly:
        raise refused("supplement", "yes", f"no; {source.layout.short} has a full file alone")
    if told.day is not None and told.day > today():
        raise refused("day", told.day.isoformat(), "a day that is not in the future")
    with put_by(stream, folder()) as path:
        require_header(path, source, file_name)
        with writing():
            row = _waiting(name, hash_of(path), told) or _new(name, path, told)
            replaced, row.stored_name = row.stored_name, path.name
            row.file_name = storable(file_name)[-LONGEST_NAME:]
            row.by, row.by_kind, row.user_id = storable(by.name), by.kind, by.user_id
            row.asked_at = clock.now()
            db.session.add(row)
            db.session.flush()
            also(row)
            after = {"file": row.file_name, "sha256": row.file_hash}
            note(by, HANDED_IN, f"exclusion list:{name}", after=after)
            subject = f"exclusion list file:{row.id}"
            add(LOAD, {"file": row.id}, unique_key=f"{LOAD}:{row.id}", subject=subject)
    if replaced:
        folder().joinpath(replaced).unlink(missing_ok=True)
    return row


def load_stored(file_id: int) -> None:
    """Take up a file that was put by; nothing where there is none any more.

    One that cannot be taken up is refused for good, with the reason on it.
    """
    with writing():
        row = db.session.get(ListFile, file_id, with_for_update=True)
        if row is None or row.stored_name is None:
            return
        row.state = READING
        path = folder() / row.stored_name
    by = Actor(cast(Kind, row.by_kind), row.by, row.user_id)
    try:
        report = load_list(
            row.source,
            path,
            by,
            supplement=row.supplement,
            day=row.day,
            however_many=row.however_many,
            called=row.file_name,
        )
    except AgencyError as error:
        _end(file_id, REFUSED, problem=str(error)[:LONGEST_PROBLEM])
    else:
        _end(file_id, DONE, report)
    path.unlink(missing_ok=True)


def note_died(file_id: int) -> None:
    """Note that the job of a file has failed for good, in the caller's transaction.

    Its copy is one that no row names from then on.
    """
    row = db.session.get(ListFile, file_id, with_for_update=True)
    if row is None or row.stored_name is None:
        return
    load = _load_of(row)
    row.state, row.problem = (DONE, None) if load else (REFUSED, GIVEN_UP)
    if load is not None:
        row.load_id, row.notes = load.id, load.notes
    row.stored_name, row.finished_at = None, clock.now()
    db.session.flush()


def forget_copies() -> int:
    """Remove old copies that no row names, which killed workers leave; how many they were."""
    named = select(ListFile.stored_name).where(ListFile.stored_name.is_not(None))
    return forget_unnamed(folder(), set(db.session.scalars(named)))


def folder() -> Path:
    """Where files of lists wait for their job."""
    return settings().home / "exclusion-lists"


def _waiting(name: str, file_hash: str, told: Told) -> ListFile | None:
    """The same file, if it waits already."""
    same = select(ListFile).where(
        ListFile.source == name,
        ListFile.file_hash == file_hash,
        ListFile.state == WAITING,
        ListFile.supplement == told.supplement,
        ListFile.day.is_(None) if told.day is None else ListFile.day == told.day,
        ListFile.however_many == told.however_many,
    )
    return db.session.scalars(same.with_for_update().limit(1)).one_or_none()


def _new(name: str, path: Path, told: Told) -> ListFile:
    return ListFile(
        source=name,
        supplement=told.supplement,
        day=told.day,
        however_many=told.however_many,
        file_hash=hash_of(path),
        file_bytes=path.stat().st_size,
        state=WAITING,
    )


def _end(
    file_id: int, state: str, report: Report | None = None, problem: str | None = None
) -> None:
    """What came of it; one that was cut short behind its load was taken up all the same."""
    with writing():
        row = db.session.get_one(ListFile, file_id, with_for_update=True)
        row.state, row.problem, row.finished_at = state, problem, clock.now()
        row.stored_name = None
        if report is None:
            return
        row.notes = report.notes
        load = report.load or _load_of(row)
        if load is not None:
            row.load_id, row.notes = load.id, load.notes


def _load_of(row: ListFile) -> ListLoad | None:
    """The load of this very file since it was handed in."""
    loads = select(ListLoad).where(
        ListLoad.source == row.source,
        ListLoad.sha256 == row.file_hash,
        ListLoad.done,
        ListLoad.loaded_at >= row.asked_at,
    )
    return db.session.scalars(loads.order_by(ListLoad.id).limit(1)).one_or_none()
