"""Who would newly be eligible is who the rules judge so, pair by pair, with the changed facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from agency.matching.allocating import problem_of
from agency.matching.allocation.worth import load_worth
from agency.matching.engine import Engine
from agency.matching.snapshot import Opening
from agency.matching.value.gains import Most, gained
from agency.matching.value.opened import Judge
from agency.matching.value.program import with_edges
from agency.matching.value.prospects import KINDS, OBTAIN, RENEW, Prospect
from agency.matching.value.standing import standing_of
from agency.rules.eligibility import ELIGIBLE, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence
from agency.rules.ranking import load_scale, score, score_parts
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.rules.workdays import earlier
from config import ALLOCATION_FILE, RANKING_FILE
from tests.examples import examples
from tests.matching.pools import pool, pools
from tests.matching.value.enumerated import best_of_all
from tests.matching.value.true_of import true_of
from tests.strategies import CODES, assignments, days
from tests.strategies_of_law import rulebook, rulebooks

SCALE, WORTH = load_scale(RANKING_FILE), load_worth(ALLOCATION_FILE)
BOOK, WITHOUT_LAW = load_rulebook(), rulebook(([], []), [])
DAY = date(2026, 11, 24)
Pairs = dict[tuple[str, str], int]


def judge_of(
    people: Sequence[CandidateFacts], works: Sequence[AssignmentFacts], book: RuleBook, day: date
) -> Judge:
    openings = [Opening(work, 1, "normal", frozenset()) for work in works]
    return Judge(Engine(pool(people), book, SCALE, day), openings)


def opened_by(judge: Judge, works: Sequence[AssignmentFacts], prospect: Prospect) -> Pairs:
    found, refs = judge.opened_by(prospect), judge.engine.pool.refs
    columns = found.candidate.tolist(), found.opening.tolist(), found.score.tolist()
    return {
        (refs[candidate], works[opening].ref): points
        for candidate, opening, points in zip(*columns, strict=True)
    }


def pair_by_pair(
    people: Sequence[CandidateFacts],
    works: Sequence[AssignmentFacts],
    prospect: Prospect,
    book: RuleBook,
    day: date,
) -> Pairs:
    """The same by the judgement of each pair as it is and as it would be."""
    found: Pairs = {}
    for person in people:
        for work in works:
            would_be = true_of(person, prospect, work, day, book)
            before = assess(person, work, book, day)
            if would_be is None or before.work.blocked or before.verdict == ELIGIBLE:
                continue
            after = assess(would_be, work, book, day)
            if after.verdict == ELIGIBLE:
                found[person.ref, work.ref] = score(
                    score_parts(would_be, work, after.days_left, SCALE)
                )
    return found


@given(
    pools(most=4),
    st.tuples(assignments("A-0001"), assignments("A-0002")),
    rulebooks(),
    days(),
)
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_equals_the_judgement_of_each_pair(
    people: list[CandidateFacts],
    works: tuple[AssignmentFacts, ...],
    book: RuleBook,
    day: date,
) -> None:
    day = min(day, *(work.ends_on for work in works))
    judge = judge_of(people, works, book, day)
    for prospect in (Prospect(code, kind) for code in CODES for kind in KINDS):
        expected = pair_by_pair(people, works, prospect, book, day)
        event(f"{prospect.kind}: {min(len(expected), 3)}")
        assert opened_by(judge, works, prospect) == expected


def work(ref: str, first: date, last: date, *asked: str) -> AssignmentFacts:
    return AssignmentFacts(
        ref, "WA", starts_on=first, ends_on=last, pay_cents=2500, client_requirements=asked
    )


def someone(ref: str, *held: tuple[str, date]) -> CandidateFacts:
    credentials = tuple(
        Credential(code, f"{code}:1:", date(2024, 1, 31), until, Evidence.reviewed)
        for code, until in held
    )
    return CandidateFacts(
        ref, willing_states=frozenset({"WA"}), min_pay_cents=2000, credentials=credentials
    )


LONG = date(2029, 1, 31)
WORKS = (
    work("A-0001", date(2027, 3, 1), date(2027, 3, 31), "BLS"),
    work("A-0002", date(2027, 3, 15), date(2027, 4, 30), "BLS", "HIPAA-TRAINING"),
    work("A-0003", date(2027, 5, 1), date(2027, 5, 31)),
    work("A-0004", date(2027, 5, 1), date(2027, 5, 20), "BLS"),
)


def person_like(ref: str) -> st.SearchStrategy[CandidateFacts]:
    """Somebody who has some of what is asked, or not for long enough."""
    until = st.sampled_from((LONG, date(2027, 3, 20), date(2026, 3, 1)))
    kinds = st.sampled_from(("CCMA-NHA", "RMA-AMT", "BLS-AHA", "HIPAA-TRAINING"))
    held = st.lists(st.tuples(kinds, until), max_size=3, unique_by=lambda one: one[0])
    pay = st.sampled_from((None, 1500, 2400))
    return st.builds(
        lambda some, cents: replace(someone(ref, *some), min_pay_cents=cents), held, pay
    )


@given(st.tuples(*(person_like(f"C-000{number}") for number in range(1, 4))), st.booleans())
@settings(max_examples=examples(60), deadline=None)
def test_the_worth_is_that_of_trying_every_choice_of_judged_pairs(
    people: tuple[CandidateFacts, ...], one_each: bool
) -> None:
    judge = judge_of(people, WORKS, WITHOUT_LAW, DAY)
    openings = [one.of for one in sorted(judge.works, key=lambda one: one.opening)]
    pairs = {one.ref: judge.engine.pairs(one, (), ELIGIBLE) for one in WORKS}
    edges = {ref: (of.astype(np.int32), said.astype(np.int32)) for ref, (of, said) in pairs.items()}
    problem = problem_of(openings, edges, DAY, WORTH, one_each)
    standing, points = standing_of(problem), np.full(len(WORKS), 100_000)
    before = best_of_all(problem)
    assert standing.found.proof.objective == before
    for prospect in (
        Prospect("CCMA-NHA", OBTAIN),
        Prospect("CCMA-NHA", RENEW),
        Prospect("BLS-AHA", OBTAIN),
        Prospect("HIPAA-TRAINING", OBTAIN),
    ):
        new = judge.opened_by(prospect)
        found = gained(standing, new, points, lambda _: (), Most(3, 10))
        true = pair_by_pair(people, WORKS, prospect, WITHOUT_LAW, DAY)
        assert opened_by(judge, WORKS, prospect) == true
        refs = judge.engine.pool.refs
        whole = with_edges(
            problem,
            np.array([refs.index(one) for one, _ in true], np.int64),
            np.array([int(ref[-1]) - 1 for _, ref in true], np.int64),
            np.array([*true.values()], np.int64) + 100_000,
        )
        tied = np.arange(len(whole)) >= len(problem)
        best = 0
        for count in (1, 2, 3):
            best = found.together[count].gained if count in found.together else best
            assert best == best_of_all(whole, tied, count) - before
        event(f"gained by {prospect}: {best > 0}")


BLS = Prospect("BLS-AHA", OBTAIN)
SPRING = work("A-0001", date(2027, 3, 1), date(2027, 4, 30))


def test_what_takes_longer_than_there_is_time_opens_nothing() -> None:
    with_bls = replace(SPRING, client_requirements=("BLS",))
    people = [someone("C-0001", ("CCMA-NHA", LONG))]
    lead = BOOK.catalogue["BLS-AHA"].obtain_lead_time
    assert lead is not None
    in_time = earlier(SPRING.starts_on, lead, BOOK.holidays)
    found = [
        opened_by(judge_of(people, [with_bls], WITHOUT_LAW, day), [with_bls], BLS)
        for day in (in_time, in_time + timedelta(days=4))
    ]
    assert [len(one) for one in found] == [1, 0]


def test_a_renewal_covers_what_an_expiry_leaves_open() -> None:
    judge = judge_of(
        [someone("C-0001", ("CCMA-NHA", date(2027, 3, 31)))], [SPRING], WITHOUT_LAW, DAY
    )
    assert list(opened_by(judge, [SPRING], Prospect("CCMA-NHA", RENEW))) == [("C-0001", "A-0001")]
    assert opened_by(judge, [SPRING], Prospect("CCMA-NHA", OBTAIN)) == {}


def test_whoever_lacks_two_things_is_opened_nothing_by_one() -> None:
    both = work("A-0001", date(2027, 3, 1), date(2027, 4, 30), "BLS")
    judge = judge_of([someone("C-0001")], [both], WITHOUT_LAW, DAY)
    assert opened_by(judge, [both], Prospect("CCMA-NHA", OBTAIN)) == {}


def test_a_row_that_has_nothing_to_do_with_it_changes_nothing() -> None:
    people = [someone("C-0001"), someone("C-0002", ("CCMA-NHA", date(2026, 1, 31)))]
    prospect = Prospect("CCMA-NHA", OBTAIN)
    before = opened_by(judge_of(people, [SPRING], WITHOUT_LAW, DAY), [SPRING], prospect)
    stranger = replace(someone("C-0000"), willing_states=frozenset({"OR"}), max_travel_tenths=None)
    elsewhere = replace(SPRING, ref="A-0000", state="OR", required_skills=frozenset({"x-ray"}))
    works = [elsewhere, SPRING]
    after = opened_by(judge_of([stranger, *people], works, WITHOUT_LAW, DAY), works, prospect)
    assert after == before
    assert set(before) == {("C-0001", "A-0001"), ("C-0002", "A-0001")}
