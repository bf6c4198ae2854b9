"""What a change of the rules changes is what judging each pair by both rulebooks finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import reduce

from hypothesis import event, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.matching.impact import Impact
from agency.matching.impact_people import VERDICTS
from agency.matching.impact_placements import PlacementImpact
from agency.rules.eligibility import ELIGIBLE, Assessment, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Spans
from tests.examples import examples
from tests.matching.impact_cases import Pair, found_by, moved_in, placement, state_of
from tests.matching.pools import pools
from tests.strategies import FACILITIES, assignments, days
from tests.strategies_of_law import rulebook, rulebooks, versions


def law_changed() -> SearchStrategy[tuple[RuleBook, RuleBook]]:
    """A rulebook and one that is otherwise in the law of a state, in standards, or in all."""
    books = st.one_of(little_law(), little_law(), rulebooks())
    return st.tuples(books, books, st.sampled_from(PARTS)).map(
        lambda three: (three[0], _with_part_of(three[0], three[1], three[2]))
    )


def little_law() -> SearchStrategy[RuleBook]:
    """One rule at most in each place, so that some people are eligible."""
    few = st.lists(versions(), max_size=1)
    standards = st.fixed_dictionaries(dict.fromkeys(FACILITIES, few))
    return st.builds(rulebook, st.tuples(few, few), st.just([]), few, standards)


PARTS = ("WA", "WA", "standards", "facility_standards", "all")


def _with_part_of(book: RuleBook, other: RuleBook, part: str) -> RuleBook:
    if part == "all":
        return other
    if part in book.states:
        return replace(book, states=book.states | {part: other.states[part]})
    return replace(book, **{part: getattr(other, part)})


def some_work() -> SearchStrategy[list[AssignmentFacts]]:
    """Three assignments, most of which ask for no more than what one certification proves."""
    return st.tuples(*(assignments(f"A-{n}").map(_easier) for n in range(3))).map(list)


def _easier(work: AssignmentFacts) -> AssignmentFacts:
    if not work.tasks:
        return work
    accepted = ("CMA-AAMA", "RMA-AMT")
    return replace(work, accepted_certifications=accepted, role="medical_assistant")


def first_gap(answer: Assessment, *, certain: bool) -> int | None:
    """The first day of the window that an assessment does not cover, day by day."""
    of_people = (one for one in answer.findings if not one.requirement.about_the_work)
    covers = [one.coverage for one in of_people if one.decides]
    days = (cover.met if certain else cover.possible for cover in covers)
    covered = reduce(Spans.__and__, days, answer.work.allowed)
    window = answer.window
    return next((day for day in range(window.first, window.last + 1) if day not in covered), None)


@given(pools(6), some_work(), law_changed(), days())
@settings(max_examples=examples(300))
def test_the_impact_on_people_is_what_judging_every_pair_twice_finds(
    people: list[CandidateFacts],
    work: list[AssignmentFacts],
    books: tuple[RuleBook, RuleBook],
    day: date,
) -> None:
    state = state_of(people, work)
    found = found_by(books, state, day)
    expected: dict[Pair, tuple[str, str, int]] = {}
    eligible: dict[Pair, tuple[bool, bool]] = {}
    for opening in state.openings.values():
        for person in people:
            if person.ref in opening.placed or opening.assignment.ends_on < day:
                continue
            pair = opening.assignment.ref, person.ref
            old, new = (assess(person, opening.assignment, book, day) for book in books)
            eligible[pair] = old.verdict == ELIGIBLE, new.verdict == ELIGIBLE
            if old.verdict != new.verdict:
                worse = VERDICTS.index(new.verdict) < VERDICTS.index(old.verdict)
                since = first_gap(new if worse else old, certain=any(eligible[pair]))
                assert since is not None
                expected[pair] = old.verdict, new.verdict, since
    assert moved_in(found) == expected
    event(f"changed: {bool(expected)}")
    people_as_counted(found, eligible)


def people_as_counted(found: Impact, eligible: dict[Pair, tuple[bool, bool]]) -> None:
    people = found.people
    none_left, first_found = set(people.none_left.tolist()), set(people.first_found.tolist())
    for place, ref in enumerate(people.pool.refs):
        hers = [both for (_, of), both in eligible.items() if of == ref]
        assert people.lost[place] == hers.count((True, False))
        assert people.gained[place] == hers.count((False, True))
        before, after = (any(both[side] for both in hers) for side in (0, 1))
        assert (place in none_left) == (before and not after)
        assert (place in first_found) == (after and not before)


@given(pools(6), some_work(), law_changed(), days())
@settings(max_examples=examples(80))
def test_an_assignment_that_is_not_told_of_is_judged_alike_by_both(
    people: list[CandidateFacts],
    work: list[AssignmentFacts],
    books: tuple[RuleBook, RuleBook],
    day: date,
) -> None:
    found = found_by(books, state_of(people, work), day)
    told = {one.assignment.ref for one in found.assignments}
    for one in work:
        if one.ref in told or one.ends_on < day:
            continue
        for person in people:
            old, new = (assess(person, one, book, day) for book in books)
            assert old.work.blocked == new.work.blocked
            asked = [{each.id for each in both.work.to_confirm} for both in (old, new)]
            assert asked[0] == asked[1]


# Placements


def gaps(answer: Assessment) -> tuple[int, int]:
    far = date.max.toordinal() + 1
    known, possible = first_gap(answer, certain=True), first_gap(answer, certain=False)
    return far if known is None else known, far if possible is None else possible


@given(pools(6), some_work(), law_changed(), days())
@settings(max_examples=examples(150))
def test_the_impact_on_placements_is_what_judging_each_twice_finds(
    people: list[CandidateFacts],
    work: list[AssignmentFacts],
    books: tuple[RuleBook, RuleBook],
    day: date,
) -> None:
    open_still = [one for one in work if one.starts_on >= day]
    pairs = [
        (placement(one, 10 * number + at, person.ref), person)
        for number, one in enumerate(open_still)
        for at, person in enumerate(people)
    ]
    found = found_by(books, state_of(people, ()), day, pairs)
    assert found.placements_checked == len(pairs)
    told = {one.placement.id: one for one in found.placements}
    for one, person in pairs:
        old, new = (assess(person, one.work, book, day) for book in books)
        agrees(told.get(one.id), old, new)


def agrees(found: PlacementImpact | None, old: Assessment, new: Assessment) -> None:
    event(found.change if found else "nothing")
    if found is None:
        assert (old.verdict, gaps(old)) == (new.verdict, gaps(new))
        return
    assert (found.before, found.after) == (old.verdict, new.verdict)
    was, now = gaps(old), gaps(new)
    if was == now:
        assert found.change in ("lacks_more", "lacks_less")
        assert found.before == found.after != ELIGIBLE
    else:
        assert found.change == ("breaks" if now < was else "heals")
        known = was[0] != now[0]
        assert found.since == (min(was[0], now[0]) if known else min(was[1], now[1]))
