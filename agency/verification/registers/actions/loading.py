"""Holding a file of a register against what is on file, a transaction per some hundreds of rows.

The file is read first, from end to end; what it says of ours is then taken in the order of our own
rows. So its order says nothing, and a load that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from agency import clock
from agency.accounts.queries import specialists
from agency.audit.actions import Deed, note_all, writing
from agency.audit.actors import Actor
from agency.errors import Unreadable
from agency.extensions import db
from agency.notices.actions import post
from agency.settings import today
from agency.verification.register_models import (
    DONE,
    READING,
    REFUSED,
    WAITING,
    RegisterLoad,
)
from agency.verification.registers.actions.asking import (
    Handed,
    actor_of,
    folder,
    registered,
    require_day,
)
from agency.verification.registers.actions.batches import count, hold_batch, steps_of
from agency.verification.registers.actions.outcomes import Against
from agency.verification.registers.holdings import not_hers_to_verify, numbers_of, ours_in
from agency.verification.registers.letters import alarm_letter
from agency.verification.registers.past import had_by
from agency.verification.registers.reading import MOST_TOLD, Found, read
from agency.verification.registers.report import Counts, LoadReport, counts_of
from agency.verification.registers.source import Source, source_named
from agency.verification.registers.table_file import Progress, opened, silent

BATCH = 500
LOADED = "register loaded"


class CutOff(Unreadable):
    """A file that says it is whole and lacks too much of what the one before it had."""


@dataclass(frozen=True)
class _Work:
    """A file that was read, and the numbers of ours to be held against it, by their ids."""

    source: Source
    found: Found
    numbers: Mapping[int, str]
    left_out: Sequence[int]
    not_read: Sequence[int]
    without_number: int

    def counts(self) -> Counts:
        return Counts(
            covered=self.found.covered,
            bad_rows=self.found.bad,
            without_number=self.without_number,
            left_out=len(self.left_out),
            not_read=len(self.not_read),
        )

    def told(self) -> dict[str, Any]:
        some = {"left_out": self.left_out, "not_read": self.not_read}
        return self.found.told() | {name: list(ids[:MOST_TOLD]) for name, ids in some.items()}


def load_file(
    source_name: str,
    path: Path,
    by: Actor,
    day: date | None = None,
    whole: bool = True,
    *,
    dry_run: bool = False,
    name: str | None = None,
    progress: Progress = silent,
) -> LoadReport:
    """Hold a file of a register against what is on file, at once.

    ``day`` is when it was taken from the register, today if None; ``name`` what the report calls
    it, if not by its path. A dry run changes nothing and tells what would follow. Whatever the
    session had begun before is given up. Raises NotFound, Unreadable and Refused.
    """
    source, name = source_named(source_name), name or path.name
    handed = Handed(path, name, day or today(), whole)
    if dry_run:
        return _tried(source, handed, by, progress)
    with opened(path, name, source.columns):
        pass
    with writing():
        load = registered(source, handed, by)
    try:
        return _load(load.id, path, None, progress)
    except Unreadable as error:
        _refuse(load.id, None, str(error))
        raise


def load_stored(load_id: int) -> LoadReport | None:
    """Do the load of a file that was put by; None where there is none any more.

    A file that cannot be read is refused for good, with the reason on its load. One that was handed
    in once more meanwhile waits for the next job, since who has handed it in is another.
    """
    load = db.session.get(RegisterLoad, load_id)
    if load is None or load.stored_name is None:
        return None
    name = load.stored_name
    path = folder() / name
    try:
        report = _load(load_id, path, name, silent)
    except Unreadable as error:
        _refuse(load_id, name, str(error))
        report = None
    path.unlink(missing_ok=True)
    return report


def _load(load_id: int, path: Path, stored_name: str | None, progress: Progress) -> LoadReport:
    load = db.session.get_one(RegisterLoad, load_id, populate_existing=True)
    source, by = source_named(load.source), actor_of(load)
    work = _read(source, path, load.file_name, load.whole, by, progress)
    after_id = _begin(load_id, work)
    told = load_id, source.name, load.file_name, load.day, by
    against = Against(*told, work.numbers, work.found.records)
    for ids in _some_of([id for id in work.numbers if id > after_id]):
        hold_batch(against, ids, after_id)
        after_id = ids[-1]
    return _finish(load_id, stored_name, by)


def _some_of(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]


def _read(
    source: Source, path: Path, name: str, whole: bool, by: Actor, progress: Progress
) -> _Work:
    """Read the file, outside of any transaction that writes; raises Unreadable, and CutOff."""
    db.session.rollback()
    numbers = numbers_of(source.covers)
    barred = not_hers_to_verify(by.user_id, source.covers)
    db.session.rollback()
    mine = {id: number for id, number in numbers.items() if number and id not in barred}
    found = read(source, path, name, mine, progress)
    held = {id: number for id, number in mine.items() if id not in found.unread}
    if whole:
        _require_whole(source, found, held.keys())
    else:
        held = {id: held[id] for id in held if id in found.records}
    left_out = [id for id, number in numbers.items() if number and id in barred]
    without = len(numbers) - len(mine) - len(left_out)
    return _Work(source, found, held, left_out, sorted(found.unread), without)


def _require_whole(source: Source, found: Found, ids: Set[int]) -> None:
    """Refuse a file that is cut off, before everybody who is missing from it is alarmed about."""
    had = had_by(source.name) & ids
    gone = sum(id not in found.records for id in had)
    most = max(source.words.least_gone, len(had) * source.words.most_gone_percent // 100)
    if gone > most:
        raise CutOff(
            f"{gone:,} of {len(had):,} credentials that the register had before are not in"
            " this file, so it looks cut off; if it is an extract, load it as one"
        )


def _tried(source: Source, handed: Handed, by: Actor, progress: Progress) -> LoadReport:
    """What a load would do, with nothing written."""
    require_day(source, handed)
    work = _read(source, handed.path, handed.name, handed.whole, by, progress)
    counts = work.counts()
    told = 0, source.name, handed.name, handed.day, by
    against = Against(*told, work.numbers, work.found.records)
    for ids in _some_of(list(work.numbers)):
        ours = ours_in(ids)
        count(counts, ours, steps_of(against, ours))
    db.session.rollback()
    return _report(source.name, handed.name, handed.day, counts, work.told())


def _begin(load_id: int, work: _Work) -> int:
    """Note that the load is under way, and what of the file is told; after which id it goes on."""
    with writing():
        load = db.session.get_one(RegisterLoad, load_id, with_for_update=True)
        counts = counts_of(load.counts)
        read = work.counts()
        counts.covered, counts.bad_rows = read.covered, read.bad_rows
        counts.without_number, counts.left_out = read.without_number, read.left_out
        counts.not_read = read.not_read
        load.state, load.counts, load.told = READING, counts.as_json(), work.told()
    return load.after_id


def _finish(load_id: int, stored_name: str | None, by: Actor) -> LoadReport:
    """Mark the load as done, and tell specialists of its alarms."""
    with writing():
        load = db.session.get_one(RegisterLoad, load_id, with_for_update=True)
        counts = counts_of(load.counts)
        raised = counts.alarms
        told = {"file": load.file_name, "day": load.day.isoformat(), **load.counts}
        note_all(by, [Deed(LOADED, f"register:{load.source}", after=told)])
        if raised:
            for address in specialists():
                post(alarm_letter(address, load, raised))
        _end(load, stored_name)
    return _report(load.source, load.file_name, load.day, counts, load.told, load_id)


def _end(load: RegisterLoad, stored_name: str | None) -> None:
    """The load is done; or begins anew, where the same file waits that was handed in besides."""
    if load.stored_name == stored_name:
        load.state, load.finished_at, load.stored_name = DONE, clock.now(), None
    else:
        load.state, load.after_id, load.counts = WAITING, 0, {}


def _refuse(load_id: int, stored_name: str | None, problem: str) -> None:
    with writing():
        load = db.session.get_one(RegisterLoad, load_id, with_for_update=True)
        if load.stored_name == stored_name:
            load.state, load.problem, load.stored_name = REFUSED, problem[:1000], None


def _report(
    source: str,
    file: str,
    day: date,
    counts: Counts,
    told: dict[str, Any],
    load_id: int | None = None,
) -> LoadReport:
    return LoadReport(source, file, day.isoformat(), load_id is None, load_id, counts, told)
