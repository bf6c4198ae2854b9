"""Candidates whose file somebody writes to: what belongs to one of them is written by turns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from agency.candidates.models import Candidate
from agency.candidates.standing import not_merged
from agency.errors import Refused
from agency.extensions import Model, db
from agency.fields.schema import refused


def candidate_named(ref: str) -> Candidate:
    """The candidate of that reference, locked until the transaction ends.

    Raises Refused, and MergedAway where her file is a part of another.
    """
    if row := _locked(select(Candidate).where(Candidate.ref == ref)):
        return not_merged(row)
    raise unknown(ref)


def unknown(ref: str) -> Refused:
    """That nobody on file has that reference."""
    return refused("candidate_ref", ref, "the reference of a candidate on file")


def holder_of(model: type[Model], id: int) -> Candidate | None:
    """The candidate to whom the row ``id`` of a model belongs, locked; None if there is no row."""
    of: Any = model
    owned = select(Candidate).join(of, of.candidate_id == Candidate.id).where(of.id == id)
    return _locked(owned)


def _locked(statement: Select[Candidate]) -> Candidate | None:
    return db.session.scalars(locking(statement)).one_or_none()


def locking(statement: Select[Any]) -> Select[Any]:
    """A statement that reads candidates and locks them until the transaction ends."""
    locked = statement.with_for_update(of=Candidate, key_share=True)
    return locked.execution_options(populate_existing=True)
