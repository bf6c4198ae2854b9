"""Values of a body that are not accepted, told as they were sent: as JSON, and short."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agency.errors import Problem
from agency.fields.schema import LONGEST_SHOWN, shown


@dataclass(frozen=True, slots=True)
class Fault(Problem):
    """One value of a body or a query that was not accepted; of the body as a whole, no field."""

    def __str__(self) -> str:
        field = self.field or "the body"
        given = "" if self.value == "" else f"{json.dumps(self.value, ensure_ascii=False)}: "
        return f"{field}: {given}expected {self.expected}"


def echoed(value: Any) -> Any:
    """A value as JSON; what is long, or a number no program could read again, as its text."""
    if isinstance(value, str):
        return shown(value)
    said = _plain(value)
    text = json.dumps(said, ensure_ascii=False)
    return said if len(text) <= LONGEST_SHOWN else shown(text)


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return _number(value)
        case list():
            return [_plain(one) for one in value]
        case dict():
            return {key: _plain(one) for key, one in value.items()}
    return value


def _number(value: Decimal) -> float | str:
    near = float(value)
    return near if Decimal(repr(near)) == value else shown(str(value))
