"""Facilities: whom they do not want back, and what their assignments take from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm.attributes import set_committed_value

from agency import clock
from agency.assignments.described import FACILITY, facility_values, whole_facilities
from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.assignments.schemas import recorded_states
from agency.audit.actions import anything, flush_new, note, nothing, writing
from agency.audit.actors import Actor
from agency.credentials.models import Credential, Training
from agency.edits.actions import record
from agency.errors import NotFound, Taken
from agency.extensions import db
from agency.fields.described import change_of, described, filled
from agency.fields.schema import refused
from agency.rules.rulebook import load_rulebook
from agency.standards.models import RuleEntry

Hook = Callable[[Facility], object]


def create_facility(values: Mapping[str, Any], by: Actor, also: Hook = nothing) -> Facility:
    """Take up a facility; ``values`` are all columns of facilities.csv, as the schema gives them.

    ``also`` is done in the same transaction. Raises Taken where the name is another's.
    """
    own = {name: value for name, value in values.items() if name != "do_not_return"}
    with writing():
        row = Facility(**own, changed_at=clock.now())
        db.session.add(row)
        flush_new(Taken("facility", row.name))
        _add_unwanted(row, values["do_not_return"])
        also(row)
        said = filled(described(FACILITY, facility_values(row)))
        note(by, "created", f"facility:{row.id}", after=said)
        record("facility", [row.id])
    return row


def change_facility(
    id: int,
    values: Mapping[str, Any],
    by: Actor,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Facility:
    """Change the columns that ``values`` names; what is so already is no change.

    ``expects`` sees the row, locked, before anything is done, and may raise. Raises NotFound,
    Taken where the new name is another's, and Refused where something refers to the old one, or
    an assignment would be left without a state.
    """
    with writing():
        row = _locked(id)
        expects(row)
        given = {**values}
        if "do_not_return" in given:
            given["do_not_return"] = tuple(sorted(given["do_not_return"]))
        change = change_of(FACILITY, facility_values(row), given)
        if change:
            _set(row, change.values)
        also(row)
        if change:
            note(by, "changed", f"facility:{id}", change.before, change.after)
            record("facility", [id])
    return row


def _locked(id: int) -> Facility:
    statement = whole_facilities().where(Facility.id == id)
    locked = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    if row := db.session.scalars(locked).one_or_none():
        return row
    raise NotFound("facility", str(id))


def _set(row: Facility, values: Mapping[str, Any]) -> None:
    if "name" in values:
        _require_unreferred(row.name, values["name"])
    if "state" in values:
        _require_state_of_its_assignments(row.id, values["state"])
    for name, value in values.items():
        if name != "do_not_return":
            setattr(row, name, value)
    row.changed_at = clock.now()
    flush_new(Taken("facility", row.name))
    if "do_not_return" in values:
        db.session.execute(delete(DoNotReturn).where(DoNotReturn.facility_id == row.id))
        _add_unwanted(row, values["do_not_return"])


def _add_unwanted(row: Facility, refs: Iterable[str]) -> None:
    listed = [{"facility_id": row.id, "candidate_ref": ref} for ref in refs]
    added = insert(DoNotReturn).returning(DoNotReturn)
    told = db.session.scalars(added, listed) if listed else ()
    set_committed_value(row, "do_not_return", sorted(told, key=lambda one: one.candidate_ref))


def _require_unreferred(name: str, new: str) -> None:
    """Credentials, documents and standards name their facility, and would name none any more."""
    bound = select(func.count()).where(Credential.bound_to == name)
    on_file = select(func.count()).where(Training.kind == "document", Training.provider == name)
    asked = select(func.count()).where(RuleEntry.facility == name, RuleEntry.withdrawn_at.is_(None))
    counts = db.session.execute(
        select(bound.scalar_subquery(), on_file.scalar_subquery(), asked.scalar_subquery())
    ).one()
    if any(counts):
        credentials, documents, standards = counts
        raise refused(
            "name",
            new,
            f"the name {name!r} to stay, as what is on file refers to it: {credentials}"
            f" credentials, {documents} documents, {standards} standards",
        )


def _require_state_of_its_assignments(id: int, state: str | None) -> None:
    if state in load_rulebook().states:
        return
    leaning = select(Assignment.ref).where(Assignment.facility_id == id, Assignment.state.is_(None))
    if ref := db.session.scalar(leaning.order_by(Assignment.ref).limit(1)):
        raise refused(
            "state", state, f"{recorded_states()}; assignment {ref} takes its state from here"
        )
