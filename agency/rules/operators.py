"""The operators of ``needs``: one short function reads each from its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agency.rules import expressions as ask
from agency.rules.catalogue import CATEGORIES, Catalogue
from agency.rules.expressions import Expression
from agency.rules.facts import ZERO, Evidence
from agency.rules.reading import Table

EDUCATION_LEVELS = {"high_school": frozenset({"high_school", "ged", "associate", "bachelor"})}
HOURS = ("hours", "classroom_hours", "clinical_hours")


@dataclass(frozen=True)
class Vocabulary:
    """The words that assignments and rules may use; supervision runs from loose to strict.

    ``tasks`` and ``proofs``, the documents that settle what a pathway asks, have their titles.
    """

    tasks: dict[str, str]
    clinical_tasks: frozenset[str]
    settings: tuple[str, ...]
    delegators: tuple[str, ...]
    supervision: tuple[str, ...]
    accreditors: tuple[str, ...]
    topics: tuple[str, ...]
    documents: tuple[str, ...]
    proofs: dict[str, str]


@dataclass(frozen=True)
class Known:
    """All that a rule may name: the vocabulary and the catalogue."""

    vocabulary: Vocabulary
    catalogue: Catalogue


Reader = Callable[[Table, Known], Expression]


def read_expression(table: Table, known: Known) -> Expression:
    """The expression written in ``table``: exactly one operator; raises RuleBookError."""
    return read_one_of(OPERATORS, table, known)


def read_one_of(operators: Mapping[str, Reader], table: Table, known: Known) -> Expression:
    """What stands in ``table``, which names exactly one of ``operators``; raises RuleBookError."""
    named = [key for key in table.values if key in operators]
    if len(named) != 1:
        raise table.error(
            "", f"expected exactly one of {', '.join(operators)}; got {', '.join(table.values)}"
        )
    expression = operators[named[0]](table, known)
    table.close()
    return expression


def combining(read: Reader) -> dict[str, Reader]:
    """The operators that combine what ``read`` reads: all of, any of, and possible."""

    def parts(table: Table, key: str, known: Known) -> tuple[Expression, ...]:
        values = table.take(key)
        if not isinstance(values, list) or not values:
            raise table.error(key, "expected a list of at least one expression")
        path = f"{table.path}.{key}"
        return tuple(read(Table(part, table.file, table.entry, path), known) for part in values)

    return {
        "possible": lambda table, known: ask.Possible(read(table.table("possible"), known)),
        "all_of": lambda table, known: ask.AllOf(parts(table, "all_of", known)),
        "any_of": lambda table, known: ask.AnyOf(parts(table, "any_of", known)),
    }


def _holds(table: Table, known: Known) -> Expression:
    evidence = table.choice_or_none("evidence", Evidence.__members__)
    return ask.Holds(
        codes=_codes(table, known.catalogue),
        evidence=Evidence[evidence] if evidence else None,
        bound_to_facility=_is_facility(table, "bound_to"),
        max_age_days=table.whole_or_none("max_age_days"),
    )


def _is_facility(table: Table, key: str) -> bool:
    """Whether the key is given; the facility is the only thing that can be tied to."""
    return table.choice_or_none(key, ("facility",)) is not None


def _codes(table: Table, catalogue: Catalogue) -> frozenset[str]:
    """The codes listed, or those of a category of the catalogue."""
    if not isinstance(table.take("holds"), dict):
        return frozenset(table.words("holds", catalogue.types))
    group = table.table("holds")
    codes = catalogue.codes_of(
        group.choice("category", CATEGORIES),
        frozenset(group.words_or_none("accreditors", catalogue.accreditors) or ()),
    )
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
        hours_min=inner.amount_or_none("hours_min") or ZERO,
        externship_hours_min=inner.amount_or_none("externship_hours_min") or ZERO,
        in_person=inner.flag("in_person"),
    )
    inner.close()
    return program


def _training(table: Table, known: Known) -> Expression:
    inner = table.table("training")
    topic = inner.choice("topic", known.vocabulary.topics)
    asked = {kind: inner.amount_or_none(f"{kind}_min") for kind in HOURS}
    minimums = tuple((kind, least) for kind, least in asked.items() if least is not None)
    inner.close()
    if not minimums:
        keys = ", ".join(f"{kind}_min" for kind in HOURS)
        raise inner.error("", f"expected at least one of {keys}")
    return ask.TrainingHours(topic, minimums)


def _performances(table: Table, known: Known) -> Expression:
    inner = table.table("performances")
    performances = ask.Performances(
        inner.whole("each", least=1), frozenset(inner.words("of", known.vocabulary.tasks))
    )
    inner.close()
    return performances


def _education(table: Table, known: Known) -> Expression:
    return ask.Education(EDUCATION_LEVELS[table.choice("education", EDUCATION_LEVELS)])


def _attested(table: Table, known: Known) -> Expression:
    table.choice("attested", ("adult",))
    return ask.Adult()


def _document(table: Table, known: Known) -> Expression:
    name = table.choice("document", known.vocabulary.documents)
    return ask.Document(name, at_facility=_is_facility(table, "at"))


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


OPERATORS: dict[str, Reader] = {
    "holds": _holds,
    "program": _program,
    "training": _training,
    "performances": _performances,
    "education": _education,
    "attested": _attested,
    "document": _document,
    "delegator": _delegator,
    "setting": _setting,
    "setting_not": _setting_not,
    "supervision": _supervision,
    "prohibited": _prohibited,
    **combining(read_expression),
}
