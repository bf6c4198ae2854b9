"""What a load says when it is done, and while it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Counts:
    """How many credentials of ours were held against a file, and what came of them.

    ``covered`` and ``bad_rows`` count rows of the file; ``confirmed`` those that are known at
    source by it and were not before, ``left_out`` those in which whoever loads has a part, and
    ``not_read`` those of whose number a row cannot be read: they are not held.
    """

    covered: int = 0
    bad_rows: int = 0
    without_number: int = 0
    left_out: int = 0
    not_read: int = 0
    held: int = 0
    agrees: int = 0
    differs: int = 0
    absent: int = 0
    confirmed: int = 0
    alarms: int = 0
    unchanged: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def counts_of(said: Mapping[str, Any]) -> Counts:
    """What `Counts.as_json` wrote."""
    return Counts(**{name: said.get(name, 0) for name in Counts.__dataclass_fields__})


@dataclass(frozen=True)
class LoadReport:
    """One load: what was read, what came of it, and what in the file could not be read."""

    source: str
    file: str
    day: str
    dry_run: bool
    load_id: int | None
    counts: Counts
    told: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "file": self.file,
            "day": self.day,
            "dry_run": self.dry_run,
            "load": self.load_id,
            "counts": self.counts.as_json(),
            **self.told,
        }
