"""What a change of the rules changes is what judging each pair by both rulebooks finds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.matching.impact import Horizon, Impact, impact
from agency.matching.impact_asking import Laws
from agency.matching.impact_people import VERDICTS
from agency.matching.impact_placements import PlacementImpact
from agency.matching.snapshot import Opening
from agency.matching.states import State
from agency.placements.busy import BusyPlacement
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN, Assessment, assess
from agency.rules.expressions import Expression, Holds, Prohibited, Setting
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence
from agency.rules.requisition import Ended
from agency.rules.rulebook import Entry, RuleBook, When
from agency.rules.spans import ALL_DAYS, Spans, Window
from tests.matching.pools import REFS, pool, pools
from tests.strategies import FACILITIES, assignments, days
from tests.strategies_of_law import rulebook, rulebooks, versions

Pair = tuple[str, str]


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


def state_of(people: Collection[CandidateFacts], work: Iterable[AssignmentFacts]) -> State:
    """Everybody and open assignments; the first of people is placed on the first of these."""
    placed = frozenset({REFS[0]})
    openings = {
        one.ref: Opening(one, 1, "normal", placed if one.ref == "A-0" else frozenset())
        for one in work
    }
    return State(pool(people), openings)


def found_by(
    books: tuple[RuleBook, RuleBook],
    state: State,
    day: date,
    placements: Collection[tuple[BusyPlacement, CandidateFacts]] = (),
) -> Impact:
    people = {placement.id: person for placement, person in placements}
    return impact(
        *books,
        state,
        [placement for placement, _ in placements],
        lambda some: [people[one.id] for one in some],
        Horizon(day, 20),
    )


def first_gap(answer: Assessment, *, certain: bool) -> int | None:
    """The first day of the window that an assessment does not cover, day by day."""
    of_people = (one for one in answer.findings if not one.requirement.about_the_work)
    covers = [one.coverage for one in of_people if one.decides]
    days = (cover.met if certain else cover.possible for cover in covers)
    covered = reduce(Spans.__and__, days, answer.work.allowed)
    window = answer.window
    return next((day for day in range(window.first, window.last + 1) if day not in covered), None)


@given(pools(6), some_work(), law_changed(), days())
@settings(max_examples=300)
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


def moved_in(found: Impact) -> dict[Pair, tuple[str, str, int]]:
    refs = found.people.pool.refs
    return {
        (one.assignment.ref, refs[place]): (group.before, group.after, group.since)
        for one in found.assignments
        for group in one.put_to.moved.groups()
        for place in group.people
    }


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
@settings(max_examples=80)
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


def placement(work: AssignmentFacts, number: int = 1, ref: str = REFS[0]) -> BusyPlacement:
    return BusyPlacement(number, number, ref, "Amara Lindqvist", number, work, "confirmed")


def gaps(answer: Assessment) -> tuple[int, int]:
    far = date.max.toordinal() + 1
    known, possible = first_gap(answer, certain=True), first_gap(answer, certain=False)
    return far if known is None else known, far if possible is None else possible


@given(pools(6), some_work(), law_changed(), days())
@settings(max_examples=150)
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


# By example: one person, one assignment, one rule

JANUARY, MAY = date(2027, 1, 1), date(2027, 5, 31)
TODAY = date(2026, 11, 24)
BLS = Holds(frozenset({"BLS-AHA"}))
WITHOUT_LAW = rulebook(([], []), [])


def entry(needs: Expression, in_force: date = date.min, says: str = "Hold BLS") -> Entry:
    return Entry(
        id="",
        says=says,
        when=When(),
        in_force=in_force,
        needs=needs,
        lifted=False,
        effect="require",
        citation="Act",
        source="https://example.org",
        checked_on=TODAY,
        confidence="high",
    )


def asking(*entries: Entry) -> RuleBook:
    return rulebook(([list(entries)], []), [])


def work(
    ref: str = "A-1", first: date = JANUARY, last: date = MAY, facility: str | None = None
) -> AssignmentFacts:
    return AssignmentFacts(ref, "WA", first, last, facility)


def held(
    code: str, expires_on: date = date(2029, 1, 1), issued_on: date | None = None
) -> Credential:
    ref = f"{code}:1:"
    return Credential(code, ref, issued_on, expires_on, Evidence.reviewed, None, "active")


def person(ref: str, *credentials: Credential) -> CandidateFacts:
    return CandidateFacts(
        ref,
        willing_states=frozenset({"WA"}),
        credentials=(held("CMA-AAMA"), *credentials),
        adult=True,
    )


HAS, LACKS = person("C-0001", held("BLS-AHA")), person("C-0002")
LAPSES = person("C-0003", held("BLS-AHA", date(2027, 3, 14)))


def at_work(*people: CandidateFacts, on: Iterable[AssignmentFacts] = (work(),)) -> State:
    return State(pool(people), {one.ref: Opening(one, 1, "normal", frozenset()) for one in on})


def days_of(found: Impact) -> dict[str, date]:
    return {ref: date.fromordinal(since) for (_, ref), (*_, since) in moved_in(found).items()}


def test_lost_from_the_first_day_that_is_not_covered_by_the_new_law() -> None:
    books = WITHOUT_LAW, asking(entry(BLS, date(2027, 2, 1)))
    found = found_by(books, at_work(HAS, LACKS, LAPSES), TODAY)
    assert days_of(found) == {"C-0002": date(2027, 2, 1), "C-0003": date(2027, 3, 15)}
    assert found.pairs_hit()["lost"] == {"now": 0, "soon": 0, "later": 2}


def test_gained_from_the_first_day_that_was_not_covered_by_the_old_law() -> None:
    books = asking(entry(BLS, date(2027, 2, 1))), WITHOUT_LAW
    found = found_by(books, at_work(HAS, LACKS, LAPSES), TODAY)
    assert days_of(found) == {"C-0002": date(2027, 2, 1), "C-0003": date(2027, 3, 15)}
    assert found.pairs_hit()["gained"] == {"now": 0, "soon": 0, "later": 2}


@pytest.mark.parametrize(
    ("day", "when"),
    [
        (date(2027, 2, 1), "now"),
        (date(2027, 2, 2), "now"),
        (date(2027, 1, 31), "soon"),
        (date(2027, 1, 12), "soon"),
        (date(2027, 1, 11), "later"),
    ],
)
def test_now_is_until_the_day_itself_and_soon_through_the_last_of_the_days_asked_about(
    day: date, when: str
) -> None:
    books = WITHOUT_LAW, asking(entry(BLS, date(2027, 2, 1)))
    found = found_by(books, at_work(LACKS), day, [(placement(work()), LACKS)])
    assert {name for name, number in found.pairs_hit()["lost"].items() if number} == {when}
    assert {name for name, number in found.placements_hit()["breaks"].items() if number} == {when}


def test_a_version_that_is_met_on_its_own_days_is_not_when_it_hurts() -> None:
    lifted = replace(entry(BLS, date(2027, 2, 1)), needs=None, lifted=True)
    last = entry(Holds(frozenset({"WA-MA-C"})), date(2027, 3, 15))
    books = WITHOUT_LAW, asking(entry(BLS), lifted, last)
    found = found_by(books, at_work(HAS, LACKS), TODAY, [(placement(work()), HAS)])
    assert days_of(found) == {"C-0001": date(2027, 3, 15), "C-0002": JANUARY}
    assert [one.since for one in found.placements] == [date(2027, 3, 15).toordinal()]


def test_a_law_that_begins_after_the_last_day_of_work_changes_nothing() -> None:
    books = WITHOUT_LAW, asking(entry(BLS, date(2027, 6, 1)))
    found = found_by(books, at_work(LACKS), TODAY, [(placement(work()), LACKS)])
    assert (found.assignments, found.placements) == ((), ())
    assert (found.assignments_checked, found.assignments_asked) == (1, 1)


def test_a_law_in_other_words_changes_nothing_and_is_told() -> None:
    books = asking(entry(BLS)), asking(entry(BLS, says="Hold basic life support"))
    found = found_by(books, at_work(LACKS), TODAY)
    assert (found.assignments_asked, found.assignments) == (0, ())
    assert [one.kind for one in found.entries] == ["replaced"]


def test_who_may_still_do_is_doubtful_and_counts_as_lost() -> None:
    claimed = replace(held("BLS-AHA"), evidence=Evidence.claimed)
    maybe = person("C-0001", claimed)
    found = found_by((WITHOUT_LAW, asking(entry(BLS))), at_work(maybe), TODAY)
    ((before, after, _),) = moved_in(found).values()
    assert (before, after) == (ELIGIBLE, UNKNOWN)
    assert sum(found.pairs_hit()["doubtful"].values()) == 1
    assert found.people.lost.tolist() == [1]


def test_work_that_is_forbidden_is_lost_to_everybody() -> None:
    books = WITHOUT_LAW, asking(entry(Prohibited(), date(2027, 3, 1)))
    found = found_by(books, at_work(HAS, LACKS), TODAY, [(placement(work()), HAS)])
    assert found.work_hit()["blocked"] == 1
    assert {since for *_, since in moved_in(found).values()} == {date(2027, 3, 1).toordinal()}
    assert {after for _, after, _ in moved_in(found).values()} == {INELIGIBLE}
    (broken,) = found.placements
    assert (broken.change, broken.since) == ("breaks", date(2027, 3, 1).toordinal())
    assert [one.id for one in broken.over] == ["wa-rule-1"]


def test_work_that_is_allowed_again_is_gained_by_whoever_would_do() -> None:
    books = asking(entry(Prohibited())), asking(entry(BLS))
    found = found_by(books, at_work(HAS, LACKS), TODAY)
    assert found.work_hit()["unblocked"] == 1
    assert days_of(found) == {"C-0001": JANUARY}


def test_what_the_client_must_be_asked_is_told_though_nobody_is_lost() -> None:
    books = WITHOUT_LAW, asking(entry(Setting(frozenset({"clinic"}))))
    found = found_by(books, at_work(HAS), TODAY)
    assert found.work_hit()["to_confirm"] == 1
    assert moved_in(found) == {}
    assert [one.id for one in found.assignments[0].contrast.questions] == ["wa-rule-1"]


def test_nobody_has_none_left_who_is_eligible_where_nothing_changes() -> None:
    elsewhere = AssignmentFacts("A-2", "NY", JANUARY, MAY)
    mobile = replace(LACKS, willing_states=frozenset({"WA", "NY"}))
    others = replace(LACKS, ref="C-0004")
    books = WITHOUT_LAW, asking(entry(BLS))
    found = found_by(books, at_work(mobile, others, on=(work(), elsewhere)), TODAY)
    refs = found.people.pool.refs
    assert [refs[place] for place in found.people.none_left] == ["C-0004"]
    assert found.people.order().tolist() == [1, 0]


def test_an_assignment_she_is_placed_on_already_is_none_that_is_left() -> None:
    elsewhere = AssignmentFacts("A-2", "NY", JANUARY, MAY)
    mobile = replace(LACKS, willing_states=frozenset({"WA", "NY"}))
    state = at_work(mobile, on=(work(), elsewhere))
    placed = replace(state.openings["A-2"], placed=frozenset({mobile.ref}))
    state = replace(state, openings={**state.openings, "A-2": placed})
    found = found_by((WITHOUT_LAW, asking(entry(BLS))), state, TODAY)
    assert found.people.none_left.tolist() == [0]


def test_a_paper_that_must_be_recent_counts_from_the_first_day_of_each_assignment() -> None:
    recent = replace(BLS, max_age_days=30)
    fresh = person("C-0001", held("BLS-AHA", issued_on=date(2026, 12, 20)))
    stale = person("C-0002", held("BLS-AHA", issued_on=date(2026, 11, 20)))
    undated = person("C-0003", held("BLS-AHA"))
    on = work("A-1"), work("A-2", date(2026, 12, 20), date(2026, 12, 31))
    books = WITHOUT_LAW, asking(entry(recent))
    found = found_by(books, at_work(fresh, stale, undated, on=on), TODAY)
    assert {pair: after for pair, (_, after, _) in moved_in(found).items()} == {
        ("A-1", "C-0002"): INELIGIBLE,
        ("A-1", "C-0003"): UNKNOWN,
        ("A-2", "C-0003"): UNKNOWN,
    }


def test_a_placement_under_way_counts_the_age_of_a_paper_from_its_own_first_day() -> None:
    recent = replace(BLS, max_age_days=30)
    fresh = person("C-0001", held("BLS-AHA", issued_on=date(2026, 12, 20)))
    stale = person("C-0002", held("BLS-AHA", issued_on=date(2026, 11, 20)))
    both = [(placement(work(), 1, "C-0001"), fresh), (placement(work(), 2, "C-0002"), stale)]
    day = date(2027, 4, 1)
    found = found_by((WITHOUT_LAW, asking(entry(recent))), at_work(), day, both)
    assert [(one.placement.candidate_ref, one.since) for one in found.placements] == [
        ("C-0002", day.toordinal())
    ]


def test_a_placement_that_was_to_break_later_breaks_sooner() -> None:
    books = asking(entry(BLS)), asking(entry(Holds(frozenset({"WA-MA-C"}))))
    found = found_by(books, at_work(), TODAY, [(placement(work(), 1, "C-0003"), LAPSES)])
    (one,) = found.placements
    assert (one.change, one.before, one.after) == ("breaks", INELIGIBLE, INELIGIBLE)
    assert one.since == JANUARY.toordinal()


def test_a_placement_that_is_not_in_order_anyway_lacks_more() -> None:
    away = replace(LACKS, unavailable=ALL_DAYS)
    books = WITHOUT_LAW, asking(entry(BLS))
    found = found_by(books, at_work(), TODAY, [(placement(work(), 1, "C-0002"), away)])
    assert [one.change for one in found.placements] == ["lacks_more"]


def test_a_standard_of_a_facility_is_asked_at_that_facility_alone() -> None:
    rule = asking(entry(BLS)).states["WA"].rules[0]
    standard = replace(rule, id="facility-bls")
    after = replace(WITHOUT_LAW, facility_standards={"Alder Clinic": (standard,)})
    on = (work("A-1", facility="Alder Clinic"), work("A-2", facility="Birch Hospital"), work("A-3"))
    found = found_by((WITHOUT_LAW, after), at_work(LACKS, on=on), TODAY)
    assert [one.assignment.ref for one in found.assignments] == ["A-1"]
    assert found.assignments_checked == 3
    assert [(one.kind, one.of) for one in found.entries] == [("added", "Alder Clinic")]


def test_assignments_that_are_over_are_not_judged() -> None:
    over = work("A-2", last=date(2027, 1, 31))
    books = WITHOUT_LAW, asking(entry(BLS))
    found = found_by(books, at_work(LACKS, on=(work(), over)), date(2027, 2, 1))
    assert [one.assignment.ref for one in found.assignments] == ["A-1"]
    assert found.assignments_checked == 1


def test_a_state_of_which_rules_are_recorded_for_the_first_time() -> None:
    nowhere = replace(WITHOUT_LAW, states={"NY": WITHOUT_LAW.states["NY"]})
    found = found_by((nowhere, asking(entry(BLS))), at_work(HAS, LACKS), TODAY)
    assert moved_in(found) == {("A-1", "C-0001"): (INELIGIBLE, ELIGIBLE, JANUARY.toordinal())}
    assert found.work_hit()["unblocked"] == 1


def test_nothing_is_asked_otherwise_where_both_rulebooks_are_one() -> None:
    laws = Laws(asking(entry(BLS)), asking(entry(BLS)))
    assert laws.contrast(work(), Window.between(JANUARY, MAY)) is None


def test_an_assignment_that_is_over_on_the_day_raises_nowhere() -> None:
    with pytest.raises(Ended):
        assess(HAS, work(), WITHOUT_LAW, MAY + timedelta(days=1))
    assert (
        found_by((WITHOUT_LAW, asking(entry(BLS))), at_work(HAS), date(2027, 6, 1)).assignments
        == ()
    )
