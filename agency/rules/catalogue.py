"""Every type of credential: who issues it, how long it is valid, how it is renewed and verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from agency.rules.reading import RuleBookError, Table, read_toml

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
COMPUTED = ("end_of_month", "anniversary", "register", "birthday", "fixed_day")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value was read, in which year, and how far it is to be trusted."""

    source: str
    as_of: str
    confidence: str
    citation: str | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time in months, days or working days: exactly one of the three is set."""

    provenance: Provenance
    months: int | None = None
    days: int | None = None
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a credential is valid, and how its expiry follows from its issue."""

    months: int
    computed: str
    provenance: Provenance
    day: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """Continuing education asked for in a cycle; ``also`` names what else must be shown."""

    provenance: Provenance
    units: Decimal | None = None
    unit: str | None = None
    cycle_months: int | None = None
    minimums: tuple[tuple[str, Decimal], ...] = ()
    issuer_approved_min: Decimal | None = None
    exam_allowed: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something documented about a credential, or a way to obtain it, in plain words."""

    says: str
    provenance: Provenance
    name: str | None = None


@dataclass(frozen=True, slots=True)
class CredentialType:
    """One entry of the catalogue."""

    code: str
    title: str
    name: str
    issuer: str
    category: str
    expires: bool
    state: str | None = None
    bound: bool = False
    not_renewable: bool = False
    validity: Validity | None = None
    renewal: Renewal | None = None
    opens: Term | None = None
    lead_time: Term | None = None
    obtain_lead_time: Term | None = None
    grace: Term | None = None
    accreditors: tuple[str, ...] = ()
    register: str | None = None
    fees: tuple[tuple[str, Decimal], ...] = ()
    pathways: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()


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

    def client_codes(self, asked: str) -> tuple[str, ...]:
        """The types that answer a client requirement: an alias such as BLS, or the code itself."""
        return self.client_aliases.get(asked) or (self.require(asked),)

    def codes_of(self, category: str, accreditors: frozenset[str] = frozenset()) -> frozenset[str]:
        """All codes of a category; with ``accreditors``, those with one of these accreditors."""
        return frozenset(
            code
            for code, kind in self.types.items()
            if kind.category == category
            and (not accreditors or accreditors.intersection(kind.accreditors))
        )

    def lasts_for_ever(self, code: str) -> bool:
        return not self.types[code].expires


def load_catalogue(folder: Path) -> Catalogue:
    """Read ``certifications.toml`` and ``credentials.toml``; raises RuleBookError."""
    head = Table(read_toml(folder / "certifications.toml"), "certifications.toml")
    rest = Table(read_toml(folder / "credentials.toml"), "credentials.toml")
    types: dict[str, CredentialType] = {}
    for table in (*head.tables("credential", "code"), *rest.tables("credential", "code")):
        kind = _credential_type(table)
        if kind.code in types:
            raise table.error("code", f"{kind.code!r} stands twice in the catalogue")
        types[kind.code] = kind
    catalogue = Catalogue(
        types,
        dict(_ambiguities(head, types)),
        dict(_default_accepted(head, types)),
        _client_aliases(head, types),
        _renewal_window(head),
    )
    head.close()
    rest.close()
    return catalogue


def _credential_type(table: Table) -> CredentialType:
    kind = CredentialType(
        code=table.text("code"),
        title=table.text("title"),
        name=table.text("name"),
        issuer=table.text("issuer"),
        category=table.choice("category", CATEGORIES),
        expires=table.flag("expires"),
        state=table.text_or_none("state"),
        bound=table.flag("bound"),
        not_renewable=table.flag("not_renewable"),
        validity=_validity(table.table_or_none("validity")),
        renewal=_renewal(table.table_or_none("renewal")),
        opens=_term(table.table_or_none("opens")),
        lead_time=_term(table.table_or_none("lead_time")),
        obtain_lead_time=_term(table.table_or_none("obtain_lead_time")),
        grace=_term(table.table_or_none("grace")),
        accreditors=_accreditors(table.table_or_none("accreditation")),
        register=_register(table.table_or_none("register")),
        fees=_fees(table.table_or_none("fee")),
        pathways=tuple(_note(note, open_ended=True) for note in table.tables("pathway", "name")),
        notes=tuple(_note(note, open_ended=True) for note in table.tables("note", "name")),
    )
    table.take("expires")
    table.close()
    return kind


def _provenance(table: Table) -> Provenance:
    return Provenance(
        source=table.text("source"),
        as_of=table.text("as_of"),
        confidence=table.choice("confidence", CONFIDENCES),
        citation=table.text_or_none("citation"),
        estimated=table.flag("as_of_estimated"),
    )


def _validity(table: Table | None) -> Validity | None:
    if table is None:
        return None
    validity = Validity(
        months=table.whole("months"),
        computed=table.choice("computed", COMPUTED),
        provenance=_provenance(table),
        day=table.text_or_none("day"),
        note=table.text_or_none("note"),
    )
    table.close()
    return validity


def _renewal(table: Table | None) -> Renewal | None:
    if table is None:
        return None
    renewal = Renewal(
        provenance=_provenance(table),
        units=table.amount("units"),
        unit=table.text_or_none("unit"),
        cycle_months=table.whole_or_none("cycle_months"),
        minimums=tuple(_amounts(table.table_or_none("minimums"))),
        issuer_approved_min=table.amount("issuer_approved_min"),
        exam_allowed=table.flag("exam_allowed"),
        also=table.words_or_none("also") or (),
    )
    for optional in ("units", "issuer_approved_min", "note"):
        if optional in table:
            table.take(optional)
    table.close()
    return renewal


def _amounts(table: Table | None) -> Iterator[tuple[str, Decimal]]:
    for key in table.values if table else ():
        assert table is not None
        amount = table.amount(key)
        assert amount is not None
        yield key, amount


def _term(table: Table | None) -> Term | None:
    if table is None:
        return None
    term = Term(
        provenance=_provenance(table),
        months=table.whole_or_none("months"),
        days=table.whole_or_none("days"),
        working_days=table.whole_or_none("working_days"),
    )
    if sum(part is not None for part in (term.months, term.days, term.working_days)) != 1:
        raise table.error("", "expected exactly one of months, days, working_days")
    table.text_or_none("note")
    table.close()
    return term


def _accreditors(table: Table | None) -> tuple[str, ...]:
    if table is None:
        return ()
    names = table.words("accreditors")
    _provenance(table)
    table.text_or_none("note")
    table.close()
    return names


def _register(table: Table | None) -> str | None:
    if table is None:
        return None
    name = table.text("name")
    _provenance(table)
    table.text_or_none("note")
    table.close()
    return name


def _fees(table: Table | None) -> tuple[tuple[str, Decimal], ...]:
    if table is None:
        return ()
    _provenance(table)
    table.text_or_none("note")
    kinds = [key for key in table.values if key.endswith("_usd")]
    fees = tuple((kind.removesuffix("_usd"), Decimal(table.text(kind))) for kind in kinds)
    table.close()
    return fees


def _note(table: Table, open_ended: bool) -> Note:
    """A documented remark; a pathway may carry further researched keys beside its sentence."""
    note = Note(table.text("says"), _provenance(table), table.text_or_none("name"))
    if not open_ended:
        table.close()
    return note


def _ambiguities(head: Table, types: dict[str, Any]) -> Iterator[tuple[str, Ambiguity]]:
    for table in head.tables("ambiguous", "written"):
        written = table.text("written")
        yield written.upper(), Ambiguity(table.words("choices", types), table.text("says"))
        _provenance(table)
        table.close()


def _default_accepted(head: Table, types: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for table in head.tables("default_accepted", "role"):
        yield table.text("role"), table.words("codes", types)
        table.text("source")
        table.day("checked_on")
        table.close()


def _client_aliases(head: Table, types: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    table = head.table("client_alias")
    return {alias: table.words(alias, types) for alias in table.values}


def _renewal_window(head: Table) -> int:
    table = head.table("renewal_window")
    days = table.whole("days")
    table.text("source")
    table.day("checked_on")
    table.close()
    if days == 0:
        raise RuleBookError(head.file, "", "renewal_window.days", "expected at least one day")
    return days
