"""The rows of two files made one: which move, which stay behind, and how they come back.

No row is deleted. One that says what a row of the kept file says stays behind with the file that
is gone, and counts for nothing there; where two of one key differ, the better stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select, update

from agency.bulk_lookup import among
from agency.candidates.models import Absence
from agency.credentials.models import EVIDENCE, CECredit, Credential, Training
from agency.extensions import db
from agency.placements.models import OPEN_STAGES, Placement

Key = tuple[Any, ...]
Row = Any
PARKED = date(1, 1, 1)
# The better of two placements on the same work from the same day is the one that went further.
FURTHEST = (
    *("completed", "working", "confirmed", "offered", "interview", "submitted", "shortlisted"),
    *("withdrawn", "declined", "cancelled"),
)


@dataclass(frozen=True)
class Table:
    """One kind of row that belongs to a candidate.

    ``key`` are the columns of which she has each value once, ``rank`` is greater for the better
    of two rows with one key. ``retired`` is what makes a row count for nothing where it stays
    behind, by column; ``parks`` is a column of the key and a value that no row has. ``fixed``: a
    row that was changed since cannot be told from another.
    """

    name: str
    model: Any
    key: tuple[str, ...]
    rank: Callable[[Row], Any] = lambda _row: 0
    retired: Mapping[str, str] = field(default_factory=dict)
    retires: Callable[[Row], bool] = lambda _row: False
    parks: tuple[str, Callable[[Row], Any]] | None = None
    fixed: bool = True

    def key_of(self, row: Row) -> Key:
        return tuple(getattr(row, name) for name in self.key)

    def of(self, candidate_id: int) -> list[Row]:
        """Her rows of this kind, as they are now."""
        hers = select(self.model).where(self.model.candidate_id == candidate_id)
        found = hers.order_by(self.model.id).execution_options(populate_existing=True)
        return list(db.session.scalars(found))


def _rank_of_credential(row: Credential) -> tuple[Any, ...]:
    known = EVIDENCE.index(row.evidence)
    return row.status == "active", known, row.expires_on or date.min


TABLES = (
    Table("absences", Absence, ("first_day", "last_day")),
    Table(
        "credentials",
        Credential,
        ("code", "number", "issued_on"),
        rank=_rank_of_credential,
        retired={"status": "withdrawn"},
        retires=lambda row: row.status == "active",
        parks=("number", lambda row: f"moving {row.id}"),
        fixed=False,
    ),
    Table("trainings", Training, ("content", "occurrence")),
    Table("ce_credits", CECredit, ("content", "occurrence")),
    Table(
        "placements",
        Placement,
        ("assignment_id", "starts_on"),
        rank=lambda row: (-FURTHEST.index(row.stage), row.ends_on),
        retired={"stage": "cancelled"},
        retires=lambda row: row.stage in (*OPEN_STAGES, "completed"),
        parks=("starts_on", lambda _row: PARKED),
        fixed=False,
    ),
)


@dataclass(frozen=True)
class Joined:
    """What becomes of the other file's rows of one kind.

    ``moved`` come to the kept file; in each pair of ``swapped`` the kept file's row, the first,
    makes way for the other's; ``stayed`` say what a row of the kept file says. Of each pair of
    ``twins`` the first stands in the kept file, whosever it was, and the second stays behind.
    """

    table: Table
    moved: Sequence[Row]
    swapped: Sequence[tuple[Row, Row]]
    stayed: Sequence[Row]
    twins: Sequence[tuple[Row, Row]] = ()

    @property
    def behind(self) -> list[Row]:
        """All rows that the file that is gone has in the end."""
        return [*self.stayed, *(ours for ours, _ in self.swapped)]


def joined(table: Table, ours: Iterable[Row], theirs: Iterable[Row]) -> Joined:
    """What is to become of the rows of two files; pure reckoning."""
    mine = {table.key_of(row): row for row in ours}
    moved: list[Row] = []
    swapped: list[tuple[Row, Row]] = []
    stayed: list[Row] = []
    twins: list[tuple[Row, Row]] = []
    for row in theirs:
        twin = mine.get(table.key_of(row))
        if twin is None:
            moved.append(row)
        elif table.rank(row) > table.rank(twin):
            swapped.append((twin, row))
            twins.append((row, twin))
        else:
            stayed.append(row)
            twins.append((twin, row))
    return Joined(table, moved, swapped, stayed, twins)


def twins_of(model: type[Any], plans: Iterable[Joined]) -> Sequence[tuple[Row, Row]]:
    """The pairs of one kind of row: the one that stands, and its twin that stays behind."""
    return next(one.twins for one in plans if one.table.model is model)


def as_told(plans: Iterable[Joined]) -> dict[str, list[Any]]:
    """All that plans say as plain values: equal where no row of them has changed since."""
    return {
        one.table.name: [
            [_whole(row) for row in part]
            for part in (one.moved, *zip(*one.swapped, strict=True), *zip(*one.twins, strict=True))
        ]
        for one in plans
    }


def _whole(row: Row) -> dict[str, str]:
    return {column.key: str(getattr(row, column.key)) for column in row.__table__.columns}


def join(plan: Joined, kept_id: int, other_id: int) -> dict[str, Any]:
    """Write it, in the caller's transaction; what was done, as `separate` takes it back."""
    table = plan.table
    done = {
        "moved": [[row.id, _plain(table.key_of(row))] for row in plan.moved],
        "swapped": [[ours.id, theirs.id] for ours, theirs in plan.swapped],
        "retired": [_retired(table, row) for row in plan.behind if table.retires(row)],
    }
    _give(table, [row.id for row in plan.moved], kept_id)
    for ours, theirs in plan.swapped:
        _swap(table, ours, theirs)
    for id, _ in done["retired"]:
        _set(table, [id], table.retired)
    return done


