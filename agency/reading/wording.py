"""Reading ``data/wording.toml``: labels, names of types and issuers, and the least confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agency.reading.spelling import squeezed
from agency.rules.reading import Table, read_toml

FILE = Path(__file__).parent / "data" / "wording.toml"
ISSUED_ON, EXPIRES_ON, PERIOD = "issued_on", "expires_on", "period"
NUMBER, HOLDER, ISSUER, OTHER = "number", "holder", "issuer", "other"
KINDS = (ISSUED_ON, EXPIRES_ON, PERIOD, NUMBER, HOLDER, ISSUER, OTHER)


@dataclass(frozen=True, slots=True)
class Wording:
    """What the file says; ``labels`` and ``lasting`` are squeezed, the former by what stands beside
    them, longest first.
    """

    least: int
    labels: tuple[tuple[str, str], ...]
    lasting: tuple[str, ...]
    name_ends: frozenset[str]
    particles: frozenset[str]
    letters: frozenset[str]
    never_a_name: frozenset[str]
    by_anybody: frozenset[str]
    never_an_issuer: frozenset[str]
    names: dict[str, tuple[str, ...]]
    issuers: dict[str, tuple[str, ...]]


@cache
def wording() -> Wording:
    """The file as read; raises RuleBookError, naming file and key."""
    table = Table(read_toml(FILE), FILE.name)
    table.day("checked_on")
    table.text("source")
    least, labels = table.table("least"), table.table("labels")
    least.text("reason")
    days, name, issuer = table.table("days"), table.table("name"), table.table("issuer")
    made = Wording(
        least=least.whole("confidence"),
        labels=_longest_first(labels),
        lasting=tuple(map(squeezed, days.words("lasting"))),
        name_ends=frozenset(name.words("ends_with")),
        particles=frozenset(name.words("particles")),
        letters=frozenset(map(squeezed, name.words("letters"))),
        never_a_name=frozenset(name.words("never")),
        by_anybody=frozenset(issuer.words("anybody")),
        never_an_issuer=frozenset(issuer.words("never")),
        names=_by_code(table.table("names")),
        issuers=_by_code(table.table("issuers")),
    )
    for one in (least, labels, days, name, issuer, table):
        one.close()
    return made


def _longest_first(labels: Table) -> tuple[tuple[str, str], ...]:
    said: Iterable[tuple[str, str]] = (
        (squeezed(label), kind) for kind in KINDS for label in labels.words(kind)
    )
    return tuple(sorted(set(said), key=lambda one: (-len(one[0]), one)))


def _by_code(table: Table) -> dict[str, tuple[str, ...]]:
    return {code: table.words(code) for code in table.values}
