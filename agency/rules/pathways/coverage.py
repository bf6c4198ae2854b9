"""What a pathway needs → coverage, for one person's record: one short function per leaf.

What the law's operators ask is answered by `agency.rules.requirements`, as in a match.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence, Training
from agency.rules.pathways import catalogue as ways
from agency.rules.pathways.needs import PROGRAM_TOPICS
from agency.rules.pathways.record import Record, Sitting, certified, sittings
from agency.rules.pathways.work import experience, months_on, united
from agency.rules.records import performed
from agency.rules.requirements import coverage
from agency.rules.rulebook import RuleBook
from agency.rules.spans import (
    ALL_DAYS,
    ALWAYS,
    LAST_DAY,
    MAYBE,
    NEVER,
    Coverage,
    Spans,
)

TOGETHER = "together"


def answer_of(needs: Expression, record: Record, book: RuleBook) -> Coverage:
    """On which days the record has what is needed."""
    evaluate = ANSWERS.get(type(needs))
    if evaluate is None:
        return coverage(needs, record.facts, book)
    return evaluate(needs, record, book)


def _all_of(node: ask.AllOf, record: Record, book: RuleBook) -> Coverage:
    return reduce(Coverage.__and__, (answer_of(part, record, book) for part in node.parts), ALWAYS)


def _any_of(node: ask.AnyOf, record: Record, book: RuleBook) -> Coverage:
    return reduce(Coverage.__or__, (answer_of(part, record, book) for part in node.parts), NEVER)


def _possible(node: ask.Possible, record: Record, book: RuleBook) -> Coverage:
    return Coverage.maybe(answer_of(node.part, record, book).possible)


# Programs


def _graduated(leaf: ways.Graduated, record: Record, book: RuleBook) -> Coverage:
    """Each program must pass every test by itself; then days of all of them are united."""
    return united(_of_program(leaf, program) for program in programs(record))


def programs(record: Record) -> list[Training]:
    """The programs on file, those still to be completed included."""
    return [one for one in record.facts.trainings if one.kind == "program"]


def _of_program(leaf: ways.Graduated, program: Training) -> Coverage:
    tests = tuple(fits for _, fits in program_tests(leaf, program))
    if False in tests:
        return NEVER
    days = program_days(leaf, program)
    return Coverage.maybe(days) if None in tests else Coverage.certain(days)


def program_tests(leaf: ways.Graduated, program: Training) -> Iterator[tuple[str, bool | None]]:
    """Each test by name, and whether the program passes it; None where its record is silent."""
    yield "topic", _is_about(leaf.topic, program.topic)
    yield "accreditor", not leaf.accreditors or program.accreditor in leaf.accreditors
    for kind, minimum in leaf.minimums:
        yield kind, hours_of(program, kind) >= minimum
    yield "externship", not leaf.externship or program.externship_hours > 0 or None
    yield "in_person", program.in_person or not leaf.in_person
    yield "completed_on", program.completed_on is not None or None
    yield "evidence", program.evidence >= Evidence.documented or None


def _is_about(asked: str | None, topic: str | None) -> bool | None:
    """Whether a program is of that field; a medical assistant's, where it names none."""
    if asked is None:
        return True
    field = "_".join((topic or "").lower().replace("-", " ").split())
    if field in PROGRAM_TOPICS:
        return field == asked
    return (asked == PROGRAM_TOPICS[0] and not field) or None


def hours_of(program: Training, kind: str) -> Decimal:
    """Hours of a kind; academic ones are all but the externship."""
    if kind == "academic_hours":
        return max(program.hours - program.externship_hours, program.classroom_hours)
    hours: Decimal = getattr(program, kind)
    return hours


def program_days(leaf: ways.Graduated, program: Training) -> Spans:
    """The days that a program's completion allows; every day where it is not known."""
    done = program.completed_on
    if done is None:
        return ALL_DAYS
    if leaf.days_before is not None:
        return Spans.of([(done.toordinal() - leaf.days_before, done.toordinal())])
    first = done.toordinal()
    if leaf.more_than_months is not None:
        first = months_on(done, leaf.more_than_months) + 1
    return Spans.of([(first, _last_day(done, leaf.within_months))])


def _last_day(done: date, months: int | None) -> int:
    return LAST_DAY if months is None else months_on(done, months)


# Acts, exams, age and what must be asked


def _performed(leaf: ways.Performed, record: Record, book: RuleBook) -> Coverage:
    """Every act of the group counts as the same act."""
    counted = tuple(
        replace(one, performances=((TOGETHER, sum(performed(one, act) for act in leaf.acts)),))
        for one in record.facts.trainings
        if one.kind == "performances"
    )
    facts = replace(record.facts, trainings=counted)
    return coverage(ask.Performances(leaf.total, frozenset({TOGETHER})), facts, book)


def _exam_passed(leaf: ways.ExamPassed, record: Record, book: RuleBook) -> Coverage:
    """By an exam on file; a certificate says that one was passed, on its day or before."""
    taken = (_of_sitting(leaf, one) for one in passes(leaf, record))
    held = (
        Coverage.maybe(_exam_days(leaf, credential.issued_on))
        for credential in certified(leaf.codes, record)
    )
    return united((*taken, *held))


def passes(leaf: ways.ExamPassed, record: Record) -> list[Sitting]:
    """The exams of these types on file that were passed."""
    return [one for one in sittings(record) if one.code in leaf.codes and one.passed]


def _of_sitting(leaf: ways.ExamPassed, sitting: Sitting) -> Coverage:
    days = _exam_days(leaf, sitting.taken_on)
    return Coverage.certain(days) if sitting.sure else Coverage.maybe(days)


def _exam_days(leaf: ways.ExamPassed, passed_on: date | None) -> Spans:
    if passed_on is None:
        return ALL_DAYS
    return Spans.of([(passed_on.toordinal(), months_on(passed_on, leaf.within_months))])


def _of_age(leaf: ways.OfAge, record: Record, book: RuleBook) -> Coverage:
    """Adulthood is all that is on record: it settles every age up to it, and refuses none below."""
    adult = record.facts.adult
    if adult and leaf.years <= book.catalogue.adult_years:
        return ALWAYS
    return NEVER if adult is False and leaf.years >= book.catalogue.adult_years else MAYBE


def _asked(leaf: ways.Asked, record: Record, book: RuleBook) -> Coverage:
    on_file = coverage(ask.OnFile(leaf.proof), record.facts, book)
    return Coverage(on_file.met, ALL_DAYS)


ANSWERS: dict[type[Expression], Callable[[Any, Record, RuleBook], Coverage]] = {
    ask.AllOf: _all_of,
    ask.AnyOf: _any_of,
    ask.Possible: _possible,
    ways.Graduated: _graduated,
    ways.Experience: lambda leaf, record, book: experience(leaf, record, book.catalogue),
    ways.Performed: _performed,
    ways.ExamPassed: _exam_passed,
    ways.OfAge: _of_age,
    ways.Asked: _asked,
}
