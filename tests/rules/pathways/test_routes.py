"""Which credentials a person may sit for: routes, what they open, and what holds of all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.pathways.conditions import MET, MISSING, NO, UNKNOWN, YES
from agency.rules.pathways.record import Record, Worked
from agency.rules.pathways.routes import may_apply, may_sit, opens_in, pathways
from agency.rules.spans import Spans
from tests.rules.pathways.records import (
    BETTER,
    BOOK,
    DIPLOMA,
    GRADUATE,
    TODAY,
    TYPES,
    achievements,
    asked,
    credentials,
    days,
    failed,
    person,
    records,
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
def test_the_answer_alone_is_the_answer_with_its_reasons(
    record: Record, day: date, code: str
) -> None:
    assert may_apply(record, code, BOOK, day) == may_sit(record, code, BOOK, day).answer


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
