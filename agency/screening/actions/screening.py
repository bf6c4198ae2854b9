"""Writing down who was screened and what was found; what people decided before is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import aliased

from agency import clock
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.screening.actions.overtaken import require_same_lists, screened_since
from agency.screening.comparing import Alike
from agency.screening.evidence import evidence
from agency.screening.gathering import Screened, screened
from agency.screening.models import (
    NOT_SAME,
    OPEN,
    OVER,
    SAME,
    Finding,
    ListRecord,
    Screening,
    ScreeningRun,
)
from agency.screening.people import Person
from agency.settings import today

HER_RECORD_CHANGED = "Her name or her ZIP code changed since it was decided."
THEIR_RECORD_CHANGED = "The record changed since another form of it was decided."
CAME_BACK = "They are alike again."
# So many are written down in one transaction: some tenths of a second.
PEOPLE_AT_ONCE = 500
Key = tuple[int, int]


def screen(why: str, by: Actor, ids: Collection[int] | None = None) -> ScreeningRun:
    """Screen all candidates, or those of some row ids, and write down what is found.

    Raises Unready where no list was loaded, and Stale where one is loaded meanwhile.
    """
    return store_run(screened(today(), why, ids), by)


def store_run(done: Screened, by: Actor) -> ScreeningRun:
    """Write a run down, some people in a transaction, so that nobody who writes waits long.

    A finding that was there already keeps what was decided of it, unless either record says
    something else than it did then. Who was erased meanwhile is left out, and who was screened by
    a later run: a worker may be slow, and another at the same. What was cut short is true of those
    who are in it; the next run has everybody. The trail has the numbers of a whole.

    Raises Stale, and writes no more, once a list is another than was compared.
    """
    run_id = _begin(done)
    found = _by_person(done.found)
    for start in range(0, len(done.people), PEOPLE_AT_ONCE):
        _store_some(run_id, done, done.people[start : start + PEOPLE_AT_ONCE], found)
    return _finish(run_id, by)


def _begin(done: Screened) -> int:
    with writing():
        require_same_lists(done)
        run = ScreeningRun(
            at=clock.now(),
            day=done.day,
            month=f"{done.day:%Y-%m}",
            why=done.why,
            lists=done.lists,
            records=done.records,
            candidates=0,
            findings=0,
            new_findings=0,
        )
        db.session.add(run)
        db.session.flush()
    return run.id


def _by_person(found: Sequence[Alike]) -> Mapping[int, list[Alike]]:
    hers: dict[int, list[Alike]] = defaultdict(list)
    for one in found:
        hers[one.person.id].append(one)
    return hers


def _store_some(
    run_id: int, done: Screened, people: Sequence[Person], found: Mapping[int, list[Alike]]
) -> None:
    with writing():
        require_same_lists(done)
        run = db.session.get_one(ScreeningRun, run_id)
        there = _locked({one.id for one in people})
        there -= screened_since(run, done.after, there)
        some = [one for one in people if one.id in there]
        alike = [one for person in some for one in found.get(person.id, ())]
        known = _known(there)
        run.candidates += len(some)
        run.findings += len(alike)
        run.new_findings += _keep_findings(alike, known)
        _close(there, alike, known)
        _add_screenings(run, some, alike)


def _locked(ids: Collection[int]) -> set[int]:
    """Those who are still there, and stay so until this is written."""
    there = select(Candidate.id).where(among(Candidate.id, ids)).order_by(Candidate.id)
    return set(db.session.scalars(there.with_for_update(read=True, key_share=True)))


def _finish(run_id: int, by: Actor) -> ScreeningRun:
    with writing():
        run = db.session.get_one(ScreeningRun, run_id)
        names = ("candidates", "records", "findings", "new_findings")
        told = {name: getattr(run, name) for name in names}
        note(by, "screened", f"screening:{run.id}", after=told, reason=run.why)
    return run


def _known(candidate_ids: Collection[int]) -> dict[Key, Finding]:
    """All findings of these candidates, locked."""
    hers = select(Finding).where(among(Finding.candidate_id, candidate_ids))
    fresh = hers.with_for_update().execution_options(populate_existing=True)
    rows = db.session.scalars(fresh).all()
    return {(row.candidate_id, row.record_id): row for row in rows}


def _keep_findings(found: Sequence[Alike], known: dict[Key, Finding]) -> int:
    """Bring findings up to date and add those that are new, of which there are so many."""
    records = _records({one.record_id for one in found})
    fresh = [one for one in found if (one.person.id, one.record_id) not in known]
    for one in found:
        if row := known.get((one.person.id, one.record_id)):
            _refresh(row, one, records[one.record_id])
    decided = _decided_identities(known.values()) if fresh else {}
    for one in fresh:
        record = records[one.record_id]
        row = Finding(
            candidate_id=one.person.id, record_id=one.record_id, state=OPEN, found_at=clock.now()
        )
        before = record.identity in decided.get(one.person.id, ())
        row.why_open = THEIR_RECORD_CHANGED if before else ""
        _compare(row, one, record)
        db.session.add(row)
        known[one.person.id, one.record_id] = row
    db.session.flush()
    return len(fresh)


def _refresh(row: Finding, one: Alike, record: ListRecord) -> None:
    if row.state == OVER:
        row.state, row.why_open = OPEN, CAME_BACK
    elif row.state == NOT_SAME and row.her_print != one.person.print:
        row.state, row.why_open = OPEN, HER_RECORD_CHANGED
    _compare(row, one, record)


def _compare(row: Finding, one: Alike, record: ListRecord) -> None:
    row.her_print, row.points = one.person.print, one.points
    row.evidence = evidence(one.person, record, one.says)


def _records(ids: Collection[int]) -> dict[int, ListRecord]:
    rows = db.session.scalars(select(ListRecord).where(among(ListRecord.id, ids)))
    return {row.id: row for row in rows}


def _decided_identities(known: Iterable[Finding]) -> dict[int, set[str]]:
    """Of each candidate the identities of records of which something was decided."""
    decided = {row.id for row in known if row.id and row.state in (SAME, NOT_SAME)}
    rows = db.session.execute(
        select(Finding.candidate_id, ListRecord.identity)
        .join(ListRecord, ListRecord.id == Finding.record_id)
        .where(among(Finding.id, decided))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for id, identity in rows:
        found[id].add(identity)
    return found


def _close(ids: Collection[int], found: Sequence[Alike], known: dict[Key, Finding]) -> None:
    """What nobody decided and is alike no more needs no decision."""
    alike = {(one.person.id, one.record_id) for one in found}
    over = [row.id for key, row in known.items() if key not in alike and row.state == OPEN]
    if over:
        closed = update(Finding).where(among(Finding.id, over)).values(state=OVER, why_open="")
        db.session.execute(closed, execution_options={"synchronize_session": "fetch"})


def _add_screenings(run: ScreeningRun, people: Sequence[Person], alike: Sequence[Alike]) -> None:
    """A row for each person, with what her certificate is made of."""
    found = _found_by_person({one.id for one in people}, alike)
    rows = [_screening(run, one, found.get(one.id, [])) for one in people]
    if rows:
        db.session.execute(insert(Screening), rows)


def _found_by_person(
    ids: Collection[int], some: Sequence[Alike]
) -> dict[int, list[dict[str, Any]]]:
    """What is alike now, and what was found to be herself, wherever that stands now."""
    alike = {(one.person.id, one.record_id) for one in some}
    hers = (
        select(Finding, ListRecord)
        .join(ListRecord, ListRecord.id == Finding.record_id)
        .where(among(Finding.candidate_id, ids))
        .order_by(Finding.points.desc(), Finding.id)
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row, record in db.session.execute(hers):
        if (row.candidate_id, row.record_id) in alike or row.state == SAME:
            found[row.candidate_id].append(_told(row, record))
    for id, row, record in db.session.execute(_of_parts(ids)):
        found[id].append(_told(row, record))
    return found


def _of_parts(ids: Collection[int]) -> Select[int, Finding, ListRecord]:
    """Of files that are a part of another: that one, and what was found to be the person."""
    part, kept = aliased(Candidate), aliased(Candidate)
    return (
        select(kept.id, Finding, ListRecord)
        .join(part, part.merged_into == kept.ref)
        .join(Finding, Finding.candidate_id == part.id)
        .join(ListRecord, ListRecord.id == Finding.record_id)
        .where(Finding.state == SAME, among(kept.id, ids))
        .order_by(Finding.id)
    )


def _told(row: Finding, record: ListRecord) -> dict[str, Any]:
    return {
        "finding": row.id,
        "list": record.source,
        "record": record.fingerprint,
        "points": row.points,
    }


def _screening(run: ScreeningRun, one: Person, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "candidate_id": one.id,
        "run_id": run.id,
        "name": one.full_name,
        "home_zip": one.home_zip,
        "her_print": one.print,
        "found": found,
        "also_in": [],
    }
