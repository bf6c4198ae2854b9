"""What putting somebody into an opening is worth, in thousandths of a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agency.rules.ranking import THOUSAND
from agency.rules.reading import Table, read_toml

PRIORITIES = ("normal", "high", "urgent")


@dataclass(frozen=True, slots=True)
class Worth:
    """How many thousandths of a point a filled opening is worth by its priority, besides the score
    of whoever fills it.
    """

    by_priority: Mapping[str, int]


def load_worth(path: Path) -> Worth:
    """Read the priority weights; raises RuleBookError unless they are whole numbers from 1 on."""
    file = Table(read_toml(path), path.name)
    points = file.whole("points", least=0)
    weights = file.table("priority_weights")
    by_priority = {name: points * THOUSAND * weights.whole(name, least=1) for name in PRIORITIES}
    weights.close()
    file.text("source")
    file.day("checked_on")
    file.close()
    return Worth(by_priority)
