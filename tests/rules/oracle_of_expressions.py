"""One day of the law's expressions, three-valued: the part of the oracle that reads records.

As in `tests.rules.oracle`, nothing here uses the code that turns expressions into sets of days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence, Training

NEVER_EXPIRES = {"HEPB-IMMUNE", "MMR-IMMUNE", "VARICELLA-IMMUNE"}
WORK_LEAVES = (ask.Prohibited, ask.Setting, ask.SettingNot, ask.Delegator, ask.Supervision)


class Truth(NamedTuple):
    """What is known of one day: whether the requirement is met, whether it may be."""

    met: bool
    possible: bool


YES, NO, PERHAPS = Truth(True, True), Truth(False, False), Truth(False, True)


def all_true(truths: Iterable[Truth]) -> Truth:
    listed = list(truths)
    return Truth(all(one.met for one in listed), all(one.possible for one in listed))


def any_true(truths: Iterable[Truth]) -> Truth:
    listed = list(truths)
    return Truth(any(one.met for one in listed), any(one.possible for one in listed))


@dataclass(frozen=True)
class Pair:
    """Who is put to what; below, ``first`` is the first day of work, ``day`` the day asked for."""

    candidate: CandidateFacts
    assignment: AssignmentFacts


def said_in(said: str | None, allowed: Iterable[str]) -> Truth:
    if said is None:
        return PERHAPS
    return YES if said in allowed else NO


def opposite(truth: Truth) -> Truth:
    return Truth(not truth.possible, not truth.met)


def of_law(law: Expression, pair: Pair, first: date, day: date) -> Truth:
    """One day of an expression, as a state's file writes it."""
    match law:
        case ask.AllOf(parts):
            return all_true(of_law(part, pair, first, day) for part in parts)
        case ask.AnyOf(parts):
            return any_true(of_law(part, pair, first, day) for part in parts)
        case ask.Possible(part):
            return Truth(False, of_law(part, pair, first, day).possible)
        case ask.Holds():
            return any_true(of_credential(one, law, pair, first, day) for one in active(pair, law))
        case _ if isinstance(law, WORK_LEAVES):
            return of_work(law, pair.assignment)
    return of_records(law, pair, day)


def of_records(law: Expression, pair: Pair, day: date) -> Truth:
    candidate = pair.candidate
    match law:
        case ask.Program():
            return any_true(done(one, day) for one in candidate.trainings if satisfies(one, law))
        case ask.TrainingHours(topic, minimums):
            return all_true(hours_reach(pair, topic, kind, least, day) for kind, least in minimums)
        case ask.Performances(each, acts):
            return all_true(performed(pair, act, each, day) for act in acts)
        case ask.Education(levels):
            return any_true(
                done(one, day)
                for one in candidate.trainings
                if one.kind == "education" and one.topic in levels
            )
        case ask.Adult():
            return {True: YES, False: NO, None: PERHAPS}[candidate.adult]
        case ask.Document(name, at_facility):
            return any_true(
                all_true((done(one, day), tied(one.provider, at_facility, pair)))
                for one in candidate.trainings
                if one.kind == "document" and one.topic == name
            )
    raise AssertionError(law)


def of_work(law: Expression, assignment: AssignmentFacts) -> Truth:
    match law:
        case ask.Prohibited():
            return NO
        case ask.Setting(allowed):
            return said_in(assignment.setting, allowed)
        case ask.SettingNot(barred):
            return opposite(said_in(assignment.setting, barred))
        case ask.Delegator(allowed):
            return said_in(assignment.delegator, allowed)
        case ask.Supervision(enough):
            return said_in(assignment.supervision, enough)
    raise AssertionError(law)


def active(pair: Pair, law: ask.Holds) -> list[Credential]:
    held = pair.candidate.credentials
    return [one for one in held if one.code in law.codes and one.status == "active"]


def of_credential(
    credential: Credential, law: ask.Holds, pair: Pair, first: date, day: date
) -> Truth:
    """Whether this one credential passes every test by itself on this day."""
    needed = max(law.evidence or Evidence.claimed, pair.assignment.min_evidence)
    return all_true(
        (
            valid(credential, day),
            YES if credential.evidence >= needed else PERHAPS,
            tied(credential.bound_to, law.bound_to_facility, pair),
            young_enough(credential, law.max_age_days, first),
        )
    )


def valid(credential: Credential, day: date) -> Truth:
    if credential.issued_on is not None and day < credential.issued_on:
        return NO
    if credential.expires_on is None:
        return YES if credential.code in NEVER_EXPIRES else PERHAPS
    return YES if day <= credential.expires_on else NO


def tied(to: str | None, asked: bool, pair: Pair) -> Truth:
    if not asked:
        return YES
    if not to or not pair.assignment.facility:
        return PERHAPS
    return YES if to == pair.assignment.facility else NO


def young_enough(credential: Credential, max_age_days: int | None, first: date) -> Truth:
    if max_age_days is None:
        return YES
    if credential.issued_on is None:
        return PERHAPS
    return YES if (first - credential.issued_on).days <= max_age_days else NO


def done(record: Training, day: date) -> Truth:
    if record.completed_on is None:
        return PERHAPS
    if day < record.completed_on:
        return NO
    return YES if record.evidence >= Evidence.documented else PERHAPS


def satisfies(record: Training, law: ask.Program) -> bool:
    return (
        record.kind == "program"
        and (not law.accreditors or record.accreditor in law.accreditors)
        and record.hours >= law.hours_min
        and record.externship_hours >= law.externship_hours_min
        and (record.in_person or not law.in_person)
    )


def hours_reach(pair: Pair, topic: str, kind: str, least: Decimal, day: date) -> Truth:
    records = [
        one for one in pair.candidate.trainings if one.kind == "training" and one.topic == topic
    ]
    return sum_reaches([(one, getattr(one, kind)) for one in records], least, day)


def performed(pair: Pair, act: str, each: int, day: date) -> Truth:
    amounts = [
        (one, Decimal(count))
        for one in pair.candidate.trainings
        if one.kind == "performances"
        for done_act, count in one.performances
        if done_act == act
    ]
    return sum_reaches(amounts, Decimal(each), day)


def sum_reaches(amounts: list[tuple[Training, Decimal]], least: Decimal, day: date) -> Truth:
    sure = sum((amount for one, amount in amounts if done(one, day).met), Decimal(0))
    hoped = sum((amount for one, amount in amounts if done(one, day).possible), Decimal(0))
    return Truth(sure >= least, hoped >= least)
