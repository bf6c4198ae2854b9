"""Reading how a credential is obtained: its pathways and its exam, strictly, as all data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from agency.rules import expressions as ask
from agency.rules.catalogue import CredentialType
from agency.rules.operators import Known
from agency.rules.pathways import catalogue as ways
from agency.rules.pathways.catalogue import PATHWAY_KINDS, ROUTE, Exam, Pathway
from agency.rules.pathways.needs import read_needs
from agency.rules.reading import Table
from agency.rules.renewal_file import read_provenance

EXAM_FEE = "exam"


def with_pathways(
    types: Mapping[str, CredentialType], tables: Mapping[str, Table], known: Known
) -> dict[str, CredentialType]:
    """The types with their pathways and exams, read from the table of each; raises RuleBookError.

    A pathway that is another type's without its exam stands for all of that type's pathways.
    """
    exams = {code: _exam(table.table_or_none("exam")) for code, table in tables.items()}
    with_exams = {code: replace(kind, exam=exams[code]) for code, kind in types.items()}
    read = {code: list(_pathways(with_exams[code], tables[code], known)) for code in tables}
    written = {code: [one for one, _ in pairs] for code, pairs in read.items()}
    return {
        code: replace(
            kind, pathways=tuple(one for pair in read[code] for one in _expanded(*pair, written))
        )
        for code, kind in with_exams.items()
    }


def _pathways(
    kind: CredentialType, table: Table, known: Known
) -> Iterator[tuple[Pathway, str | None]]:
    """Each pathway with the code of the type whose pathways it stands for, if it does."""
    names: set[str] = set()
    for inner in table.tables("pathway", "name"):
        inner.entry = f"{table.entry}, {inner.entry}"
        names.add(inner.new_text("name", names))
        other = inner.choice_or_none("all_but_the_exam_of", known.catalogue.types)
        yield _pathway(kind, inner, known, other is not None), other


def _pathway(kind: CredentialType, table: Table, known: Known, refers: bool) -> Pathway:
    needs = table.table_or_none("needs")
    pathway = Pathway(
        name=table.text("name"),
        says=table.text("says"),
        provenance=read_provenance(table),
        kind=table.choice_or_none("kind", PATHWAY_KINDS) or ROUTE,
        needs=None if needs is None else read_needs(needs, known),
        in_force=table.day("in_force") if "in_force" in table else date.min,
        fees=_exam_fees(kind, table),
        application_usd=table.dollars("application_usd") if "application_usd" in table else None,
        application_note=table.text_or_none("application_note"),
        days_to_test=table.whole_or_none("days_to_test"),
    )
    table.close()
    if (pathway.needs is None) != (refers or pathway.kind == ways.ADVICE):
        raise table.error("needs", "is asked of every pathway but advice, and of no other")
    return replace(pathway, kind=ways.ADVICE) if refers else pathway


def _expanded(
    pathway: Pathway, other: str | None, written: Mapping[str, list[Pathway]]
) -> Iterator[Pathway]:
    yield pathway
    for one in written[other] if other else ():
        if one.kind != ways.ADVICE and not _asks_for_an_exam(one):
            yield one


def _asks_for_an_exam(pathway: Pathway) -> bool:
    assert pathway.needs is not None  # only advice does without
    return any(isinstance(leaf, ways.ExamPassed) for leaf in ask.leaves(pathway.needs))


def _exam_fees(kind: CredentialType, table: Table) -> tuple[str, ...]:
    """Which of the type's exam fees may apply; where nothing is said, the plain one if any."""
    apart = tuple(name for name, _ in kind.exam.fees) if kind.exam else ()
    charged = [*(name for name, _ in kind.fees if name.startswith(EXAM_FEE)), *apart]
    if "fees" in table:
        return table.words("fees", charged)
    return (EXAM_FEE,) if EXAM_FEE in charged else apart


def _exam(table: Table | None) -> Exam | None:
    if table is None:
        return None
    exam = Exam(
        says=table.text("says"),
        provenance=read_provenance(table),
        attempts=table.whole("attempts", least=1) if "attempts" in table else None,
        waits_days=_wholes(table, "waits_days"),
        long_wait_after=table.whole_or_none("long_wait_after"),
        long_wait_months=table.whole_or_none("long_wait_months"),
        within_months=table.whole_or_none("within_months"),
        application_months=table.whole_or_none("application_months"),
        fees=_fees(table.table_or_none("fees")),
    )
    table.close()
    if (exam.long_wait_after is None) != (exam.long_wait_months is None):
        raise table.error("long_wait_months", "goes with long_wait_after, and that with it")
    return exam


def _wholes(table: Table, key: str) -> tuple[int, ...]:
    values = table.take(key) if key in table else []
    if not isinstance(values, list):
        raise table.error(key, f"expected a list of days, got {values!r}")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise table.error(key, f"expected whole numbers of days, got {value!r}")
    return tuple(values)


def _fees(table: Table | None) -> tuple[tuple[str, Decimal], ...]:
    if table is None:
        return ()
    kinds = [key for key in table.values if key.startswith(EXAM_FEE) and key.endswith("_usd")]
    fees = tuple((kind.removesuffix("_usd"), table.dollars(kind)) for kind in kinds)
    table.close()
    return fees
