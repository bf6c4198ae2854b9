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
from agency.audit.actions import Deed, anything, flush_new, note, note_all, nothing, writing
from agency.audit.actors import Actor
from agency.candidates.addresses import hold_address, require_own_email
from agency.candidates.described import (
    SCHEMA,
    candidate_values,
    whole_candidates,
)
from agency.candidates.models import Absence, Candidate
from agency.candidates.standing import not_merged
from agency.edits.actions import record
from agency.errors import NotFound, Taken
from agency.extensions import db
from agency.fields.described import change_of, described, filled
from agency.notices.actions.bad_addresses import follow

Hook = Callable[[Candidate], object]
Span = tuple[date, date]


def create_candidate(values: Mapping[str, Any], by: Actor, also: Hook = nothing) -> Candidate:
    """Take up a candidate; ``values`` are all columns of candidates.csv, as the schema gives them.

    ``also`` is done in the same transaction. Raises Taken where the reference is another's, and
    Refused where the e-mail address is.
    """
    with writing():
        hold_address(values["email"])
        row = take_up(values)
        require_own_email(row.email, row.id)
        also(row)
        note_all(by, [taken_up(row)])
        record("candidate", [row.id])
    return row


def take_up(values: Mapping[str, Any]) -> Candidate:
    """A new candidate in the caller's transaction, which notes `taken_up` of her and an edit."""
    own = {name: value for name, value in values.items() if name != "unavailable"}
    row = Candidate(**own, changed_at=clock.now())
    db.session.add(row)
    flush_new(Taken("candidate", row.ref))
    _add_absences(row, values["unavailable"])
    return row


def taken_up(row: Candidate, reason: str = "") -> Deed:
    """What the trail says of a new candidate; ``reason`` is where she came from."""
    said = filled(described(SCHEMA, candidate_values(row)))
    return Deed("created", f"candidate:{row.ref}", after=said, reason=reason)


def change_candidate(
    ref: str,
    values: Mapping[str, Any],
    by: Actor,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Candidate:
    """Change the columns that ``values`` names; what is so already is no change.

    ``expects`` sees the row, locked, before anything is done, and may raise. Raises NotFound, and
    Refused where the reference would change or the e-mail address is another's.
    """
    with writing():
        hold_address(values.get("email", ""))
        row = locked_candidate(ref)
        expects(row)
        change = change_of(SCHEMA, candidate_values(row), values, fixed=("ref",))
        if change:
            require_own_email(change.values.get("email", ""), row.id)
            _set(row, change.values)
        also(row)
        if change:
            note(by, "changed", f"candidate:{ref}", change.before, change.after)
            record("candidate", [row.id])
        if "email" in change.values:
            follow(row.id, row.email)
    return row


def locked_candidate(ref: str) -> Candidate:
    """The candidate, whom nobody else changes until the transaction ends; raises NotFound."""
    statement = whole_candidates().where(Candidate.ref == ref)
    locked = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    if row := db.session.scalars(locked).one_or_none():
        return not_merged(row)
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
