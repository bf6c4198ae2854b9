"""Taking up candidates and changing what is known of them; each public function is a transaction.

Nobody is deleted: who is not to be put forward any more is archived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm.attributes import set_committed_value

from agency import clock
from agency.audit.actions import anything, flush_new, note, nothing, writing
from agency.audit.actors import Actor
from agency.candidates.described import (
    SCHEMA,
    candidate_values,
    whole_candidates,
)
from agency.candidates.models import Absence, Candidate
from agency.edits.actions import record
from agency.errors import NotFound, Taken
from agency.extensions import db
from agency.fields.described import change_of, described, filled

Hook = Callable[[Candidate], object]
Span = tuple[date, date]


def create_candidate(values: Mapping[str, Any], by: Actor, also: Hook = nothing) -> Candidate:
    """Take up a candidate; ``values`` are all columns of candidates.csv, as the schema gives them.

    ``also`` is done in the same transaction. Raises Taken where the reference is another's.
    """
    own = {name: value for name, value in values.items() if name != "unavailable"}
    with writing():
        row = Candidate(**own, changed_at=clock.now())
        db.session.add(row)
        flush_new(Taken("candidate", row.ref))
        _add_absences(row, values["unavailable"])
        also(row)
        said = filled(described(SCHEMA, candidate_values(row)))
        note(by, "created", f"candidate:{row.ref}", after=said)
        record("candidate", [row.id])
    return row


def change_candidate(
    ref: str,
    values: Mapping[str, Any],
    by: Actor,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Candidate:
    """Change the columns that ``values`` names; what is so already is no change.

    ``expects`` sees the row, locked, before anything is done, and may raise. Raises NotFound, and
    Refused where the reference would change.
    """
    with writing():
        row = locked_candidate(ref)
        expects(row)
        change = change_of(SCHEMA, candidate_values(row), values, fixed=("ref",))
        if change:
            _set(row, change.values)
        also(row)
        if change:
            note(by, "changed", f"candidate:{ref}", change.before, change.after)
            record("candidate", [row.id])
    return row


def locked_candidate(ref: str) -> Candidate:
    """The candidate, whom nobody else changes until the transaction ends; raises NotFound."""
    statement = whole_candidates().where(Candidate.ref == ref)
    locked = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    if row := db.session.scalars(locked).one_or_none():
        return row
    raise NotFound("candidate", ref)


def _set(row: Candidate, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name != "unavailable":
            setattr(row, name, value)
    row.changed_at = clock.now()
    if "unavailable" in values:
        _replace_absences(row, values["unavailable"])
    db.session.flush()


def _replace_absences(row: Candidate, spans: Iterable[Span]) -> None:
    db.session.execute(delete(Absence).where(Absence.candidate_id == row.id))
    _add_absences(row, spans)


def _add_absences(row: Candidate, spans: Iterable[Span]) -> None:
    days = [{"candidate_id": row.id, "first_day": a, "last_day": b} for a, b in spans]
    told = db.session.scalars(insert(Absence).returning(Absence), days) if days else ()
    set_committed_value(row, "absences", sorted(told, key=lambda one: one.first_day))
