"""Values as plain JSON that their schema accepts again, and what is to change in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import fields

from agency.errors import Problem, Refused
from agency.fields.days import SpanList, span_text
from agency.fields.numbers import Dollars
from agency.fields.schema import InputSchema, shown

Values = Mapping[str, Any]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Values that are to change, by column: as they are kept, and before and after as plain JSON.

    It is false where nothing would change.
    """

    values: Json
    before: Json
    after: Json

    def __bool__(self) -> bool:
        return bool(self.values)


def described(schema: InputSchema, values: Values) -> Json:
    """What a row says, by the columns of its file.

    Days and decimals are texts, money with its cents; lists are lists; yes and no are true and
    false; blank is null.
    """
    return {name: _plain(field, values[name]) for name, field in schema.fields.items()}


def filled(said: Values) -> Json:
    """What is not blank."""
    return {name: value for name, value in said.items() if value not in (None, [])}


def change_of(
    schema: InputSchema, old: Values, given: Values, fixed: Collection[str] = ()
) -> Change:
    """What ``given``, some values by column, changes in the values ``old``.

    Raises Refused where one of ``fixed`` would change, or values would not go together.
    """
    new = {**old, **given}
    was, will = described(schema, old), described(schema, new)
    names = [name for name in was if was[name] != will[name]]
    if stuck := [name for name in names if name in fixed]:
        raise Refused([_cannot_change(name, was[name], will[name]) for name in stuck])
    schema.require(new)
    before, after = ({name: said[name] for name in names} for said in (was, will))
    return Change({name: new[name] for name in names}, before, after)


def _cannot_change(name: str, was: Any, will: Any) -> Problem:
    return Problem(name, shown(will), f"{was}, which cannot be changed")


def _plain(field: fields.Field[Any], value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(field, SpanList):
        return [span_text(span) for span in value]
    if isinstance(value, Decimal):
        return f"{value:.2f}" if isinstance(field, Dollars) else f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
