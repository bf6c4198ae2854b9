"""The judgement once more, one day at a time, written from the matching contract alone.

It uses the facts, and the law's expressions as they stand in the rulebook, but nothing of the
code that turns them into sets of days. It may be slow; it must be plain.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from agency.rules import expressions as ask
from agency.rules.distance import Point
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.rulebook import Entry, Rule, RuleBook
from tests.rules.oracle_of_expressions import (
    NO,
    PERHAPS,
    WORK_LEAVES,
    YES,
    Pair,
    Truth,
    all_true,
    of_law,
    said_in,
)
from tests.strategies import HORIZON_DAYS, HORIZON_FIRST

CLINICAL_TASKS = {"vaccine", "venipuncture"}
ANSWERS_BLS = {"BLS-AHA", "BLS-ARC"}
USUAL_CERTIFICATIONS = {"CMA-AAMA", "RMA-AMT", "CCMA-NHA", "NCMA-NCCT"}

HORIZON = [HORIZON_FIRST + timedelta(days=number) for number in range(HORIZON_DAYS + 1)]
# After the horizon nothing changes but one expiry; these days stand for all the days there.
LATER = [date(2029, 1, 31), date(2029, 2, 1)]

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
    rules = [*book.states[assignment.state].rules, *book.federal, *book.standards]
    rules += book.facility_standards.get(assignment.facility or "nowhere", ())
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
    return newest if of_when(newest, pair.assignment).possible else None


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
    return any(entry and not of_when(entry, pair.assignment).met for entry in spoken)


def of_when(entry: Entry, assignment: AssignmentFacts) -> Truth:
    when = entry.when
    tasks = set(assignment.tasks)
    if assignment.role == "medical_assistant":
        tasks |= {"general"}
    else:
        tasks &= CLINICAL_TASKS
    if when.tasks is not None:
        fits = bool(tasks & when.tasks)
    else:  # a standard that names no task is about everybody's work
        fits = "general" in tasks or entry.id.startswith(("agency-", "facility-"))
    if when.unless_only and assignment.tasks and not set(assignment.tasks) - when.unless_only:
        return NO
    return all_true(
        (
            YES if fits else NO,
            YES if when.settings is None else said_in(assignment.setting, when.settings),
            YES if when.delegators is None else said_in(assignment.delegator, when.delegators),
        )
    )


def of_entry(entry: Entry, pair: Pair, first: date, day: date) -> Truth:
    if entry.needs is None:
        return YES
    truth = of_law(entry.needs, pair, first, day)
    cannot_refuse = entry.confidence == "low" or not of_when(entry, pair.assignment).met
    return Truth(truth.met, True) if cannot_refuse else truth


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
