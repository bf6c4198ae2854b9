"""One pair judged from what the asker says of it, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agency.fields.strict_json import read_json
from agency.matching.check_input import question_of
from agency.matching.explaining import Explanation, explain
from agency.rules.ranking import Scale
from agency.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Checked:
    """The judgement asked for; ``unknown_keys`` of the question were not understood."""

    explanation: Explanation
    unknown_keys: tuple[str, ...]


def check(document: Any, book: RuleBook, scale: Scale, keeps_percent: int | None = None) -> Checked:
    """Judge the pair that ``document`` describes: JSON as bytes, or the object it says.

    Remedies are sought with ``keeps_percent``, as `explain` does. Raises Unreadable for bytes
    that are no JSON, and Refused with every problem of the input.
    """
    question = question_of(read_json(document) if isinstance(document, bytes) else document)
    explanation = explain(question.pair, book, scale, question.day, keeps_percent)
    return Checked(explanation, question.unknown_keys)
