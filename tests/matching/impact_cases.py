"""What a change of the rules is asked of in tests, and how the answer is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from agency.matching.impact import Horizon, Impact, impact
from agency.matching.snapshot import Opening
from agency.matching.states import State
from agency.placements.busy import BusyPlacement
from agency.rules.expressions import Expression, Holds
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence
from agency.rules.rulebook import Entry, RuleBook, When
from tests.matching.pools import REFS, pool
from tests.strategies_of_law import rulebook

Pair = tuple[str, str]


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


def moved_in(found: Impact) -> dict[Pair, tuple[str, str, int]]:
    refs = found.people.pool.refs
    return {
        (one.assignment.ref, refs[place]): (group.before, group.after, group.since)
        for one in found.assignments
        for group in one.put_to.moved.groups()
        for place in group.people
    }


def placement(work: AssignmentFacts, number: int = 1, ref: str = REFS[0]) -> BusyPlacement:
    return BusyPlacement(number, number, ref, "Amara Lindqvist", number, work, "confirmed")


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
