"""Whose record it is, and who may say that something was verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from agency.access.principal import asking, principal
from agency.api.rows import the_row
from agency.candidates.models import Candidate
from agency.candidates.standing import not_merged
from agency.errors import NotFound, Refused
from agency.extensions import db

VERIFIERS = frozenset({"compliance"})
CANDIDATES = frozenset({"candidate"})
VERIFYING = "credentials:verify"


def candidate_id(ref: str) -> int:
    """The row id of a candidate; raises NotFound, and MergedAway."""
    return not_merged(the_row(select(Candidate).where(Candidate.ref == ref), "candidate", ref)).id


def holder_by_row(model: Any) -> Callable[[int], str | None]:
    """By the id of a row of a model, the reference of the candidate to whom it belongs."""

    def holder(id: int) -> str | None:
        whose = select(Candidate.ref).join(model, model.candidate_id == Candidate.id)
        return db.session.scalar(whose.where(model.id == id))

    return holder


@contextmanager
def hers(ref: str) -> Iterator[None]:
    """While something is made of the candidate whom the address names.

    Where an action finds nobody of that name there is no such address: raises NotFound.
    """
    try:
        yield
    except Refused as error:
        if any(one.field == "candidate_ref" for one in error.problems):
            raise NotFound("candidate", ref) from error
        raise


def may_verify() -> bool:
    """Whether who asks may say that evidence was reviewed: a specialist, or her token for it."""
    by = principal()
    if by is None or not by.roles & VERIFIERS:
        return False
    return by.scopes is None or VERIFYING in by.scopes


def is_candidate() -> bool:
    """Whether who asks is a candidate, whom the guard has let through to what is hers."""
    return bool(asking().roles & CANDIDATES)
