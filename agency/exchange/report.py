"""What an import says when it is done."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from agency.errors import Problem

MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not accepted: its line, its cells, and all that is wrong with it."""

    line: int
    cells: list[str]
    problems: tuple[Problem, ...]


@dataclass
class ImportReport:
    """Exact counts; refused rows and notes up to the first hundred of each."""

    kind: str
    file: str
    dry_run: bool
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    resumed_after_line: int = 0
    unknown_columns: tuple[str, ...] = ()
    refused_rows: list[RefusedRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    more_notes: int = 0

    @property
    def accepted(self) -> int:
        return self.inserted + self.updated + self.unchanged

    def refuse(self, rows: list[RefusedRow]) -> None:
        self.refused += len(rows)
        self.refused_rows += rows[: MOST_TOLD - len(self.refused_rows)]

    def note(self, notes: list[str]) -> None:
        for note in notes:
            if len(self.notes) == MOST_TOLD:
                self.more_notes += 1
            elif note not in self.notes:
                self.notes.append(note)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values; a refused row stands once for each of its problems."""
        told = asdict(self) | {"accepted": self.accepted}
        told["refused_rows"] = [
            {"line": row.line, "column": p.field, "value": p.value, "expected": p.expected}
            for row in self.refused_rows
            for p in row.problems
        ]
        return told
