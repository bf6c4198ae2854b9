"""What the agency has set about the board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agency.placements.waiting import WAITING_STAGES
from agency.rules.reading import Table, read_toml

BOARD_FILE = Path(__file__).parent / "board.toml"


@dataclass(frozen=True)
class BoardSettings:
    """How many days ahead starts are watched; and, by stage, how long a word is waited for."""

    starts_within_days: int
    patience_days: Mapping[str, int]


@lru_cache(maxsize=1)
def board_settings() -> BoardSettings:
    """As the file has them; raises RuleBookError."""
    file = Table(read_toml(BOARD_FILE), BOARD_FILE.name)
    patience = file.table("patience_days")
    found = BoardSettings(
        starts_within_days=file.whole("starts_within_days", least=1),
        patience_days={stage: patience.whole(stage, least=0) for stage in WAITING_STAGES},
    )
    patience.close()
    file.text("source")
    file.day("checked_on")
    file.close()
    return found
