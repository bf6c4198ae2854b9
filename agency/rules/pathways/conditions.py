"""The single conditions of a pathway, each with its state on a day, its reasons and its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from agency.rules import expressions as ask
from agency.rules.catalogue import Provenance
from agency.rules.expressions import Expression
from agency.rules.pathways import catalogue as ways
from agency.rules.pathways.catalogue import Pathway
from agency.rules.pathways.coverage import answer_of
from agency.rules.pathways.reasons import as_sentence, reasons_on
from agency.rules.pathways.record import Attempts, Record, certified
from agency.rules.pathways.wording import asked_in_words
from agency.rules.pathways.work import letters
from agency.rules.records import evidence_of
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text, days_text
from agency.rules.spans import ALL_DAYS, Coverage, Spans, Window

YES, NO, UNKNOWN = "yes", "no", "unknown"
MET, MISSING = "met", "missing"
STATES = {YES: MET, UNKNOWN: UNKNOWN, NO: MISSING}
EXAM_AGAIN = "Exam attempts"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is asked: ``state`` is met, missing or unknown, and ``why`` says by what,
    each reason in sentences, a question last.

    ``name`` is the statement that asks it, ``provenance`` where that was read.
    """

    name: str
    asks: str
    state: str
    why: tuple[str, ...]
    coverage: Coverage
    evidence: tuple[str, ...]
    provenance: Provenance


def answer_on(coverage: Coverage, day: date) -> str:
    """``yes`` where the day is met, ``unknown`` where it is possible, else ``no``."""
    if day.toordinal() in coverage.met:
        return YES
    return UNKNOWN if day.toordinal() in coverage.possible else NO


def conditions_of(
    stated: Sequence[Pathway], record: Record, book: RuleBook, day: date
) -> Iterator[Condition]:
    """Each thing that a statement asks by itself; what it asks together is several of them."""
    for pathway in stated:
        for part in _parts(pathway):
            yield _condition(pathway, part, record, book, day)


def coverage_of(pathway: Pathway, record: Record, book: RuleBook) -> Coverage:
    """The days on which all that a statement asks is met: its conditions without their words."""
    answers = (_as_trusted(pathway, answer_of(one, record, book)) for one in _parts(pathway))
    return reduce(Coverage.__and__, answers)


def _parts(pathway: Pathway) -> tuple[Expression, ...]:
    assert pathway.needs is not None  # only advice does without
    return pathway.needs.parts if isinstance(pathway.needs, ask.AllOf) else (pathway.needs,)


def _condition(
    pathway: Pathway, needs: Expression, record: Record, book: RuleBook, day: date
) -> Condition:
    coverage = _as_trusted(pathway, answer_of(needs, record, book))
    state = STATES[answer_on(coverage, day)]
    return Condition(
        name=pathway.name,
        asks=asked_in_words(needs, book),
        state=state,
        why=tuple(_why(pathway, needs, state, record, book, day)),
        coverage=coverage,
        evidence=_evidence(needs, record, day),
        provenance=pathway.provenance,
    )


def _as_trusted(pathway: Pathway, coverage: Coverage) -> Coverage:
    """From the day it is in force; a statement of low confidence never refuses by itself."""
    since = Coverage.certain(Spans.since(pathway.in_force.toordinal()))
    trusted = coverage & since
    return Coverage(trusted.met, ALL_DAYS) if _is_weak(pathway) else trusted


def _is_weak(pathway: Pathway) -> bool:
    return pathway.provenance.confidence == "low"


def _why(
    pathway: Pathway, needs: Expression, state: str, record: Record, book: RuleBook, day: date
) -> Iterator[str]:
    if state == MET:
        return
    if pathway.in_force > day:
        yield f"This way opens on {day_text(pathway.in_force)}."
    if _is_weak(pathway):
        yield "The statement itself must be confirmed."
    yield from dict.fromkeys(map(as_sentence, reasons_on(needs, record, day, book)))


def _evidence(needs: Expression, record: Record, day: date) -> tuple[str, ...]:
    """The records it rests on, good enough or not."""
    found = set(evidence_of(needs, record.facts, Window.between(day, day)))
    for leaf in ask.leaves(needs):
        match leaf:
            case ways.Graduated():
                found |= {one.ref for one in record.facts.trainings if one.kind == "program"}
            case ways.Performed():
                found |= {one.ref for one in record.facts.trainings if one.kind == "performances"}
            case ways.Experience():
                found |= {one.ref for one in letters(leaf, record)}
            case ways.ExamPassed(codes, _):
                found |= set(_exams(codes, record))
            case ways.Asked(_, proof):
                found |= {one.ref for one in record.facts.trainings if one.topic == proof}
    return tuple(sorted(found))


def _exams(codes: frozenset[str], record: Record) -> Iterator[str]:
    for training in record.facts.trainings:
        if training.kind == "exam" and (training.topic or "").partition(":")[0] in codes:
            yield training.ref
    yield from (held.ref for held in certified(codes, record))


def exam_again(attempts: Attempts, day: date) -> Iterator[Condition]:
    """What failed attempts mean for the next one; nothing is asked before the first failure."""
    if not attempts.failed:
        return
    state = STATES[answer_on(attempts.coverage, day)]
    yield Condition(
        name=EXAM_AGAIN,
        asks=attempts.exam.says,
        state=state,
        why=() if state == MET else tuple(map(as_sentence, _why_not_again(attempts, day))),
        coverage=attempts.coverage,
        evidence=attempts.evidence,
        provenance=attempts.exam.provenance,
    )


def _why_not_again(attempts: Attempts, day: date) -> Iterator[str]:
    times = "1 attempt has" if attempts.failed == 1 else f"{attempts.failed} attempts have"
    again = attempts.coverage.met.earliest(Window.between(day, day))
    if again is not None:
        waits = days_text(again - day.toordinal())
        yield f"{times} failed; the next is open on {day_text(again)}, in {waits}"
    else:
        yield f"{times} failed, and no day is known from which another is open"
    if attempts.exam.provenance.confidence == "low":
        yield "the limit itself must be confirmed"
