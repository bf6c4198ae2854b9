"""Assignments: the demand as it comes in, and as it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from agency import clock
from agency.assignments.described import ASSIGNMENT, assignment_values, whole_assignments
from agency.assignments.models import Assignment, Facility
from agency.assignments.schemas import require_state
from agency.audit.actions import anything, flush_new, note, nothing, writing
from agency.audit.actors import Actor
from agency.edits.actions import record
from agency.errors import NotFound, Taken
from agency.extensions import db
from agency.fields.described import change_of, described, filled
from agency.fields.schema import refused

Hook = Callable[[Assignment], object]


def create_assignment(values: Mapping[str, Any], by: Actor, also: Hook = nothing) -> Assignment:
    """Take up an assignment; ``values`` are all columns of assignments.csv, from its schema.

    ``also`` is done in the same transaction. Raises Taken where the reference is another's, and
    Refused where the facility is not on file or no recorded state is named.
    """
    own = {name: value for name, value in values.items() if name != "facility"}
    with writing():
        site = _site(values["facility"])
        require_state(values["state"], site.state if site else None)
        row = Assignment(**own, facility=site, changed_at=clock.now())
        db.session.add(row)
        flush_new(Taken("assignment", row.ref))
        also(row)
        said = filled(described(ASSIGNMENT, assignment_values(row)))
        note(by, "created", f"assignment:{row.ref}", after=said)
        record("assignment", [row.id])
    return row


def change_assignment(
    ref: str,
    values: Mapping[str, Any],
    by: Actor,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Assignment:
    """Change the columns that ``values`` names; what is so already is no change.

    ``expects`` sees the row, locked, before anything is done, and may raise. Raises NotFound, and
    Refused where values do not go together, the facility is not on file, no recorded state would
    be named, or the reference would change.
    """
    with writing():
        row = _locked(ref)
        expects(row)
        old = assignment_values(row)
        change = change_of(ASSIGNMENT, old, values, fixed=("ref",))
        if change:
            _set(row, old, change.values)
        also(row)
        if change:
            note(by, "changed", f"assignment:{ref}", change.before, change.after)
            record("assignment", [row.id])
    return row


def _locked(ref: str) -> Assignment:
    statement = whole_assignments().where(Assignment.ref == ref)
    locked = statement.with_for_update(of=Assignment, key_share=True)
    row = db.session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound("assignment", ref)
    return row


def _set(row: Assignment, old: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    new = {**old, **values}
    if values.keys() & {"facility", "state"}:
        site = _site(new["facility"])
        require_state(new["state"], site.state if site else None)
        row.facility = site
    for name, value in values.items():
        if name != "facility":
            setattr(row, name, value)
    row.changed_at = clock.now()
    db.session.flush()


def _site(name: str | None) -> Facility | None:
    """The facility of that name, whose state stays as it is meanwhile; raises Refused."""
    if name is None:
        return None
    statement = select(Facility).where(Facility.name == name).with_for_update(read=True)
    fresh = statement.execution_options(populate_existing=True)
    if site := db.session.scalars(fresh).one_or_none():
        return site
    raise refused("facility", name, "the name of a facility on file, or blank")
