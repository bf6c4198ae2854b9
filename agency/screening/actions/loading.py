"""Taking up the file of a list: all of it counts, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select

from agency import clock
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.errors import AgencyError, Stale
from agency.extensions import db
from agency.fields.schema import refused
from agency.jobs.actions import add
from agency.screening.actions.taking_up import (
    MEANWHILE,
    batches,
    make_whole,
    number_listed,
    plan_of,
    put_by,
    take_away,
    take_supplement,
)
from agency.screening.entries import Entry
from agency.screening.kinds import SCREEN
from agency.screening.models import FULL, LONGEST_NAME, ListLoad
from agency.screening.reading import Survey, entries, survey
from agency.screening.sequence import Place, place_of
from agency.screening.sources import source_named
from agency.screening.sources.interface import Source
from agency.settings import today

NOTHING_DONE = "Nothing was changed."


@dataclass
class Report:
    """What became of a file: ``load`` if it was taken up, and what whoever loads it is told."""

    load: ListLoad | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Given:
    """A file of a list, what was told beside it, and what it was found to be."""

    source: Source
    path: Path
    name: str
    day: date | None
    however_many: bool
    kind: str
    seen: Survey

    def place(self) -> Place:
        return place_of(self.source, self.kind, self.name, self.seen, self.day)

    def rows(self) -> Iterator[Entry]:
        return entries(self.path, self.source, self.name)


def load_list(
    name: str,
    file: Path,
    by: Actor,
    *,
    supplement: bool = False,
    day: date | None = None,
    however_many: bool = False,
    called: str | None = None,
) -> Report:
    """Take up a file of the list ``name``; everybody is screened against it afterwards, by a job.

    A full file says all that stands on the list; a supplement adds to it, or takes off who was
    reinstated. What says nothing new, or comes after what it should be before, changes nothing and
    is told. ``day`` is the day of the file, where neither its name nor its rows tell it right;
    ``called`` is its name, if not that of its path. Raises NotFound for the name of a list,
    Unreadable for a file that is broken, Refused for a full file by which more would be gone than
    ``however_many`` allows, and Stale where somebody else has loaded a file of the list
    meanwhile that this one would have to come before, or that it was planned without.

    What is new is put by first, in many transactions, so that nobody who writes waits long; the
    list becomes what the file says in the last one, or stays as it was. What was put by for a load
    that was cut short is taken up by the next one that has it.
    """
    given = _given(name, file, called or file.name, supplement, day, however_many)
    if (place := given.place()).pointless:
        return Report(notes=[*place.notes, NOTHING_DONE])
    load_id = _begin(given, place, by)
    try:
        if given.kind == FULL:
            _put_by(load_id, given)
        report = _take_up(load_id, given, by)
    except AgencyError:
        _give_up(load_id)
        raise
    if report.load is None:
        _give_up(load_id)
    return report


def _given(
    name: str, file: Path, called: str, supplement: bool, day: date | None, however_many: bool
) -> _Given:
    source = source_named(name)
    if supplement and not source.layout.monthly:
        raise refused("supplement", name, "a list that has supplements; this one has a full file")
    seen = survey(file, source, today(), called)
    kind = seen.kind(supplement, called)
    return _Given(source, file, called, day, however_many, kind, seen)


def _begin(given: _Given, place: Place, by: Actor) -> int:
    """The row of a load that is not done: nothing that is kept for it stands on the list."""
    with writing():
        row = _new_load(given, place, by)
        db.session.add(row)
        db.session.flush()
    return row.id


def _put_by(load_id: int, given: _Given) -> None:
    """Keep what is new in a full file, in many transactions: it can be read while others write."""
    for batch in batches(one for one in given.rows() if one.reinstated_on is None):
        with writing():
            put_by(db.session.get_one(ListLoad, load_id), batch)


def _take_up(load_id: int, given: _Given, by: Actor) -> Report:
    """Have the file count, in one transaction; where something newer came meanwhile it does not."""
    report, plan = Report(), None
    if given.kind == FULL:
        db.session.rollback()
        plan = plan_of(given.source.name, given.seen.standing)
    with writing():
        _in_turn(given.source.name)
        place = given.place()
        report.notes += place.notes
        if place.pointless:
            report.notes.append(NOTHING_DONE)
            return report
        _require_last(given.source.name, load_id)
        row = report.load = db.session.get_one(ListLoad, load_id)
        row.file_day, row.month = place.day, place.month
        if plan is not None:
            make_whole(row, plan)
        else:
            take_supplement(row, given.rows(), report.notes)
        _require_few_removed(row, given.however_many)
        row.done = True
        _tell(row, given.seen, report.notes, by)
        add(SCREEN, {"why": f"after {given.source.name} was loaded"}, unique_key=SCREEN)
    return report


def _give_up(load_id: int) -> None:
    """Leave nothing of a load that came to nothing."""
    some = 1
    while some:
        with writing():
            some = take_away(load_id)
    with writing():
        db.session.delete(db.session.get_one(ListLoad, load_id))


def _in_turn(source: str) -> None:
    """Wait for whoever loads a file of the same list, and for who screens against it."""
    loads = select(ListLoad.id).where(ListLoad.source == source).order_by(ListLoad.id)
    db.session.execute(loads.with_for_update())


def _require_last(source: str, load_id: int) -> None:
    """Raises Stale where one that was begun later is done: loads count in the order of ids."""
    own = ListLoad.source == source, ListLoad.done
    later = select(ListLoad.id).where(*own, ListLoad.id > load_id)
    if db.session.scalar(later.limit(1)) is not None:
        raise Stale(MEANWHILE)


def _new_load(given: _Given, place: Place, by: Actor) -> ListLoad:
    return ListLoad(
        source=given.source.name,
        kind=given.kind,
        file_name=given.name[:LONGEST_NAME],
        sha256=given.seen.sha256,
        file_day=place.day,
        month=place.month,
        rows=given.seen.rows,
        people=given.seen.people,
        loaded_at=clock.now(),
        loaded_by=by.name[:LONGEST_NAME],
        done=False,
        **dict.fromkeys(("added", "changed", "removed", "listed"), 0),
    )


def _tell(row: ListLoad, seen: Survey, notes: list[str], by: Actor) -> None:
    """What is kept of a load beside its rows: what was told of it, and an entry of the trail."""
    if seen.twice:
        notes.append(f"{seen.twice} rows say what another row says, and are kept once.")
    row.listed = number_listed(row.source)
    row.notes = list(notes)
    told = {name: getattr(row, name) for name in ("rows", "people", "added", "changed", "removed")}
    note(by, "loaded", f"exclusion list:{row.source}", after={"file": row.file_name} | told)


def _require_few_removed(row: ListLoad, however_many: bool) -> None:
    before = number_listed(row.source) - row.added + row.removed
    most = before * source_named(row.source).layout.most_removed_percent / 100
    if row.kind == FULL and not however_many and row.removed > most:
        raise refused(
            "file",
            row.file_name,
            f"a full file; by this one {row.removed} of {before} people would be off the list. If"
            " that is right, load it once more and say so (--however-many)",
        )
