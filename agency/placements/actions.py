"""Putting people to assignments and taking them further; each public function is a transaction.

No placement is deleted: one that comes to nothing is withdrawn, declined or cancelled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from agency import clock
from agency.assignments.models import Assignment
from agency.audit.actions import anything, flush_new, note, nothing, writing
from agency.audit.actors import Actor
from agency.candidates.locking import holder_of, unknown
from agency.candidates.models import Candidate
from agency.candidates.standing import not_merged
from agency.edits.actions import record_all
from agency.errors import NotFound, Refused, Taken
from agency.extensions import db
from agency.fields.described import change_of, described
from agency.fields.schema import refused
from agency.placements.described import SCHEMA, placement_values, whole_placements
from agency.placements.models import BUSY_STAGES, Placement
from agency.placements.refusals import require_free, require_standing
from agency.placements.schemas import days_of

Hook = Callable[[Placement], object]
Values = Mapping[str, Any]


def create_placement(values: Values, by: Actor, also: Hook = nothing) -> Placement:
    """Put somebody to an assignment; ``values`` are all columns of placements.csv.

    ``also`` is done in the same transaction. Raises Taken where she is put to it from that day
    already, and Refused where either is not on file, she may not be put forward, or is booked
    elsewhere on these days.
    """
    with writing():
        candidate, work = _put_together(values["candidate_ref"], values["assignment_ref"])
        first, last = days_of(values, work.starts_on, work.ends_on)
        require_standing(values["stage"], candidate, work)
        row = Placement(candidate=candidate, assignment=work, stage=values["stage"])
        row.starts_on, row.ends_on, row.changed_at = first, last, clock.now()
        db.session.add(row)
        flush_new(_taken(row))
        require_free(row, "starts_on")
        also(row)
        said = described(SCHEMA, placement_values(row))
        note(by, "created", f"placement:{row.id}", after=said)
        _record(row)
    return row


def change_placement(
    id: int,
    values: Values,
    by: Actor,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Placement:
    """Change the stage or the days; what is so already is no change.

    A day that is blank becomes the assignment's. ``expects`` sees the row, locked, before anything
    is done, and may raise. Raises NotFound, Taken, and Refused as `create_placement` does.
    """
    with writing():
        row = _locked(id)
        expects(row)
        old = placement_values(row)
        given = _without_blanks(values, row.assignment)
        change = change_of(SCHEMA, old, given, fixed=("candidate_ref", "assignment_ref"))
        if change:
            _set(row, change.values)
        also(row)
        if change:
            note(by, "changed", f"placement:{id}", change.before, change.after)
            _record(row)
    return row


def _locked(id: int) -> Placement:
    if holder_of(Placement, id) is None:
        raise NotFound("placement", str(id))
    statement = whole_placements().where(Placement.id == id).with_for_update(of=Placement)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _put_together(candidate_ref: str, assignment_ref: str) -> tuple[Candidate, Assignment]:
    """Her and the work, both locked, in one query; raises Refused where either is not on file.

    Were she locked alone, the work would be as it was before her lock was waited for.
    """
    both = select(Candidate, Assignment).join(Assignment, Assignment.ref == assignment_ref)
    locked = both.where(Candidate.ref == candidate_ref).with_for_update(
        of=(Candidate, Assignment), key_share=True
    )
    found = db.session.execute(locked.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise _missing(candidate_ref, assignment_ref)
    not_merged(found.Candidate)
    return found.Candidate, found.Assignment


def _missing(candidate_ref: str, assignment_ref: str) -> Refused:
    """Which of the two is not on file, she before the work."""
    if db.session.scalar(select(Candidate.id).where(Candidate.ref == candidate_ref)) is None:
        return unknown(candidate_ref)
    return refused("assignment_ref", assignment_ref, "the reference of an assignment on file")


def _without_blanks(values: Values, work: Assignment) -> Values:
    days = {"starts_on": work.starts_on, "ends_on": work.ends_on}
    return {name: value or days.get(name) for name, value in values.items()}


def _set(row: Placement, values: Values) -> None:
    """Write values; days are looked at only where they become taken, or others are taken."""
    was_busy = row.stage in BUSY_STAGES
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = clock.now()
    if "stage" in values:
        require_standing(row.stage, row.candidate, row.assignment)
    flush_new(_taken(row))
    moved = [name for name in ("starts_on", "ends_on") if name in values]
    if moved or not was_busy:
        require_free(row, moved[0] if moved else "stage")


def _taken(row: Placement) -> Taken:
    return Taken("placement", f"{row.candidate.ref} on {row.assignment.ref} from {row.starts_on}")


def _record(row: Placement) -> None:
    record_all({"candidate": [row.candidate_id], "assignment": [row.assignment_id]})
