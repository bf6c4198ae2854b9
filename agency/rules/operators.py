"""The operators of ``needs``: one short function reads each from its table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from agency.rules import expressions as ask
from agency.rules.catalogue import CATEGORIES, Catalogue
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence
from agency.rules.reading import Table

EDUCATION_LEVELS = {"high_school": frozenset({"high_school", "ged", "associate", "bachelor"})}
HOURS = ("hours", "classroom_hours", "clinical_hours")


@dataclass(frozen=True)
class Vocabulary:
    """The words that assignments and rules may use; supervision runs from loose to strict."""

    tasks: dict[str, str]
    clinical_tasks: frozenset[str]
    settings: tuple[str, ...]
    delegators: tuple[str, ...]
    supervision: tuple[str, ...]
    accreditors: tuple[str, ...]
    topics: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """All that a rule may name: the vocabulary and the catalogue."""

    vocabulary: Vocabulary
    catalogue: Catalogue


def read_expression(table: Table, known: Known) -> Expression:
    """The expression written in ``table``: exactly one operator; raises RuleBookError."""
    operators = [key for key in table.values if key in OPERATORS]
    if len(operators) != 1:
        raise table.error(
            "", f"expected exactly one of {', '.join(OPERATORS)}; got {', '.join(table.values)}"
        )
    expression = OPERATORS[operators[0]](table, known)
    table.close()
    return expression


def _all_of(table: Table, known: Known) -> Expression:
    return ask.AllOf(_parts(table, "all_of", known))


def _any_of(table: Table, known: Known) -> Expression:
    return ask.AnyOf(_parts(table, "any_of", known))


def _parts(table: Table, key: str, known: Known) -> tuple[Expression, ...]:
    values = table.take(key)
    if not isinstance(values, list) or not values:
        raise table.error(key, "expected a list of at least one expression")
    return tuple(
        read_expression(Table(part, table.file, table.entry, f"{table.path}.{key}"), known)
        for part in values
    )


def _possible(table: Table, known: Known) -> Expression:
    return ask.Possible(read_expression(table.table("possible"), known))


def _holds(table: Table, known: Known) -> Expression:
    bound = table.text_or_none("bound_to")
    if bound not in (None, "facility"):
        raise table.error("bound_to", f"expected 'facility', got {bound!r}")
    evidence = table.text_or_none("evidence")
    if evidence is not None and evidence not in Evidence.__members__:
        raise table.error("evidence", f"expected one of {', '.join(Evidence.__members__)}")
    return ask.Holds(
        codes=_codes(table, known.catalogue),
        evidence=Evidence[evidence] if evidence else None,
        bound_to_facility=bound is not None,
        max_age_days=table.whole_or_none("max_age_days"),
    )


def _codes(table: Table, catalogue: Catalogue) -> frozenset[str]:
    """The codes listed, or those of a category of the catalogue."""
    if isinstance(table.values["holds"], list):
        return frozenset(table.words("holds", catalogue.types))
    group = table.table("holds")
    category = group.choice("category", CATEGORIES)
    codes = catalogue.codes_of(category, frozenset(group.words_or_none("accreditors") or ()))
    group.close()
    if not codes:
        raise table.error("holds", "no credential of the catalogue is in this category")
    return codes


def _program(table: Table, known: Known) -> Expression:
    inner = table.table("program")
    program = ask.Program(
        accreditors=frozenset(
            inner.words_or_none("accreditors", known.vocabulary.accreditors) or ()
        ),
        hours_min=inner.amount("hours_min") or Decimal(0),
        externship_hours_min=inner.amount("externship_hours_min") or Decimal(0),
        in_person=inner.flag("in_person"),
    )
    for optional in ("hours_min", "externship_hours_min"):
        if optional in inner:
            inner.take(optional)
    inner.close()
    return program


def _training(table: Table, known: Known) -> Expression:
    inner = table.table("training")
    topic = inner.choice("topic", known.vocabulary.topics)
    minimums = tuple(
        (kind, amount) for kind in HOURS if (amount := inner.amount(f"{kind}_min")) is not None
    )
    if not minimums:
        raise inner.error(
            "", "expected at least one of hours_min, classroom_hours_min, clinical_hours_min"
        )
    inner.close()
    return ask.TrainingHours(topic, minimums)


def _performances(table: Table, known: Known) -> Expression:
    inner = table.table("performances")
    performances = ask.Performances(
        inner.whole("each"), frozenset(inner.words("of", known.vocabulary.tasks))
    )
    inner.close()
    return performances


def _education(table: Table, known: Known) -> Expression:
    return ask.Education(EDUCATION_LEVELS[table.choice("education", EDUCATION_LEVELS)])


def _attested(table: Table, known: Known) -> Expression:
    table.choice("attested", ("adult",))
    return ask.Adult()


def _document(table: Table, known: Known) -> Expression:
    at = table.text_or_none("at")
    if at not in (None, "facility"):
        raise table.error("at", f"expected 'facility', got {at!r}")
    return ask.Document(table.choice("document", known.vocabulary.documents), at is not None)


def _prohibited(table: Table, known: Known) -> Expression:
    if not table.flag("prohibited"):
        raise table.error("prohibited", "expected true")
    return ask.Prohibited()


def _setting(table: Table, known: Known) -> Expression:
    return ask.Setting(frozenset(table.words("setting", known.vocabulary.settings)))


def _setting_not(table: Table, known: Known) -> Expression:
    return ask.SettingNot(frozenset(table.words("setting_not", known.vocabulary.settings)))


def _delegator(table: Table, known: Known) -> Expression:
    return ask.Delegator(frozenset(table.words("delegator", known.vocabulary.delegators)))


def _supervision(table: Table, known: Known) -> Expression:
    levels = known.vocabulary.supervision
    loosest = table.choice("supervision", levels)
    return ask.Supervision(frozenset(levels[levels.index(loosest) :]))


OPERATORS: dict[str, Callable[[Table, Known], Expression]] = {
    "holds": _holds,
    "program": _program,
    "training": _training,
    "performances": _performances,
    "education": _education,
    "possible": _possible,
    "attested": _attested,
    "document": _document,
    "delegator": _delegator,
    "setting": _setting,
    "setting_not": _setting_not,
    "supervision": _supervision,
    "prohibited": _prohibited,
    "all_of": _all_of,
    "any_of": _any_of,
}
