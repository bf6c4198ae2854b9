"""Each operator's coverage, on which days it is met and on which it is possible."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules import expressions as ask
from agency.rules.distance import Point
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence
from agency.rules.requirements import COVERAGE, coverage
from agency.rules.requisition import asked_of
from agency.rules.spans import ALL_DAYS, ALWAYS, MAYBE, NEVER, NO_DAYS, Coverage, Spans
from tests.rules.answers import (
    BOOK,
    CLAIMED,
    FEB,
    JAN,
    MAR,
    REVIEWED,
    held,
    holding,
    maybe,
    met,
    of,
    trained,
)
from tests.strategies import assignments, candidates
from tests.strategies_of_law import expressions

CMA = ask.Valid(frozenset({"CMA-AAMA"}), REVIEWED)
SEATTLE, TACOMA = Point.at(47.61, -122.33), Point.at(47.25, -122.44)
FROM_SEATTLE = {"home": SEATTLE, "willing_states": frozenset({"NY"})}


# Credentials


@pytest.mark.parametrize(
    ("credential", "expected"),
    [
        (held(), met(JAN, FEB)),
        (held(issued=None), met(None, FEB)),
        (held(issued=FEB, expires=FEB), met(FEB, FEB)),
        (held(issued=MAR), NEVER),
        (held(expires=None), maybe(JAN)),
        (held(evidence=Evidence.primary_source), met(JAN, FEB)),
        (held(evidence=Evidence.documented), maybe(JAN, FEB)),
        (held(expires=None, evidence=CLAIMED), maybe(JAN)),
        (held("RMA-AMT"), NEVER),
        (held(status="rejected"), NEVER),
        (held(status="revoked"), NEVER),
        (held(status="superseded"), NEVER),
        (held(status="withdrawn"), NEVER),
        (held(bound_to="Birch Hospital"), met(JAN, FEB)),
    ],
)
def test_a_credential_covers_its_days_if_it_is_good_enough(
    credential: Credential, expected: Coverage
) -> None:
    assert of(CMA, **holding(credential)) == expected


def test_an_immunity_without_an_expiry_is_for_ever_and_with_one_until_then() -> None:
    immune = ask.Valid(frozenset({"MMR-IMMUNE"}), REVIEWED)
    assert of(immune, **holding(held("MMR-IMMUNE", expires=None))) == met(JAN)
    assert of(immune, **holding(held("MMR-IMMUNE"))) == met(JAN, FEB)


def test_credentials_relay_each_other_across_types() -> None:
    either = replace(CMA, codes=frozenset({"CMA-AAMA", "RMA-AMT"}))
    cards = held(), held("RMA-AMT", issued=date(2027, 2, 2), expires=MAR)
    assert of(either, **holding(*cards)) == met(JAN, MAR)


def test_tests_passed_by_different_credentials_are_not_mixed() -> None:
    lapsed, unread = held(), held(issued=FEB, expires=MAR, evidence=CLAIMED)
    assert of(CMA, **holding(lapsed, unread)) == Coverage(
        Spans.between(JAN, FEB), Spans.between(JAN, MAR)
    )


@pytest.mark.parametrize(
    ("facility", "bound_to", "expected"),
    [
        ("Alder Clinic", "Alder Clinic", met(JAN, FEB)),
        ("Alder Clinic", "Birch Hospital", NEVER),
        ("Alder Clinic", None, maybe(JAN, FEB)),
        ("", "Birch Hospital", maybe(JAN, FEB)),
        ("", None, maybe(JAN, FEB)),
    ],
)
def test_a_binding_is_to_the_facility_of_the_assignment(
    facility: str, bound_to: str | None, expected: Coverage
) -> None:
    bound = replace(CMA, facility=facility)
    assert of(bound, **holding(held(bound_to=bound_to))) == expected


@pytest.mark.parametrize(
    ("issued", "expected"),
    [(JAN, met(JAN, FEB)), (date(2026, 12, 31), NEVER), (None, maybe(None, FEB))],
)
def test_a_credential_may_have_to_be_issued_on_a_day_or_later(
    issued: date | None, expected: Coverage
) -> None:
    recent = replace(CMA, issued_from=JAN.toordinal())
    assert of(recent, **holding(held(issued=issued))) == expected


# The agency's


@pytest.mark.parametrize(("adult", "expected"), [(True, ALWAYS), (False, NEVER), (None, MAYBE)])
def test_adulthood_is_attested_denied_or_not_said(adult: bool | None, expected: Coverage) -> None:
    assert of(ask.Adult(), adult=adult) == expected


def test_availability_is_what_absences_and_placements_leave() -> None:
    answer = of(
        ask.Available(),
        available_from=JAN,
        unavailable=Spans.between(FEB, FEB),
        busy=Spans.between(MAR, None),
    )
    assert answer == met(JAN, date(2027, 1, 31)) | met(date(2027, 2, 2), date(2027, 2, 28))
    assert of(ask.Available()) == ALWAYS


@pytest.mark.parametrize(
    ("state", "place", "limit", "expected"),
    [
        ("NY", None, None, ALWAYS),
        ("WA", TACOMA, 254, ALWAYS),
        ("WA", TACOMA, 253, NEVER),
        ("WA", SEATTLE, 0, ALWAYS),
        ("WA", SEATTLE, None, NEVER),
        ("WA", None, None, NEVER),
        ("WA", None, 9999, MAYBE),
    ],
)
def test_a_place_is_in_a_state_listed_or_near_enough(
    state: str, place: Point | None, limit: int | None, expected: Coverage
) -> None:
    reach = ask.Reach(state, place)
    assert of(reach, max_travel_tenths=limit, **FROM_SEATTLE) == expected


def test_a_home_that_is_not_known_may_be_near_enough() -> None:
    assert of(ask.Reach("WA", SEATTLE), max_travel_tenths=1) == MAYBE


@pytest.mark.parametrize(
    ("expression", "facts", "expected"),
    [
        (ask.Skilled(frozenset()), {}, ALWAYS),
        (ask.Skilled(frozenset({"ekg"})), {"skills": frozenset({"ekg", "triage"})}, ALWAYS),
        (ask.Skilled(frozenset({"ekg"})), {"skills": frozenset({"EKG"})}, NEVER),
        (ask.Paid(2500), {"min_pay_cents": 2500}, ALWAYS),
        (ask.Paid(2500), {"min_pay_cents": 2501}, NEVER),
        (ask.Paid(0), {}, ALWAYS),
        (ask.Works("night"), {}, ALWAYS),
        (ask.Works("night"), {"shifts": frozenset({"night", "day"})}, ALWAYS),
        (ask.Works("night"), {"shifts": frozenset({"day"})}, NEVER),
        (ask.InRole("medical_assistant"), {}, ALWAYS),
        (ask.InRole("patient_care_manager"), {}, NEVER),
        (ask.InRole("medical_assistant"), {"roles": frozenset({"patient_care_manager"})}, NEVER),
        (ask.InStanding(frozenset({"C-0002"})), {}, ALWAYS),
        (ask.InStanding(frozenset({"C-0001"})), {}, NEVER),
        (ask.InStanding(frozenset()), {"status": "inactive"}, NEVER),
    ],
)
def test_the_rest_holds_always_or_never(
    expression: Expression, facts: dict[str, Any], expected: Coverage
) -> None:
    assert of(expression, **facts) == expected


# Combinations


def test_combinations_unite_and_intersect_day_by_day() -> None:
    card, school = held(), trained("education", topic="ged", done=date(2027, 1, 15))
    parts = CMA, ask.Education(frozenset({"ged"}))
    facts = {"credentials": (card,), "trainings": (school,)}
    assert of(ask.AllOf(parts), **facts) == met(date(2027, 1, 15), FEB)
    assert of(ask.AnyOf(parts), **facts) == met(JAN)


def test_what_is_only_possible_is_never_met() -> None:
    assert of(ask.Possible(CMA), **holding(held())) == maybe(JAN, FEB)
    assert of(ask.Possible(CMA), **holding(held(evidence=CLAIMED))) == maybe(JAN, FEB)
    assert of(ask.Possible(CMA)) == NEVER


def test_what_cannot_refuse_is_met_when_it_is_met_and_possible_always() -> None:
    assert of(ask.CannotRefuse(CMA), **holding(held())) == Coverage(
        Spans.between(JAN, FEB), ALL_DAYS
    )
    assert of(ask.CannotRefuse(CMA)) == Coverage(NO_DAYS, ALL_DAYS)


def test_each_version_answers_for_its_own_days_and_the_rest_are_met() -> None:
    law = ask.InForce(
        (
            (JAN.toordinal(), date(2027, 1, 31).toordinal(), ask.NO),
            (FEB.toordinal(), date(2027, 2, 28).toordinal(), ask.UNSAID),
        )
    )
    outside = Spans.between(None, date(2026, 12, 31)) | Spans.between(MAR, None)
    assert of(law) == Coverage(outside, outside | Spans.between(FEB, date(2027, 2, 28)))


def test_every_leaf_of_a_person_has_a_coverage_and_those_of_the_law_have_none() -> None:
    depending = {ask.Holds, ask.Document, *ask.WORK_LEAVES}
    kinds = {one for one in vars(ask).values() if isinstance(one, type)}
    kinds = {kind for kind in kinds if issubclass(kind, Expression)} - {Expression}
    assert set(COVERAGE) == kinds - depending
    with pytest.raises(KeyError):
        of(ask.Prohibited())


@given(candidates(), assignments(), expressions(), st.randoms())
def test_the_order_of_records_does_not_matter(
    candidate: CandidateFacts,
    assignment: AssignmentFacts,
    law: Expression,
    chance: random.Random,
) -> None:
    asked = asked_of(law, assignment, assignment.starts_on.toordinal())
    shuffled = replace(
        candidate,
        credentials=tuple(chance.sample(candidate.credentials, len(candidate.credentials))),
        trainings=tuple(chance.sample(candidate.trainings, len(candidate.trainings))),
    )
    assert coverage(asked, shuffled, BOOK) == coverage(asked, candidate, BOOK)


@given(candidates(), assignments(), expressions())
def test_what_no_rule_may_see_changes_nothing(
    candidate: CandidateFacts, assignment: AssignmentFacts, law: Expression
) -> None:
    asked = asked_of(law, assignment, assignment.starts_on.toordinal())
    other = replace(candidate, ref="C-9999", completed_placements=99, specialties=frozenset({"x"}))
    assert coverage(asked, other, BOOK) == coverage(asked, candidate, BOOK)
