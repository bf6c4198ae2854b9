"""What putting somebody into an opening is worth, in thousandths of a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from agency.rules.ranking import THOUSAND
from agency.rules.reading import Table, read_toml

PRIORITIES = ("normal", "high", "urgent")


@dataclass(frozen=True, slots=True)
class Large:
    """From so many edges on a choice is made by prices, in so many rounds at most, or until no
    other can be better by more than so many millionths of the bound.
    """

    edges: int
    rounds: int
    enough_per_million: int


@dataclass(frozen=True, slots=True)
class Worth:
    """How many thousandths of a point a filled opening is worth by its priority, besides the score
    of whoever fills it; and what counts as ``large``, None if nothing does.
    """

    by_priority: Mapping[str, int]
    large: Large | None = None


def load_worth(path: Path) -> Worth:
    """Read the file; raises RuleBookError unless its numbers are whole and from 1 on."""
    file = Table(read_toml(path), path.name)
    points = file.whole("points", least=0)
    weights = file.table("priority_weights")
    by_priority = {name: points * THOUSAND * weights.whole(name, least=1) for name in PRIORITIES}
    weights.close()
    large = file.table_or_none("large")
    file.text("source")
    file.day("checked_on")
    file.close()
    return Worth(by_priority, _large(large) if large else None)


def _large(table: Table) -> Large:
    found = Large(*(table.whole(field.name, least=1) for field in fields(Large)))
    table.close()
    return found
