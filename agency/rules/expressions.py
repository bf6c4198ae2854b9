"""What can be asked: the nodes of a requirement's expression.

Two kinds of leaf. *Of the law*: as a state's file writes them, some still depending on the
assignment (`Holds`, `Document`, and the work leaves). *Of a person*: what is left once an
assignment is known. `agency.rules.requisition` turns the first into the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from agency.rules.distance import Point
from agency.rules.facts import Evidence
from agency.rules.spans import ALWAYS, MAYBE, NEVER, Coverage


class Expression:
    """A node; every node is a frozen value, so equal questions are asked once."""

    __slots__ = ()


# Combinations


@dataclass(frozen=True, slots=True)
class AllOf(Expression):
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Expression):
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Possible(Expression):
    """Never met; possible on the days on which the part is met or possible."""

    part: Expression


@dataclass(frozen=True, slots=True)
class CannotRefuse(Expression):
    """Met when the part is met, possible on every day: for what we do not know well enough."""

    part: Expression


@dataclass(frozen=True, slots=True)
class InForce(Expression):
    """Versions of one rule, each on its own days; days without a version are met."""

    versions: tuple[tuple[int, int, Expression], ...]


@dataclass(frozen=True, slots=True)
class Constant(Expression):
    """An answer that is the same for everybody."""

    coverage: Coverage


YES, NO, UNSAID = Constant(ALWAYS), Constant(NEVER), Constant(MAYBE)


# Leaves of the law that depend on the assignment


@dataclass(frozen=True, slots=True)
class Holds(Expression):
    codes: frozenset[str]
    evidence: Evidence | None = None
    bound_to_facility: bool = False
    max_age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Document(Expression):
    name: str
    at_facility: bool


@dataclass(frozen=True, slots=True)
class Prohibited(Expression):
    pass


@dataclass(frozen=True, slots=True)
class Setting(Expression):
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class SettingNot(Expression):
    barred: frozenset[str]


@dataclass(frozen=True, slots=True)
class Delegator(Expression):
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Supervision(Expression):
    """At least this strict; ``enough`` holds the level named and every stricter one."""

    enough: frozenset[str]


WORK_LEAVES = (Prohibited, Setting, SettingNot, Delegator, Supervision)


# Leaves of a person


@dataclass(frozen=True, slots=True)
class Valid(Expression):
    """Some one credential of ``codes``, well enough evidenced, valid on the day.

    ``facility`` asks that it is tied to that facility (an empty name: to a facility that the
    assignment does not say); ``issued_from`` that it was issued on that day or later, which is
    ``max_age_days`` before the first day of work: that is told, and asks nothing more.
    """

    codes: frozenset[str]
    evidence: Evidence
    facility: str | None = None
    issued_from: int | None = None
    max_age_days: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Program(Expression):
    accreditors: frozenset[str] = frozenset()
    hours_min: Decimal = Decimal(0)
    externship_hours_min: Decimal = Decimal(0)
    in_person: bool = False


@dataclass(frozen=True, slots=True)
class TrainingHours(Expression):
    """Hours in one topic; ``minimums`` pairs a kind of hours with what they must reach."""

    topic: str
    minimums: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Performances(Expression):
    each: int
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Education(Expression):
    levels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Adult(Expression):
    pass


@dataclass(frozen=True, slots=True)
class OnFile(Expression):
    """A document on file; ``facility`` as in `Valid`."""

    name: str
    facility: str | None = None


@dataclass(frozen=True, slots=True)
class Skilled(Expression):
    skills: frozenset[str]


@dataclass(frozen=True, slots=True)
class Available(Expression):
    pass


@dataclass(frozen=True, slots=True)
class Reach(Expression):
    state: str
    place: Point | None


@dataclass(frozen=True, slots=True)
class Paid(Expression):
    cents: int


@dataclass(frozen=True, slots=True)
class Works(Expression):
    shift: str


@dataclass(frozen=True, slots=True)
class InRole(Expression):
    role: str


@dataclass(frozen=True, slots=True)
class InStanding(Expression):
    do_not_return: frozenset[str]


def children(expression: Expression) -> Iterator[Expression]:
    """The expressions directly inside ``expression``."""
    match expression:
        case AllOf(parts) | AnyOf(parts):
            yield from parts
        case Possible(part) | CannotRefuse(part):
            yield part
        case InForce(versions):
            yield from (version for _, _, version in versions)


def leaves(expression: Expression) -> Iterator[Expression]:
    """Every leaf of the expression, in the order in which it is written."""
    inner = list(children(expression))
    if not inner:
        yield expression
    for part in inner:
        yield from leaves(part)


def is_about_the_work(expression: Expression) -> bool:
    """Whether only the assignment decides: every leaf is a work leaf."""
    return all(isinstance(leaf, WORK_LEAVES) for leaf in leaves(expression))
