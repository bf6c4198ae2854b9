"""A row of a register as it counts here, whichever register it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agency.errors import Problem

# What a status means for whoever holds it: it counts; it counts within limits that were imposed;
# it has run out; it was taken or given up; it is not issued yet.
ACTIVE, LIMITED, LAPSED, ENDED, PENDING = "active", "limited", "lapsed", "ended", "pending"
STANDINGS = (ACTIVE, LIMITED, LAPSED, ENDED, PENDING)
# Whether an action was taken against its holder.
NONE, TAKEN, UNDER_WAY = "none", "taken", "under_way"
ACTIONS = (NONE, TAKEN, UNDER_WAY)
DAYS = ("first_issued_on", "last_issued_on", "expires_on")


@dataclass(frozen=True, slots=True)
class Record:
    """What a register says of one credential, in its physical ``line`` of the file, from 1.

    ``type``, ``status`` and ``action`` are its own words; ``code`` is the type in our catalogue,
    ``standing`` one of STANDINGS and ``action_means`` one of ACTIONS, each None where the word is
    not known.
    """

    line: int
    number: str
    first_name: str
    middle_name: str
    last_name: str
    type: str
    code: str | None
    status: str
    standing: str | None
    first_issued_on: date | None
    last_issued_on: date | None
    expires_on: date | None
    action: str
    action_means: str | None

    @property
    def name(self) -> str:
        parts = (self.first_name, self.middle_name, self.last_name)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: its line, and what is wrong in which column.

    ``cells`` are what stands in it, as far as it can be told: one may be a number of ours.
    """

    line: int
    problem: Problem
    cells: tuple[str, ...] = ()


def as_json(record: Record) -> dict[str, Any]:
    """What a record says, as plain JSON, without the line: the order of a file says nothing."""
    said = {name: getattr(record, name) for name in Record.__slots__ if name != "line"}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in said.items()
    }


def record_of(said: Mapping[str, Any], line: int) -> Record:
    """The record of which `as_json` told."""
    days = {name: date.fromisoformat(said[name]) for name in DAYS if said[name] is not None}
    return Record(**{**said, **days, "line": line})