@dataclass(frozen=True)
class Separated:
    """What taking back a plan came to: ``problems`` where it cannot be, and then nothing else.

    ``restored`` are the rows that count again, by id and with what they say by that.
    """

    problems: Sequence[str] = ()
    restored: Sequence[tuple[int, Mapping[str, Any]]] = ()


def separate(table: Table, done: Mapping[str, Any], kept_id: int, other_id: int) -> Separated:
    """Take back what `join` did, or say what cannot be: rows that have changed since."""
    rows = {row.id: row for row in (*table.of(kept_id), *table.of(other_id))}
    if gone := _gone(table, done, rows, kept_id, other_id):
        return Separated(gone)
    for ours, theirs in done["swapped"]:
        _swap(table, rows[theirs], rows[ours])
    _give(table, [id for id, _ in done["moved"]], other_id)
    restored = [(id, old) for id, old in done["retired"] if _still_retired(table, rows.get(id))]
    for id, old in restored:
        _set(table, [id], old)
    return Separated(_out_of_turn(table, done, kept_id), restored)


def _gone(
    table: Table, done: Mapping[str, Any], rows: Mapping[int, Row], kept_id: int, other_id: int
) -> list[str]:
    """Rows that are not where `join` left them."""
    moved = [id for id, key in done["moved"] if not _as_left(table, rows, id, key, kept_id)]
    stand = {(id, row.candidate_id) for id, row in rows.items()}
    swapped = [
        theirs
        for ours, theirs in done["swapped"]
        if not stand >= {(ours, other_id), (theirs, kept_id)}
    ]
    return [f"{_noun(table)} {id}" for id in (*moved, *swapped)]


def _still_retired(table: Table, row: Row | None) -> bool:
    said = table.retired.items()
    return row is not None and all(getattr(row, name) == value for name, value in said)


def _out_of_turn(table: Table, done: Mapping[str, Any], kept_id: int) -> list[str]:
    """Rows that were added since and say the same as one that goes: they are counted on from it."""
    if "occurrence" not in table.key:
        return []
    contents = {key[0]: key[1] for _, key in done["moved"]}
    later = [row for row in table.of(kept_id) if row.content in contents]
    return [f"{_noun(table)} {row.id}" for row in later if row.occurrence > contents[row.content]]


def _as_left(table: Table, rows: Mapping[int, Row], id: int, key: Any, kept_id: int) -> bool:
    row = rows.get(id)
    if row is None or row.candidate_id != kept_id:
        return False
    return not table.fixed or _plain(table.key_of(row)) == key


def _retired(table: Table, row: Row) -> list[Any]:
    return [row.id, {name: getattr(row, name) for name in table.retired}]


def _swap(table: Table, ours: Row, theirs: Row) -> None:
    """Each goes to where the other is; one is parked, for nobody has two rows of one key."""
    assert table.parks is not None  # where two rows of a key are alike there is no better one
    name, parked = table.parks
    here, there, said = ours.candidate_id, theirs.candidate_id, getattr(theirs, name)
    _set(table, [theirs.id], {name: parked(theirs)})
    _give(table, [ours.id], there)
    _set(table, [theirs.id], {"candidate_id": here, name: said})


def _give(table: Table, ids: Collection[int], candidate_id: int) -> None:
    if ids:
        _set(table, ids, {"candidate_id": candidate_id})


def _set(table: Table, ids: Collection[int], values: Mapping[str, Any]) -> None:
    changed = update(table.model).where(among(table.model.id, ids)).values(**values)
    db.session.execute(changed, execution_options={"synchronize_session": False})


def _plain(key: Key) -> list[Any]:
    return [one.isoformat() if isinstance(one, date) else one for one in key]


def _noun(table: Table) -> str:
    return {"absences": "time away", "ce_credits": "credit"}.get(table.name, table.name[:-1])
