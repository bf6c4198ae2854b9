"""Which credentials a person may sit for: days, routes, attempts, and what they open."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.rules import expressions as ask
from agency.rules import pathway_catalogue as ways
from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.pathway_catalogue import Exam, Pathway
from agency.rules.pathway_conditions import MET, MISSING, NO, UNKNOWN, YES, conditions_of
from agency.rules.pathway_coverage import answer_of
from agency.rules.pathway_reasons import reasons_on
from agency.rules.pathway_record import Record, Worked, attempts_at
from agency.rules.pathway_work import worked_enough
from agency.rules.pathways import MaySit, may_sit, opens_in, pathways
from agency.rules.rulebook import load_rulebook
from agency.rules.spans import Spans
from agency.rules.workdays import add_months

BOOK = load_rulebook()
TODAY = date(2026, 11, 24)
TYPES = [code for code, kind in BOOK.catalogue.types.items() if kind.category != "clearance"]
PROOFS = BOOK.vocabulary.proofs
BETTER = {NO: 0, UNKNOWN: 1, YES: 2}
GRADUATE = Training(
    "program",
    "medical_assisting",
    accreditor="CAAHEP",
    hours=Decimal(900),
    externship_hours=Decimal(160),
    in_person=True,
    completed_on=date(2026, 6, 14),
    evidence=Evidence.reviewed,
)
DIPLOMA = Training(
    "education", "high_school", completed_on=date(2020, 6, 1), evidence=Evidence.reviewed
)


def person(*trainings: Training, **known: Any) -> Record:
    return replace(Record(CandidateFacts("C-0001", adult=True, trainings=trainings)), **known)


def failed(code: str, *days: date | None, evidence: Evidence = Evidence.reviewed) -> list[Training]:
    return [Training("exam", f"{code}:failed", completed_on=day, evidence=evidence) for day in days]


def asked(record: Record, code: str, day: date = TODAY) -> MaySit:
    return may_sit(record, code, BOOK, day)


# Days, against an oracle that asks each day by itself


def days() -> SearchStrategy[date]:
    return st.dates(date(2020, 1, 1), date(2028, 12, 31))


def placements() -> SearchStrategy[Worked]:
    return st.builds(
        lambda first, length, hours: Worked(
            Spans.between(first, first + timedelta(days=length)), hours
        ),
        days(),
        st.sampled_from((10, 200, 400, 800)),
        st.sampled_from((None, Decimal(20), Decimal(36), Decimal(40))),
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


@given(
    runs=st.lists(st.tuples(days(), st.integers(1, 400)), min_size=1, max_size=4),
    day=days(),
    asked_days=st.sampled_from((30, 365, 500)),
)
def test_work_is_counted_within_the_last_years_day_by_day(
    runs: list[tuple[date, int]], day: date, asked_days: int
) -> None:
    worked = Spans.of((first.toordinal(), first.toordinal() + n - 1) for first, n in runs)
    since = add_months(day, -24).toordinal() + 1
    counted = sum(one in worked for one in range(since, day.toordinal() + 1))
    assert (day.toordinal() in worked_enough(worked, asked_days, 2)) == (counted >= asked_days)
    ever = sum(one in worked for one in range(worked.intervals[0][0], day.toordinal() + 1))
    assert (day.toordinal() in worked_enough(worked, asked_days, None)) == (ever >= asked_days)


@given(
    worked=st.lists(placements(), max_size=4),
    day=days(),
    hours=st.sampled_from((None, Decimal(40))),
    counted=st.booleans(),
)
def test_only_days_of_full_time_are_years_of_work_and_others_may_be(
    worked: list[Worked], day: date, hours: Decimal | None, counted: bool
) -> None:
    leaf = ways.Experience("work", "letter", Decimal(1), 3, placements_count=counted)
    leaf = replace(leaf, hours_per_week=hours)
    full = hours or BOOK.catalogue.full_time_hours_per_week
    sure = [one.days for one in worked if one.hours_per_week and one.hours_per_week >= full]

    def enough(placed: list[Spans]) -> bool:
        found = {one for spans in placed for first, last in spans for one in range(first, last + 1)}
        since = add_months(day, -36).toordinal()
        return sum(since < one <= day.toordinal() for one in found) >= 365

    record = person(worked=tuple(worked), years_experience=Decimal(0))
    answer = answer_of(leaf, record, BOOK)
    assert (day.toordinal() in answer.met) == (counted and enough(sure))
    assert (day.toordinal() in answer.possible) == enough([one.days for one in worked])


def test_any_work_is_work_however_few_hours_it_has() -> None:
    placed = Worked(Spans.between(date(2026, 1, 5), date(2026, 1, 5)), Decimal(8))
    leaf = ways.Experience("work", "letter", placements_count=True)
    assert TODAY.toordinal() in answer_of(leaf, person(worked=(placed,)), BOOK).met


def test_the_leap_day_leaves_the_window_together_with_the_day_after_it() -> None:
    worked = Spans.between(date(2024, 1, 1), date(2024, 3, 31))
    enough = worked_enough(worked, 31, 2)
    assert date(2026, 2, 28).toordinal() in enough
    assert date(2026, 3, 1).toordinal() not in enough


# Properties of every type


def records() -> SearchStrategy[Record]:
    return st.builds(
        Record,
        facts=st.builds(
            CandidateFacts,
            ref=st.just("C-0001"),
            adult=st.sampled_from((True, None, False)),
            credentials=st.lists(credentials(), max_size=2).map(tuple),
            trainings=st.lists(achievements(), max_size=6).map(tuple),
        ),
        years_experience=st.sampled_from((None, Decimal(0), Decimal(1), Decimal(4))),
        worked=st.lists(placements(), max_size=3).map(tuple),
    )


def credentials() -> SearchStrategy[Credential]:
    return st.builds(
        lambda code, issued, years, evidence: Credential(
            code, f"{code}:1:{issued}", issued, add_months(issued, years * 12), evidence
        ),
        st.sampled_from(("CMA-AAMA", "CCMA-NHA", "BLS-AHA")),
        days(),
        st.integers(1, 5),
        st.sampled_from(list(Evidence)),
    )


def achievements() -> SearchStrategy[Training]:
    """Records of what was done: none of a failed exam, which may close a way."""
    proofs = sorted(
        leaf.proof
        for kind in BOOK.catalogue.types.values()
        for pathway in kind.pathways
        if pathway.needs is not None
        for leaf in ask.leaves(pathway.needs)
        if isinstance(leaf, ways.Asked | ways.Experience)
    )
    hours = st.sampled_from((Decimal(0), Decimal(160), Decimal(720)))
    return st.builds(
        Training,
        kind=st.sampled_from(("program", "training", "performances", "education", "exam")),
        topic=st.sampled_from((None, "medical_assisting", "phlebotomy", "high_school", "RMA-AMT")),
        accreditor=st.sampled_from((None, "CAAHEP", "US-ED", "MILITARY")),
        hours=hours,
        externship_hours=hours,
        in_person=st.booleans(),
        performances=st.sampled_from(((), (("venipuncture", 30), ("capillary_puncture", 10)))),
        completed_on=st.none() | days(),
        evidence=st.sampled_from(list(Evidence)),
    ) | st.builds(
        Training,
        kind=st.just("document"),
        topic=st.sampled_from(proofs),
        completed_on=st.none() | days(),
        evidence=st.sampled_from(list(Evidence)),
    )


@given(
    record=records(), day=days(), more=achievements() | credentials(), code=st.sampled_from(TYPES)
)
def test_one_more_record_never_makes_an_answer_worse(
    record: Record, day: date, more: Training | Credential, code: str
) -> None:
    facts = record.facts
    if isinstance(more, Training):
        richer = replace(facts, trainings=(*facts.trainings, more))
    else:
        richer = replace(facts, credentials=(*facts.credentials, more))
    before = may_sit(record, code, BOOK, day)
    after = may_sit(replace(record, facts=richer), code, BOOK, day)
    assert BETTER[after.answer] >= BETTER[before.answer]


@given(record=records(), day=days(), code=st.sampled_from(TYPES))
def test_the_answer_is_that_of_its_best_route_and_the_route_that_of_its_conditions(
    record: Record, day: date, code: str
) -> None:
    answer = may_sit(record, code, BOOK, day)
    best = max((route.answer for route in answer.routes), key=BETTER.__getitem__, default=UNKNOWN)
    assert answer.answer == best
    for route in answer.routes:
        states = {one.state for one in route.conditions}
        expected = NO if MISSING in states else UNKNOWN if UNKNOWN in states else YES
        assert route.answer == expected
        assert all(one.why for one in route.conditions if one.state != MET)
        assert all(not one.why for one in route.conditions if one.state == MET)
        assert all(one.provenance.source for one in route.conditions)


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


@given(record=records(), day=days(), code=st.sampled_from(TYPES))
def test_a_route_opens_on_the_first_day_that_says_yes_and_closes_after_the_last(
    record: Record, day: date, code: str
) -> None:
    for route in may_sit(record, code, BOOK, day).routes:
        if route.opens_on is None:
            continue
        later = may_sit(record, code, BOOK, route.opens_on)
        (then,) = (one for one in later.routes if one.pathway == route.pathway)
        assert then.answer == YES
        assert route.answer == YES if route.opens_on == day else route.answer != YES
        if route.answer == YES and route.open_until is not None:
            after = may_sit(record, code, BOOK, route.open_until + timedelta(days=1))
            (then,) = (one for one in after.routes if one.pathway == route.pathway)
            assert then.answer != YES


@given(record=records(), day=days())
def test_the_order_in_which_records_were_read_changes_nothing(record: Record, day: date) -> None:
    facts = record.facts
    other = replace(facts, trainings=facts.trainings[::-1], credentials=facts.credentials[::-1])
    answers = pathways(record, BOOK, day), pathways(replace(record, facts=other), BOOK, day)
    states = [
        [(one.answer, [route.answer for route in one.routes]) for one in answer]
        for answer in answers
    ]
    assert states[0] == states[1]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_time_are_days_like_others(day: date) -> None:
    done = [replace(GRADUATE, completed_on=one) for one in (date.min, date.max)]
    letters = [
        Training("document", topic, completed_on=one, evidence=Evidence.reviewed)
        for topic in ("amt_work_letter", "nha_two_year_letter")
        for one in (date.min, date.max)
    ]
    worked = Worked(Spans.between(date(9998, 1, 1), date.max), Decimal(40))
    record = person(*done, *letters, *failed("CMAC-AMCA", date.max), worked=(worked,))
    assert len(pathways(record, BOOK, day)) == len(TYPES)


# Attempts


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


# The answer as a whole


def test_a_type_whose_pathways_were_not_researched_is_unknown() -> None:
    for code in ("CMAA-NHA", "WA-MA-P", "WA-MA-H", "BLS-AHA"):
        answer = asked(person(GRADUATE, DIPLOMA), code)
        assert (answer.answer, answer.routes) == (UNKNOWN, ())
        assert not answer.only_to_ask


def test_clearances_are_not_sat_for() -> None:
    assert [one.kind.code for one in pathways(person(), BOOK, TODAY)] == TYPES


@pytest.mark.parametrize(
    ("issued_on", "expires_on", "status", "expected"),
    [
        (date(2024, 1, 1), date(2027, 1, 1), "active", "current"),
        (date(2020, 1, 1), date(2023, 1, 1), "active", "lapsed"),
        (date(2024, 1, 1), None, "active", "undated"),
        (date(2024, 1, 1), date(2027, 1, 1), "revoked", None),
        (date(2026, 12, 1), date(2029, 12, 1), "active", None),
    ],
)
def test_what_she_holds_already_is_told(
    issued_on: date, expires_on: date | None, status: str, expected: str | None
) -> None:
    other = Credential("CCMA-NHA", "CCMA-NHA:1:", None, date(2030, 1, 1))
    one = Credential(
        "RMA-AMT", "RMA-AMT:1:", issued_on, expires_on, Evidence.reviewed, status=status
    )
    record = Record(CandidateFacts("C-0001", credentials=(other, one)))
    held = asked(record, "RMA-AMT").held
    assert (held.status if held else None) == expected


def test_a_credential_names_the_state_rules_it_answers() -> None:
    opened = [(state, entry.id) for state, entry in opens_in("WA-MA-C", BOOK, TODAY)]
    assert ("WA", "wa-practice") in opened
    assert {state for state, _ in opened} == {"WA"}
    assert ("ND", "nd-registry") in [(s, e.id) for s, e in opens_in("ND-UAP", BOOK, TODAY)]
    assert not list(opens_in("CMAA-NHA", BOOK, TODAY))


def test_a_rule_that_is_not_in_force_opens_nothing() -> None:
    sc = {entry.id for _, entry in opens_in("CMA-AAMA", BOOK, date(2026, 7, 15))}
    assert "sc-medication" not in sc
    assert "sc-medication" in {entry.id for _, entry in opens_in("CMA-AAMA", BOOK, TODAY)}


def test_advice_opens_nothing() -> None:
    (rule,) = BOOK.states["WA"].rules[:1]
    (entry,) = rule.versions
    advised = replace(rule, versions=(replace(entry, effect="advise"),))
    state = replace(BOOK.states["WA"], rules=(advised,))
    book = replace(BOOK, states={"WA": state})
    assert entry.needs is not None
    assert next(one.id for _, one in opens_in("WA-MA-C", BOOK, TODAY)) == entry.id
    assert not list(opens_in("WA-MA-C", book, TODAY))


def test_a_route_with_less_missing_comes_first_however_much_is_to_be_asked() -> None:
    answer = asked(person(), "CPT-NHA")
    assert [route.pathway.name for route in answer.routes] == ["Work experience", "Training"]
    assert [len(route.of_state(MISSING)) for route in answer.routes] == [2, 4]
    assert [len(route.of_state(UNKNOWN)) for route in answer.routes] == [1, 0]


def test_what_is_missing_is_counted_before_what_is_to_be_asked() -> None:
    answer = asked(person(GRADUATE), "CCMA-NHA")
    assert [route.pathway.name for route in answer.routes] == ["Work experience", "Training"]
    assert answer.only_to_ask
    closed = asked(person(GRADUATE, years_experience=Decimal(0)), "CCMA-NHA")
    assert closed.answer == NO
    assert [one.asks for one in closed.routes[0].of_state(MISSING)] == [
        "high school or an equivalent"
    ]
