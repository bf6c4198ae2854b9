"""Words in columns, and what tells one pool from another."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from agency.matching.pool import Words
from agency.matching.rows import BLANK
from agency.rules.distance import Point
from agency.rules.facts import CandidateFacts, CECredit, Credential, Evidence, Training
from agency.rules.ranking import prefix64
from agency.rules.spans import Spans
from tests.matching.pools import pool

DAY, NEXT_DAY = date(2027, 1, 4), date(2027, 1, 5)
HELD = Credential("BLS-AHA", "BLS-AHA:1:", DAY, DAY, Evidence.reviewed, "Elm Clinic")
TRAINED = Training(
    kind="training",
    topic="injection",
    provider="Elm School",
    accreditor="CAAHEP",
    hours=Decimal(4),
    classroom_hours=Decimal(1),
    clinical_hours=Decimal(2),
    externship_hours=Decimal(3),
    in_person=True,
    completed_on=DAY,
    evidence=Evidence.documented,
)
PERFORMED = Training("performances", performances=(("venipuncture", 5),), completed_on=DAY)
EARNED = CECredit("RMA-AMT", "general", Decimal(5), DAY, issuer_approved=True)
SHE = CandidateFacts(
    ref="C-1",
    adult=True,
    home=Point.at(47.6, -122.3),
    willing_states=frozenset({"WA"}),
    max_travel_tenths=250,
    available_from=DAY,
    unavailable=Spans.of([(9, 12)]),
    busy=Spans.of([(20, 22)]),
    min_pay_cents=2500,
    skills=frozenset({"ekg"}),
    specialties=frozenset({"cardiology"}),
    shifts=frozenset({"day"}),
    roles=frozenset({"medical_assistant"}),
    completed_placements=1,
    credentials=(HELD,),
    trainings=(TRAINED, PERFORMED),
    ce_credits=(EARNED,),
)
SOMEBODY = CandidateFacts("C-2", skills=frozenset({"ekg"}), shifts=frozenset({"night"}))

# For every fact a rule or a score may see, another value it might have.
OTHER_CANDIDATE = {
    "ref": "C-3",
    "status": "inactive",
    "adult": None,
    "home": Point.at(47.6, -122.2),
    "willing_states": frozenset({"WA", "OR"}),
    "max_travel_tenths": None,
    "available_from": NEXT_DAY,
    "unavailable": Spans.of([(9, 11)]),
    "busy": Spans(),
    "min_pay_cents": 2501,
    "skills": frozenset({"ekg", "epic"}),
    "specialties": frozenset[str](),
    "shifts": frozenset({"night"}),
    "roles": frozenset({"medical_office_manager"}),
    "completed_placements": 2,
    "credentials": (),
    "trainings": (TRAINED,),
    "ce_credits": (EARNED, EARNED),
}
OTHER_CREDENTIAL = {
    "code": "BLS-ARC",
    "issued_on": None,
    "expires_on": NEXT_DAY,
    "evidence": Evidence.primary_source,
    "bound_to": None,
    "status": "revoked",
}
OTHER_TRAINING = {
    "kind": "program",
    "topic": "venipuncture",
    "provider": None,
    "accreditor": "ABHES",
    "hours": Decimal("4.01"),
    "classroom_hours": Decimal(0),
    "clinical_hours": Decimal(3),
    "externship_hours": Decimal(4),
    "in_person": False,
    "completed_on": None,
    "evidence": Evidence.claimed,
}
OTHER_CREDIT = {
    "code": "CMA-AAMA",
    "category": "clinical",
    "units": Decimal("5.01"),
    "earned_on": NEXT_DAY,
    "issuer_approved": False,
}


def fingerprint(person: CandidateFacts) -> str:
    return pool([person, SOMEBODY]).fingerprint


def others() -> list[Any]:
    """The candidate with one fact changed, each in turn."""
    return [
        *(pytest.param({name: value}, id=name) for name, value in OTHER_CANDIDATE.items()),
        *(_within("credentials", HELD, name, value) for name, value in OTHER_CREDENTIAL.items()),
        *(_within("trainings", TRAINED, name, value) for name, value in OTHER_TRAINING.items()),
        _within("trainings", PERFORMED, "performances", (("venipuncture", 6),)),
        _within("trainings", PERFORMED, "performances", (("vaccine", 5),)),
        _within("trainings", PERFORMED, "completed_on", NEXT_DAY),
        _within("trainings", PERFORMED, "evidence", Evidence.reviewed),
        *(_within("ce_credits", EARNED, name, value) for name, value in OTHER_CREDIT.items()),
    ]


def _within(holder: str, record: Any, name: str, value: object) -> Any:
    rest = [one for one in getattr(SHE, holder) if one is not record]
    changed = (*rest, replace(record, **{name: value}))
    return pytest.param({holder: changed}, id=f"{type(record).__name__} {name} {value}")


@pytest.mark.parametrize("change", others())
def test_every_fact_changes_the_fingerprint(change: dict[str, Any]) -> None:
    assert fingerprint(replace(SHE, **change)) != fingerprint(SHE)


def test_no_fact_was_forgotten() -> None:
    assert set(OTHER_CANDIDATE) == {one.name for one in fields(CandidateFacts)}
    # A number on a card decides nothing.
    assert set(OTHER_CREDENTIAL) == {one.name for one in fields(Credential)} - {"ref"}
    assert {*OTHER_TRAINING, "performances"} == {one.name for one in fields(Training)}
    assert set(OTHER_CREDIT) == {one.name for one in fields(CECredit)}


@pytest.mark.parametrize(
    "change",
    [
        {"credentials": (replace(HELD, ref="BLS-AHA:2:"),)},
        {"credentials": (HELD, replace(HELD, status="withdrawn"))},
        {"trainings": (PERFORMED, TRAINED)},
        {"unavailable": SHE.busy, "busy": SHE.unavailable},
    ],
    ids=["number", "credential that does not count", "order", "why she is away"],
)
def test_what_is_no_input_of_a_rule_changes_nothing(change: dict[str, Any]) -> None:
    assert fingerprint(replace(SHE, **change)) == fingerprint(SHE)


def test_whose_fact_it_is_matters() -> None:
    hers, anothers = (
        replace(SOMEBODY, skills=frozenset[str]()),
        replace(SHE, skills=SOMEBODY.skills),
    )
    swapped = pool([replace(SHE, skills=frozenset[str]()), replace(hers, skills=SHE.skills)])
    assert pool([anothers, hers]).fingerprint != swapped.fingerprint


def test_no_choice_of_words_makes_different_facts_look_alike() -> None:
    """Where one column ends and the next begins is told by lengths, not by their names."""
    honest = replace(SHE, skills=frozenset({"a"}), specialties=frozenset({"c:[0]specialtiesb"}))
    forged = replace(SHE, skills=frozenset({"a:[0]specialtiesc"}), specialties=frozenset({"b"}))
    assert pool([honest]).fingerprint != pool([forged]).fingerprint


def test_words_are_found_by_number_and_blank_is_none_of_them() -> None:
    column = Words(np.array([1, BLANK, 0, 1], np.int32), ("ekg", "epic"))
    assert column.among(["epic", "never said"]).tolist() == [True, False, False, True]
    assert column.among([]).tolist() == [False] * 4
    assert column.among(["ekg", "epic"]).tolist() == [True, False, True, True]
    assert column.blank.tolist() == [False, True, False, False]


def test_words_of_an_empty_column_are_found_nowhere() -> None:
    assert Words(np.array([BLANK], np.int32), ()).among(["ekg"]).tolist() == [False]


def test_word_lists_tell_who_has_a_word_and_how_many_of_several() -> None:
    skills = {"epic", "ekg"}, set[str](), {"epic"}
    lists = pool(
        CandidateFacts(f"C-{n}", skills=frozenset(of)) for n, of in enumerate(skills)
    ).skills
    assert lists.having("epic").tolist() == [True, False, True]
    assert lists.having("never said").tolist() == [False] * 3
    assert lists.said.tolist() == [True, False, True]
    assert lists.count(["ekg", "epic", "never said"], np.array([2, 0, 0, 1])).tolist() == [
        1,
        2,
        2,
        0,
    ]
    assert lists.candidate.tolist() == [0, 0, 2]
    assert [lists.word.known[number] for number in lists.word.number] == ["ekg", "epic", "epic"]


def test_prefixes_break_ties_by_the_references_alone() -> None:
    people = pool([SOMEBODY, SHE])
    assert people.prefixes.tolist() == [prefix64("C-1"), prefix64("C-2")]
