"""Every state as a tile in its place: openings and eligible people, and how they balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COLUMNS, ROWS = 11, 8
# A row of the map a line, a column three characters.
MAP = (
    "AK                            ME",
    "                           VT NH",
    "WA ID MT ND MN IL WI MI NY RI MA",
    "OR NV WY SD IA IN OH PA NJ CT",
    "CA UT CO NE MO KY WV VA MD DE",
    "   AZ NM KS AR TN NC SC DC",
    "         OK LA MS AL GA",
    "HI       TX             FL",
)
PLACES = {
    line[column * 3 : column * 3 + 2]: (column, row)
    for row, line in enumerate(MAP)
    for column in range(COLUMNS)
    if line[column * 3 : column * 3 + 2].strip()
}
# Four steps by eligible people for each opening, in halves: below one half, below one, …
STEPS = ((1, "under-half"), (2, "too-few"), (3, "enough"))
MOST, NONE = "half-again", "none"
BALANCES = {
    "under-half": "under half",
    "too-few": "too few",
    "enough": "enough",
    "half-again": "half again",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One state in its column and row, counted from 0; ``balance`` is ``none`` without openings."""

    state: str
    name: str
    column: int
    row: int
    openings: int
    eligible: int
    balance: str

    @property
    def says(self) -> str:
        if not self.openings:
            return f"{self.name}: no openings"
        openings = "1 opening" if self.openings == 1 else f"{self.openings:,} openings"
        people = "1 eligible person" if self.eligible == 1 else f"{self.eligible:,} eligible people"
        return f"{self.name}: {openings}, {people} ({BALANCES[self.balance]})"


def tile_map(
    counts: Mapping[str, tuple[int, int]], names: Mapping[str, str] | None = None
) -> tuple[Tile, ...]:
    """The map of ``{state: (openings, eligible people)}``, by rows; all states are on it.

    ``names`` are the states' names by code, such as the rulebook has them.
    """
    return tuple(
        _tile(state, (names or {}).get(state, state), column, row, *counts.get(state, (0, 0)))
        for state, (column, row) in PLACES.items()
    )


def _tile(state: str, name: str, column: int, row: int, openings: int, eligible: int) -> Tile:
    return Tile(state, name, column, row, openings, eligible, balance_of(openings, eligible))


def balance_of(openings: int, eligible: int) -> str:
    """Which step of the balance scale a place stands on."""
    if not openings:
        return NONE
    fitting = (name for halves, name in STEPS if 2 * eligible < halves * openings)
    return next(fitting, MOST)
