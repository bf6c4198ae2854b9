"""What a night's run has found: beside the run before it, and who gained and lost by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, null, or_, select, union_all

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.allocation_models import Allocation
from agency.matching.boards import Board
from agency.matching.models import MatchRun, RunChange
from agency.matching.pin_queries import broken_pins_in
from agency.matching.serving import chain
from agency.paging import Page, Position, SortKey, beyond, cut

GAINED, LOST = "became_eligible", "no_longer_eligible"
# What is otherwise about an assignment as a whole.
OF_ASSIGNMENTS = ("opened", "closed", "blocked", "unblocked")


@dataclass(frozen=True)
class Nights:
    """A full run and the one it is compared with; and the boards of now and of then.

    A board is None where none was made: of a run of an earlier version; so is the ``allocation``.
    ``broken_pins`` is how many pins that could not keep.
    """

    run: MatchRun
    before: MatchRun | None
    board: Board | None
    board_before: Board | None
    allocation: Allocation | None = None
    broken_pins: int = 0

    @property
    def more(self) -> int | None:
        """How many more openings than then have somebody eligible; None where it is not known."""
        if self.board is None or self.board_before is None:
            return None
        return self.board.fillable - self.board_before.fillable


def nights_of(tip: MatchRun) -> Nights:
    """The full run that ``tip`` rests on with the last board up to ``tip``, in one query."""
    base = tip.base_id or tip.id
    compared = select(MatchRun.compared_with_id).where(MatchRun.id == base).scalar_subquery()
    last = select(func.max(Board.run_id)).where(Board.run_id.in_(chain(tip))).scalar_subquery()
    rows: Sequence[Any] = db.session.execute(
        select(MatchRun, Board, Allocation, broken_pins_in(base).scalar_subquery())
        .outerjoin(Board, Board.run_id == MatchRun.id)
        .outerjoin(Allocation, Allocation.run_id == MatchRun.id)
        .where(or_(MatchRun.id.in_([base, tip.id]), MatchRun.id == compared, MatchRun.id == last))
    ).all()
    runs = {run.id: run for run, *_ in rows}
    boards = [board for _, board, *_ in rows if board is not None]
    allocations = {run.id: allocation for run, _, allocation, _ in rows}
    run = runs[base]
    now = max(
        (one for one in boards if one.run_id >= base), key=lambda one: one.run_id, default=None
    )
    then = next((one for one in boards if one.run_id == run.compared_with_id), None)
    before = runs.get(run.compared_with_id or 0)
    return Nights(run, before, now, then, allocations[base], rows[0][-1])


@dataclass(frozen=True)
class ByCause:
    """How many changes have one cause; ``people`` are distinct, ``says`` where all say the same."""

    cause: str
    people: int
    changes: int
    assignments: int
    says: str | None


@dataclass(frozen=True)
class Moves:
    """All changes of one kind that a run tells: distinct people in all, and by cause."""

    people: int = 0
    changes: int = 0
    causes: tuple[ByCause, ...] = field(default_factory=tuple)


def moves_of(run_id: int) -> dict[str, Moves]:
    """What a run has found otherwise, by the kind of change, in one query."""
    by_cause = _counted(RunChange.cause, run_id).group_by(RunChange.change, RunChange.cause)
    in_all = _counted(null().label("cause"), run_id).group_by(RunChange.change)
    rows = db.session.execute(union_all(by_cause, in_all)).all()
    causes: dict[str, list[ByCause]] = {}
    for change, cause, people, number, works, least, last in rows:
        if cause is not None:
            one = ByCause(cause, people, number, works, least if least == last else None)
            causes.setdefault(change, []).append(one)
    return {
        change: Moves(people, number, _ordered(causes[change]))
        for change, cause, people, number, *_ in rows
        if cause is None
    }


def _counted(cause: ColumnElement[Any] | Any, run_id: int) -> Select[Any]:
    return select(
        RunChange.change,
        cause,
        func.count(RunChange.candidate_id.distinct()),
        func.count(),
        func.count(RunChange.assignment_id.distinct()),
        func.min(RunChange.says),
        func.max(RunChange.says),
    ).where(RunChange.run_id == literal(run_id))


def _ordered(causes: Iterable[ByCause]) -> tuple[ByCause, ...]:
    return tuple(sorted(causes, key=lambda one: (-one.people, -one.changes, one.cause)))


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change with whom and what it is about."""

    change: str
    cause: str
    says: str
    assignment_ref: str
    candidate_ref: str | None
    candidate_name: str | None


def page_of_changes(
    run_id: int, change: str | None, cause: str | None, limit: int, after: Position | None = None
) -> Page[ToldChange]:
    """Changes that a run tells, of one kind and one cause if these are given, by assignment."""
    wanted = [RunChange.run_id == run_id]
    wanted += [RunChange.change == change] if change else []
    wanted += [RunChange.cause == cause] if cause else []
    keys = [SortKey(RunChange.id)]
    rows = db.session.execute(
        select(RunChange, Assignment.ref, Candidate.ref, Candidate.first_name, Candidate.last_name)
        .join(Assignment, Assignment.id == RunChange.assignment_id)
        .outerjoin(Candidate, Candidate.id == RunChange.candidate_id)
        .where(*wanted, beyond(keys, after))
        .order_by(RunChange.id)
        .limit(limit + 1)
    ).all()
    return cut([(_told(*row), [row[0].id]) for row in rows], limit)


def _told(
    one: RunChange, assignment: str, ref: str | None, first: str | None, last: str | None
) -> ToldChange:
    name = None if ref is None else f"{first} {last}".strip()
    return ToldChange(one.change, one.cause, one.says, assignment, ref, name)
