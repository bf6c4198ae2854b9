"""What somebody must hold is read from the requirements, whatever state they are of."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence
from agency.rules.requisition import Requirement
from agency.rules.spans import LAST_DAY
from agency.sampling.chance import Dice
from agency.sampling.needs import Needs, joined, may_be_met, needs_of

ALL = 100
CARD = ask.Valid(frozenset({"CMA-AAMA", "RMA-AMT"}), Evidence.reviewed)
NARROW = ask.Valid(frozenset({"WA-MA-C"}), Evidence.reviewed)


def needs(*asked: Expression, percent: int = ALL, first_way: int = ALL) -> Needs:
    requirements = [Requirement("a", "A", one) for one in asked]
    return needs_of(requirements, percent, first_way, Dice("needs"))


def test_all_parts_are_needed_and_one_way_of_several() -> None:
    found = needs(ask.AllOf((CARD, ask.AnyOf((ask.Education(frozenset()), ask.Program())))))
    assert (found.cards, found.education, found.programs) == ([CARD], True, [])


def test_another_way_than_the_first_is_taken_at_times() -> None:
    found = needs(ask.AnyOf((CARD, NARROW)), first_way=0)
    assert found.cards == [NARROW]


@pytest.mark.parametrize(
    "uncertain", [ask.Possible(NARROW), ask.NO, ask.UNSAID, ask.AllOf((NARROW, ask.NO))]
)
def test_a_way_that_can_never_be_met_for_sure_is_not_taken(uncertain: Expression) -> None:
    assert not may_be_met(uncertain)
    for first_way in (0, ALL):
        assert needs(ask.AnyOf((uncertain, CARD)), first_way=first_way).cards == [CARD]


def test_what_only_lacks_certainty_in_the_law_is_needed_all_the_same() -> None:
    assert needs(ask.CannotRefuse(CARD)).cards == [CARD]


def test_every_version_in_force_is_needed() -> None:
    versions = ((1, 10, CARD), (11, LAST_DAY, NARROW))
    assert needs(ask.InForce(versions)).cards == [NARROW, CARD]


def test_the_narrowest_cards_come_first() -> None:
    assert needs(CARD, NARROW).cards == [NARROW, CARD]


def test_advice_is_no_need() -> None:
    advice = Requirement("a", "A", CARD, effect="advise")
    assert needs_of([advice], ALL, ALL, Dice("advice")).cards == []


def test_with_no_percent_nothing_is_needed() -> None:
    assert needs(CARD, NARROW, percent=0) == Needs()


def test_hours_and_acts_are_the_most_that_is_asked() -> None:
    found = needs(
        ask.TrainingHours("injection", (("hours", Decimal(10)),)),
        ask.TrainingHours("injection", (("hours", Decimal(4)), ("clinical_hours", Decimal(8)))),
        ask.Performances(10, frozenset({"venipuncture", "skin_test"})),
        ask.Performances(30, frozenset({"venipuncture"})),
    )
    assert found.hours == {"injection": {"hours": Decimal(10), "clinical_hours": Decimal(8)}}
    assert found.acts == {"skin_test": 10, "venipuncture": 30}


def test_documents_are_needed_at_their_facility() -> None:
    found = needs(ask.OnFile("certificate", "Elm Park"), ask.OnFile("certificate"))
    assert found.documents == [("certificate", "Elm Park"), ("certificate", None)]


# One program for several needs

ACCREDITED = ask.Program(accreditors=frozenset({"CAAHEP", "ABHES"}))
LONG = ask.Program(hours_min=Decimal(720), externship_hours_min=Decimal(160), in_person=True)


def test_one_program_satisfies_what_several_ask_for() -> None:
    both = ask.Program(ACCREDITED.accreditors, Decimal(720), Decimal(160), in_person=True)
    assert joined(LONG, joined(ACCREDITED, [])) == [both]
    assert joined(ACCREDITED, joined(LONG, [])) == [both]


def test_accreditors_are_those_that_satisfy_both() -> None:
    narrower = ask.Program(accreditors=frozenset({"ABHES", "US-ED"}))
    (program,) = joined(narrower, [ACCREDITED])
    assert program.accreditors == {"ABHES"}


def test_accreditors_without_one_in_common_take_two_programs() -> None:
    military = ask.Program(accreditors=frozenset({"MILITARY"}))
    assert joined(military, [ACCREDITED]) == [ACCREDITED, military]
