"""What a file changes of its list, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from agency.bulk_lookup import among
from agency.errors import Stale
from agency.extensions import db
from agency.screening.entries import Entry
from agency.screening.models import ADDITIONS, REINSTATEMENTS, ListLoad, ListRecord
from agency.upserting import upsert

ROWS_AT_ONCE = 500
IDS_AT_ONCE = 10_000
MEANWHILE = "somebody else has loaded a file of this list meanwhile; load it once more"


def put_by(row: ListLoad, rows: Iterable[Entry]) -> None:
    """Keep rows of a full file that are new, without their standing on the list yet."""
    fresh = {one.fingerprint: one for one in rows}
    for known in _held(row.source, list(fresh)):
        del fresh[known]
    if fresh:
        # Somebody else may load the same file at the same time.
        kept = upsert(ListRecord).on_conflict_do_nothing()
        db.session.execute(kept, [_columns(one, row, put_by=True) for one in fresh.values()])


def take_away(load_id: int) -> int:
    """Forget some of what was put by for a load that came to nothing; how many rows they were."""
    mine = ListRecord.added_in == load_id, ListRecord.removed_in == load_id
    some = db.session.scalars(select(ListRecord.id).where(*mine).limit(ROWS_AT_ONCE)).all()
    gone = delete(ListRecord).where(among(ListRecord.id, some), *mine)
    db.session.execute(gone, execution_options={"synchronize_session": False})
    return len(some)


@dataclass(frozen=True)
class Plan:
    """What a full file changes of its list, by the ids of records.

    ``back`` come onto it, ``gone`` come off it, and ``changed`` of them are about one exclusion.
    It holds as long as no more loads of the list are done than ``after``, and where ``whole`` stand
    on the list then.
    """

    back: Collection[int]
    gone: Collection[int]
    changed: int
    after: int
    whole: int


def plan_of(source: str, fingerprints: Collection[str]) -> Plan:
    """What a full file changes, all of whose rows are kept; nothing is written.

    Raises Stale where somebody else has taken one of them away.
    """
    after = _number_done(source)
    held = _all_held(source)
    if not held.keys() >= set(fingerprints):
        raise Stale(MEANWHILE)
    here = [held[one] for one in fingerprints]
    back = {id for id, removed_in in here if removed_in is not None}
    standing = {id for id, removed_in in held.values() if removed_in is None}
    gone = standing.difference(id for id, _ in here)
    return Plan(back, gone, _corrected(gone, back), after, len(here))


def make_whole(row: ListLoad, plan: Plan) -> None:
    """Make the list what a full file says; raises Stale where the plan does not hold any more."""
    if _number_done(row.source) != plan.after:
        raise Stale(MEANWHILE)
    mine = ListRecord.added_in == row.id, ListRecord.removed_in == row.id
    put_by = set(db.session.scalars(select(ListRecord.id).where(*mine)))
    come = update(ListRecord).where(*mine).values(removed_in=None)
    db.session.execute(come, execution_options={"synchronize_session": False})
    _put_back(row, set(plan.back) - put_by)
    _take_off(row, plan.gone)
    row.changed = plan.changed
    row.added, row.removed = len(plan.back) - plan.changed, len(plan.gone) - plan.changed
    if number_listed(row.source) != plan.whole:
        raise Stale(MEANWHILE)  # a load that had put rows by that we need was given up since


def _number_done(source: str) -> int:
    """How many loads of a list are done: one that was begun earlier may end later."""
    done = select(func.count()).where(ListLoad.source == source, ListLoad.done)
    return db.session.scalars(done).one()


def take_supplement(row: ListLoad, rows: Iterable[Entry], notes: list[str]) -> None:
    """Add to the list or take off it what a supplement says; whoever loads it is told more."""
    SUPPLEMENTS[row.kind](row, rows, notes)


def number_listed(source: str) -> int:
    """How many stand on a list."""
    standing = ListRecord.removed_in.is_(None), ListRecord.reinstatement.is_(False)
    counted = select(func.count()).select_from(ListRecord)
    return db.session.scalars(counted.where(ListRecord.source == source, *standing)).one()


def _all_held(source: str) -> dict[str, tuple[int, int | None]]:
    """Of a whole list what `_held` tells of some of it."""
    known = select(ListRecord.fingerprint, ListRecord.id, ListRecord.removed_in)
    own = ListRecord.source == source, ListRecord.reinstatement.is_(False)
    return {one: (id, removed_in) for one, id, removed_in in db.session.execute(known.where(*own))}


def _added(row: ListLoad, rows: Iterable[Entry], notes: list[str]) -> None:
    """Add what a supplement of exclusions says, but for who was reinstated since."""
    since = 0
    for batch in batches(rows):
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
    for batch in batches(rows):
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


SUPPLEMENTS = {ADDITIONS: _added, REINSTATEMENTS: _reinstatements}


def batches(rows: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Rows as they come, so many at once as one transaction takes."""
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


def _columns(
    one: Entry, row: ListLoad, *, reinstatement: bool = False, put_by: bool = False
) -> dict[str, Any]:
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
        "removed_in": row.id if put_by else None,
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


def _corrected(gone: Collection[int], new: Collection[int]) -> int:
    """How many of the rows that are gone came anew, with other content."""
    if not (gone and new):
        return 0
    return len(_identities(gone) & _identities(new))


def _identities(ids: Collection[int]) -> set[str]:
    return set(db.session.scalars(select(ListRecord.identity).where(among(ListRecord.id, ids))))
