"""On which days a record has what a pathway needs, against an oracle that asks each day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agency.rules.facts import Credential, Evidence, Training
from agency.rules.pathways import catalogue as ways
from agency.rules.pathways.catalogue import Pathway
from agency.rules.pathways.conditions import conditions_of
from agency.rules.pathways.coverage import answer_of
from agency.rules.pathways.reasons import reasons_on
from agency.rules.workdays import add_months
from tests.rules.pathways.records import (
    BOOK,
    GRADUATE,
    TODAY,
    days,
    person,
)


@given(
    done=days(),
    day=days(),
    more=st.none() | st.sampled_from((12, 24)),
    within=st.none() | st.sampled_from((12, 36, 60)),
)
def test_a_program_counts_on_the_days_its_completion_allows(
    done: date, day: date, more: int | None, within: int | None
) -> None:
    leaf = ways.Graduated(more_than_months=more, within_months=within)
    holds = done <= day
    holds = holds and (more is None or day > add_months(done, more))
    holds = holds and (within is None or day <= add_months(done, within))
    answer = answer_of(leaf, person(replace(GRADUATE, completed_on=done)), BOOK)
    assert (day.toordinal() in answer.met) == holds
    assert answer.met == answer.possible


@given(done=days(), day=days())
def test_a_student_counts_from_so_many_days_before_the_end_until_the_end(
    done: date, day: date
) -> None:
    leaf = ways.Graduated(days_before=30)
    answer = answer_of(leaf, person(replace(GRADUATE, completed_on=done)), BOOK)
    assert (day.toordinal() in answer.met) == (done - timedelta(days=30) <= day <= done)


@given(passed=days(), day=days())
def test_an_exam_counts_from_its_day_for_so_many_months(passed: date, day: date) -> None:
    leaf = ways.ExamPassed(frozenset({"RMA-AMT"}), 60)
    exam = Training("exam", "RMA-AMT", completed_on=passed, evidence=Evidence.documented)
    answer = answer_of(leaf, person(exam), BOOK)
    assert (day.toordinal() in answer.met) == (passed <= day <= add_months(passed, 60))


def test_only_an_active_certificate_says_that_an_exam_was_passed() -> None:
    leaf = ways.ExamPassed(frozenset({"CMA-AAMA"}), 60)
    held = Credential("CMA-AAMA", "CMA-AAMA:1:", date(2025, 6, 1), date(2030, 6, 30))
    other = replace(held, code="RMA-AMT", ref="RMA-AMT:1:")
    for status, may_be in (("active", True), ("rejected", False), ("revoked", False)):
        record = person()
        facts = replace(record.facts, credentials=(replace(held, status=status), other))
        record = replace(record, facts=facts)
        answer = answer_of(leaf, record, BOOK)
        assert (TODAY.toordinal() in answer.possible) == may_be
        (told,) = reasons_on(leaf, record, TODAY, BOOK)
        assert ("the day on which you passed" in told) == may_be
        exam = Pathway("Exam", "An exam.", BOOK.catalogue["WA-MA-C"].pathways[0].provenance)
        (condition,) = conditions_of([replace(exam, needs=leaf)], record, BOOK, TODAY)
        assert condition.evidence == (("CMA-AAMA:1:",) if may_be else ())
