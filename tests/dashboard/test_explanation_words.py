"""The answer about a pair is one sentence, and true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.dashboard.explanation_remedies import closes, closing
from agency.dashboard.explanation_words import answer_of, moved_in_words
from agency.matching.explaining import Explanation, explain
from agency.placements.queries import Pair
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import load_scale
from agency.rules.remedy_words import known_day
from agency.rules.requisition import Ended
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Spans
from agency.rules.steps import WORK as OF_WORK
from config import RANKING_FILE
from tests.rules.entries import entry
from tests.rules.pairs import BANNED, BLS, CLAIMED, CMA, FIRST, LAST, MID, SHE, TODAY, WORK, asking
from tests.strategies import HORIZON_FIRST, assignments, candidates
from tests.strategies_of_law import rulebook, rulebooks

SCALE = load_scale(RANKING_FILE)
KEEPS = 75


def explained(
    book: RuleBook, candidate: CandidateFacts, work: AssignmentFacts, day: date
) -> Explanation | None:
    pair = Pair(candidate, work, "Marisol Vega-Lund", "open", None)
    try:
        return explain(pair, book, SCALE, day, KEEPS)
    except Ended:
        return None


EXPLAINED = st.builds(
    explained, rulebooks(), candidates(), assignments(), st.just(HORIZON_FIRST)
).filter(bool)


def title(work: AssignmentFacts = WORK, banned: bool = False, **changed: Any) -> str:
    book = rulebook(([[entry(BANNED)]] if banned else [],), [])
    told = explained(book, replace(SHE, **changed), work, TODAY)
    assert told is not None
    return answer_of(told).title


@given(EXPLAINED)
def test_every_pair_has_an_answer_that_agrees_with_its_verdict(told: Explanation) -> None:
    answer = answer_of(told)
    blocked = told.assessment.work.blocked
    assert (answer.state == "eligible") == (told.assessment.verdict == "eligible")
    assert (answer.state == "blocked") == blocked
    assert "None" not in answer.title
    assert not answer.title.endswith((":", ".", " "))


@given(EXPLAINED)
def test_what_is_lacking_has_a_remedy_or_a_reason_why_not(told: Explanation) -> None:
    found = closing(told)
    lacking = bool(told.assessment.not_met)
    assert lacking == bool(found.card or found.of_the_work or found.none)
    assert not found.none or not told.remedies
    assert closes(told).keys() <= {one.requirement.id for one in told.assessment.not_met}


@pytest.mark.parametrize(
    ("changed", "work", "words"),
    [
        ({}, WORK, "Eligible: covered on all 87 days"),
        ({}, asking(ends_on=FIRST), "Eligible: covered on the one day"),
        (
            {"credentials": (CMA, replace(BLS, expires_on=MID))},
            asking(client_requirements=("BLS",)),
            "Not yet: BLS Provider (AHA) runs out 44 days before the end",
        ),
        (
            {"credentials": (replace(CMA, evidence=CLAIMED),)},
            WORK,
            "Not yet: National certification is still to be settled",
        ),
        ({"busy": Spans.between(MID, LAST)}, WORK, "not free from 15 Feb on"),
        ({"available_from": MID}, WORK, "not free before 15 Feb"),
        ({"min_pay_cents": 9900}, WORK, "it pays less than is asked for"),
        ({"willing_states": frozenset()}, WORK, "Not yet: it is too far away"),
        ({"status": "inactive"}, WORK, "Cannot clear in time: the file is marked inactive"),
        ({"roles": frozenset({"phlebotomist"})}, WORK, "the role is not offered"),
        (
            {},
            asking(required_skills=frozenset({"epic", "cerner"})),
            "Not yet: cerner and epic are not named",
        ),
    ],
)
def test_the_sentence_names_the_surest_lack(
    changed: dict[str, Any], work: AssignmentFacts, words: str
) -> None:
    assert title(work, **changed).endswith(words)


def test_more_that_is_lacking_as_surely_is_counted() -> None:
    said = title(asking(client_requirements=("BLS",)), credentials=(), min_pay_cents=9900)
    assert said.endswith("and 2 more")


def test_blocked_work_says_who_blocks_it() -> None:
    assert title(banned=True).startswith("Cannot be worked: the law")


def test_tried_dates_are_told_by_what_differs() -> None:
    plan = (FIRST, LAST)
    assert moved_in_words(plan, plan) == ""
    assert moved_in_words(plan, (FIRST, MID)) == "it ended 15 Feb"
    assert moved_in_words(plan, (MID, LAST)) == "it began 15 Feb"
    assert moved_in_words(plan, (MID, MID)) == "it ran 15 Feb to 15 Feb"


def test_the_title_does_not_leave_out_days_that_are_unknown() -> None:
    short = replace(CMA, evidence=CLAIMED, expires_on=MID)
    said = title(credentials=(short,))
    assert said.endswith("CMA (AAMA) runs out 44 days before the end, 43 days unknown")


def test_what_is_unknown_besides_is_counted_in_the_title() -> None:
    unknown = replace(BLS, evidence=CLAIMED)
    short = replace(CMA, expires_on=MID)
    said = title(asking(client_requirements=("BLS",)), credentials=(short, unknown))
    assert said.endswith("CMA (AAMA) runs out 44 days before the end, and 1 more unknown")


@given(EXPLAINED)
def test_no_day_is_promised_that_is_not_known(told: Explanation) -> None:
    card = closing(told).card
    if card and card.clears_on is None:
        assert "as soon as it is" in card.result
        assert "at once" not in card.result


@given(EXPLAINED)
def test_what_is_known_to_be_in_time_stands_first(told: Explanation) -> None:
    card = closing(told).card
    of_person = [
        one for one in told.remedies or () if not any(step.kind in OF_WORK for step in one.steps)
    ]
    days = [known_day(one, told.book) for one in of_person]
    first = told.assessment.window.first
    if card and any(day and day.toordinal() <= first for day in days):
        assert "documented" not in card.result
        assert "still to earn" not in card.result


def test_where_nothing_can_be_proposed_it_says_what_decides() -> None:
    she = replace(SHE, willing_states=frozenset())
    told = explained(rulebook(([],), []), she, WORK, TODAY)
    assert told
    found = closing(told)
    assert found.none.startswith("No step that we can propose changes the place.")
    assert "the person's own" in found.none
    assert found.elsewhere
