"""Taking up the file of a list: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from agency import clock
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.bulk_lookup import among
from agency.extensions import db
from agency.fields.schema import refused
from agency.jobs.actions import add
from agency.screening.entries import Entry
from agency.screening.kinds import SCREEN
from agency.screening.models import (
    ADDITIONS,
    FULL,
    LONGEST_NAME,
    REINSTATEMENTS,
    ListLoad,
    ListRecord,
)
from agency.screening.reading import Survey, entries, survey
from agency.screening.sequence import Place, place_of
from agency.screening.sources import source_named
from agency.screening.sources.interface import Source
from agency.settings import today

ROWS_AT_ONCE = 1_000
IDS_AT_ONCE = 10_000
NOTHING_DONE = "Nothing was changed."


@dataclass
class Report:
    """What became of a file: ``load`` if it was taken up, and what whoever loads it is told."""

    load: ListLoad | None = None
    notes: list[str] = field(default_factory=list)


def load_list(
    name: str,
    file: Path,
    by: Actor,
    *,
    supplement: bool = False,
    day: date | None = None,
    however_many: bool = False,
) -> Report:
    """Take up a file of the list ``name``; everybody is screened against it afterwards, by a job.

    A full file says all that stands on the list; a supplement adds to it, or takes off who was
    reinstated. What says nothing new, or comes after what it should be before, changes nothing and
    is told. ``day`` is the day of the file, where neither its name nor its rows tell it right.
    Raises NotFound for the name of a list, Unreadable for a file that is broken, and Refused for a
    full file by which more would be gone than ``however_many`` allows.
    """
    source = source_named(name)
    if supplement and not source.layout.monthly:
        raise refused("supplement", name, "a list that has supplements; this one has a full file")
    seen = survey(file, source, today())
    kind = seen.kind(supplement, file.name)
    report = Report()
    with writing():
        _in_turn(source.name)
        place = place_of(source, kind, file.name, seen, day)
        report.notes += place.notes
        if place.pointless:
            report.notes.append(NOTHING_DONE)
            return report
        row = report.load = _new_load(source, kind, file, seen, place)
        row.loaded_by = by.name[:LONGEST_NAME]
        db.session.add(row)
        db.session.flush()
        APPLY[kind](row, entries(file, source), report.notes)
        _require_few_removed(row, however_many)
        _tell(row, seen, report.notes, by)
        add(SCREEN, {"why": f"after {name} was loaded"}, unique_key=SCREEN)
    return report


def _in_turn(source: str) -> None:
    """Wait for whoever loads a file of the same list."""
    loads = select(ListLoad.id).where(ListLoad.source == source).with_for_update()
    db.session.execute(loads)


def _new_load(source: Source, kind: str, file: Path, seen: Survey, place: Place) -> ListLoad:
    return ListLoad(
        source=source.name,
        kind=kind,
        file_name=file.name[:LONGEST_NAME],
        sha256=seen.sha256,
        file_day=place.day,
        month=place.month,
        rows=seen.rows,
        people=seen.people,
        loaded_at=clock.now(),
        **dict.fromkeys(("added", "changed", "removed", "listed"), 0),
    )


def _tell(row: ListLoad, seen: Survey, notes: list[str], by: Actor) -> None:
    """What is kept of a load beside its rows: what was told of it, and an entry of the trail."""
    if seen.twice:
        notes.append(f"{seen.twice} rows say what another row says, and are kept once.")
    row.listed = _number_listed(row.source)
    row.notes = list(notes)
    told = {name: getattr(row, name) for name in ("rows", "people", "added", "changed", "removed")}
    note(by, "loaded", f"exclusion list:{row.source}", after={"file": row.file_name} | told)


def _whole(row: ListLoad, rows: Iterable[Entry], notes: list[str]) -> None:
    """Make the list what a full file says: what is not in it any more is taken off."""
    held = _all_held(row.source)
    gone = {id for id, removed_in in held.values() if removed_in is None}
    new: set[str] = set()
    for batch in _batches(_not_reinstated(rows)):
        known = {held[one.fingerprint] for one in batch if one.fingerprint in held}
        gone -= {id for id, _ in known}
        back = {id for id, removed_in in known if removed_in is not None}
        fresh = {one.fingerprint: one for one in batch if one.fingerprint not in held}
        row.added += _insert(row, list(fresh.values())) + _put_back(row, back)
        held |= dict.fromkeys(fresh, (0, None))
        new |= {one.identity for one in batch if held[one.fingerprint][0] in (0, *back)}
    row.changed = _corrected(gone, new)
    row.added -= row.changed
    row.removed = _take_off(row, gone) - row.changed


def _all_held(source: str) -> dict[str, tuple[int, int | None]]:
    """Of a whole list what `_held` tells of some of it."""
    known = select(ListRecord.fingerprint, ListRecord.id, ListRecord.removed_in)
    own = ListRecord.source == source, ListRecord.reinstatement.is_(False)
    return {one: (id, removed_in) for one, id, removed_in in db.session.execute(known.where(*own))}


def _not_reinstated(rows: Iterable[Entry]) -> Iterator[Entry]:
    """A full file has nobody who was reinstated; one that has says so of her row."""
    return (one for one in rows if one.reinstated_on is None)


def _added(row: ListLoad, rows: Iterable[Entry], notes: list[str]) -> None:
    """Add what a supplement of exclusions says, but for who was reinstated since."""
    since = 0
    for batch in _batches(rows):
        gone = _reinstated(row, [one.identity for one in batch])
        kept = [one for one in batch if one.identity not in gone]
        since += len(batch) - len(kept)
        held = _held(row.source, [one.fingerprint for one in kept])
        fresh = {one.fingerprint: one for one in kept if one.fingerprint not in held}
        row.added += _insert(row, list(fresh.values()))
        row.added += _put_back(row, {id for id, removed in held.values() if removed is not None})
    if since:
        notes.append(f"{since} of them were reinstated by a later file, and stay off the list.")


def _reinstatements(row: ListLoad, rows: Iterable[Entry], notes: list[str]) -> None:
    """Take off who was reinstated, and keep the rows that say so: an older file may come later."""
    unknown = 0
    for batch in _batches(rows):
        by_identity = {one.identity: one for one in batch}
        of_them = among(ListRecord.identity, by_identity)
        standing = select(ListRecord.id, ListRecord.identity).where(
            of_them,
            ListRecord.source == row.source,
            ListRecord.removed_in.is_(None),
            ListRecord.reinstatement.is_(False),
        )
        found = db.session.execute(standing).all()
        row.removed += _take_off(row, {id for id, _ in found})
        unknown += len(by_identity.keys() - {identity for _, identity in found})
        marks = {one.mark: one for one in batch}
        held = _held(row.source, list(marks))
        _insert(row, [one for mark, one in marks.items() if mark not in held], reinstatement=True)
    if unknown:
        notes.append(f"{unknown} of the reinstated were not on the list as it was loaded here.")


APPLY = {FULL: _whole, ADDITIONS: _added, REINSTATEMENTS: _reinstatements}


def _batches(rows: Iterable[Entry]) -> Iterator[list[Entry]]:
    following = iter(rows)
    while batch := list(islice(following, ROWS_AT_ONCE)):
        yield batch


def _held(source: str, fingerprints: Collection[str]) -> dict[str, tuple[int, int | None]]:
    """By fingerprint the row id of what is known, and which load took it off, if one did."""
    known = select(ListRecord.fingerprint, ListRecord.id, ListRecord.removed_in)
    rows = db.session.execute(
        known.where(ListRecord.source == source, among(ListRecord.fingerprint, fingerprints))
    )
    return {fingerprint: (id, removed_in) for fingerprint, id, removed_in in rows}


def _reinstated(row: ListLoad, identities: Collection[str]) -> set[str]:
    """Which of them a supplement of this month or a later one takes off."""
    marks = (
        select(ListRecord.identity)
        .join(ListLoad, ListLoad.id == ListRecord.added_in)
        .where(
            ListRecord.source == row.source,
            ListRecord.reinstatement.is_(True),
            among(ListRecord.identity, identities),
            ListLoad.month >= row.month,
        )
    )
    return set(db.session.scalars(marks))


def _insert(row: ListLoad, rows: list[Entry], *, reinstatement: bool = False) -> int:
    values = [_columns(one, row, reinstatement=reinstatement) for one in rows]
    if values:
        db.session.execute(insert(ListRecord), values)
    return len(values)


def _columns(one: Entry, row: ListLoad, *, reinstatement: bool) -> dict[str, Any]:
    return {
        "source": row.source,
        "fingerprint": one.mark if reinstatement else one.fingerprint,
        "identity": one.identity,
        "reinstatement": reinstatement,
        "last_name": one.last_name,
        "first_name": one.first_name,
        "middle_name": one.middle_name,
        "suffix": one.suffix,
        "city": one.city,
        "state": one.state,
        "born_on": one.born_on,
        "listed_on": one.listed_on,
        "ended_on": one.ended_on,
        "content": one.content,
        "added_in": row.id,
        "removed_in": None,
    }


def _put_back(row: ListLoad, ids: Collection[int]) -> int:
    return _set(ids, {"removed_in": None, "added_in": row.id})


def _take_off(row: ListLoad, ids: Collection[int]) -> int:
    return _set(ids, {"removed_in": row.id})


def _set(ids: Collection[int], values: dict[str, Any]) -> int:
    in_order = sorted(ids)
    for start in range(0, len(in_order), IDS_AT_ONCE):
        some = among(ListRecord.id, in_order[start : start + IDS_AT_ONCE])
        changed = update(ListRecord).where(some).values(**values)
        db.session.execute(changed, execution_options={"synchronize_session": False})
    return len(in_order)


def _corrected(gone: Collection[int], new: Collection[str]) -> int:
    """How many of the rows that are gone came anew, with other content."""
    if not (gone and new):
        return 0
    identities = db.session.scalars(select(ListRecord.identity).where(among(ListRecord.id, gone)))
    return len(set(identities) & set(new))


def _number_listed(source: str) -> int:
    standing = ListRecord.removed_in.is_(None), ListRecord.reinstatement.is_(False)
    counted = select(func.count()).select_from(ListRecord)
    return db.session.scalars(counted.where(ListRecord.source == source, *standing)).one()


def _require_few_removed(row: ListLoad, however_many: bool) -> None:
    before = _number_listed(row.source) - row.added + row.removed
    most = before * source_named(row.source).layout.most_removed_percent / 100
    if row.kind == FULL and not however_many and row.removed > most:
        raise refused(
            "file",
            row.file_name,
            f"a full file; by this one {row.removed} of {before} people would be off the list. If"
            " that is right, load it with --however-many",
        )
