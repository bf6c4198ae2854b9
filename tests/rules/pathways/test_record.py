"""Attempts at an exam: which have failed, and when the next is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from agency.rules.facts import Credential, Evidence
from agency.rules.pathways.catalogue import Exam
from agency.rules.pathways.conditions import NO, UNKNOWN, YES
from agency.rules.pathways.record import attempts_at
from agency.rules.spans import Spans
from agency.rules.workdays import add_months
from tests.rules.pathways.records import (
    BOOK,
    DIPLOMA,
    GRADUATE,
    TODAY,
    asked,
    failed,
    person,
)


def test_nothing_is_asked_of_attempts_before_the_first_fails() -> None:
    answer = asked(person(GRADUATE, DIPLOMA), "CCMA-NHA")
    assert answer.answer == YES
    assert answer.attempts is not None
    assert (answer.attempts.failed, answer.attempts.left) == (0, None)


@pytest.mark.parametrize(
    ("code", "days_ago", "opens", "left"),
    [
        ("CCMA-NHA", [10], 20, None),
        ("CCMA-NHA", [100, 60, 10], None, None),
        ("RMA-AMT", [10], 35, 3),
        ("NCMA-NCCT", [200, 100], 0, 2),
        ("NCMA-NCCT", [200, 60], 30, 2),
        ("CMAC-AMCA", [40, 10], 50, 1),
    ],
)
def test_the_next_attempt_is_open_after_the_wait(
    code: str, days_ago: list[int], opens: int | None, left: int | None
) -> None:
    taken = [TODAY - timedelta(days=days) for days in days_ago]
    attempts = attempts_at(BOOK.catalogue[code], person(*failed(code, *taken)))
    assert attempts is not None
    assert attempts.left == left
    first = TODAY + timedelta(days=opens) if opens is not None else add_months(taken[-1], 12)
    assert first.toordinal() in attempts.coverage.met
    if opens != 0:
        assert first.toordinal() - 1 not in attempts.coverage.possible


def test_after_the_last_attempt_the_answer_is_no() -> None:
    days = [date(2024, 1, 1), date(2024, 3, 1), date(2024, 5, 1), date(2024, 8, 1)]
    answer = asked(person(GRADUATE, *failed("RMA-AMT", *days)), "RMA-AMT")
    assert answer.answer == NO
    assert answer.best is not None
    (again,) = (one for one in answer.best.conditions if one.name == "Exam attempts")
    assert again.why == ("4 attempts have failed, and no day is known from which another is open.",)
    assert answer.attempts is not None
    assert answer.attempts.left == 0


def test_a_limit_of_low_confidence_refuses_nobody() -> None:
    days = [date(2026, month, 1) for month in range(1, 8)]
    answer = asked(person(GRADUATE, *failed("CMA-AAMA", *days)), "CMA-AAMA")
    assert answer.answer == UNKNOWN
    assert answer.only_to_ask


def test_all_attempts_lie_within_a_year_of_the_first() -> None:
    record = person(replace(GRADUATE, completed_on=date(2026, 2, 1)), DIPLOMA)
    tried = replace(
        record,
        facts=replace(
            record.facts,
            trainings=(*record.facts.trainings, *failed("CMAC-AMCA", date(2026, 3, 1))),
        ),
    )
    route = asked(tried, "CMAC-AMCA").best
    assert route is not None
    assert (route.answer, route.open_until) == (YES, date(2027, 2, 1))
    earlier = replace(
        tried,
        facts=replace(
            tried.facts, trainings=(*record.facts.trainings, *failed("CMAC-AMCA", date(2026, 1, 5)))
        ),
    )
    route = asked(earlier, "CMAC-AMCA").best
    assert route is not None
    assert route.open_until == date(2027, 1, 5)
    twice = failed("CMAC-AMCA", date(2026, 1, 5), date(2026, 8, 5))
    last = attempts_at(BOOK.catalogue["CMAC-AMCA"], person(*twice))
    assert last is not None
    assert last.coverage.met == Spans.between(date(2026, 10, 4), date(2027, 1, 5))


def test_failures_before_a_certificate_count_no_more() -> None:
    held = Credential(
        "RMA-AMT", "RMA-AMT:1:2024-06-01", date(2024, 6, 1), date(2027, 6, 1), Evidence.reviewed
    )
    record = person(*failed("RMA-AMT", date(2024, 1, 1), date(2026, 11, 20)))
    record = replace(record, facts=replace(record.facts, credentials=(held,)))
    attempts = attempts_at(BOOK.catalogue["RMA-AMT"], record)
    assert attempts is not None
    assert (attempts.failed, attempts.left) == (1, 3)


@pytest.mark.parametrize(
    "unproved",
    [
        {"status": "rejected"},
        {"status": "revoked"},
        {"evidence": Evidence.claimed},
    ],
)
def test_only_an_active_and_documented_certificate_wipes_out_failures(
    unproved: dict[str, Any],
) -> None:
    held = Credential(
        "RMA-AMT", "RMA-AMT:1:2024-06-01", date(2024, 6, 1), date(2027, 6, 1), Evidence.documented
    )
    record = person(*failed("RMA-AMT", date(2024, 1, 1), date(2026, 11, 20)))
    for credential, counted in ((held, 1), (replace(held, **unproved), 2)):
        facts = replace(record.facts, credentials=(credential,))
        attempts = attempts_at(BOOK.catalogue["RMA-AMT"], replace(record, facts=facts))
        assert attempts is not None
        assert attempts.failed == counted


def test_a_failure_without_a_day_or_a_document_is_counted_but_refuses_nobody() -> None:
    for odd in (failed("CCMA-NHA", None), failed("CCMA-NHA", TODAY, evidence=Evidence.claimed)):
        answer = asked(person(GRADUATE, DIPLOMA, *odd), "CCMA-NHA")
        assert answer.answer == UNKNOWN
        assert answer.attempts is not None
        assert answer.attempts.failed == 1


def test_an_exam_of_another_type_is_no_attempt() -> None:
    attempts = attempts_at(BOOK.catalogue["RMA-AMT"], person(*failed("NCMA-NCCT", TODAY)))
    assert attempts is not None
    assert attempts.failed == 0


def test_the_limits_are_the_issuers() -> None:
    exams = {code: kind.exam for code, kind in BOOK.catalogue.types.items() if kind.exam}
    said = {code: (exam.attempts, exam.waits_days) for code, exam in exams.items()}
    assert said == {
        "CMA-AAMA": (6, (0,)),
        "RMA-AMT": (4, (45,)),
        "CCMA-NHA": (None, (30,)),
        "NCMA-NCCT": (4, (30, 90, 365)),
        "CMAC-AMCA": (3, (30, 60)),
        "CMA-CCBMA": (None, ()),
    }
    nha: Exam = exams["CCMA-NHA"]
    assert (nha.long_wait_after, nha.long_wait_months) == (3, 12)
    assert exams["CMAC-AMCA"].within_months == 12
    assert exams["RMA-AMT"].application_months == 12
