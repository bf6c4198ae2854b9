"""The roles a person can grow into, and what each asks beside a certification.

All of it advises: no expectation decides about an assignment, which asks for the role itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from agency.rules.catalogue import Provenance
from agency.rules.operators import Known
from agency.rules.pathways.catalogue import Pathway
from agency.rules.pathways.conditions import MISSING, Condition, conditions_of
from agency.rules.pathways.needs import read_needs
from agency.rules.pathways.record import Record
from agency.rules.reading import Table, read_toml
from agency.rules.renewal_file import read_provenance
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.rules.rulebook import DATA, RuleBook, load_rulebook


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing a role asks, as its source says it; an optional one is an advantage only."""

    statement: Pathway
    optional: bool


@dataclass(frozen=True, slots=True)
class Growth:
    """The roles from which people come to a role, and who says so."""

    roles: tuple[str, ...]
    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Role:
    code: str
    title: str
    growth: Growth | None
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """An expectation put to one person; ``conditions`` are its parts."""

    expectation: Expectation
    conditions: tuple[Condition, ...]

    @property
    def is_missing(self) -> bool:
        states = {one.state for one in self.conditions}
        return MISSING in states and not self.expectation.optional


@dataclass(frozen=True, slots=True)
class NextRole:
    """A role she could grow into: by which roles, and how she stands to what it asks."""

    role: Role
    is_goal: bool
    through: tuple[str, ...]
    expected: tuple[Expected, ...]

    @property
    def missing(self) -> int:
        return sum(one.is_missing for one in self.expected)


@cache
def load_roles(folder: Path = DATA) -> Mapping[str, Role]:
    """The roles that ``roles.toml`` describes, by code; raises RuleBookError."""
    book = load_rulebook(folder)
    file = Table(read_toml(folder / "roles.toml"), "roles.toml")
    known = Known(book.vocabulary, book.catalogue)
    roles: dict[str, Role] = {}
    for table in file.tables("role", "role"):
        code = table.new_text("role", roles)
        roles[code] = _role(code, table, known)
    file.close()
    _check_growth(roles)
    return roles


def _role(code: str, table: Table, known: Known) -> Role:
    role = Role(
        code=code,
        title=table.text("title"),
        growth=_growth(table.table_or_none("grows")),
        expectations=tuple(
            _expectation(code, one, known) for one in table.tables("expectation", "name")
        ),
    )
    table.close()
    return role


def _growth(table: Table | None) -> Growth | None:
    if table is None:
        return None
    growth = Growth(table.words("from"), table.text("says"), read_provenance(table))
    table.close()
    return growth


def _expectation(code: str, table: Table, known: Known) -> Expectation:
    table.entry = f"{code}, {table.entry}"
    expectation = Expectation(
        statement=Pathway(
            name=table.text("name"),
            says=table.text("says"),
            provenance=read_provenance(table),
            needs=read_needs(table.table("needs"), known),
        ),
        optional=table.flag("optional"),
    )
    table.close()
    return expectation


def _check_growth(roles: Mapping[str, Role]) -> None:
    for role in roles.values():
        for code in role.growth.roles if role.growth else ():
            if code not in roles:
                table = Table({}, "roles.toml", role.code, "grows")
                raise table.error("from", f"expected one of {', '.join(roles)}; got {code!r}")


def next_roles(
    record: Record, roles: Mapping[str, Role], book: RuleBook, day: date
) -> tuple[NextRole, ...]:
    """The roles that grow from those she offers, and her goal; the goal first, then the nearest.

    Nearest is where least is missing; a role she offers already is none.
    """
    offers = record.facts.roles or frozenset({MEDICAL_ASSISTANT})
    found = [
        _next_role(role, through, record, book, day)
        for role in roles.values()
        if role.code not in offers and (through := _through(role, offers, roles)) is not None
        if role.code == record.career_goal or len(through) == 1
    ]
    order = list(roles)
    found.sort(key=lambda one: (not one.is_goal, one.missing, order.index(one.role.code)))
    return tuple(found)


def _next_role(
    role: Role, through: tuple[str, ...], record: Record, book: RuleBook, day: date
) -> NextRole:
    return NextRole(
        role=role,
        is_goal=role.code == record.career_goal,
        through=through,
        expected=tuple(
            Expected(one, tuple(conditions_of([one.statement], record, book, day)))
            for one in role.expectations
        ),
    )


def _through(
    role: Role, offers: frozenset[str], roles: Mapping[str, Role]
) -> tuple[str, ...] | None:
    """The shortest way from a role she offers, that role first; None where no way is known."""
    ways: list[tuple[str, ...]] = [(role.code,)]
    for way in ways:
        growth = roles[way[0]].growth
        for code in growth.roles if growth else ():
            if code in offers:
                return (code, *way[:-1])
            if code not in way:
                ways.append((code, *way))
    return None
