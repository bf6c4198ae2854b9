"""The shapes of loads, findings and alarms going out, and of what settles them coming in."""

from __future__ import annotations

from typing import Any

from agency.fields import Choice, Day, InputSchema, SafeText, YesNo
from agency.verification.register_models import (
    ACCEPTED,
    KEPT,
    RegisterAlarm,
    RegisterAnswer,
    RegisterLoad,
)
from agency.verification.registers.report import counts_of
from agency.verification.registers.sentences import alarm_text, differences_text
from agency.verification.registers.source import SOURCES


class HandedInput(InputSchema):
    """What is told beside a file; whatever is left blank is today, and the whole register."""

    source = Choice(list(SOURCES), required=True)
    day = Day(load_default=None)
    extract = YesNo(load_default=False)


class SettlementInput(InputSchema):
    """Whose word counts; why, where ours stands."""

    settled_as = Choice((ACCEPTED, KEPT), required=True)
    reason = SafeText(1000, load_default="")


class ClosingInput(InputSchema):
    """What came of an alarm."""

    remark = SafeText(1000, required=True)


def described_load(load: RegisterLoad) -> dict[str, Any]:
    """A load as plain JSON."""
    return {
        "id": load.id,
        "source": load.source,
        "file": load.file_name,
        "sha256": load.file_hash,
        "day": load.day.isoformat(),
        "whole": load.whole,
        "state": load.state,
        "by": load.by,
        "asked_at": load.asked_at.isoformat(),
        "finished_at": load.finished_at and load.finished_at.isoformat(),
        "problem": load.problem,
        "counts": counts_of(load.counts).as_json(),
        "bad_rows": load.told.get("bad_rows", []),
        "unknown_words": load.told.get("unknown_words", []),
        "left_out": load.told.get("left_out", []),
        "not_read": load.told.get("not_read", []),
    }


def described_finding(answer: RegisterAnswer) -> dict[str, Any]:
    """What a register says otherwise of a credential, as plain JSON; in words as ``says``."""
    row = answer.credential
    return {
        "id": answer.id,
        "credential_id": answer.credential_id,
        "candidate": row.candidate.ref,
        "code": row.code,
        "source": answer.source,
        "load": answer.load_id,
        "checked_on": answer.checked_on.isoformat(),
        "outcome": answer.outcome,
        "differences": answer.differences,
        "said": answer.said,
        "says": differences_text(answer.differences, answer.said, row.expires_on),
        "settled_as": answer.settled_as,
        "settled_at": answer.settled_at and answer.settled_at.isoformat(),
        "reason": answer.reason,
    }


def described_alarm(alarm: RegisterAlarm) -> dict[str, Any]:
    """An alarm as plain JSON; in words as ``says``."""
    row = alarm.credential
    return {
        "id": alarm.id,
        "credential_id": alarm.credential_id,
        "candidate": row.candidate.ref,
        "code": row.code,
        "source": alarm.load.source,
        "load": alarm.load_id,
        "reasons": alarm.reasons,
        "says": alarm_text(alarm.reasons, alarm.before, alarm.after),
        "raised_at": alarm.raised_at.isoformat(),
        "closed_at": alarm.closed_at and alarm.closed_at.isoformat(),
        "remark": alarm.remark,
    }
