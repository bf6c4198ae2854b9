"""The rows of the research, the tables of ``data/rows.md``, and the rulebook that came of them.

The research lies beside the repository in some places only; how many rows there are is written
down here, so that none can be lost where it does not.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from agency.rules.rulebook import DATA, Entry, entries, load_rulebook

RESEARCH = Path(__file__).parents[3] / "shared" / "domain"
BOOK = load_rulebook()
ENTRIES: dict[str, list[Entry]] = {}
for _, entry in entries(BOOK):
    ENTRIES.setdefault(entry.id, []).append(entry)


# How many rows of requirements were researched for each state.
ROWS = {
    "AK": 4, "AL": 2, "AR": 3, "AZ": 6, "CA": 11, "CO": 3, "CT": 5, "DC": 1, "DE": 3, "FL": 4,
    "GA": 3, "HI": 2, "IA": 1, "ID": 2, "IL": 2, "IN": 2, "KS": 2, "KY": 2, "LA": 1, "MA": 4,
    "MD": 4, "ME": 2, "MI": 2, "MN": 2, "MO": 2, "MS": 2, "MT": 3, "NC": 2, "ND": 8, "NE": 2,
    "NH": 2, "NJ": 8, "NM": 2, "NV": 5, "NY": 4, "OH": 4, "OK": 1, "OR": 1, "PA": 2, "RI": 2,
    "SC": 6, "SD": 4, "TN": 4, "TX": 1, "UT": 2, "VA": 2, "VT": 2, "WA": 17, "WI": 2, "WV": 2,
    "WY": 2,
}  # fmt: skip


class Row:
    """One line of a table: the row of the research, and in words what stands for it."""

    def __init__(self, state: str, name: str, becomes: str) -> None:
        self.state, self.name, self.becomes = state, name, becomes

    @property
    def named(self) -> list[tuple[str, str | None]]:
        """The entries it names, with what is said of each in brackets (None if nothing is)."""
        pattern = r"`([a-z]{2}-[a-z0-9-]+)`(?: \(([a-z, ]+)\))?"
        return [(id, said or None) for id, said in re.findall(pattern, self.becomes)]

    @property
    def codes(self) -> list[str]:
        return [code for code in BOOK.catalogue.types if code in self.becomes]


def page(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    """The text under each heading of the second level: a state's name, or Federal."""
    _, *parts = re.split(r"^## (.+)$", page("rows.md"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def rows_of(name: str) -> list[Row]:
    lines = re.findall(r"^\| (.+?) \| (.+) \|$", sections()[name], flags=re.MULTILINE)
    return [Row(name, row, becomes) for row, becomes in lines if row != "row"]


def all_rows() -> list[Row]:
    return [row for name in sections() for row in rows_of(name)]


def numbered(code: str) -> list[str]:
    """The ids of all rows that were researched for a state."""
    return [f"{code.lower()}-{number:02}" for number in range(1, ROWS[code] + 1)]


def research(file: str) -> dict[str, Any]:
    """A file of the research; nothing where it does not lie beside the repository."""
    path = RESEARCH / file
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def researched_rows() -> list[dict[str, Any]]:
    states = research("states.toml")
    return [row for table in states.values() for row in table["requirement"]]
