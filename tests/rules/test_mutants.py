"""The cases of the strict states notice every change of one point of the law they are about.

A rule of which a part could be weakened or taken out without a case that fails is not tested.
"""

from __future__ import annotations

from functools import cache

import pytest

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence
from agency.rules.rulebook import FEDERAL, RuleBook, federal_rules, load_rulebook
from tests.rules.case_files import BY_FAMILY, BY_STATE, STRICT_STATES, Case, told_of
from tests.rules.mutants import Mutant, mutants_of
from tests.rules.mutants_of_needs import changes

BOOK = load_rulebook()
STATES = [*(BOOK.states[state.upper()] for state in STRICT_STATES), federal_rules(BOOK)]
MUTANTS = {mutant.name: mutant for state in STATES for mutant in mutants_of(state, BOOK)}

ANY_CARD = "bound to the facility|from the source"

# What changes the words of an entry and nothing that it says: how the names begin and how they
# end, by the reason. One that is gone, or that a case notices after all, fails below.
SAME = {
    "part 1 is sure of this certification, so that it is possible adds nothing": {
        "ca-training-others: part 2: possible without": "CMA-AAMA|RMA-AMT|CMA-CCBMA",
        "nj-certification: part 2: possible without": "CMA-AAMA|RMA-AMT|NCMA-NCCT|CCMA-NHA",
        "sc-medication: part 2: part 2: possible without": "CMA-AAMA|RMA-AMT|CCMA-NHA|NCMA-NCCT",
        "tn-hospital-clinic-certification: part 2: possible without": (
            "CMA-AAMA|RMA-AMT|CCMA-NHA|NCMA-NCCT|NRCMA-NAHP"
        ),
    },
    "another part of the rule takes these without further conditions": {
        "az-training-aprn: part 1: with": "MILITARY",
        "az-training-aprn: part 3: with": "CAAHEP|ABHES|US-ED",
        "ct-clinical-medical-assistant: part 1: part 2: part 1: with": "MILITARY",
        "ct-clinical-medical-assistant: part 1: part 2: part 2: with": "CAAHEP|ABHES|MILITARY",
        "wa-practice: part 2: with": "WA-MA-C|WA-MA-C-INTERIM|WA-MA-P|WA-MA-H|WA-MA-EMT",
        "wa-medication: part 2: possible with": "WA-MA-C|WA-MA-C-INTERIM",
    },
    "part 1 takes every program of US-ED, so the one of 720 hours adds none": {
        "ct-clinical-medical-assistant: part 1: part 2:": "without part 2",
        "ct-clinical-medical-assistant: part 1: part 2: part 2:": (
            "hours 720 -> 719|hours 720 -> 721"
            "|externship hours 160 -> 159|externship hours 160 -> 161|in person"
        ),
    },
    "a certification that is possible stays so where its evidence or its facility is not told": {
        "ca-training-others: part 2: possible": ANY_CARD,
        "nj-certification: part 2: possible": ANY_CARD,
        "sc-medication: part 2: part 2: possible": ANY_CARD,
        "tn-hospital-clinic-certification: part 2: possible": ANY_CARD,
        "wa-medication: part 2: possible": "from the source",
    },
    "no supervision is looser than general, so that nobody is refused by it": {
        "ut-vaccine: of": "low confidence",
    },
    "ambulatory settings meet the rule, and a hospital is none that it speaks of": {
        "nd-medication-ambulatory:": (
            "not in clinic|not in urgent_care|not in hospital_outpatient|with hospital"
        ),
    },
}
EQUIVALENT = {
    f"{start} {end}": reason
    for reason, names in SAME.items()
    for start, ends in names.items()
    for end in ends.split("|")
}


@cache
def cases_about(state: str, id: str) -> list[Case]:
    """The state's cases, those that name the rule first; of federal law those of all work."""
    rules = BY_FAMILY["work"] if state == FEDERAL else BY_STATE[state.lower()]
    cases = [case for _, cases in rules for case in cases if case.law is None]
    return sorted(cases, key=lambda case: id not in str(case.expected))


