"""What stands out in a credential as somebody would verify it, and what has to be settled first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from agency.candidates.models import Candidate
from agency.credentials.described import CREDENTIAL
from agency.credentials.models import Credential
from agency.credentials.numbers import folded_number
from agency.documents.readings.joining import NOT_READ, DocumentRead
from agency.errors import Problem, Refused
from agency.extensions import db
from agency.fields.described import described
from agency.fields.schema import shown
from agency.rules.rulebook import load_rulebook
from agency.settings import today
from agency.verification.differences import TO_SETTLE, Difference, Known, differences

NOTHING_TO_SEE = "There is nothing to look at: ask at the source, or ask her."


class Unsettled(Refused):
    """Something has to be corrected, or said to be so, before it can be verified: ``left``."""

    def __init__(self, left: Collection[Difference], values: Mapping[str, Any]) -> None:
        said = described(CREDENTIAL, values)
        super().__init__(
            [
                Problem(one.field, shown(said.get(one.field)), f"it to be settled: {one.says}")
                for one in left
            ]
        )
        self.left = left


def require_something_seen(
    proof_id: int | None, told_by_source: bool, values: Mapping[str, Any]
) -> None:
    """Raise Unsettled, on ``document``, where neither a document nor a source tells of a claim."""
    if proof_id is None and not told_by_source:
        raise Unsettled([Difference("document", TO_SETTLE, NOTHING_TO_SEE)], values)


def require_settled(
    values: Mapping[str, Any],
    name: str,
    used_by: str | None,
    read_name: str | None,
    settled: Collection[str],
    read: DocumentRead = NOT_READ,
) -> None:
    """Raise Unsettled where what is to be verified does not go with what is known.

    The rest is as for `looked_at`; ``settled`` are fields of which somebody has said that they are
    so on the document.
    """
    found = looked_at(values, name, used_by, read_name, read)
    left = [one for one in found if one.level == TO_SETTLE and one.field not in settled]
    if left:
        raise Unsettled(left, values)


def looked_at(
    values: Mapping[str, Any],
    name: str,
    used_by: str | None,
    read_name: str | None = None,
    read: DocumentRead = NOT_READ,
) -> list[Difference]:
    """Where values by column do not go with what is known of her, her type, and everybody else.

    ``name`` is her name, ``read_name`` the one on the document, if somebody read it; ``used_by``
    the reference of somebody else who has the same number; ``read`` what a machine has read.
    """
    kind = load_rulebook().catalogue[values["code"]]
    name_there = read.value("holder") if read_name is None else read_name
    known = Known(name, kind, today(), used_by, name_there, read.value("code"), read)
    return differences(values, known)


def used_by(code: Any, folded: Any, candidate_id: Any) -> ColumnElement[str]:
    """The reference of somebody else with a credential of that type and number, as a column.

    The number is ``folded``. Each may be a value or a column of a statement, of which this is then
    a part.
    """
    other, whose = aliased(Credential), aliased(Candidate)
    return (
        select(func.min(whose.ref))
        .join(other, other.candidate_id == whose.id)
        .where(
            other.code == code,
            other.number_folded == folded,
            other.number_folded != "",
            other.candidate_id != candidate_id,
            other.status == "active",
        )
        .correlate_except(other, whose)
        .scalar_subquery()
    )


def who_else_has(code: str, number: str, candidate_id: int) -> str | None:
    """The reference of somebody else with a credential of that type and number; one query."""
    return db.session.scalar(select(used_by(code, folded_number(number), candidate_id)))
