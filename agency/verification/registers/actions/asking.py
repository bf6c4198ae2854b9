"""A file of a register taken in: by the command that reads it, or put by for a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from sqlalchemy import select

from agency import clock
from agency.audit.actions import Deed, note_all, nothing, writing
from agency.audit.actors import Actor, Kind
from agency.audit.chain import storable
from agency.extensions import db
from agency.fields.schema import refused
from agency.jobs.actions import add
from agency.jobs.waiting_files import forget_unnamed, hash_of, put_by
from agency.rules.sentences import day_text
from agency.settings import settings, today
from agency.verification.register_models import (
    READING,
    WAITING,
    RegisterLoad,
)
from agency.verification.registers.past import newest_day
from agency.verification.registers.source import Source, source_named
from agency.verification.registers.table_file import opened

LOAD = "load_register"
SWEEP = "sweep_registers"
LONGEST_NAME = 200
ASKED = "register handed in"


@dataclass(frozen=True)
class Handed:
    """A file as it was handed in: where it lies, and what it is called."""

    path: Path
    name: str
    day: date
    whole: bool


def ask_load(
    source_name: str,
    stream: BinaryIO,
    file_name: str,
    by: Actor,
    day: date | None = None,
    whole: bool = True,
    also: Callable[[RegisterLoad], object] = nothing,
) -> RegisterLoad:
    """Put a file by and have it held against what is on file, by a job.

    ``day`` is when it was taken from the register, today if None; ``whole`` whether it lists
    everybody. ``also`` is done in the same transaction. Raises NotFound, Unreadable where its
    header is none of the source's, Refused for a day to come or before that of a newer file, and
    Full.
    """
    source = source_named(source_name)
    day = day or today()
    with put_by(stream, folder()) as path:
        with opened(path, file_name, source.columns):
            pass
        handed = Handed(path, file_name, day, whole)
        with writing():
            load = registered(source, handed, by)
            replaced = load.stored_name
            load.stored_name, load.state = path.name, WAITING
            db.session.flush()
            also(load)
            note_all(by, [Deed(ASKED, f"register:{source.name}", after=_told(load))])
            key = f"{LOAD}:{load.id}"
            add(LOAD, {"load": load.id}, unique_key=key, subject=f"register load:{load.id}")
    if replaced:
        folder().joinpath(replaced).unlink(missing_ok=True)
    return load


def registered(source: Source, handed: Handed, by: Actor) -> RegisterLoad:
    """The row of a file, in the caller's transaction: new, or that of the same file before.

    The same file once more is held against what is on file now, as of the day that was told then.
    One that was cut short goes on, and begins anew where somebody else hands it in: what was left
    out for the one who did is not hers to leave out. Raises Refused for a day to come, or before
    that of a file that was held against the credentials already.
    """
    require_day(source, handed)
    file_hash = hash_of(handed.path)
    same = select(RegisterLoad).where(
        RegisterLoad.source == source.name, RegisterLoad.file_hash == file_hash
    )
    load = db.session.scalars(same.with_for_update()).one_or_none()
    if load is None:
        load = RegisterLoad(source=source.name, file_hash=file_hash, day=handed.day)
        load.file_bytes = handed.path.stat().st_size
        load.after_id, load.counts, load.told, load.state = 0, {}, {}, WAITING
        db.session.add(load)
    elif load.day != handed.day:
        said = f"{day_text(load.day)}, as was told of this very file before"
        raise refused("day", handed.day.isoformat(), said)
    elif load.state != READING:
        load.after_id, load.counts = 0, {}
    elif not _goes_on(load, handed, by):
        # Whoever begins anew finds again what was held, but for what was raised by it.
        kept = {name: load.counts.get(name, 0) for name in ("alarms", "confirmed")}
        load.after_id, load.counts = 0, kept
    load.file_name = storable(handed.name)[-LONGEST_NAME:]
    load.whole, load.problem = handed.whole, None
    load.by, load.by_kind, load.user_id = storable(by.name), by.kind, by.user_id
    load.asked_at = clock.now()
    db.session.flush()
    return load


def _goes_on(load: RegisterLoad, handed: Handed, by: Actor) -> bool:
    """Whether a load that was cut short is the same as before: by whom, and of how much."""
    same = (load.by, load.by_kind, load.user_id) == (storable(by.name), by.kind, by.user_id)
    return same and load.whole == handed.whole


def actor_of(load: RegisterLoad) -> Actor:
    """Who has handed it in."""
    return Actor(cast(Kind, load.by_kind), load.by, load.user_id)


def require_day(source: Source, handed: Handed) -> None:
    """Raises Refused for a day to come, or before that of a file that was held already."""
    if handed.day > today():
        raise refused("day", handed.day.isoformat(), "a day that is not in the future")
    newest = newest_day(source.name)
    if newest is not None and handed.day < newest[0]:
        said = f"a day not before {day_text(newest[0])}, of which {newest[1]} was loaded already"
        raise refused("day", handed.day.isoformat(), said)


def _told(load: RegisterLoad) -> dict[str, object]:
    return {
        "file": load.file_name,
        "sha256": load.file_hash,
        "day": load.day.isoformat(),
        "whole": load.whole,
    }


def forget_copies() -> int:
    """Remove old copies that no row names, which killed workers leave; how many they were."""
    named = select(RegisterLoad.stored_name).where(RegisterLoad.stored_name.is_not(None))
    return forget_unnamed(folder(), set(db.session.scalars(named)))


def folder() -> Path:
    """Where files of registers wait for their job."""
    return settings().home / "registers"
