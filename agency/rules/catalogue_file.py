"""Reading the catalogue's two files, ``certifications.toml`` and ``credentials.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from agency.rules.catalogue import (
    CATEGORIES,
    Ambiguity,
    Catalogue,
    CredentialType,
    Note,
    Register,
)
from agency.rules.operators import Known, Vocabulary
from agency.rules.pathways.reading import with_pathways
from agency.rules.reading import Table, read_toml
from agency.rules.renewal_file import (
    read_provenance,
    read_renewal,
    read_term,
    read_validity,
    read_yearly_fee,
)

Value = TypeVar("Value")


def load_catalogue(folder: Path, vocabulary: Vocabulary) -> Catalogue:
    """The catalogue that the files in ``folder`` hold; raises RuleBookError.

    Pathways are read last: they may name every type, and every word of the vocabulary.
    """
    head = Table(read_toml(folder / "certifications.toml"), "certifications.toml")
    rest = Table(read_toml(folder / "credentials.toml"), "credentials.toml")
    types: dict[str, CredentialType] = {}
    by_code: dict[str, Table] = {}
    tables = (*head.tables("credential", "code"), *rest.tables("credential", "code"))
    categories = _categories(tables)
    for table in tables:
        code = table.new_text("code", types)
        types[code], by_code[code] = _credential_type(code, table, categories), table
    catalogue = Catalogue(
        types,
        _ambiguities(head, types),
        _default_accepted(head, types),
        _client_aliases(head, types),
        _whole_of_policy(head, "renewal_window", "days"),
        _whole_of_policy(head, "pace", "days"),
        _whole_of_policy(head, "work_year", "days"),
        _full_time(head),
        _whole_of_policy(head, "adult", "years"),
    )
    head.close()
    rest.close()
    known = Known(vocabulary, catalogue)
    return replace(catalogue, types=with_pathways(types, by_code, known))


def _categories(tables: Iterable[Table]) -> dict[str, str]:
    """The category of every code, as written: a renewal may ask for what is read only later."""
    written = ((table.values.get("code"), table.values.get("category")) for table in tables)
    return {
        code: category
        for code, category in written
        if isinstance(code, str) and isinstance(category, str)
    }


def _credential_type(code: str, table: Table, categories: Mapping[str, str]) -> CredentialType:
    table.take("expires")
    for read_last in ("pathway", "exam"):
        _ = read_last in table
    validity = read_validity(table.table_or_none("validity"))
    fees, fees_in_grace = _fees(table.table_or_none("fee"))
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
        by_agency=table.flag("by_agency"),
        validity=validity,
        renewal=read_renewal(table.table_or_none("renewal"), validity, categories),
        opens=read_term(table.table_or_none("opens")),
        lead_time=read_term(table.table_or_none("lead_time")),
        obtain_lead_time=read_term(table.table_or_none("obtain_lead_time")),
        grace=read_term(table.table_or_none("grace")),
        yearly_fee=read_yearly_fee(table.table_or_none("yearly_fee")),
        accreditors=_accreditors(table.table_or_none("accreditation")),
        register=_register(table.table_or_none("register")),
        fees=fees,
        fees_in_grace=fees_in_grace,
        notes=tuple(_note(note) for note in table.tables("note", "name")),
        sources=tuple(
            (part, read_provenance(table.table(part)))
            for part in ("accreditation", "register", "fee")
            if part in table
        ),
    )
    table.close()
    return kind


def _accreditors(table: Table | None) -> tuple[str, ...]:
    return _sourced(table, table.words("accreditors")) if table else ()


def _register(table: Table | None) -> Register | None:
    if table is None:
        return None
    register = Register(
        name=table.text("name"),
        address=table.text_or_none("address"),
        steps=table.words_or_none("steps") or (),
        provenance=read_provenance(table),
    )
    table.close()
    return register


def _fees(table: Table | None) -> tuple[tuple[tuple[str, Decimal], ...], tuple[str, ...]]:
    """Dollars by what they are for, and which of them a renewal in grace costs besides."""
    if table is None:
        return (), ()
    kinds = [key.removesuffix("_usd") for key in table.values if key.endswith("_usd")]
    fees = tuple((kind, table.dollars(f"{kind}_usd")) for kind in kinds)
    return _sourced(table, (fees, table.words_or_none("in_grace", kinds) or ()))


def _sourced(table: Table, value: Value) -> Value:
    """``value``, which is all that its table says but for its provenance."""
    read_provenance(table)
    table.close()
    return value


def _note(table: Table) -> Note:
    note = Note(table.text("says"), read_provenance(table))
    table.close()
    return note


def _ambiguities(head: Table, types: dict[str, CredentialType]) -> dict[str, Ambiguity]:
    found: dict[str, Ambiguity] = {}
    for table in head.tables("ambiguous", "written"):
        written = table.new_text("written", found).upper()
        found[written] = Ambiguity(table.words("choices", types), table.text("says"))
        read_provenance(table)
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


def _whole_of_policy(head: Table, name: str, key: str) -> int:
    table = head.table(name)
    number = table.whole(key, least=1)
    _policy(table)
    return number


def _full_time(head: Table) -> Decimal:
    table = head.table("full_time")
    hours = table.amount("hours_per_week")
    _policy(table)
    return hours


def _policy(table: Table) -> None:
    """Where a decision of the agency itself is from, and when it was last looked at."""
    table.text("source")
    table.day("checked_on")
    table.close()
