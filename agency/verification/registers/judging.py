"""What a register says of a credential, held against what is on file: pure reckoning."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from agency.verification.registers.names import SAME, compared
from agency.verification.registers.records import ACTIVE, LAPSED, TAKEN, Record, as_json

AGREES, DIFFERS, ABSENT = "agrees", "differs", "absent"
OUTCOMES = (AGREES, DIFFERS, ABSENT)
NAME, CODE, STATUS, EXPIRES, TWICE = "name", "code", "status", "expires_on", "twice"
FIELDS = (NAME, CODE, STATUS, EXPIRES, TWICE)
# Why a register contradicts what it confirmed before.
STATUS_LOST, ENDS_EARLIER, OTHER_TYPE, GONE = "status_lost", "ends_earlier", "other_type", "gone"
ACTION_TAKEN = "action_taken"
HARMS = (STATUS_LOST, ENDS_EARLIER, OTHER_TYPE, GONE)
REASONS = (*HARMS, ACTION_TAKEN)


@dataclass(frozen=True, slots=True)
class Ours:
    """A credential on file with its holder's name; ``number`` is folded."""

    id: int
    candidate_id: int
    code: str
    number: str
    first_name: str
    last_name: str
    expires_on: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Judged:
    """An outcome, the record it rests on, if there is one, and in which of FIELDS they differ.

    ``harms`` are why a register takes away from what is on file, by HARMS: none where it agrees or
    says more. ``content`` is a hash of both sides: what was settled stays so while it is the same.
    """

    outcome: str
    record: Record | None
    differences: tuple[str, ...]
    harms: tuple[str, ...]
    content: str

    @property
    def action_taken(self) -> bool:
        return self.record is not None and self.record.action_means == TAKEN


def judge(ours: Ours, records: Sequence[Record], day: date) -> Judged:
    """Hold ``ours`` against the records of its number in a file of a ``day``.

    The order of records says nothing. Several that say different things agree with nothing, and
    each takes away what it does: it rests on the one that is worst.
    """
    different = {json.dumps(as_json(one), sort_keys=True): one for one in _in_order(records)}
    if not different:
        return Judged(ABSENT, None, (), (GONE,), _content(ours, ()))
    found = {said: tuple(_differences(ours, one, day)) for said, one in different.items()}
    harms = {said: tuple(_harms(ours, one, found[said])) for said, one in different.items()}

    def badness(said: str) -> tuple[bool, int, int, str]:
        taken = different[said].action_means == TAKEN
        return taken, len(harms[said]), len(found[said]), said

    worst = max(different, key=badness)
    differences = found[worst] + ((TWICE,) if len(different) > 1 else ())
    every = {one for some in harms.values() for one in some}
    return Judged(
        outcome=DIFFERS if differences else AGREES,
        record=different[worst],
        differences=differences,
        harms=tuple(one for one in HARMS if one in every),
        content=_content(ours, different),
    )


def _harms(ours: Ours, record: Record, differences: Collection[str]) -> Iterator[str]:
    if STATUS in differences:
        yield STATUS_LOST
    if EXPIRES in differences and _is_earlier(record.expires_on, ours.expires_on):
        yield ENDS_EARLIER
    if CODE in differences:
        yield OTHER_TYPE


def _in_order(records: Sequence[Record]) -> list[Record]:
    # Of records that say the same the last stays, which is to be the first of the file.
    return sorted(records, key=lambda one: -one.line)


def _differences(ours: Ours, record: Record, day: date) -> Iterator[str]:
    names = record.first_name, record.middle_name, record.last_name
    if compared(ours.first_name, ours.last_name, *names) != SAME:
        yield NAME
    if record.code != ours.code:
        yield CODE
    if not _same_status(ours, record, day):
        yield STATUS
    if record.expires_on != ours.expires_on:
        yield EXPIRES


def _same_status(ours: Ours, record: Record, day: date) -> bool:
    """Active; or run out, if it had by what is on file: both then say the same."""
    over = ours.expires_on is not None and ours.expires_on < day
    return record.standing == ACTIVE or (record.standing == LAPSED and over)


def _is_earlier(theirs: date | None, ours: date | None) -> bool:
    return ours is not None and (theirs is None or theirs < ours)


def _content(ours: Ours, said: Sequence[str] | dict[str, Record]) -> str:
    mine = (ours.code, ours.number, ours.first_name, ours.last_name, str(ours.expires_on))
    return hashlib.sha256(json.dumps([mine, sorted(said)]).encode()).hexdigest()
