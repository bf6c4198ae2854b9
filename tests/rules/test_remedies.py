"""Remedies against the judge itself: what they promise, what they leave out, and that none lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from hypothesis import assume, given, settings

from agency.rules.eligibility import ELIGIBLE, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.proposals import Situation, proposals
from agency.rules.remedies import MOST_STEPS, Remedy, remedies
from agency.rules.requisition import requisition, window_of
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Window
from agency.rules.steps import ShiftStart, Shorten, Step, applied
from tests.strategies import HORIZON_DAYS, HORIZON_FIRST, SKILLS, STATES, assignments, candidates
from tests.strategies_of_law import rulebooks

DAY = HORIZON_FIRST - timedelta(days=3)
KEEPS = 75


def willing(candidate: CandidateFacts) -> CandidateFacts:
    """The candidate without what no remedy can change."""
    return replace(
        candidate,
        status="active",
        willing_states=frozenset(STATES),
        skills=frozenset(SKILLS),
        shifts=frozenset(),
        roles=frozenset(),
    )


def welcoming(assignment: AssignmentFacts) -> AssignmentFacts:
    return replace(assignment, role="medical_assistant", do_not_return=frozenset())


PEOPLE, WORK = candidates().map(willing), assignments().map(welcoming)


def verdict(
    steps: tuple[Step, ...], candidate: CandidateFacts, work: AssignmentFacts, book: RuleBook
) -> str:
    return assess(*applied(steps, candidate, work), book, DAY).verdict


def names(remedy: Remedy) -> frozenset[tuple[str, str]]:
    return frozenset((step.kind, step.about) for step in remedy.steps)


@settings(max_examples=300)
@given(rulebooks(), PEOPLE, WORK)
def test_a_remedy_is_sufficient_and_minimal_by_the_judge(
    book: RuleBook, candidate: CandidateFacts, work: AssignmentFacts
) -> None:
    for remedy in remedies(candidate, work, book, DAY, KEEPS):
        assert 1 <= len(remedy.steps) <= MOST_STEPS
        assert verdict(remedy.steps, candidate, work, book) == ELIGIBLE
        assert window_of(applied(remedy.steps, candidate, work)[1], DAY) == remedy.window
        for one in remedy.steps:
            rest = tuple(step for step in remedy.steps if step is not one)
            assert verdict(rest, candidate, work, book) != ELIGIBLE


@settings(max_examples=100)
@given(rulebooks(), candidates(), assignments())
def test_whoever_is_eligible_needs_none_and_no_two_are_the_same(
    book: RuleBook, candidate: CandidateFacts, work: AssignmentFacts
) -> None:
    found = remedies(candidate, work, book, DAY, KEEPS)
    if assess(candidate, work, book, DAY).verdict == ELIGIBLE:
        assert found == ()
    assert len({names(one) for one in found}) == len(found)


@settings(max_examples=100)
@given(rulebooks(), PEOPLE, WORK)
def test_no_remedy_holds_another_with_the_same_or_larger_moves(
    book: RuleBook, candidate: CandidateFacts, work: AssignmentFacts
) -> None:
    found = remedies(candidate, work, book, DAY, KEEPS)
    for one, other in ((a, b) for a in found for b in found if names(a) < names(b)):
        assert other.window != one.window


@settings(max_examples=40, deadline=None)
@given(rulebooks(), PEOPLE, WORK)
def test_no_remedy_is_left_out(
    book: RuleBook, candidate: CandidateFacts, work: AssignmentFacts
) -> None:
    window = window_of(work, DAY)
    asked = [one for one in requisition(work, window, book).person if one.decides]
    steps = proposals(asked, Situation(candidate, DAY, window, book))
    assume(len(steps) <= 4 and window.days <= 8)
    expected = set(by_trying(steps, candidate, work, book))
    found = {(names(one), one.window) for one in remedies(candidate, work, book, DAY, KEEPS)}
    assert found == expected


def by_trying(
    steps: list[Step], candidate: CandidateFacts, work: AssignmentFacts, book: RuleBook
) -> Iterator[tuple[frozenset[tuple[str, str]], Window]]:
    """Every set of steps with every way to move the work, each put to the judge."""
    sets = [chosen for size in range(MOST_STEPS + 1) for chosen in combinations(steps, size)]
    for chosen in sets:
        for moves in least_moves(chosen, candidate, work, book):
            whole = (*chosen, *moves)
            if not whole or len(whole) > MOST_STEPS:
                continue
            if all(
                verdict(rest, candidate, work, book) != ELIGIBLE
                for rest in combinations(whole, len(whole) - 1)
            ):
                moved = window_of(applied(whole, candidate, work)[1], DAY)
                yield frozenset((one.kind, one.about) for one in whole), moved


def least_moves(
    chosen: tuple[Step, ...], candidate: CandidateFacts, work: AssignmentFacts, book: RuleBook
) -> Iterator[tuple[Step, ...]]:
    """None, the least later start, the least earlier end, and the two together: what works."""
    window = window_of(work, DAY)
    longest_cut = window.days - -(-window.days * KEEPS // 100)
    cuts = [(), *((Shorten(effective=DAY, days=n),) for n in range(1, longest_cut + 1))]
    shifts = [shifted(n, work) for n in range(1, HORIZON_DAYS + 10)]

    def works(moves: tuple[Step, ...]) -> bool:
        return verdict((*chosen, *moves), candidate, work, book) == ELIGIBLE

    if works(()):
        yield ()
    yield from first(cut for cut in cuts[1:] if works(cut))
    yield from first((shift,) for shift in shifts if works((shift,)))
    yield from first((shift, *cut) for shift in shifts for cut in cuts if works((shift, *cut)))


def shifted(days: int, work: AssignmentFacts) -> ShiftStart:
    start = max(work.starts_on, DAY) + timedelta(days=days)
    return ShiftStart(effective=DAY, days=days, starts_on=start)


def first(found: Iterator[tuple[Step, ...]]) -> list[tuple[Step, ...]]:
    return [one for one in (next(found, None),) if one]