def first_to_fail(cases: list[Case], book: RuleBook) -> str | None:
    """The first of ``cases`` that finds something else under ``book`` than it expects."""
    failing = (case.name for case in cases if told_of(case, book) != dict(case.expected))
    return next(failing, None)


def noticed_by(mutant: Mutant) -> str | None:
    cases = cases_about(mutant.state, mutant.entry.id)
    return first_to_fail(cases, mutant.in_place_of_the_law(BOOK))


@pytest.mark.parametrize("name", [name for name in MUTANTS if name not in EQUIVALENT])
def test_a_case_notices(name: str) -> None:
    assert noticed_by(MUTANTS[name]), f"no case of {MUTANTS[name].state} fails after {name!r}"


@pytest.mark.parametrize("name", EQUIVALENT)
def test_what_says_the_same_is_noticed_by_no_case(name: str) -> None:
    assert noticed_by(MUTANTS[name]) is None, f"no longer true: {EQUIVALENT[name]}"


# The changes themselves


@pytest.mark.parametrize("state", [*STRICT_STATES, FEDERAL])
def test_the_law_as_it_is_is_what_the_cases_expect(state: str) -> None:
    assert first_to_fail(cases_about(state.upper(), ""), BOOK) is None


def test_every_entry_of_a_strict_state_is_taken_out_and_changed_and_so_are_its_needs() -> None:
    for state in STATES:
        for rule in state.rules:
            mine = [one for one in MUTANTS.values() if one.entry in rule.versions]
            assert any(one.changed is None for one in mine)
            assert all(one.changed != one.entry for one in mine)
            if any(entry.effect == "require" for entry in rule.versions):
                assert any(one.changed and one.changed.effect == "advise" for one in mine)


def test_exceptions_advice_and_federal_law_are_changed_as_well() -> None:
    assert {
        "ut-indirect-supervision: not unless only vaccine",
        "ut-indirect-supervision: also unless only anaesthesia",
        "us-order-entry: required",
        "us-order-entry: taken out",
    } <= MUTANTS.keys()


WASHINGTON = frozenset({"WA-MA-C"})


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        (ask.Prohibited(), {}),
        (
            ask.Holds(WASHINGTON),
            {
                "without WA-MA-C": ask.NO,
                "bound to the facility": ask.Holds(WASHINGTON, bound_to_facility=True),
                "from the source": ask.Holds(WASHINGTON, Evidence.primary_source),
                "at most a day old": ask.Holds(WASHINGTON, max_age_days=1),
            },
        ),
        (ask.Program(), {"in person": ask.Program(in_person=True)}),
        (
            ask.Document("task_training_certificate", False),
            {"kept at the facility": ask.Document("task_training_certificate", True)},
        ),
        (
            ask.Holds(WASHINGTON, Evidence.primary_source, True, 30),
            {
                "with any evidence": ask.Holds(WASHINGTON, None, True, 30),
                "at any facility": ask.Holds(WASHINGTON, Evidence.primary_source, False, 30),
                "of any age": ask.Holds(WASHINGTON, Evidence.primary_source, True, None),
                "days 30 -> 31": ask.Holds(WASHINGTON, Evidence.primary_source, True, 31),
            },
        ),
        (
            ask.Supervision(frozenset({"on_premises", "direct"})),
            {
                "indirect supervision": ask.Supervision(
                    frozenset({"indirect", "on_premises", "direct"})
                ),
                "direct supervision": ask.Supervision(frozenset({"direct"})),
            },
        ),
        (
            ask.AllOf((ask.Adult(), ask.Possible(ask.Adult()))),
            {
                "without part 1": ask.AllOf((ask.Possible(ask.Adult()),)),
                "without part 2": ask.AllOf((ask.Adult(),)),
                "part 2: met, not possible": ask.AllOf((ask.Adult(), ask.Adult())),
                "part 2: never, not possible": ask.AllOf((ask.Adult(), ask.NO)),
                "any part is enough": ask.AnyOf((ask.Adult(), ask.Possible(ask.Adult()))),
            },
        ),
    ],
)
def test_needs_are_changed_in_one_point(needs: Expression, expected: dict[str, Expression]) -> None:
    found = dict(changes(needs, BOOK))
    assert {name: found[name] for name in expected} == expected
    assert needs not in found.values()
