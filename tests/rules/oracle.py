"""The judgement once more, one day at a time, written from the matching contract alone.

It uses the facts, and the law's expressions as they stand in the rulebook, but nothing of the
code that turns them into sets of days. It may be slow; it must be plain.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from agency.rules import expressions as ask
from agency.rules.distance import Point
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence, Training
from agency.rules.rulebook import Entry, Rule, RuleBook, When
from tests.strategies import HORIZON_DAYS, HORIZON_FIRST

CLINICAL_TASKS = {"vaccine", "venipuncture"}
NEVER_EXPIRES = {"HEPB-IMMUNE", "MMR-IMMUNE", "VARICELLA-IMMUNE"}
ANSWERS_BLS = {"BLS-AHA", "BLS-ARC"}
USUAL_CERTIFICATIONS = {"CMA-AAMA", "RMA-AMT", "CCMA-NHA", "NCMA-NCCT"}
WORK_LEAVES = (ask.Prohibited, ask.Setting, ask.SettingNot, ask.Delegator, ask.Supervision)

HORIZON = [HORIZON_FIRST + timedelta(days=number) for number in range(HORIZON_DAYS + 1)]
# After the horizon nothing changes but one expiry; these days stand for all the days there.
LATER = [date(2029, 1, 31), date(2029, 2, 1)]


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
    """What is judged; ``first`` is the first day of work, ``day`` the day in question."""

    candidate: CandidateFacts
    assignment: AssignmentFacts


Judge = Callable[[Pair, date, date], Truth]


@dataclass
class Asked:
    """One requirement with its judge; what was once judged is remembered."""

    id: str
    effect: str
    judge: Judge
    pair: Pair
    known: dict[tuple[date, date], Truth] = field(default_factory=dict)

    def on(self, first: date, day: date) -> Truth:
        if (first, day) not in self.known:
            self.known[first, day] = self.judge(self.pair, first, day)
        return self.known[first, day]

    @property
    def decides(self) -> bool:
        return self.effect == "require"


@dataclass(frozen=True)
class Expected:
    """What one requirement must answer."""

    id: str
    effect: str
    verdict: str
    missing: tuple[date, ...]
    clears_on: date | None
    holds_until: date | None


@dataclass(frozen=True)
class Judgement:
    """What the whole judgement must be."""

    verdict: str
    near_miss: bool
    blocked: bool
    to_confirm: tuple[str, ...]
    findings: tuple[Expected, ...]
    clears_on: date | None
    holds_until: date | None


def judgement(
    candidate: CandidateFacts, assignment: AssignmentFacts, book: RuleBook, as_of: date
) -> Judgement:
    """The pair judged on ``as_of``; the assignment must not be over by then."""
    first = max(assignment.starts_on, as_of)
    window = [day for day in HORIZON if first <= day <= assignment.ends_on]
    pair = Pair(candidate, assignment)
    rules = [*book.states[assignment.state].rules, *book.federal]
    work = [one for rule in rules for one in of_rule(rule, pair, window, about="work")]
    law = [
        one
        for rule in rules
        for about in ("person", "advice")
        for one in of_rule(rule, pair, window, about)
    ]
    person = [*certification(pair), *law, *of_client(pair), *of_agency(pair)]
    blocking = [one for one in work if verdict(one, window) == "unmet"]
    not_met = [one for one in person if one.decides and verdict(one, window) != "met"]
    return Judgement(
        verdict=overall(blocking, [verdict(one, window) for one in not_met]),
        near_miss=len(not_met) == 1 and not blocking,
        blocked=bool(blocking),
        to_confirm=(
            *(one.id for one in work if verdict(one, window) == "unknown"),
            *(rule.id for rule in rules if is_undecided(rule, pair, window)),
        ),
        findings=tuple(expected(one, window) for one in (*blocking, *person)),
        clears_on=clears_on(lambda start, day: is_clear(work, person, start, day), window),
        holds_until=holds_until(lambda start, day: is_clear(work, person, start, day), window),
    )


def overall(blocking: list[Asked], not_met: list[str]) -> str:
    if blocking or "unmet" in not_met:
        return "ineligible"
    return "unknown" if not_met else "eligible"


def is_clear(work: list[Asked], person: list[Asked], first: date, day: date) -> bool:
    """Nothing that decides is left open of the person, and the work is not refused."""
    allowed = all(one.on(first, day).possible for one in work)
    return allowed and all(one.on(first, day).met for one in person if one.decides)


def expected(asked: Asked, window: list[date]) -> Expected:
    return Expected(
        asked.id,
        asked.effect,
        verdict(asked, window),
        tuple(day for day in window if not asked.on(window[0], day).met),
        clears_on(lambda start, day: asked.on(start, day).met, window),
        holds_until(lambda start, day: asked.on(start, day).met, window),
    )


def verdict(asked: Asked, window: list[date]) -> str:
    whole = all_true(asked.on(window[0], day) for day in window)
    if whole.met:
        return "met"
    return "unknown" if whole.possible else "unmet"


def clears_on(met: Callable[[date, date], bool], window: list[date]) -> date | None:
    """The first start from which as many days are met; every start of the horizon is tried."""
    for start in (day for day in HORIZON if day >= window[0]):
        worked = (start + timedelta(days=number) for number in range(len(window)))
        if all(met(start, min(day, HORIZON[-1])) for day in worked):
            return start
    return None


def holds_until(met: Callable[[date, date], bool], window: list[date]) -> date | None:
    until = None
    for day in (day for day in (*HORIZON, *LATER) if day >= window[0]):
        if not met(window[0], day):
            return until
        until = day
    return date.max


# The law


def of_rule(rule: Rule, pair: Pair, window: list[date], about: str) -> Iterator[Asked]:
    """The versions of one rule that are about the work, the person, or only advice."""
    days = window if about == "advice" else [day for day in HORIZON if day >= window[0]]
    if any(speaks(rule, pair, day, about) for day in days):
        effect = "advise" if about == "advice" else "require"

        def judge(pair: Pair, first: date, day: date) -> Truth:
            entry = speaks(rule, pair, day, about)
            return of_entry(entry, pair, first, day) if entry else YES

        yield Asked(rule.id, effect, judge, pair)


def speaks(rule: Rule, pair: Pair, day: date, about: str) -> Entry | None:
    """The version in force on ``day``, if it is of that kind and may speak of this assignment."""
    begun = [entry for entry in rule.versions if entry.in_force <= day]
    newest = max(begun, key=lambda entry: entry.in_force, default=None)
    if newest is None or newest.lifted or kind_of(newest) != about:
        return None
    return newest if of_when(newest.when, pair.assignment).possible else None


def kind_of(entry: Entry) -> str:
    if entry.effect == "advise":
        return "advice"
    assert entry.needs is not None
    return "work" if is_work(entry.needs) else "person"


def is_work(law: Expression) -> bool:
    match law:
        case ask.AllOf(parts) | ask.AnyOf(parts):
            return all(is_work(part) for part in parts)
        case ask.Possible(part):
            return is_work(part)
    return isinstance(law, WORK_LEAVES)


def is_undecided(rule: Rule, pair: Pair, window: list[date]) -> bool:
    """Whether a requirement on the person hangs on what the client has not said."""
    spoken = [speaks(rule, pair, day, "person") for day in window]
    return any(entry and not of_when(entry.when, pair.assignment).met for entry in spoken)


def of_when(when: When, assignment: AssignmentFacts) -> Truth:
    tasks = set(assignment.tasks)
    if assignment.role == "medical_assistant":
        tasks |= {"general"}
    else:
        tasks &= CLINICAL_TASKS
    asked = when.tasks if when.tasks is not None else {"general"}
    return all_true(
        (
            YES if tasks & asked else NO,
            YES if when.settings is None else said_in(assignment.setting, when.settings),
            YES if when.delegators is None else said_in(assignment.delegator, when.delegators),
        )
    )


def said_in(said: str | None, allowed: Iterable[str]) -> Truth:
    if said is None:
        return PERHAPS
    return YES if said in allowed else NO


def opposite(truth: Truth) -> Truth:
    return Truth(not truth.possible, not truth.met)


def of_entry(entry: Entry, pair: Pair, first: date, day: date) -> Truth:
    if entry.needs is None:
        return YES
    truth = of_law(entry.needs, pair, first, day)
    cannot_refuse = entry.confidence == "low" or not of_when(entry.when, pair.assignment).met
    return Truth(truth.met, True) if cannot_refuse else truth


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


# The client and the agency


def always(id: str, holds: bool | None, pair: Pair) -> Asked:
    truth = PERHAPS if holds is None else YES if holds else NO
    return Asked(id, "require", lambda *_: truth, pair)


def certification(pair: Pair) -> Iterator[Asked]:
    codes = set(pair.assignment.accepted_certifications)
    if not codes and pair.assignment.role == "medical_assistant":
        codes = USUAL_CERTIFICATIONS
    if codes:
        yield holding("certification", codes, pair)


def of_client(pair: Pair) -> Iterator[Asked]:
    for code in dict.fromkeys(pair.assignment.client_requirements):
        yield holding(f"client:{code}", ANSWERS_BLS if code == "BLS" else {code}, pair)


def holding(id: str, codes: set[str], pair: Pair) -> Asked:
    law = ask.Holds(frozenset(codes))
    return Asked(id, "require", lambda pair, first, day: of_law(law, pair, first, day), pair)


def of_agency(pair: Pair) -> Iterator[Asked]:
    candidate, assignment = pair.candidate, pair.assignment
    pay, least_pay = assignment.pay_cents, candidate.min_pay_cents
    shift, shifts = assignment.shift, candidate.shifts
    yield always("skills", assignment.required_skills <= candidate.skills, pair)
    yield Asked("available", "require", is_free, pair)
    yield always("location", is_near(pair), pair)
    yield always("pay", pay is None or least_pay is None or pay >= least_pay, pair)
    yield always("shift", shift is None or not shifts or shift in shifts, pair)
    yield always("role", assignment.role in (candidate.roles or {"medical_assistant"}), pair)
    welcome = candidate.ref not in assignment.do_not_return
    yield always("standing", candidate.status == "active" and welcome, pair)


def is_free(pair: Pair, first: date, day: date) -> Truth:
    candidate = pair.candidate
    taken = (*candidate.unavailable.intervals, *candidate.busy.intervals)
    away = any(begin <= day.toordinal() <= end for begin, end in taken)
    begun = candidate.available_from is None or candidate.available_from <= day
    return YES if begun and not away else NO


def is_near(pair: Pair) -> bool | None:
    candidate, assignment = pair.candidate, pair.assignment
    if assignment.state in candidate.willing_states:
        return True
    if candidate.max_travel_tenths is None:
        return False
    if candidate.home is None or assignment.place is None:
        return None
    return round(miles(candidate.home, assignment.place) * 10) <= candidate.max_travel_tenths


def miles(a: Point, b: Point) -> float:
    """Great-circle miles by the angle between the two points."""
    cross = math.hypot(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    return 3958.8 * math.atan2(cross, a.x * b.x + a.y * b.y + a.z * b.z)
