"""What is asked about the changes that runs tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.errors import Unready
from agency.extensions import db
from agency.matching.models import CAUSES, MatchRun, RunChange

# These causes are told assignment by assignment, the others person by person.
OF_THE_WORK = (
    *("assignment_opened", "assignment_closed", "assignment_changed"),
    *("law_changed", "standard_changed"),
)


@dataclass(frozen=True)
class StoredChange:
    """One change; ``alike`` is how many have the same cause and are about the same one."""

    run_id: int
    change: str
    cause: str
    assignment_ref: str
    candidate_ref: str | None
    candidate_name: str | None
    says: str
    alike: int

    @property
    def about(self) -> tuple[str, str]:
        """Whom or what the cause concerns: ``candidate`` or ``assignment``, and the reference."""
        if self.candidate_ref is None or self.cause in OF_THE_WORK:
            return "assignment", self.assignment_ref
        return "candidate", self.candidate_ref


@dataclass(frozen=True)
class Changes:
    """What some runs have found otherwise than the runs before them.

    The counts are of all changes; ``told`` are the first of them. ``reasons`` is what a change
    says by its cause, where all of one cause say the same.
    """

    runs: tuple[MatchRun, ...]
    by_cause: dict[str, int]
    by_change: dict[str, int]
    reasons: dict[str, str]
    told: tuple[StoredChange, ...]

    @property
    def count(self) -> int:
        return sum(self.by_cause.values())


def changes_of(
    runs: Iterable[MatchRun], cause: str | None = None, limit: int | None = None
) -> Changes:
    """The changes of ``runs``, of one cause alone if it is given, at most ``limit`` of them told.

    They come by cause, then by whom or what the cause concerns. Raises Unready for a run that is
    not complete: what it changes is not known yet.
    """
    of = tuple(runs)
    for run in of:
        if run.state != "complete":
            raise Unready(f"run {run.id} is {run.state}; its changes are told when it is complete")
    wanted: list[ColumnElement[bool]] = [RunChange.run_id.in_([run.id for run in of])]
    if cause:
        wanted.append(RunChange.cause == cause)
    by_cause: Counter[str] = Counter()
    by_change: Counter[str] = Counter()
    says: defaultdict[str, set[str]] = defaultdict(set)
    least, last = func.min(RunChange.says), func.max(RunChange.says)
    kinds = select(RunChange.cause, RunChange.change, func.count(), least, last)
    grouped = kinds.where(*wanted).group_by(RunChange.cause, RunChange.change)
    for found_cause, change, number, *some in db.session.execute(grouped):
        by_cause[found_cause] += number
        by_change[change] += number
        says[found_cause].update(some)
    told = _told(wanted, limit) if by_cause and limit != 0 else ()
    reasons = {name: min(found) for name, found in says.items() if len(found) == 1}
    return Changes(of, _by_number(by_cause), _by_number(by_change), reasons, told)


def _by_number(counts: Counter[str]) -> dict[str, int]:
    """The most frequent first; of equal ones, in the order of their names."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _told(wanted: Sequence[ColumnElement[bool]], limit: int | None) -> tuple[StoredChange, ...]:
    of_the_work = RunChange.candidate_id.is_(None) | RunChange.cause.in_(OF_THE_WORK)
    about = case((of_the_work, Assignment.ref), else_=Candidate.ref)
    alike = func.count().over(partition_by=(RunChange.cause, of_the_work, about))
    order = case({cause: place for place, cause in enumerate(CAUSES)}, value=RunChange.cause)
    rows = db.session.execute(
        select(RunChange, Assignment.ref, Candidate.ref, Candidate.first_name, Candidate.last_name)
        .add_columns(alike)
        .join(Assignment, Assignment.id == RunChange.assignment_id)
        .outerjoin(Candidate, Candidate.id == RunChange.candidate_id)
        .where(*wanted)
        .order_by(order, of_the_work, about, RunChange.id)
        .limit(limit)
    )
    return tuple(
        StoredChange(
            run_id=change.run_id,
            change=change.change,
            cause=change.cause,
            assignment_ref=assignment_ref,
            candidate_ref=ref,
            candidate_name=None if ref is None else f"{first} {last}".strip(),
            says=change.says,
            alike=number,
        )
        for change, assignment_ref, ref, first, last, number in rows
    )
