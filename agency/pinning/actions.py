"""Pinning people to assignments, keeping them from some, and taking that back.

Each function is one transaction. The next match chooses by it; until then what was chosen is stale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from agency import clock
from agency.assignments.models import Assignment
from agency.audit.actions import anything, flush_new, note, nothing, writing
from agency.audit.actors import Actor
from agency.candidates.locking import candidate_named
from agency.edits.actions import record
from agency.errors import NotFound, Taken
from agency.extensions import db
from agency.fields.described import described, filled
from agency.fields.schema import refused
from agency.pinning.models import LONGEST_NAME, Pin
from agency.pinning.queries import whole_pins
from agency.pinning.schemas import SCHEMA, pin_values

# What is in the trail of a pair's wishes; not "removed", by which a person's own file tells what
# was in it.
TAKEN_BACK = "taken back"
Hook = Callable[[Pin], object]


def create_pin(values: Mapping[str, Any], by: Actor, also: Hook = nothing) -> Pin:
    """Pin a pair or exclude it; ``values`` are those of `PinInput`.

    Whether it can be kept is for the match to say, which knows who is eligible. ``also`` is done in
    the same transaction. Raises Taken where the pair is pinned or excluded already, Refused where
    either is not on file, and MergedAway.
    """
    with writing():
        candidate = candidate_named(values["candidate_ref"])
        work = _work_named(values["assignment_ref"])
        row = Pin(candidate=candidate, assignment=work, kind=values["kind"])
        row.reason, row.made_at = values["reason"] or "", clock.now()
        row.made_by = by.name[:LONGEST_NAME]
        db.session.add(row)
        flush_new(Taken("pin or exclusion", f"{candidate.ref} on {work.ref}"))
        also(row)
        said = filled(described(SCHEMA, pin_values(row)))
        note(by, "created", f"pin:{row.id}", after=said, reason=row.reason)
        record("assignment", [row.assignment_id])
    return row


def _work_named(ref: str) -> Assignment:
    found = db.session.scalars(select(Assignment).where(Assignment.ref == ref)).one_or_none()
    if found is None:
        raise refused("assignment_ref", ref, "the reference of an assignment on file")
    return found


def take_back(id: int, by: Actor, expects: Hook = anything) -> Pin:
    """Take a pin or an exclusion back; what it was.

    ``expects`` sees the row, locked, before anything is done, and may raise. Raises NotFound.
    """
    with writing():
        locked = whole_pins().where(Pin.id == id).with_for_update(of=Pin)
        row = db.session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
        if row is None:
            raise NotFound("pin", str(id))
        expects(row)
        said = filled(described(SCHEMA, pin_values(row)))
        db.session.delete(row)
        note(by, TAKEN_BACK, f"pin:{id}", before=said)
        record("assignment", [row.assignment_id])
    return row
