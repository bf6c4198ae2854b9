"""Reading the catalogue's two files, ``certifications.toml`` and ``credentials.toml``."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from agency.rules.catalogue import (
    CATEGORIES,
    CE_CATEGORIES,
    COMPUTED,
    CONFIDENCES,
    Ambiguity,
    Catalogue,
    CredentialType,
    Note,
    Provenance,
    Renewal,
    Term,
    Validity,
)
from agency.rules.reading import Table, read_toml

Value = TypeVar("Value")


def load_catalogue(folder: Path) -> Catalogue:
    """The catalogue that the files in ``folder`` hold; raises RuleBookError."""
    head = Table(read_toml(folder / "certifications.toml"), "certifications.toml")
    rest = Table(read_toml(folder / "credentials.toml"), "credentials.toml")
    types: dict[str, CredentialType] = {}
    for table in (*head.tables("credential", "code"), *rest.tables("credential", "code")):
        code = table.new_text("code", types)
        types[code] = _credential_type(code, table)
    catalogue = Catalogue(
        types,
        _ambiguities(head, types),
        _default_accepted(head, types),
        _client_aliases(head, types),
        _renewal_window(head),
    )
    head.close()
    rest.close()
    return catalogue


def _credential_type(code: str, table: Table) -> CredentialType:
    table.take("expires")
    validity = _validity(table.table_or_none("validity"))
    kind = CredentialType(
        code=code,
        title=table.text("title"),
        name=table.text("name"),
        issuer=table.text("issuer"),
        category=table.choice("category", CATEGORIES),
        expires=table.flag("expires"),
        state=table.text_or_none("state"),
        bound=table.flag("bound"),
        not_renewable=table.flag("not_renewable"),
        validity=validity,
        renewal=_renewal(table.table_or_none("renewal"), validity),
        opens=_term(table.table_or_none("opens")),
        lead_time=_term(table.table_or_none("lead_time")),
        obtain_lead_time=_term(table.table_or_none("obtain_lead_time")),
        grace=_term(table.table_or_none("grace")),
        accreditors=_accreditors(table.table_or_none("accreditation")),
        register=_register(table.table_or_none("register")),
        fees=_fees(table.table_or_none("fee")),
        # A pathway keeps further researched keys beside its sentence; a note has none.
        pathways=tuple(_note(pathway) for pathway in table.tables("pathway", "name")),
        notes=tuple(_closed_note(note) for note in table.tables("note", "name")),
        sources=tuple(
            (part, _provenance(table.table(part)))
            for part in ("accreditation", "register", "fee")
            if part in table
        ),
    )
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
        months=table.whole("months", least=1),
        computed=table.choice("computed", COMPUTED),
        provenance=_provenance(table),
        day=table.text_or_none("day"),
        note=table.text_or_none("note"),
    )
    table.close()
    return validity


def _renewal(table: Table | None, validity: Validity | None) -> Renewal | None:
    if table is None:
        return None
    renewal = Renewal(
        provenance=_provenance(table),
        units=table.amount_or_none("units"),
        unit=table.text_or_none("unit"),
        cycle_months=table.whole_or_none("cycle_months"),
        to_month_end=validity is not None and validity.computed == "end_of_month",
        minimums=_minimums(table.table_or_none("minimums")),
        issuer_approved_min=table.amount_or_none("issuer_approved_min"),
        exam_allowed=table.flag("exam_allowed"),
        also=table.words_or_none("also") or (),
    )
    table.text_or_none("note")
    table.close()
    return renewal


def _minimums(table: Table | None) -> tuple[tuple[str, Decimal], ...]:
    """Units by category of continuing education, of which a misspelt one would never be earned."""
    if table is None:
        return ()
    minimums = tuple((key, table.amount(key)) for key in CE_CATEGORIES if key in table)
    table.close()
    return minimums


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
    return _sourced(table, table.words("accreditors")) if table else ()


def _register(table: Table | None) -> str | None:
    return _sourced(table, table.text("name")) if table else None


def _fees(table: Table | None) -> tuple[tuple[str, Decimal], ...]:
    if table is None:
        return ()
    kinds = [key for key in table.values if key.endswith("_usd")]
    return _sourced(table, tuple((kind.removesuffix("_usd"), _usd(table, kind)) for kind in kinds))


def _usd(table: Table, key: str) -> Decimal:
    """Dollars written as text, so that cents stay exact."""
    written = table.text(key)
    try:
        dollars = Decimal(written)
    except InvalidOperation:
        dollars = Decimal(-1)
    if not dollars.is_finite() or dollars < 0:
        raise table.error(key, f'expected dollars such as "125", got {written!r}')
    return dollars


def _sourced(table: Table, value: Value) -> Value:
    """``value``, which is all that its table says but for its provenance and a note."""
    _provenance(table)
    table.text_or_none("note")
    table.close()
    return value


def _note(table: Table) -> Note:
    return Note(table.text("says"), _provenance(table), table.text_or_none("name"))


def _closed_note(table: Table) -> Note:
    note = _note(table)
    table.close()
    return note


def _ambiguities(head: Table, types: dict[str, CredentialType]) -> dict[str, Ambiguity]:
    found: dict[str, Ambiguity] = {}
    for table in head.tables("ambiguous", "written"):
        written = table.new_text("written", found).upper()
        found[written] = Ambiguity(table.words("choices", types), table.text("says"))
        _provenance(table)
        table.close()
    return found


def _default_accepted(head: Table, types: dict[str, CredentialType]) -> dict[str, tuple[str, ...]]:
    accepted: dict[str, tuple[str, ...]] = {}
    for table in head.tables("default_accepted", "role"):
        accepted[table.new_text("role", accepted)] = table.words("codes", types)
        _policy(table)
    return accepted


def _client_aliases(head: Table, types: dict[str, CredentialType]) -> dict[str, tuple[str, ...]]:
    aliases: dict[str, tuple[str, ...]] = {}
    for table in head.tables("client_alias", "written"):
        aliases[table.new_text("written", aliases)] = table.words("codes", types)
        _policy(table)
    return aliases


def _renewal_window(head: Table) -> int:
    table = head.table("renewal_window")
    days = table.whole("days", least=1)
    _policy(table)
    return days


def _policy(table: Table) -> None:
    """Where a decision of the agency itself is from, and when it was last looked at."""
    table.text("source")
    table.day("checked_on")
    table.close()
