"""Remedies against the judge itself: what they promise, and that none is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.rules import expressions as ask
from agency.rules.eligibility import ELIGIBLE, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.proposals import proposals
from agency.rules.remedies import MOST_STEPS, Remedy, remedies
from agency.rules.requisition import requisition, window_of
from agency.rules.rulebook import Entry, RuleBook
from agency.rules.situation import Situation
from agency.rules.spans import Spans, Window
from agency.rules.steps import ShiftStart, Shorten, Step, applied
from tests.examples import examples
from tests.strategies import (
    CODES,
    HORIZON_FIRST,
    HORIZON_LAST,
    SKILLS,
    STATES,
    assignments,
    candidates,
)
from tests.strategies_of_law import rulebook, rulebooks, versions

DAY = HORIZON_FIRST - timedelta(days=3)
KEEPS = 75
LAST_START = HORIZON_LAST + timedelta(days=1)


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


@settings(max_examples=examples(300))
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


@settings(max_examples=examples(100))
@given(rulebooks(), candidates(), assignments())
def test_whoever_is_eligible_needs_none_and_no_two_are_the_same(
    book: RuleBook, candidate: CandidateFacts, work: AssignmentFacts
) -> None:
    found = remedies(candidate, work, book, DAY, KEEPS)
    if assess(candidate, work, book, DAY).verdict == ELIGIBLE:
        assert found == ()
    assert len({names(one) for one in found}) == len(found)


@settings(max_examples=examples(100))
@given(rulebooks(), PEOPLE, WORK)
def test_no_remedy_holds_another_with_the_same_or_larger_moves(
    book: RuleBook, candidate: CandidateFacts, work: AssignmentFacts
) -> None:
    found = remedies(candidate, work, book, DAY, KEEPS)
    for one, other in ((a, b) for a in found for b in found if names(a) < names(b)):
        assert other.window != one.window


# None is left out


def turns(candidate: CandidateFacts) -> list[date]:
    """The days on which what she holds, or whether she is free, may change."""
    held = [day for one in candidate.credentials for day in (one.issued_on, after(one.expires_on))]
    free = [candidate.available_from, *edges(candidate.unavailable), *edges(candidate.busy)]
    done = [one.completed_on for one in candidate.trainings]
    return sorted({day for day in (*held, *free, *done) if day})


def after(day: date | None) -> date | None:
    return None if day in (None, date.max) else day + timedelta(days=1)


def edges(spans: Spans) -> list[date | None]:
    return [day for first, last in spans.dates() for day in (first, after(last))]


def little_law() -> SearchStrategy[RuleBook]:
    """At most one rule for each state, so that few things are wrong at once."""
    law = st.lists(versions(), max_size=1)
    return st.builds(rulebook, st.tuples(law, law), st.just([]))


def asking(drawn: tuple[list[Entry], ask.Holds]) -> list[Entry]:
    """The versions of one rule, each of which needs the same."""
    entries, needs = drawn
    return [one if one.needs is None else replace(one, needs=needs) for one in entries]


def law_of_age() -> SearchStrategy[RuleBook]:
    """At most one rule for each state, which asks for something that is not too old."""
    young = st.builds(
        ask.Holds,
        codes=st.frozensets(st.sampled_from(CODES), min_size=1, max_size=2),
        bound_to_facility=st.booleans(),
        max_age_days=st.sampled_from((0, 1, 5, 14, 30)),
    )
    law = st.lists(st.tuples(versions(), young).map(asking), max_size=1)
    return st.builds(rulebook, st.tuples(law, law), st.just([]))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[CandidateFacts, AssignmentFacts]:
    """A pair whose work lasts eight days at most, around a day on which something changes.

    Often she is away when it begins or ends, so that it may have to be moved.
    """
    candidate, work = draw(PEOPLE), draw(WORK)
    near = [day for day in turns(candidate) if HORIZON_FIRST <= day <= HORIZON_LAST]
    turn = draw(st.sampled_from([work.starts_on, *near]))
    start = max(HORIZON_FIRST, turn - timedelta(days=draw(st.sampled_from((0, 1, 2, 6, 7)))))
    end = start + timedelta(days=draw(st.sampled_from((0, 3, 4, 7, 7, 7, 7))))
    late, early = draw(st.sampled_from((0, 0, 0, 1))), draw(st.sampled_from((0, 1, 1, 2)))
    first, last = start.toordinal(), end.toordinal()
    away = Spans.of([(first, first + late - 1), (last - early + 1, last + 3 * early)])
    candidate = replace(candidate, unavailable=candidate.unavailable | away)
    return candidate, replace(work, starts_on=start, ends_on=end)


@settings(max_examples=examples(100))
@given(rulebooks() | little_law() | law_of_age(), pairs())
def test_no_remedy_is_left_out(
    book: RuleBook, pair: tuple[CandidateFacts, AssignmentFacts]
) -> None:
    candidate, work = pair
    window = window_of(work, DAY)
    asked = [one for one in requisition(work, window, book).person if one.decides]
    steps = proposals(asked, Situation(candidate, DAY, window, book))
    assume(len(steps) <= 4)
    expected = set(by_trying(steps, candidate, work, book))
    found = {
        (names(one), one.window)
        for one in remedies(candidate, work, book, DAY, KEEPS)
        if one.window.first <= LAST_START.toordinal()
    }
    assert found == expected


def by_trying(
    steps: list[Step], candidate: CandidateFacts, work: AssignmentFacts, book: RuleBook
) -> Iterator[tuple[frozenset[tuple[str, str]], Window]]:
    """Every set of steps with every way to move the work, each put to the judge."""
    sets = [chosen for size in range(MOST_STEPS + 1) for chosen in combinations(steps, size)]
    for chosen in sets:
        for moves in least_moves(chosen, candidate, work, book):
            whole = (*taken(chosen, moves, work), *moves)
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
    """None, the least earlier end, the least later start, and the two together: what works.

    Where the shortest work fails, no longer one that begins on the same day is worth trying.
    """
    cuts = possible_cuts(work)

    def works(moves: tuple[Step, ...]) -> bool:
        steps = (*taken(chosen, moves, work), *moves)
        return verdict(steps, candidate, work, book) == ELIGIBLE

    if works(()):
        yield ()
    if works(cuts[-1]):
        yield from first(cut for cut in cuts[1:] if works(cut))
    starts = least_starts(chosen, candidate, work, book)
    begun = [shift for shift in starts if works((shift, *cuts[-1]))]
    if not works(cuts[-1]):  # else the least later start is none
        yield from first((begun[0], *cut) for cut in cuts if begun and works((begun[0], *cut)))
    if not works(()):
        yield from first((shift,) for shift in begun if works((shift,)))


def taken(
    chosen: tuple[Step, ...], moves: tuple[Step, ...], work: AssignmentFacts
) -> tuple[Step, ...]:
    """The steps as they are taken for work that is moved so: what must be young waits for it."""
    starts = [one.starts_on for one in moves if isinstance(one, ShiftStart)]
    start = max([work.starts_on, DAY, *starts])
    return tuple(step.starting(start) for step in chosen)


def possible_cuts(work: AssignmentFacts) -> list[tuple[Step, ...]]:
    """The ways to end earlier, from not at all to as early as may be."""
    days = window_of(work, DAY).days
    longest = days - -(-days * KEEPS // 100)
    return [(), *((Shorten(effective=DAY, days=number),) for number in range(1, longest + 1))]


def least_starts(
    chosen: tuple[Step, ...], candidate: CandidateFacts, work: AssignmentFacts, book: RuleBook
) -> list[ShiftStart]:
    """The later starts of which the day before may be a worse one: something changes there."""
    start = max(work.starts_on, DAY)
    law = [
        entry.in_force
        for rule in book.rules_of(work.state, work.facility)
        for entry in rule.versions
    ]
    changes = {*turns(applied(chosen, candidate, work)[0]), *law}
    return [
        ShiftStart(effective=DAY, days=(day - start).days, starts_on=day)
        for day in sorted(changes)
        if start < day <= LAST_START
    ]


def first(found: Iterator[tuple[Step, ...]]) -> list[tuple[Step, ...]]:
    return [one for one in (next(found, None),) if one]
