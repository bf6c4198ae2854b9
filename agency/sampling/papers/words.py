"""Reading ``papers.toml``: what drawn papers say, by the set they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from agency.rules.reading import Table, read_toml
from agency.sampling.amounts import named
from agency.sampling.chance import Lots

FILE = Path(__file__).with_name("papers.toml")
NAMES = Path(__file__).parents[1] / "names.toml"
TUNING, MEASURED = "tuning", "measured"
SHARES = ("middle_initial", "post_nominal", "month_and_year", "only_month", "valid_for_years")
FURTHER_SHARES = ("birth", "turned")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one set: ways to write days, labels, and what stands around a name."""

    styles: tuple[str, ...]
    month_styles: tuple[str, ...]
    labels: dict[str, tuple[str, ...]]
    opening: tuple[str, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What all papers draw from; ``percent`` is by what a share is of."""

    issued: tuple[date, date]
    percent: dict[str, int]
    lasts: tuple[str, ...]
    issued_by_anybody: tuple[str, ...]
    anybody: tuple[str, ...]
    places: tuple[str, ...]
    offices: tuple[str, ...]
    numbers: Lots[str]
    wording: dict[str, Wording]
    names: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


@cache
def words() -> Words:
    """The file as read; raises RuleBookError, naming file and key."""
    table = Table(read_toml(FILE), FILE.name)
    first, last = table.take("issued")
    made = Words(
        issued=(first, last),
        percent={name: table.whole(f"{name}_percent") for name in (*SHARES, *FURTHER_SHARES)},
        lasts=table.words("lasts"),
        issued_by_anybody=table.words("issued_by_anybody"),
        anybody=table.words("anybody"),
        places=table.words("places"),
        offices=table.words("offices"),
        numbers=named(table, "numbers"),
        wording={name: _wording(table.table(name)) for name in (TUNING, MEASURED)},
        names=_names(),
    )
    table.close()
    return made


def _wording(table: Table) -> Wording:
    labels = ("number", "issued_on", "expires_on", "holder")
    made = Wording(
        styles=table.words("styles"),
        month_styles=table.words("month_styles"),
        labels={label: table.words(label) for label in labels},
        opening=table.words("opening"),
        closing=table.words("closing"),
    )
    table.close()
    return made


def _names() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Given and family names by origin, those that the fonts can draw."""
    table = Table(read_toml(NAMES), NAMES.name)
    origins = [
        (_drawable(one.words("given")), _drawable(one.words("family")))
        for one in table.tables("origin", "name")
    ]
    return tuple((given, family) for given, family in origins if given and family)


def _drawable(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if all(ord(letter) < 256 for letter in name))
