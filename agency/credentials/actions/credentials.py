"""Credentials: taken up and changed; a newer one takes the place of an older.

What one is known by changes only with an entry of the verification log, which stands above: so each
is handed the ``log`` that writes it, and whoever wants one taken up asks `agency.verification`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from agency import clock
from agency.audit.actions import Deed, anything, flush_new, note_all, nothing, writing
from agency.audit.actors import Actor
from agency.candidates.locking import candidate_named, holder_of
from agency.credentials.described import CREDENTIAL, held_values, whole_credentials
from agency.credentials.evidence import is_accepted, require_unverified
from agency.credentials.models import Credential
from agency.credentials.succession import supersedes
from agency.edits.actions import record
from agency.errors import NotFound, Taken
from agency.extensions import db
from agency.fields.described import Change, change_of, described, filled
from agency.rules.rulebook import load_rulebook
from agency.settings import today

Hook = Callable[[Credential], object]
# Refuses what is not the caller's to change, given the values before by column.
May = Callable[[Credential, Mapping[str, Any], Change], object]
# Writes down what changes in a credential, before it does, with the moment of the change.
Log = Callable[[Credential, Change, datetime], object]


def create_credential(
    values: Mapping[str, Any], by: Actor, log: Log, may_verify: bool = False, also: Hook = nothing
) -> Credential:
    """Take up a credential; ``values`` are all columns of credentials.csv, from its schema.

    ``also`` is done in the same transaction. Raises Taken where she has it already, and Refused
    where the candidate is not on file, or evidence above ``documented`` is not the caller's to
    give.
    """
    with writing():
        row, deeds = take_up(values, log, may_verify)
        also(row)
        note_all(by, deeds)
        record("candidate", [row.candidate_id])
    return row


def take_up(
    values: Mapping[str, Any], log: Log, may_verify: bool = False
) -> tuple[Credential, list[Deed]]:
    """Write a new credential in the caller's transaction; with what the trail is to say of it.

    Its holder is locked from then on. Raises as `create_credential`.
    """
    own = {name: value for name, value in values.items() if name != "candidate_ref"}
    holder = candidate_named(values["candidate_ref"])
    if not may_verify:
        require_unverified(values)
    at = clock.now()
    row = Credential(**own, candidate=holder, changed_at=at)
    db.session.add(row)
    flush_new(Taken("credential", row.ref))
    said = filled(described(CREDENTIAL, held_values(CREDENTIAL, row)))
    log(row, Change(dict(values), {}, said), at)
    older = supersede(row, at)
    return row, [Deed("created", f"credential:{row.id}", after=said), *superseded(older, row)]


def change_credential(
    id: int,
    values: Mapping[str, Any],
    by: Actor,
    log: Log,
    may: May = anything,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Credential:
    """Change the columns that ``values`` names; what is so already is no change.

    ``expects`` sees the row, locked, before anything is done, and may raise; so may ``may``, of
    what would change. Raises NotFound, Taken where it would become another that she has, and
    Refused where values do not go together.
    """
    with writing():
        row = locked_credential(id)
        expects(row)
        old = held_values(CREDENTIAL, row)
        change = change_of(CREDENTIAL, old, values, fixed=("candidate_ref",))
        if change:
            may(row, old, change)
        older = set_values(row, change, log) if change else []
        also(row)
        if change:
            changed = Deed("changed", f"credential:{id}", change.before, change.after)
            note_all(by, [changed, *superseded(older, row)])
            record("candidate", [row.candidate_id])
    return row


def locked_credential(id: int) -> Credential:
    """The credential; nobody else writes to what its holder has meanwhile. Raises NotFound."""
    return locked_with(id)[0]


def locked_with(id: int, *columns: ColumnElement[Any]) -> tuple[Credential, Sequence[Any]]:
    """The same, with ``columns`` that are asked for once it is locked. Raises NotFound."""
    if holder_of(Credential, id) is None:
        raise NotFound("credential", str(id))
    one = whole_credentials().where(Credential.id == id).with_for_update(of=Credential)
    statement = one.add_columns(*columns).execution_options(populate_existing=True)
    row, *asked = db.session.execute(statement).one()
    return row, asked


def set_values(row: Credential, change: Change, log: Log) -> Sequence[Credential]:
    """Write what changes, and have what is needless by it superseded; those that were.

    All of them are changed at one moment.
    """
    at = clock.now()
    log(row, change, at)
    for name, value in change.values.items():
        setattr(row, name, value)
    row.changed_at = at
    flush_new(Taken("credential", row.ref))
    return supersede(row, at)


def supersede(newer: Credential, at: datetime) -> Sequence[Credential]:
    """Mark as superseded what a credential makes needless, if it was accepted; those that were."""
    if newer.status != "active" or not is_accepted(newer.evidence):
        return []
    alike = select(Credential).where(
        Credential.candidate_id == newer.candidate_id,
        Credential.code == newer.code,
        Credential.status == "active",
        Credential.id != newer.id,
    )
    others = db.session.scalars(alike.order_by(Credential.id).with_for_update()).all()
    day, expires = today(), load_rulebook().catalogue[newer.code].expires
    older = [one for one in others if supersedes(newer, one, day, expires=expires)]
    for one in older:
        one.status, one.changed_at = "superseded", at
    db.session.flush()
    return older


def superseded(older: Sequence[Credential], newer: Credential) -> list[Deed]:
    """What the trail says of the credentials that were superseded by one."""
    change, why = ({"status": "active"}, {"status": "superseded"}), f"by {newer.ref}"
    return [Deed("superseded", f"credential:{one.id}", *change, reason=why) for one in older]
