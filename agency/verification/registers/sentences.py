"""What a register says otherwise, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from agency.rules.sentences import day_text
from agency.verification.registers.judging import (
    ACTION_TAKEN,
    CODE,
    ENDS_EARLIER,
    EXPIRES,
    GONE,
    NAME,
    OTHER_TYPE,
    STATUS,
    STATUS_LOST,
    TWICE,
)
from agency.verification.registers.records import ACTIVE

ABSENT_TEXT = "it is not in the file"
# What an alarm is about, to be followed by what the register says.
ALARMS = {
    STATUS_LOST: "its status is not what it was",
    ENDS_EARLIER: "it ends earlier",
    OTHER_TYPE: "it is of another type",
    GONE: "it is gone from the register",
    ACTION_TAKEN: "an action was taken against its holder",
}


def differences_text(
    differences: Iterable[str], said: Mapping[str, Any] | None, expires_on: date | None
) -> str:
    """All that a register says otherwise, ``expires_on`` being what is on file."""
    if said is None:
        return ABSENT_TEXT
    return "; ".join(difference_text(one, said, expires_on) for one in differences)


def difference_text(field: str, said: Mapping[str, Any], expires_on: date | None) -> str:
    """What it says otherwise in one of the fields."""
    if field == NAME:
        names = (said["first_name"], said["middle_name"], said["last_name"])
        return f"the name there is {' '.join(part for part in names if part) or 'blank'}"
    if field == CODE:
        return f"the type there is {said['type'] or 'blank'}"
    if field == STATUS:
        unknown = ", a word we do not know" if said["standing"] is None else ""
        return f"the status there is {said['status'] or 'blank'}{unknown}"
    if field == EXPIRES:
        here = f"here on {day_text(expires_on)}" if expires_on else "here no last day is given"
        there = _day(said["expires_on"])
        return f"it ends there on {there}, {here}" if there else f"no last day there, {here}"
    assert field == TWICE
    return "the number stands there several times, with other words each"


def alarm_text(
    reasons: Iterable[str],
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> str:
    """What an alarm is about: ``before`` is what was on file when it was raised, ``after`` the
    record of the register; without them it is told without values.
    """
    return "; ".join(_reason_text(one, before or {}, after) for one in reasons)


def _reason_text(reason: str, before: Mapping[str, Any], after: Mapping[str, Any] | None) -> str:
    """Where a number stands there twice, the record may not be the one that gives this reason."""
    if after is None:
        return ALARMS[reason]
    if reason == STATUS_LOST and after["standing"] != ACTIVE:
        return f"its status is now {after['status'] or 'blank'}, and on file it counts"
    if reason == ENDS_EARLIER and (was := _day(before.get("expires_on"))):
        there = after["expires_on"]
        if there is None:
            return f"it has no last day there now, and on file it ends on {was}"
        if there < before["expires_on"]:
            return f"it ends there on {_day(there)} now, and on file on {was}"
    if reason == OTHER_TYPE:
        return f"the type there is now {after['type'] or 'blank'}"
    return ALARMS[reason]


def _day(said: str | None) -> str | None:
    return day_text(date.fromisoformat(said)) if said else None
