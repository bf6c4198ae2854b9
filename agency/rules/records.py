"""The records behind an answer: the credentials and trainings on which a finding rests."""

from __future__ import annotations

from collections.abc import Iterator

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import CandidateFacts, Training
from agency.rules.spans import Spans, Window


def evidence_of(
    expression: Expression, candidate: CandidateFacts, window: Window
) -> tuple[str, ...]:
    """References to what is asked of: what touches the window, or else what misses it."""
    leaves = tuple(ask.leaves(expression))
    held = [
        credential
        for leaf in leaves
        if isinstance(leaf, ask.Valid)
        for credential in candidate.credentials
        if credential.code in leaf.codes and credential.status == "active"
    ]
    days = Spans.of([window])
    touching = [one for one in held if Spans.between(one.issued_on, one.expires_on) & days]
    records = [record for leaf in leaves for record in records_for(leaf, candidate)]
    return tuple(sorted({one.ref for one in touching or held} | {one.ref for one in records}))


def records_for(leaf: Expression, candidate: CandidateFacts) -> Iterator[Training]:
    """The candidate's records of the kind that ``leaf`` asks for, good enough or not."""
    return (record for record in candidate.trainings if reads(leaf, record))


def reads(leaf: Expression, record: Training) -> bool:
    """Whether ``leaf`` asks for records of this kind, good enough or not."""
    kind, topics = _wanted(leaf)
    return record.kind == kind and (topics is None or record.topic in topics)


def _wanted(leaf: Expression) -> tuple[str | None, frozenset[str] | None]:
    """The kind of record, and its topics where they matter; no kind where none is asked for."""
    match leaf:
        case ask.Program():
            return "program", None
        case ask.Performances():
            return "performances", None
        case ask.TrainingHours(topic, _):
            return "training", frozenset({topic})
        case ask.Education(levels):
            return "education", levels
        case ask.OnFile(name, _):
            return "document", frozenset({name})
    return None, None


def performed(record: Training, act: str) -> int:
    """How many times ``act`` was performed according to ``record``."""
    return sum(count for done, count in record.performances if done == act)
