"""How a credential is obtained, as the catalogue says it: pathways, the exam, what both ask.

A pathway is asked of a person's `Record`, never in a match: no match sees years of work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agency.rules.catalogue import Provenance
from agency.rules.expressions import Expression

ROUTE, COMMON, VARIANT, ADVICE = "route", "common", "variant", "advice"
PATHWAY_KINDS = (ROUTE, COMMON, VARIANT, ADVICE)


@dataclass(frozen=True, slots=True)
class Pathway:
    """One statement about how a credential is obtained, and what it needs.

    A ``route`` is one way of several; what is ``common`` is asked on every route; a ``variant``
    asks more for one form of the credential; ``advice`` is shown and decides nothing. ``fees``
    are the exam fees of the type that may apply, by name.
    """

    name: str
    says: str
    provenance: Provenance
    kind: str = ROUTE
    needs: Expression | None = None
    in_force: date = date.min
    fees: tuple[str, ...] = ()
    application_usd: Decimal | None = None
    application_note: str | None = None
    days_to_test: int | None = None


@dataclass(frozen=True, slots=True)
class Exam:
    """How often the exam may be taken, and how long one waits in between.

    ``waits_days`` follow the first failure, the second and so on, the last of them every further
    one; after ``long_wait_after`` failures the wait is ``long_wait_months``. All attempts lie
    within ``within_months`` of the first; an application is good for ``application_months``.
    ``fees`` stand here where their source is another than that of the type's other fees.
    """

    says: str
    provenance: Provenance
    attempts: int | None = None
    waits_days: tuple[int, ...] = ()
    long_wait_after: int | None = None
    long_wait_months: int | None = None
    within_months: int | None = None
    application_months: int | None = None
    fees: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Graduated(Expression):
    """One completed program that has all that is named, on the days its completion allows.

    The days run from completion, or from the day after ``more_than_months``, until
    ``within_months`` have passed; with ``days_before`` from so many days before completion until
    completion. ``minimums`` pairs a kind of hours with what it must reach.
    """

    topic: str | None = None
    accreditors: frozenset[str] = frozenset()
    minimums: tuple[tuple[str, Decimal], ...] = ()
    externship: bool = False
    in_person: bool = False
    more_than_months: int | None = None
    within_months: int | None = None
    days_before: int | None = None


@dataclass(frozen=True, slots=True)
class Performed(Expression):
    """Acts performed under supervision, so many of them taken together."""

    total: int
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Experience(Expression):
    """Work of a kind, any or in years or hours; ``proof`` is the letter that shows it.

    ``placements_count`` says that our own placements as a medical assistant are such work.
    """

    work: str
    proof: str
    years: Decimal | None = None
    within_years: int | None = None
    hours: Decimal | None = None
    hours_per_week: Decimal | None = None
    current: bool = False
    placements_count: bool = False


@dataclass(frozen=True, slots=True)
class ExamPassed(Expression):
    """An exam of one of these types passed at most so many months ago."""

    codes: frozenset[str]
    within_months: int


@dataclass(frozen=True, slots=True)
class OfAge(Expression):
    """So many years old; only adulthood is ever on record."""

    years: int


@dataclass(frozen=True, slots=True)
class Asked(Expression):
    """What no record shows: a question, settled by the document ``proof`` once it is on file."""

    question: str
    proof: str
