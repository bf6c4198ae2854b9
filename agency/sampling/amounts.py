"""Reading ``sample.toml``: lots, pairs and lists of words."""

from __future__ import annotations

from agency.rules.reading import Table
from agency.sampling.chance import Lots

BLANK = "blank"

Pair = tuple[int, int]


def named(table: Table, key: str) -> Lots[str]:
    """The lots of options that have a name."""
    inner = table.table(key)
    lots = {option: inner.whole(option) for option in inner.values}
    inner.close()
    return Lots(lots)


def or_blank(table: Table, key: str) -> Lots[str | None]:
    """Lots among which ``blank`` leaves the cell empty."""
    inner = table.table(key)
    lots = {None if option == BLANK else option: inner.whole(option) for option in inner.values}
    inner.close()
    return Lots(lots)


def counts(table: Table, key: str) -> Lots[int]:
    """The lots of options that are whole numbers."""
    inner = table.table(key)
    lots = {int(option): inner.whole(option) for option in inner.values}
    inner.close()
    return Lots(lots)


def wholes(table: Table, key: str) -> dict[str, int]:
    """Whole numbers by name."""
    inner = table.table(key)
    numbers = {name: inner.whole(name) for name in inner.values}
    inner.close()
    return numbers


def pair(table: Table, key: str) -> Pair:
    """The least and the most, which may lie before zero."""
    value = table.take(key)
    if not isinstance(value, list) or [type(end) for end in value] != [int, int]:
        raise table.error(key, f"expected two whole numbers, got {value!r}")
    least, most = value
    if most < least:
        raise table.error(key, f"expected the least before the most, got {value!r}")
    return least, most


def words(joined: str | None) -> tuple[str, ...]:
    """The words that a cell joins with semicolons; none of a blank one."""
    return tuple(joined.split(";")) if joined else ()
