"""An entry's parts as the tables that a data file would hold: what `operators` reads, written.

A group of credentials is written out as the codes it holds today, so that nobody needs the
catalogue to know them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.operators import EDUCATION_LEVELS, Vocabulary
from agency.rules.rulebook import When

Written = dict[str, Any]


def written_when(when: When, vocabulary: Vocabulary) -> Written:
    """The table ``when``: only what is restricted is in it."""
    return _given(
        tasks=_in_order(when.tasks, vocabulary.tasks),
        settings=_in_order(when.settings, vocabulary.settings),
        delegators=_in_order(when.delegators, vocabulary.delegators),
        unless_only=_in_order(when.unless_only, vocabulary.tasks),
    )


def written(expression: Expression, vocabulary: Vocabulary) -> Written:
    """The table that reads as ``expression``, which must be of the law.

    Raises KeyError for what only an assignment makes of a law's expression.
    """
    return OPERATORS[type(expression)](expression, vocabulary)


def _all_of(node: ask.AllOf, vocabulary: Vocabulary) -> Written:
    return {"all_of": [written(part, vocabulary) for part in node.parts]}


def _any_of(node: ask.AnyOf, vocabulary: Vocabulary) -> Written:
    return {"any_of": [written(part, vocabulary) for part in node.parts]}


def _possible(node: ask.Possible, vocabulary: Vocabulary) -> Written:
    return {"possible": written(node.part, vocabulary)}


def _holds(leaf: ask.Holds, vocabulary: Vocabulary) -> Written:
    return {"holds": sorted(leaf.codes)} | _given(
        evidence=leaf.evidence.name if leaf.evidence else None,
        bound_to="facility" if leaf.bound_to_facility else None,
        max_age_days=leaf.max_age_days,
    )


def _program(leaf: ask.Program, vocabulary: Vocabulary) -> Written:
    named = _given(
        accreditors=_in_order(leaf.accreditors, vocabulary.accreditors) or None,
        hours_min=_number(leaf.hours_min) or None,
        externship_hours_min=_number(leaf.externship_hours_min) or None,
        in_person=leaf.in_person or None,
    )
    return {"program": named}


def _training(leaf: ask.TrainingHours, vocabulary: Vocabulary) -> Written:
    minimums = {f"{kind}_min": _number(minimum) for kind, minimum in leaf.minimums}
    return {"training": {"topic": leaf.topic, **minimums}}


def _performances(leaf: ask.Performances, vocabulary: Vocabulary) -> Written:
    return {"performances": {"each": leaf.each, "of": _in_order(leaf.acts, vocabulary.tasks)}}


def _education(leaf: ask.Education, vocabulary: Vocabulary) -> Written:
    names = {levels: name for name, levels in EDUCATION_LEVELS.items()}
    return {"education": names[leaf.levels]}


def _adult(leaf: ask.Adult, vocabulary: Vocabulary) -> Written:
    return {"attested": "adult"}


def _document(leaf: ask.Document, vocabulary: Vocabulary) -> Written:
    return {"document": leaf.name} | _given(at="facility" if leaf.at_facility else None)


def _prohibited(leaf: ask.Prohibited, vocabulary: Vocabulary) -> Written:
    return {"prohibited": True}


def _setting(leaf: ask.Setting, vocabulary: Vocabulary) -> Written:
    return {"setting": _in_order(leaf.allowed, vocabulary.settings)}


def _setting_not(leaf: ask.SettingNot, vocabulary: Vocabulary) -> Written:
    return {"setting_not": _in_order(leaf.barred, vocabulary.settings)}


def _delegator(leaf: ask.Delegator, vocabulary: Vocabulary) -> Written:
    return {"delegator": _in_order(leaf.allowed, vocabulary.delegators)}


def _supervision(leaf: ask.Supervision, vocabulary: Vocabulary) -> Written:
    return {"supervision": next(word for word in vocabulary.supervision if word in leaf.enough)}


def _in_order(words: frozenset[str] | None, known: Iterable[str]) -> list[str] | None:
    """Words in the order of the vocabulary, so that equal sets are written alike."""
    return None if words is None else [word for word in known if word in words]


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _given(**values: Any) -> Written:
    return {key: value for key, value in values.items() if value is not None}


OPERATORS: dict[type[Expression], Callable[[Any, Vocabulary], Written]] = {
    ask.AllOf: _all_of,
    ask.AnyOf: _any_of,
    ask.Possible: _possible,
    ask.Holds: _holds,
    ask.Program: _program,
    ask.TrainingHours: _training,
    ask.Performances: _performances,
    ask.Education: _education,
    ask.Adult: _adult,
    ask.Document: _document,
    ask.Prohibited: _prohibited,
    ask.Setting: _setting,
    ask.SettingNot: _setting_not,
    ask.Delegator: _delegator,
    ask.Supervision: _supervision,
}
