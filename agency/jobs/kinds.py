"""The registry of what can be done, and of what must be done again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Args = Mapping[str, Any]
Store = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job.

    ``work`` computes outside any write transaction and returns what writes the result inside the
    finishing one; it may be called again after a failure. ``died`` notes elsewhere that a job of
    this kind is dead, in the transaction that finds it so. Of a kind that works ``alone`` one job
    runs at a time, as a rule: a worker that was taken for dead may still be at it. A ``patient``
    one is begun after all others that are due.
    """

    name: str
    work: Callable[[Args], Store]
    died: Callable[[Args], None] | None = None
    alone: bool = False
    patient: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job that the ledger must hold, in whatever state, once for each ``unique_key``."""

    kind: str
    unique_key: str
    args: Args
    subject: str | None = None


Schedule = Callable[[datetime], Iterable[Wanted]]

_kinds: dict[str, Kind] = {}
_schedules: dict[str, Schedule] = {}


class UnknownKind(LookupError):
    """A job of a kind that this version does not know; another version may."""

    def __init__(self, name: str) -> None:
        super().__init__(f"this version knows no kind of job {name!r}")


def register(*kinds: Kind) -> None:
    """Make kinds known by their names."""
    _kinds.update({kind.name: kind for kind in kinds})


def register_schedule(name: str, schedule: Schedule) -> None:
    """Have ``schedule`` asked at each tick what must be in the ledger by that moment."""
    _schedules[name] = schedule


def kind_named(name: str) -> Kind:
    """Raises UnknownKind."""
    if name not in _kinds:
        raise UnknownKind(name)
    return _kinds[name]


def kinds_alone() -> list[str]:
    """The names of the kinds of which one job runs at a time."""
    return [kind.name for kind in _kinds.values() if kind.alone]


def patient_kinds() -> list[str]:
    """The names of the kinds that are begun after all others."""
    return [kind.name for kind in _kinds.values() if kind.patient]


def wanted(now: datetime) -> list[Wanted]:
    """All that must be in the ledger at ``now``."""
    return [job for schedule in _schedules.values() for job in schedule(now)]


def _nothing(_args: Args) -> Store:
    return lambda: None


# Shows that jobs are being done at all.
register(Kind("canary", _nothing))
