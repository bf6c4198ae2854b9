"""What a candidate's values say as facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

from agency.candidates.facts import candidate_facts
from agency.candidates.schemas import CandidateInput
from agency.places import point_of
from agency.rules.facts import CandidateFacts, CECredit, Credential, Evidence, Training
from agency.rules.spans import Spans

SPOKEN_FOR = {
    "ref": "C-1",
    "first_name": "Amara",
    "home_zip": "02134",
    "willing_states": "MA;RI",
    "max_travel_miles": "25.5",
    "available_from": "2027-01-01",
    "unavailable": "2027-02-01/2027-02-07;2027-02-08/2027-02-10;2027-05-01/2027-05-01",
    "min_pay_rate": "22.15",
    "skills": "ekg;phlebotomy",
    "status": "inactive",
    "adult": "yes",
    "specialties": "pediatrics",
    "shifts": "day;night",
    "roles": "medical_assistant",
}


def test_every_value_becomes_its_fact() -> None:
    facts = candidate_facts(CandidateInput().accept(SPOKEN_FOR), completed_placements=3)
    assert facts == CandidateFacts(
        ref="C-1",
        status="inactive",
        adult=True,
        home=point_of("02134"),
        willing_states=frozenset({"MA", "RI"}),
        max_travel_tenths=255,
        available_from=date(2027, 1, 1),
        unavailable=Spans.of(
            [
                (date(2027, 2, 1).toordinal(), date(2027, 2, 10).toordinal()),
                (date(2027, 5, 1).toordinal(), date(2027, 5, 1).toordinal()),
            ]
        ),
        min_pay_cents=2215,
        skills=frozenset({"ekg", "phlebotomy"}),
        specialties=frozenset({"pediatrics"}),
        shifts=frozenset({"day", "night"}),
        roles=frozenset({"medical_assistant"}),
        completed_placements=3,
    )
    assert facts.home is not None


def test_blanks_are_facts_that_are_not_known() -> None:
    assert candidate_facts(CandidateInput().accept({"ref": "C-1"})) == CandidateFacts(ref="C-1")


def test_a_zip_code_that_is_not_known_is_no_place() -> None:
    values = CandidateInput().accept({"ref": "C-1", "home_zip": "00000"})
    assert candidate_facts(values).home is None


def test_zero_miles_and_zero_dollars_are_not_blank() -> None:
    values = CandidateInput().accept({"ref": "C-1", "max_travel_miles": "0", "min_pay_rate": "0"})
    facts = candidate_facts(values)
    assert (facts.max_travel_tenths, facts.min_pay_cents) == (0, 0)


def test_every_cent_survives() -> None:
    values = CandidateInput().accept({"ref": "C-1"})
    for cents in range(10_000):
        dollars = Decimal(cents).scaleb(-2)
        assert candidate_facts({**values, "min_pay_rate": dollars}).min_pay_cents == cents


def test_the_days_she_is_placed_are_busy_apart_from_those_she_is_away() -> None:
    values = CandidateInput().accept({"ref": "C-1"})
    busy = [(date(2027, 3, 1), date(2027, 3, 31)), (date(2027, 4, 1), date(2027, 4, 2))]
    facts = candidate_facts(values, busy=busy)
    assert facts.busy == Spans.between(date(2027, 3, 1), date(2027, 4, 2))
    assert not facts.unavailable


def test_records_read_in_another_order_are_the_same_facts() -> None:
    values = CandidateInput().accept({"ref": "C-1"})
    held = (
        Credential("CMA-AAMA", "CMA-AAMA:1:"),
        Credential("CMA-AAMA", "CMA-AAMA:1:", expires_on=date(2027, 1, 1)),
        Credential("CMA-AAMA", "CMA-AAMA:1:", evidence=Evidence.reviewed),
    )
    records = (Training("training"), Training("training", "venipuncture"), Training("education"))
    credits = (CECredit("CMA-AAMA", "", Decimal(1)), CECredit("CMA-AAMA", "", Decimal(2)))
    of_credits = [credits, credits[::-1]] * 3
    orders = zip(permutations(held), permutations(records), of_credits, strict=True)
    assert len({candidate_facts(values, *order) for order in orders}) == 1
