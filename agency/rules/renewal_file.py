"""Reading how long a credential is valid and what its renewal asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from agency.rules.catalogue import (
    CATEGORIES,
    CE_CATEGORIES,
    COMPUTED,
    CONFIDENCES,
    Provenance,
    Renewal,
    RenewalCondition,
    RenewalExam,
    Term,
    Validity,
    Variant,
    YearlyFee,
)
from agency.rules.reading import Table

COMMON_YEAR = 2027


def read_provenance(table: Table) -> Provenance:
    return Provenance(
        source=table.text("source"),
        as_of=table.text("as_of"),
        confidence=table.choice("confidence", CONFIDENCES),
        citation=table.text_or_none("citation"),
        estimated=table.flag("as_of_estimated"),
        note=table.text_or_none("note"),
    )


def read_validity(table: Table | None) -> Validity | None:
    if table is None:
        return None
    computed = table.choice("computed", COMPUTED)
    validity = Validity(
        months=table.whole("months", least=1),
        computed=computed,
        provenance=read_provenance(table),
        day=_day_of_year(table) if computed == "fixed_day" else None,
        from_issue=table.flag("from_issue"),
    )
    table.close()
    return validity


def _day_of_year(table: Table) -> str:
    """A month and a day that every year has."""
    written = table.text("day")
    try:
        date.fromisoformat(f"{COMMON_YEAR}-{written}")
    except ValueError as error:
        expected = f"expected a month and day of every year such as 06-30, got {written!r}"
        raise table.error("day", expected) from error
    return written


def read_renewal(
    table: Table | None, validity: Validity | None, categories: Mapping[str, str]
) -> Renewal | None:
    """What renewal asks for; ``categories`` holds every code of the catalogue with its category."""
    if table is None:
        return None
    units = table.amount_or_none("units")
    renewal = Renewal(
        provenance=read_provenance(table),
        units=units,
        unit=table.text_or_none("unit"),
        cycle_months=_cycle_months(table, units),
        to_month_end=validity is not None and validity.computed == "end_of_month",
        minimums=_minimums(table.table_or_none("minimums")),
        variants=tuple(_variant(one) for one in table.tables("variant", "name")),
        issuer_approved_min=table.amount_or_none("issuer_approved_min"),
        exam_allowed=table.flag("exam_allowed"),
        exam=_exam(table.table_or_none("exam")),
        also=tuple(_condition(one, categories) for one in table.tables("also", "says")),
    )
    table.close()
    return renewal


def _cycle_months(table: Table, units: Decimal | None) -> int | None:
    """Months of a cycle, without which nobody could say which units count."""
    return table.whole_or_none("cycle_months") if units is None else table.whole("cycle_months", 1)


def _minimums(table: Table | None) -> tuple[tuple[str, Decimal], ...]:
    """Units by category of continuing education, of which a misspelt one would never be earned."""
    if table is None:
        return ()
    minimums = tuple((key, table.amount(key)) for key in CE_CATEGORIES if key in table)
    table.close()
    return minimums


def _variant(table: Table) -> Variant:
    variant = Variant(
        table.text("name"), _minimums(table.table("minimums")), read_provenance(table)
    )
    table.close()
    return variant


def _exam(table: Table | None) -> RenewalExam | None:
    if table is None:
        return None
    exam = RenewalExam(
        table.whole("apply_days"), table.whole("pass_months"), read_provenance(table)
    )
    table.close()
    return exam


def _condition(table: Table, categories: Mapping[str, str]) -> RenewalCondition:
    category = table.choice_or_none("category", CATEGORIES)
    named = table.words_or_none("codes", categories) or ()
    of_category = (code for code, its in categories.items() if category and its == category)
    condition = RenewalCondition(
        says=table.text("says"),
        codes=frozenset((*named, *of_category)),
        or_other=table.flag("or_other"),
    )
    table.close()
    return condition


def read_yearly_fee(table: Table | None) -> YearlyFee | None:
    if table is None:
        return None
    fee = YearlyFee(table.text("says"), read_provenance(table), table.flag("in_anniversary_month"))
    table.close()
    return fee


def read_term(table: Table | None) -> Term | None:
    if table is None:
        return None
    term = Term(
        provenance=read_provenance(table),
        months=table.whole_or_none("months"),
        days=table.whole_or_none("days"),
        working_days=table.whole_or_none("working_days"),
    )
    if sum(part is not None for part in (term.months, term.days, term.working_days)) != 1:
        raise table.error("", "expected exactly one of months, days, working_days")
    table.close()
    return term
