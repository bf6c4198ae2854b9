"""Put to the rules, a sample of the size of the demo holds every outcome in healthy numbers."""

from __future__ import annotations

from statistics import median

from agency.rules.eligibility import judge_work
from agency.rules.requisition import window_of
from agency.rules.rulebook import load_rulebook
from tests.sampling.paper import Census, Paper

BOOK = load_rulebook()
LAW = tuple(f"{state.lower()}-" for state in BOOK.states)


def test_every_verdict_occurs(judged: Census) -> None:
    assert judged.counts["eligible"] > 120
    assert judged.counts["unknown"] > 20
    assert judged.counts["ineligible"] > 400


def test_most_open_assignments_have_a_few_eligible_people_and_some_have_none(
    judged: Census,
) -> None:
    eligible = sorted(judged.eligible.values())
    assert 3 <= median(eligible) <= 12
    assert sum(3 <= count <= 40 for count in eligible) > len(eligible) * 0.55
    assert eligible[0] == 0


def test_the_share_of_eligible_pairs_is_that_of_a_real_pool(judged: Census) -> None:
    assert 0.005 < judged.counts["eligible"] / judged.counts["pairs"] < 0.03


def test_near_misses_of_every_sort_occur(judged: Census) -> None:
    assert judged.counts["near_miss"] > 400
    assert judged.counts["renewable"] > 10
    assert judged.counts["near_miss_unknown"] > 10


def test_many_things_alone_stand_in_the_way(judged: Census) -> None:
    alone = {"certification", "client:BLS", "skills", "available", "location", "pay", "standing"}
    assert alone <= set(judged.failed)
    assert {"shift", "role"} & set(judged.failed)
    assert any(id.startswith(LAW) for id in judged.failed)


def test_some_work_is_blocked_by_law_and_of_some_the_client_must_be_asked(
    judged: Census,
) -> None:
    assert judged.blocked
    assert len(judged.to_confirm) >= 3


def test_no_other_work_is_against_the_law(paper: Paper) -> None:
    for values in paper.rows["assignments"]:
        if values["status"] != "open" and values["ends_on"] >= paper.as_of:
            facts = paper.facts_of(values)
            assert not judge_work(facts, window_of(facts, paper.as_of), BOOK).blocked
