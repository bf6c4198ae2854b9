"""Expression → coverage, for one candidate: one short function per operator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import reduce
from typing import Any

from agency.rules import expressions as ask
from agency.rules.distance import tenths_of_a_mile
from agency.rules.expressions import Expression
from agency.rules.facts import ZERO, CandidateFacts, Credential, Evidence, Training
from agency.rules.records import performed, records_for
from agency.rules.rulebook import RuleBook
from agency.rules.spans import (
    ALL_DAYS,
    ALWAYS,
    FIRST_DAY,
    LAST_DAY,
    MAYBE,
    NEVER,
    NO_DAYS,
    Coverage,
    Spans,
)

TRAINING_EVIDENCE = Evidence.documented


def coverage(expression: Expression, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    """On which days ``candidate`` meets ``expression``, which must no longer ask of the work.

    Raises KeyError for a leaf that still depends on the assignment.
    """
    return COVERAGE[type(expression)](expression, candidate, book)


def _all_of(part: ask.AllOf, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return reduce(Coverage.__and__, (coverage(p, candidate, book) for p in part.parts), ALWAYS)


def _any_of(part: ask.AnyOf, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return reduce(Coverage.__or__, (coverage(p, candidate, book) for p in part.parts), NEVER)


def _possible(node: ask.Possible, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return Coverage.maybe(coverage(node.part, candidate, book).possible)


def _cannot_refuse(node: ask.CannotRefuse, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return Coverage(coverage(node.part, candidate, book).met, ALL_DAYS)


def _in_force(node: ask.InForce, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    governed = Spans.of((first, last) for first, last, _ in node.versions)
    result = Coverage.certain(~governed)
    for first, last, part in node.versions:
        days = Coverage.certain(Spans.of([(first, last)]))
        result |= coverage(part, candidate, book) & days
    return result


def _constant(node: ask.Constant, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return node.coverage


def _valid(leaf: ask.Valid, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    """Each credential must pass every test by itself; then days of all of them are united."""
    answers = [
        _of_credential(leaf, credential, book)
        for credential in candidate.credentials
        if credential.code in leaf.codes and credential.status == "active"
    ]
    met = Spans.of(span for answer in answers for span in answer.met)
    return Coverage(met, met | Spans.of(span for answer in answers for span in answer.possible))


def _of_credential(leaf: ask.Valid, credential: Credential, book: RuleBook) -> Coverage:
    days = Spans.between(credential.issued_on, credential.expires_on)
    tests = (
        _is_dated(credential, book),
        credential.evidence >= leaf.evidence or None,
        _is_tied(leaf.facility, credential.bound_to),
        _is_recent(leaf.issued_from, credential),
    )
    if False in tests:
        return NEVER
    return Coverage.maybe(days) if None in tests else Coverage.certain(days)


def _is_dated(credential: Credential, book: RuleBook) -> bool | None:
    dated = credential.expires_on is not None
    return dated or book.catalogue.lasts_for_ever(credential.code) or None


def _is_tied(facility: str | None, bound_to: str | None) -> bool | None:
    if facility is None:
        return True
    return bound_to == facility if facility and bound_to else None


def _is_recent(issued_from: int | None, credential: Credential) -> bool | None:
    if issued_from is None:
        return True
    if credential.issued_on is None:
        return None
    return credential.issued_on.toordinal() >= issued_from


def _program(leaf: ask.Program, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    """From the day one completed programme satisfies all that is named."""
    return _first_of(one for one in records_for(leaf, candidate) if is_enough(leaf, one))


def is_enough(leaf: ask.Program, record: Training) -> bool:
    """Whether a programme has all that is named; when and how well it is known do not matter."""
    return (
        (not leaf.accreditors or record.accreditor in leaf.accreditors)
        and record.hours >= leaf.hours_min
        and record.externship_hours >= leaf.externship_hours_min
        and (record.in_person or not leaf.in_person)
    )


def _training(leaf: ask.TrainingHours, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    records = list(records_for(leaf, candidate))
    return _each_sum(
        ([(record, getattr(record, kind)) for record in records], minimum)
        for kind, minimum in leaf.minimums
    )


def _performances(leaf: ask.Performances, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    records = list(records_for(leaf, candidate))
    return _each_sum(
        ([(record, Decimal(performed(record, act))) for record in records], Decimal(leaf.each))
        for act in sorted(leaf.acts)
    )


def _education(leaf: ask.Education, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return _first_of(records_for(leaf, candidate))


def _adult(leaf: ask.Adult, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return MAYBE if candidate.adult is None else _certain(candidate.adult)


def _on_file(leaf: ask.OnFile, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    """A document whose facility is not said may be the one that is asked for."""
    records = records_for(leaf, candidate)
    tied = [(record, _is_tied(leaf.facility, record.provider)) for record in records]
    sure = _first_of(record for record, here in tied if here)
    unsure = _first_of(record for record, here in tied if here is None)
    return sure | Coverage.maybe(unsure.possible)


def _skilled(leaf: ask.Skilled, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return _certain(leaf.skills <= candidate.skills)


def _available(leaf: ask.Available, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    since = Spans.between(candidate.available_from, None)
    return Coverage.certain(since - candidate.unavailable - candidate.busy)


def _reach(leaf: ask.Reach, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    if leaf.state in candidate.willing_states:
        return ALWAYS
    if candidate.max_travel_tenths is None:
        return NEVER
    if leaf.place is None or candidate.home is None:
        return MAYBE
    return _certain(tenths_of_a_mile(leaf.place, candidate.home) <= candidate.max_travel_tenths)


def _paid(leaf: ask.Paid, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return _certain(candidate.min_pay_cents is None or leaf.cents >= candidate.min_pay_cents)


def _works(leaf: ask.Works, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return _certain(not candidate.shifts or leaf.shift in candidate.shifts)


def _in_role(leaf: ask.InRole, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return _certain(leaf.role in (candidate.roles or {"medical_assistant"}))


def _in_standing(leaf: ask.InStanding, candidate: CandidateFacts, book: RuleBook) -> Coverage:
    return _certain(candidate.status == "active" and candidate.ref not in leaf.do_not_return)


def _certain(holds: bool) -> Coverage:
    return ALWAYS if holds else NEVER


def is_sure(record: Training) -> bool:
    """Whether a record counts: well enough known, and with its day."""
    return record.evidence >= TRAINING_EVIDENCE and record.completed_on is not None


def _done_on(record: Training) -> int:
    """The day it counts from; an undated record may have been completed at any time."""
    return record.completed_on.toordinal() if record.completed_on else FIRST_DAY


def _first_of(records: Iterable[Training]) -> Coverage:
    """Covered from the first of ``records``: met by a sure one, possible by any."""
    found = list(records)
    sure = min((_done_on(r) for r in found if is_sure(r)), default=LAST_DAY + 1)
    any_one = min((_done_on(r) for r in found), default=LAST_DAY + 1)
    return Coverage(Spans.since(sure), Spans.since(any_one))


def _each_sum(
    sums: Iterable[tuple[list[tuple[Training, Decimal]], Decimal]],
) -> Coverage:
    """Covered from the day on which every sum of amounts has reached its minimum."""
    result = ALWAYS
    for amounts, minimum in sums:
        sure = [(record, amount) for record, amount in amounts if is_sure(record)]
        result &= Coverage(_reached(sure, minimum), _reached(amounts, minimum))
    return result


def _reached(amounts: list[tuple[Training, Decimal]], minimum: Decimal) -> Spans:
    """From the day on which the running sum is enough; ``minimum`` is above 0."""
    total = ZERO
    for record, amount in sorted(amounts, key=lambda pair: _done_on(pair[0])):
        total += amount
        if total >= minimum:
            return Spans.since(_done_on(record))
    return NO_DAYS


COVERAGE: dict[type[Expression], Callable[[Any, CandidateFacts, RuleBook], Coverage]] = {
    ask.AllOf: _all_of,
    ask.AnyOf: _any_of,
    ask.Possible: _possible,
    ask.CannotRefuse: _cannot_refuse,
    ask.InForce: _in_force,
    ask.Constant: _constant,
    ask.Valid: _valid,
    ask.Program: _program,
    ask.TrainingHours: _training,
    ask.Performances: _performances,
    ask.Education: _education,
    ask.Adult: _adult,
    ask.OnFile: _on_file,
    ask.Skilled: _skilled,
    ask.Available: _available,
    ask.Reach: _reach,
    ask.Paid: _paid,
    ask.Works: _works,
    ask.InRole: _in_role,
    ask.InStanding: _in_standing,
}
