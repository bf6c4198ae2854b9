"""Every type of credential: who issues it, how long it is valid, how it is renewed and verified."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agency.rules.pathways.catalogue import Exam, Pathway

CONFIDENCES = ("high", "medium", "low")
CATEGORIES = (
    "medical_assistant",
    "phlebotomy",
    "ekg",
    "administrative",
    "life_support",
    "state_credential",
    "clearance",
)
CONFIDENTIAL = "clearance"
CE_CATEGORIES = ("general", "administrative", "clinical", "basic", "safety")
COMPUTED = ("end_of_month", "anniversary", "register", "birthday", "fixed_day")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value was read, in which year, how far it is to be trusted, and what to know."""

    source: str
    as_of: str
    confidence: str
    citation: str | None = None
    estimated: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time in months, days or working days: exactly one of the three is set."""

    provenance: Provenance
    months: int | None = None
    days: int | None = None
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a credential is valid, and how its expiry follows from its issue.

    ``day`` is the month and day of a ``fixed_day``, such as 06-30. ``from_issue`` says that a
    renewal is counted from its own day of issue, not from the expiry before.
    """

    months: int
    computed: str
    provenance: Provenance
    day: str | None = None
    from_issue: bool = False


@dataclass(frozen=True, slots=True)
class RenewalCondition:
    """What must be shown besides units; met by what she holds of ``codes``, where any are named.

    ``or_other`` says that proof we do not keep would do as well.
    """

    says: str
    codes: frozenset[str] = frozenset()
    or_other: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant that shares the code with others and asks for more units of some categories."""

    name: str
    minimums: tuple[tuple[str, Decimal], ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class RenewalExam:
    """How long before expiry the exam that may replace the units is applied for and passed."""

    apply_days: int
    pass_months: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class YearlyFee:
    """A second clock besides the expiry: a fee each year, which is not recorded with us."""

    says: str
    provenance: Provenance
    in_anniversary_month: bool = False


@dataclass(frozen=True, slots=True)
class Renewal:
    """Continuing education asked for in a cycle; ``also`` is what must be shown besides.

    ``to_month_end`` says that cycles run from month end to month end, as the validity does.
    """

    provenance: Provenance
    units: Decimal | None = None
    unit: str | None = None
    cycle_months: int | None = None
    to_month_end: bool = False
    minimums: tuple[tuple[str, Decimal], ...] = ()
    variants: tuple[Variant, ...] = ()
    issuer_approved_min: Decimal | None = None
    exam_allowed: bool = False
    exam: RenewalExam | None = None
    also: tuple[RenewalCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something documented about a credential, in plain words."""

    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Register:
    """Where the issuer says whether it is so; ``address`` and ``steps`` as far as researched."""

    name: str
    address: str | None
    steps: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class CredentialType:
    """One entry of the catalogue; ``sources`` are those of accreditation, register and fees.

    ``by_agency`` is whether the agency itself looks it up: its staff are asked, not its holder.
    ``fees`` are dollars by what they are for; ``fees_in_grace`` names those that a renewal in
    grace costs besides its own.
    """

    code: str
    title: str
    name: str
    issuer: str
    category: str
    expires: bool
    state: str | None = None
    bound: bool = False
    not_renewable: bool = False
    by_agency: bool = False
    validity: Validity | None = None
    renewal: Renewal | None = None
    opens: Term | None = None
    lead_time: Term | None = None
    obtain_lead_time: Term | None = None
    grace: Term | None = None
    yearly_fee: YearlyFee | None = None
    accreditors: tuple[str, ...] = ()
    register: Register | None = None
    fees: tuple[tuple[str, Decimal], ...] = ()
    fees_in_grace: tuple[str, ...] = ()
    pathways: tuple[Pathway, ...] = ()
    exam: Exam | None = None
    notes: tuple[Note, ...] = ()
    sources: tuple[tuple[str, Provenance], ...] = ()

    @property
    def confidential(self) -> bool:
        """Whether it tells of somebody's health or past, which is for specialists and herself."""
        return self.category == CONFIDENTIAL


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A code that names no issuer, and the types it could mean."""

    choices: tuple[str, ...]
    says: str


class UnknownCode(ValueError):
    """A code that is not in the catalogue; ``choices`` are the types it may mean."""

    def __init__(self, written: str, choices: tuple[str, ...]) -> None:
        self.written, self.choices = written, choices
        super().__init__(f"{written!r} names no single credential: {', '.join(choices)}")


@dataclass(frozen=True)
class Catalogue:
    """The types of credential by code, with what the agency accepts where a client names none."""

    types: dict[str, CredentialType]
    ambiguous: dict[str, Ambiguity]
    default_accepted: dict[str, tuple[str, ...]]
    client_aliases: dict[str, tuple[str, ...]]
    renewal_window_days: int
    pace_days: int
    work_year_days: int
    full_time_hours_per_week: Decimal
    adult_years: int

    def __contains__(self, code: str) -> bool:
        return code in self.types

    def __getitem__(self, code: str) -> CredentialType:
        return self.types[code]

    def require(self, written: str) -> str:
        """The code as the catalogue writes it; an ambiguous or unknown one raises UnknownCode."""
        if written in self.types:
            return written
        ambiguity = self.ambiguous.get(written.upper())
        raise UnknownCode(written, ambiguity.choices if ambiguity else tuple(self.types))

    @property
    def accreditors(self) -> tuple[str, ...]:
        """Everybody who accredits one of these types."""
        named = (accreditor for kind in self.types.values() for accreditor in kind.accreditors)
        return tuple(sorted(set(named)))

    def client_codes(self, asked: str) -> tuple[str, ...]:
        """The types that answer a client requirement: an alias such as BLS, or the code itself."""
        return self.client_aliases.get(asked) or (self.require(asked),)

    def codes_of(self, category: str, accreditors: Collection[str] = ()) -> frozenset[str]:
        """All codes of a category; with ``accreditors``, those with one of these accreditors."""
        return frozenset(
            code
            for code, kind in self.types.items()
            if kind.category == category
            and (not accreditors or not set(accreditors).isdisjoint(kind.accreditors))
        )

    def lasts_for_ever(self, code: str) -> bool:
        return not self.types[code].expires
