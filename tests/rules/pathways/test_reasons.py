"""Why a need is not met, in sentences."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from agency.rules.pathways.record import Record
from agency.rules.pathways.routes import may_sit
from tests.rules.pathways.records import (
    BOOK,
    GRADUATE,
    PROOFS,
    TYPES,
    asked,
    days,
    person,
    records,
)


@given(record=records(), day=days(), code=st.sampled_from(TYPES))
def test_a_reason_is_made_of_whole_sentences_without_a_word_of_the_files(
    record: Record, day: date, code: str
) -> None:
    answer = may_sit(record, code, BOOK, day)
    asked = [one for route in answer.routes for one in route.conditions]
    for reason in (reason for one in (*asked, *answer.variants) for reason in one.why):
        assert reason[0] == reason[0].upper()
        assert reason[-1] in ".?"
        assert not set(PROOFS) & set(re.findall(r"\w+", reason))
        for sentence in re.split(r"(?<=[.?]) (?=[A-Z])", reason):
            question = re.search(r"\?(?! )", sentence)
            assert question is None or question.end() in (len(sentence), sentence.find(")"))


def test_one_of_several_ways_that_is_a_question_comes_last_and_names_its_document() -> None:
    done = replace(GRADUATE, accreditor="US-ED", completed_on=date(2026, 12, 20))
    soon = "your program of 20 Dec 2026 counts from 21 Dec 2027"
    route = next(
        one
        for one in asked(person(done), "CMA-AAMA").routes
        if one.pathway.name == "Earlier graduate"
    )
    (reason,) = route.conditions[0].why
    assert reason == (
        f"Your program names US-ED; asked is a program accredited by CAAHEP or ABHES and {soon}."
        f" Or {soon}."
        " And did CAAHEP or ABHES accredit the program within 36 months after graduation?"
        " A letter of the program on its accreditation settles it."
    )


def test_a_way_that_lacks_all_that_another_lacks_and_more_is_not_told() -> None:
    student = person(replace(GRADUATE, completed_on=date(2026, 12, 20)))
    earlier = ("Earlier graduate", ("Your program of 20 Dec 2026 counts from 21 Dec 2027.",))
    assert earlier in [
        (route.pathway.name, route.conditions[0].why) for route in asked(student, "CMA-AAMA").routes
    ]
